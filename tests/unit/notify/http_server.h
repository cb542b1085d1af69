/* http_server: a REST gateway of Twilio's shape for tests: one request a connection, on a free port. */
#ifndef ANTEROOM_TESTS_HTTP_SERVER_H
#define ANTEROOM_TESTS_HTTP_SERVER_H

#include <pthread.h>
#include <stddef.h>

enum { HTTP_SERVER_REQUESTS = 8, HTTP_SERVER_BYTES = 4096 };

struct http_server {
    int listening;
    char url[64];
    pthread_t thread;
    pthread_mutex_t lock;
    char answer[16384]; /* the whole response to the next requests */
    char requests[HTTP_SERVER_REQUESTS][HTTP_SERVER_BYTES];
    size_t count;
};

void http_server_start(struct http_server *server);
void http_server_stop(struct http_server *server);
/* From now on: this status with this JSON. */
void http_server_answer(struct http_server *server, int status, const char *json);
size_t http_server_count(struct http_server *server);

#endif
