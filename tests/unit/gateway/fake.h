/* fake: a world around one `struct http`: two pages, a few routes, a queue that only remembers. */
#ifndef ANTEROOM_TESTS_GATEWAY_FAKE_H
#define ANTEROOM_TESTS_GATEWAY_FAKE_H

#include "gateway/http.h"
#include "gateway/socket.h"

#define FAKE_ID      "00112233445566778899aabbccddeeff"
#define FAKE_USER    "11111111111111111111111111111111"
#define FAKE_SESSION "22222222222222222222222222222222"
#define FAKE_ROOM    "33333333333333333333333333333333"

struct fake {
    struct http_env env;
    struct socket_env sockets;
    struct live *live;
    struct http http;
    int64_t now_ms;
    struct command *submitted; /* the last one; the fake's until it is finished */
    size_t submit_count;
    enum err submit_err; /* what the next submit says */
    char said[262144];   /* what has been sent so far, as text */
    size_t said_size;
    struct socket_media media; /* the last media message; its pointers are stale */
    size_t media_count;
    char media_method[SOCKET_METHOD_MAX + 1];
};

/* The input of the commands "make" (and of none other). */
struct fake_input {
    const char *name;
};

extern const struct command_kind fake_get;
extern const struct command_kind fake_make;
extern const struct command_kind fake_slow;
extern const struct command_kind fake_hello;
extern const struct command_kind fake_activity;
extern const struct command_kind fake_client_activity;

void fake_init(struct fake *fake);
void fake_fini(struct fake *fake);
/* The peer says this; what is sent in answer is added to `said`. */
void fake_say(struct fake *fake, const char *text);
void fake_say_bytes(struct fake *fake, const void *data, size_t size);
/* As if the kernel took everything that is queued. */
void fake_take(struct fake *fake);
/* What was said since the last call; valid until the next one. */
const char *fake_heard(struct fake *fake);
/* The submitted command comes back with this reply. */
void fake_finish(struct fake *fake, int status, const char *body);
/* Time goes on; whatever expires does. */
void fake_wait(struct fake *fake, int64_t ms);
/* A masked text frame from the page. */
void fake_say_frame(struct fake *fake, int opcode, const char *payload);

#endif
