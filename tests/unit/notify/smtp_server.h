/* smtp_server: a mail server of a few lines for tests, on a free port, one connection after the other.
 *
 * It speaks RFC 5321 well enough for libcurl, keeps the messages that it took, and answers RCPT with what
 * the test scripted. */
#ifndef ANTEROOM_TESTS_SMTP_SERVER_H
#define ANTEROOM_TESTS_SMTP_SERVER_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

enum { SMTP_SERVER_MESSAGES = 16, SMTP_SERVER_BYTES = 16384 };

struct smtp_server {
    int listening;
    char url[64];
    pthread_t thread;
    pthread_mutex_t lock;
    bool stop;
    char refusal[128]; /* the answer to RCPT; "" takes it */
    int refusals;      /* how many RCPT are refused before it takes one; -1: all */
    char messages[SMTP_SERVER_MESSAGES][SMTP_SERVER_BYTES];
    char recipients[SMTP_SERVER_MESSAGES][256];
    size_t count;
};

void smtp_server_start(struct smtp_server *server);
void smtp_server_stop(struct smtp_server *server);
/* `count` further RCPT get `answer` ("550 5.1.1 no\r\n"). */
void smtp_server_refuse(struct smtp_server *server, const char *answer, int count);
size_t smtp_server_count(struct smtp_server *server);

#endif
