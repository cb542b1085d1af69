#include "http_server.h"

#include "../unit.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Head and body, as long as Content-Length says. */
static void read_request(int connection, char *out) {
    size_t used = 0;
    size_t wanted = HTTP_SERVER_BYTES - 1;
    while (used < wanted) {
        ssize_t got = read(connection, out + used, wanted - used);
        if (got <= 0) {
            break;
        }
        used += (size_t)got;
        out[used] = '\0';
        const char *body = strstr(out, "\r\n\r\n");
        const char *length = strstr(out, "Content-Length: ");
        if (body != NULL && length != NULL) {
            wanted = (size_t)(body + 4 - out) + strtoul(length + 16, NULL, 10);
        }
    }
    out[used] = '\0';
}

static void serve(struct http_server *server, int connection) {
    char request[HTTP_SERVER_BYTES];
    read_request(connection, request);
    pthread_mutex_lock(&server->lock);
    if (server->count < HTTP_SERVER_REQUESTS) {
        memcpy(server->requests[server->count++], request, sizeof request);
    }
    (void)!write(connection, server->answer, strlen(server->answer));
    pthread_mutex_unlock(&server->lock);
    (void)close(connection);
}

static void *run(void *owner) {
    struct http_server *server = owner;
    for (;;) {
        int connection = accept(server->listening, NULL, NULL);
        if (connection < 0) {
            return NULL;
        }
        serve(server, connection);
    }
}

void http_server_start(struct http_server *server) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    memset(server, 0, sizeof *server);
    pthread_mutex_init(&server->lock, NULL);
    http_server_answer(server, 201, "{\"sid\":\"SM1\"}");
    server->listening = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(server->listening, (struct sockaddr *)&address, size), 0);
    assert_int_equal(listen(server->listening, 8), 0);
    assert_int_equal(getsockname(server->listening, (struct sockaddr *)&address, &size), 0);
    (void)snprintf(server->url, sizeof server->url, "http://127.0.0.1:%d", ntohs(address.sin_port));
    assert_int_equal(pthread_create(&server->thread, NULL, run, server), 0);
}

void http_server_stop(struct http_server *server) {
    (void)shutdown(server->listening, SHUT_RDWR);
    pthread_join(server->thread, NULL);
    (void)close(server->listening);
    pthread_mutex_destroy(&server->lock);
}

void http_server_answer(struct http_server *server, int status, const char *json) {
    pthread_mutex_lock(&server->lock);
    (void)snprintf(server->answer, sizeof server->answer,
                   "HTTP/1.1 %d X\r\nContent-Type: application/json\r\nConnection: close\r\n"
                   "Content-Length: %zu\r\n\r\n%s",
                   status, strlen(json), json);
    pthread_mutex_unlock(&server->lock);
}

size_t http_server_count(struct http_server *server) {
    pthread_mutex_lock(&server->lock);
    size_t count = server->count;
    pthread_mutex_unlock(&server->lock);
    return count;
}
