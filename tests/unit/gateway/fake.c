#include "fake.h"

#include "gateway/http_deadline.h"

#include <stdlib.h>
#include <string.h>

static const struct field MAKE_FIELDS[] = {
    {"name", FIELD_TEXT, offsetof(struct fake_input, name), true, 1, 20, NULL},
    {NULL, 0, 0, false, 0, 0, NULL},
};

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

const struct command_kind fake_get = {.name = "thing.get"};
const struct command_kind fake_make = {.name = "thing.make",
                                       .access = ACCESS_USER,
                                       .fields = MAKE_FIELDS,
                                       .input_size = sizeof(struct fake_input)};
const struct command_kind fake_slow = {.name = "thing.slow",
                                       .fields = MAKE_FIELDS,
                                       .input_size = sizeof(struct fake_input),
                                       .slow = true};
const struct command_kind fake_hello = {
    .name = "live.hello", .fields = HELLO_FIELDS, .input_size = sizeof(struct hello_input)};
const struct command_kind fake_activity = {.name = "session.activity"};
const struct command_kind fake_client_activity = {.name = "client.activity"};

static const struct route FAKE_ROUTES[] = {
    {HTTP_METHOD_GET, "/api/v1/thing", &fake_get, 0},
    {HTTP_METHOD_POST, "/api/v1/thing", &fake_make, 200},
    {HTTP_METHOD_POST, "/api/v1/slow", &fake_slow, 200},
    {HTTP_METHOD_GET, "/api/v1/things/{id}/parts/{id}", &fake_get, 0},
    {HTTP_METHOD_DELETE, "/api/v1/thing", &fake_get, 0},
};

#define TEXT(text) (const uint8_t *)(text), sizeof(text) - 1

static const struct page FAKE_PAGES[] = {
    {"/", "text/html; charset=utf-8", "\"staff\"", false, TEXT("<staff>"), TEXT("<gz>"),
     TEXT("<br>")},
    {"/assets/a-1234.js", "text/javascript", "\"a\"", true, TEXT("script"), NULL, 0, NULL, 0},
    {"/join", "text/html; charset=utf-8", "\"guest\"", false, TEXT("<guest>"), NULL, 0, NULL, 0},
};

static enum err on_submit(void *owner, struct command *c) {
    struct fake *fake = owner;
    if (fake->submit_err != ERR_OK) {
        return fake->submit_err;
    }
    command_free(fake->submitted);
    fake->submitted = c;
    fake->submit_count++;
    return ERR_OK;
}

static void on_dirty(struct http *http) {
    (void)http;
}

static void on_media(void *owner, const struct socket_media *message) {
    struct fake *fake = owner;
    fake->media = *message;
    fake->media_count++;
    memcpy(fake->media_method, message->method, strlen(message->method) + 1);
}

void fake_init(struct fake *fake) {
    static const struct address_range PROXIES[] = {
        {{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 10, 0, 0, 1}}, 128}};
    const struct address peer = {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 192, 0, 2, 7}};
    memset(fake, 0, sizeof *fake);
    fake->now_ms = 1000000;
    fake->live = live_new(&(struct live_config){.send = socket_live_send, .bye = socket_live_bye});
    must(fake->live != NULL);
    fake->sockets = (struct socket_env){
        .live = fake->live,
        .hello = &fake_hello,
        .activity = &fake_activity,
        .client_activity = &fake_client_activity,
        .media_owner = fake,
        .media = on_media,
    };
    fake->env = (struct http_env){
        .pages = FAKE_PAGES,
        .page_count = sizeof FAKE_PAGES / sizeof FAKE_PAGES[0],
        .routes = FAKE_ROUTES,
        .route_count = sizeof FAKE_ROUTES / sizeof FAKE_ROUTES[0],
        .cookie_suffix = "_8080",
        .proxies = PROXIES,
        .proxy_count = 1,
        .submit = on_submit,
        .submit_owner = fake,
        .dirty = on_dirty,
        .sockets = &fake->sockets,
        .wall_ms = 1700000000000,
    };
    http_deadline_defaults(&fake->env.limits);
    answer_date(fake->env.wall_ms, fake->env.date);
    http_init(&fake->http, &fake->env, &peer, fake->now_ms);
}

void fake_fini(struct fake *fake) {
    http_abandon(&fake->http);
    http_fini(&fake->http);
    if (fake->submitted != NULL) {
        http_finish_command(fake->submitted);
    }
    command_free(fake->submitted);
    live_free(fake->live);
}

void fake_take(struct fake *fake) {
    while (fake->http.out.size_bytes > 0) {
        struct sendq_view view;
        must(sendq_views(&fake->http.out, &view, 1) == 1);
        must(view.size < sizeof fake->said);
        if (fake->said_size + view.size >= sizeof fake->said) {
            fake->said_size = 0; /* more than any test looks at */
        }
        memcpy(fake->said + fake->said_size, view.data, view.size);
        fake->said_size += view.size;
        sendq_advance(&fake->http.out, view.size);
        http_sent(&fake->http, view.size, fake->now_ms);
    }
    fake->said[fake->said_size] = '\0';
}

void fake_say_bytes(struct fake *fake, const void *data, size_t size) {
    http_receive(&fake->http, data, size, fake->now_ms);
}

void fake_say(struct fake *fake, const char *text) {
    fake_say_bytes(fake, text, strlen(text));
    fake_take(fake);
}

const char *fake_heard(struct fake *fake) {
    fake_take(fake);
    fake->said_size = 0;
    return fake->said;
}

void fake_finish(struct fake *fake, int status, const char *body) {
    struct command *c = fake->submitted;
    must(c != NULL);
    fake->submitted = NULL;
    c->reply.status = status;
    c->reply.body = body;
    http_finish_command(c);
    command_free(c);
    fake_take(fake);
}

void fake_wait(struct fake *fake, int64_t ms) {
    fake->now_ms += ms;
    if (fake->now_ms >= http_deadline_ms(&fake->http)) {
        http_expire(&fake->http, fake->now_ms);
    }
}

void fake_say_frame(struct fake *fake, int opcode, const char *payload) {
    static const uint8_t MASK[4] = {1, 2, 3, 4};
    uint8_t bytes[70000];
    size_t size = strlen(payload);
    size_t at = 0;
    bytes[at++] = (uint8_t)(0x80 | opcode);
    must(size < 65000);
    if (size < 126) {
        bytes[at++] = (uint8_t)(0x80 | size);
    } else {
        bytes[at++] = 0x80 | 126;
        bytes[at++] = (uint8_t)(size >> 8);
        bytes[at++] = (uint8_t)size;
    }
    memcpy(bytes + at, MASK, 4);
    at += 4;
    for (size_t i = 0; i < size; i++) {
        bytes[at++] = (uint8_t)((uint8_t)payload[i] ^ MASK[i % 4]);
    }
    fake_say_bytes(fake, bytes, at);
    fake_take(fake);
}
