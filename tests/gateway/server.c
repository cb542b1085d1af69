/* A gateway on a real socket with a queue of one thread behind it, for gateway.test.mjs. The thread stands in for the
 * store: its commands answer, publish, hold back or never come. Prints its port as the first line. */
#include "gateway/gateway.h"

#include <jansson.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HELD_MAX = 16, BIG_BYTES = 4 * 1024 * 1024, NEVER_MS = 3600000 };

struct command_queue {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    pthread_t thread;
    struct command *waiting;
    struct command **waiting_end;
    struct command *finished;
    struct command **finished_end;
    struct gateway *gateway;
    bool ending;
};

static struct id id_of(const char *text) {
    struct id id = {0};
    must(strlen(text) == ID_DIGITS);
    memcpy(id.text, text, ID_TEXT);
    return id;
}

/* ---- kinds ---- */

static const char *texts(const char *text) {
    return text == NULL ? "" : text;
}

static enum err echo_apply(struct command *c, struct tx *tx) {
    (void)tx;
    const char *session = command_cookie(c, "session");
    c->reply.cookies[0] = (struct set_cookie){"session", "0123456789abcdef", 3600, "/"};
    c->reply.cookie_count = 1;
    return command_reply_json(c, 200,
                              json_pack("{s:s, s:s, s:s, s:s}", "host", texts(c->facts.host),
                                        "peer", texts(c->facts.peer), "session", texts(session),
                                        "key", texts(c->facts.idempotency_key)));
}

struct say_input {
    const char *text;
};

static const struct field SAY_FIELDS[] = {
    {"text", FIELD_TEXT, offsetof(struct say_input, text), true, 0, 60000, NULL},
    {NULL, 0, 0, false, 0, 0, NULL},
};

/* Publishes to the room. */
static enum err say_apply(struct command *c, struct tx *tx) {
    (void)tx;
    const struct say_input *input = c->input;
    command_event(c, (struct stream){"room", id_of("33333333333333333333333333333333")},
                  "guest.changed", json_pack("{s:s}", "name", input->text));
    return command_reply_empty(c);
}

static enum err sign_out_apply(struct command *c, struct tx *tx) {
    (void)tx;
    struct id session = id_of("22222222222222222222222222222222");
    command_effect(c, EFFECT_SESSION_ENDED, &session, NULL, NULL);
    return command_reply_empty(c);
}

static enum err big_apply(struct command *c, struct tx *tx) {
    (void)tx;
    char *text = arena_alloc(c->arena, BIG_BYTES / 2);
    must(text != NULL);
    memset(text, 'x', BIG_BYTES / 2 - 1);
    text[0] = '"';
    text[BIG_BYTES / 2 - 2] = '"';
    c->reply.status = 200;
    c->reply.body = text;
    return ERR_OK;
}

static enum err never_apply(struct command *c, struct tx *tx) {
    (void)c;
    (void)tx;
    return ERR_AGAIN;
}

struct hello_input {
    const char *as;
    const char *token;
    bool visit;
};

static const struct field HELLO_FIELDS[] = {
    {"as", FIELD_TEXT, offsetof(struct hello_input, as), true, 1, 8, NULL},
    {"token", FIELD_TEXT, offsetof(struct hello_input, token), false, 0, 64, NULL},
    {"visit", FIELD_BOOL, offsetof(struct hello_input, visit), false, 0, 0, NULL},
    {NULL, 0, 0, false, 0, 0, NULL},
};

static enum err hello_apply(struct command *c, struct tx *tx) {
    (void)tx;
    const struct hello_input *input = c->input;
    struct listener *listener = &c->reply.listener;
    c->reply.status = 200;
    if (strcmp(input->as, "user") == 0) {
        listener->kind = LISTENER_USER;
        listener->user_id = id_of("11111111111111111111111111111111");
        listener->session_id = id_of("22222222222222222222222222222222");
        listener->streams[0] = (struct stream){"room", id_of("33333333333333333333333333333333")};
        listener->stream_count = 1;
        c->reply.body = "[{\"stream\":\"room\",\"data\":{\"guests\":[]}}]";
        return ERR_OK;
    }
    if (input->token == NULL || strlen(input->token) != ID_DIGITS) {
        return command_problem(c, ERR_UNAUTHENTICATED, "unauthenticated", "No seat.", NULL);
    }
    listener->kind = LISTENER_GUEST;
    listener->invitation_id = id_of(input->token);
    listener->seat_id = id_of("44444444444444444444444444444444");
    listener->room_id = id_of("33333333333333333333333333333333");
    listener->streams[0] = (struct stream){"guest", listener->invitation_id};
    listener->stream_count = 1;
    c->reply.body = "[{\"stream\":\"guest\",\"data\":{\"state\":\"checked_in\"}}]";
    return ERR_OK;
}

static const struct command_kind ECHO = {.name = "test.echo", .apply = echo_apply};
static const struct command_kind SAY = {.name = "test.say",
                                        .apply = say_apply,
                                        .fields = SAY_FIELDS,
                                        .input_size = sizeof(struct say_input)};
static const struct command_kind SIGN_OUT = {.name = "test.sign-out", .apply = sign_out_apply};
static const struct command_kind BIG = {.name = "test.big", .apply = big_apply};
static const struct command_kind NEVER = {.name = "test.never", .apply = never_apply};
static const struct command_kind HELLO = {.name = "live.hello",
                                          .apply = hello_apply,
                                          .fields = HELLO_FIELDS,
                                          .input_size = sizeof(struct hello_input)};

static const struct route TEST_ROUTES[] = {
    {HTTP_METHOD_GET, "/api/v1/echo", &ECHO, 0},
    {HTTP_METHOD_POST, "/api/v1/say", &SAY, 65536},
    {HTTP_METHOD_DELETE, "/api/v1/session", &SIGN_OUT, 0},
    {HTTP_METHOD_GET, "/api/v1/big", &BIG, 0},
    {HTTP_METHOD_GET, "/api/v1/never", &NEVER, 0},
};

/* ---- the queue ---- */

static void append(struct command ***end, struct command *c) {
    c->next = NULL;
    **end = c;
    *end = &c->next;
}

enum err command_submit(struct command_queue *queue, struct command *c) {
    pthread_mutex_lock(&queue->lock);
    append(&queue->waiting_end, c);
    pthread_cond_signal(&queue->changed);
    pthread_mutex_unlock(&queue->lock);
    return ERR_OK;
}

void command_queue_drain(struct command_queue *queue, void (*each)(void *owner, struct command *c),
                         void *owner) {
    pthread_mutex_lock(&queue->lock);
    struct command *c = queue->finished;
    queue->finished = NULL;
    queue->finished_end = &queue->finished;
    pthread_mutex_unlock(&queue->lock);
    while (c != NULL) {
        struct command *next = c->next;
        each(owner, c);
        c = next;
    }
}

static void work_on(struct command_queue *queue, struct command *c, struct command **held,
                    size_t *held_count) {
    enum err err = c->kind->apply(c, NULL);
    if (err == ERR_AGAIN) {
        must(*held_count < HELD_MAX);
        held[(*held_count)++] = c;
        return;
    }
    pthread_mutex_lock(&queue->lock);
    append(&queue->finished_end, c);
    pthread_mutex_unlock(&queue->lock);
    gateway_wake(queue->gateway);
}

static void *work(void *owner) {
    struct command_queue *queue = owner;
    struct command *held[HELD_MAX];
    size_t held_count = 0;
    pthread_mutex_lock(&queue->lock);
    while (!queue->ending) {
        struct command *c = queue->waiting;
        if (c == NULL) {
            pthread_cond_wait(&queue->changed, &queue->lock);
            continue;
        }
        queue->waiting = c->next;
        if (queue->waiting == NULL) {
            queue->waiting_end = &queue->waiting;
        }
        pthread_mutex_unlock(&queue->lock);
        work_on(queue, c, held, &held_count);
        pthread_mutex_lock(&queue->lock);
    }
    pthread_mutex_unlock(&queue->lock);
    for (size_t i = 0; i < held_count; i++) {
        command_free(held[i]);
    }
    return NULL;
}

static void queue_begin(struct command_queue *queue, struct gateway *gateway) {
    queue->gateway = gateway;
    queue->waiting_end = &queue->waiting;
    queue->finished_end = &queue->finished;
    must(pthread_mutex_init(&queue->lock, NULL) == 0);
    must(pthread_cond_init(&queue->changed, NULL) == 0);
    must(pthread_create(&queue->thread, NULL, work, queue) == 0);
}

static void free_finished(void *owner, struct command *c) {
    (void)owner;
    command_free(c);
}

static void queue_end(struct command_queue *queue) {
    pthread_mutex_lock(&queue->lock);
    queue->ending = true;
    pthread_cond_signal(&queue->changed);
    pthread_mutex_unlock(&queue->lock);
    must(pthread_join(queue->thread, NULL) == 0);
    while (queue->waiting != NULL) {
        struct command *c = queue->waiting;
        queue->waiting = c->next;
        command_free(c);
    }
    command_queue_drain(queue, free_finished, NULL);
    pthread_cond_destroy(&queue->changed);
    pthread_mutex_destroy(&queue->lock);
}

/* ---- pages and main ---- */

static uint8_t large[1024 * 1024];

static const struct page TEST_PAGES[] = {
    {"/", "text/html; charset=utf-8", "\"staff\"", false, (const uint8_t *)"<p>staff", 8, NULL, 0,
     NULL, 0},
    {"/assets/large-1234.bin", "application/octet-stream", "\"large\"", true, large, sizeof large,
     NULL, 0, NULL, 0},
};

static void on_media(void *owner, const struct socket_media *message) {
    struct gateway **gateway = owner;
    if (strcmp(message->method, "router-capabilities") == 0) {
        gateway_media_reply(*gateway, message->socket, message->id, "{\"rtpCapabilities\":{}}",
                            NULL, NULL);
    } else {
        gateway_media_reply(*gateway, message->socket, message->id, NULL, "denied", "Not you.");
    }
}

static const char *option(char **arguments, const char *name) {
    for (; *arguments != NULL; arguments++) {
        if (strcmp(*arguments, name) == 0) {
            return arguments[1];
        }
    }
    return NULL;
}

static int64_t number(char **arguments, const char *name) {
    const char *text = option(arguments, name);
    return text == NULL ? 0 : strtoll(text, NULL, 10);
}

/* Nobody is cut off for being slow, but where a test names a limit. */
static int64_t limit_ms(char **arguments, const char *name) {
    return option(arguments, name) == NULL ? NEVER_MS : number(arguments, name);
}

int main(int count, char **arguments) {
    (void)count;
    struct gateway *gateway = NULL;
    struct command_queue queue = {0};
    memset(large, 'a', sizeof large);
    struct gateway_config config = {
        .host = option(arguments, "--host") == NULL ? "127.0.0.1" : option(arguments, "--host"),
        .port = (int)number(arguments, "--port"),
        .certificate_path = option(arguments, "--certificate"),
        .key_path = option(arguments, "--key"),
        .proxies = option(arguments, "--proxies"),
        .connections_max = number(arguments, "--connections"),
        .connections_per_address_max = number(arguments, "--per-address"),
        .drain_ms = number(arguments, "--drain-ms"),
        .signals = true,
        .limits = {.head_ms = limit_ms(arguments, "--head-ms"),
                   .body_ms = limit_ms(arguments, "--body-ms"),
                   .idle_ms = limit_ms(arguments, "--idle-ms"),
                   .send_ms = limit_ms(arguments, "--send-ms"),
                   .command_ms = NEVER_MS,
                   .linger_ms = number(arguments, "--linger-ms"),
                   .hello_ms = NEVER_MS},
        .pages = TEST_PAGES,
        .page_count = sizeof TEST_PAGES / sizeof TEST_PAGES[0],
        .routes = TEST_ROUTES,
        .route_count = sizeof TEST_ROUTES / sizeof TEST_ROUTES[0],
        .hello = &HELLO,
        .owner = &gateway,
        .media = on_media,
    };
    enum err err = gateway_new(&config, &gateway);
    if (err != ERR_OK) {
        (void)printf("%s\n", err_name(err));
        return 1;
    }
    queue_begin(&queue, gateway);
    gateway_set_queue(gateway, &queue);
    (void)printf("%d\n", gateway_port(gateway));
    (void)fflush(stdout);
    err = gateway_run(gateway);
    queue_end(&queue);
    gateway_free(gateway);
    return err == ERR_OK ? 0 : 1;
}
