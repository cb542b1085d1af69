#include "smtp_server.h"

#include "../unit.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct session {
    struct smtp_server *server;
    FILE *in;
    int out;
    char recipient[256];
};

static void say(const struct session *session, const char *line) {
    (void)!write(session->out, line, strlen(line));
}

static void take_recipient(struct session *session, const char *line) {
    struct smtp_server *server = session->server;
    pthread_mutex_lock(&server->lock);
    bool refused = server->refusals != 0;
    server->refusals -= server->refusals > 0 ? 1 : 0;
    say(session, refused ? server->refusal : "250 2.1.5 ok\r\n");
    pthread_mutex_unlock(&server->lock);
    (void)snprintf(session->recipient, sizeof session->recipient, "%.250s", line + 8);
}

static void take_message(struct session *session) {
    struct smtp_server *server = session->server;
    char line[2048];
    char message[SMTP_SERVER_BYTES] = "";
    say(session, "354 go on\r\n");
    while (fgets(line, sizeof line, session->in) != NULL && strcmp(line, ".\r\n") != 0) {
        size_t used = strlen(message);
        (void)snprintf(message + used, sizeof message - used, "%s", line);
    }
    pthread_mutex_lock(&server->lock);
    if (server->count < SMTP_SERVER_MESSAGES) {
        memcpy(server->messages[server->count], message, sizeof message);
        memcpy(server->recipients[server->count], session->recipient, sizeof session->recipient);
        server->count++;
    }
    pthread_mutex_unlock(&server->lock);
    say(session, "250 2.0.0 queued\r\n");
}

static void serve(struct smtp_server *server, int connection) {
    struct session session = {
        .server = server, .in = fdopen(dup(connection), "r"), .out = connection};
    char line[2048];
    say(&session, "220 test\r\n");
    while (fgets(line, sizeof line, session.in) != NULL) {
        if (strncmp(line, "EHLO", 4) == 0) {
            say(&session, "250-test\r\n250 SIZE 100000\r\n");
        } else if (strncmp(line, "RCPT", 4) == 0) {
            take_recipient(&session, line);
        } else if (strncmp(line, "DATA", 4) == 0) {
            take_message(&session);
        } else if (strncmp(line, "QUIT", 4) == 0) {
            say(&session, "221 2.0.0 bye\r\n");
            break;
        } else {
            say(&session, "250 2.0.0 ok\r\n");
        }
    }
    (void)fclose(session.in);
    (void)close(connection);
}

static void *run(void *owner) {
    struct smtp_server *server = owner;
    for (;;) {
        int connection = accept(server->listening, NULL, NULL);
        if (connection < 0) {
            return NULL;
        }
        serve(server, connection);
    }
}

void smtp_server_start(struct smtp_server *server) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    memset(server, 0, sizeof *server);
    pthread_mutex_init(&server->lock, NULL);
    server->listening = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(server->listening, (struct sockaddr *)&address, size), 0);
    assert_int_equal(listen(server->listening, 8), 0);
    assert_int_equal(getsockname(server->listening, (struct sockaddr *)&address, &size), 0);
    (void)snprintf(server->url, sizeof server->url, "smtp://127.0.0.1:%d", ntohs(address.sin_port));
    assert_int_equal(pthread_create(&server->thread, NULL, run, server), 0);
}

/* The connection in hand ends when its client has ended; then accept fails. */
void smtp_server_stop(struct smtp_server *server) {
    (void)shutdown(server->listening, SHUT_RDWR);
    pthread_join(server->thread, NULL);
    (void)close(server->listening);
    pthread_mutex_destroy(&server->lock);
}

void smtp_server_refuse(struct smtp_server *server, const char *answer, int count) {
    pthread_mutex_lock(&server->lock);
    (void)snprintf(server->refusal, sizeof server->refusal, "%s", answer);
    server->refusals = count;
    pthread_mutex_unlock(&server->lock);
}

size_t smtp_server_count(struct smtp_server *server) {
    pthread_mutex_lock(&server->lock);
    size_t count = server->count;
    pthread_mutex_unlock(&server->lock);
    return count;
}
