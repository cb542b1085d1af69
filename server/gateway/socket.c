#include "gateway/socket.h"

#include "base/log.h"
#include "gateway/exchange.h"
#include "gateway/origin.h"
#include "gateway/websocket.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum socket_state {
    SOCKET_NEW,     /* hello has not come */
    SOCKET_GREETED, /* hello is on its way through the queue */
    SOCKET_JOINED,
    SOCKET_CLOSED, /* bye is queued, or the peer closed */
};

enum { FACTS_BYTES = 64 * 1024 };

struct socket {
    struct http *http;
    struct socket_env *env;
    enum socket_state state;
    struct websocket_sink sink;
    struct websocket *websocket;
    struct arena *arena; /* the facts' */
    struct request_facts facts;
    struct live_socket *live;
    size_t snapshot_bytes; /* of what was queued as a snapshot; its reader is given time */
    int64_t begun_ms;
    int64_t heard_ms;
    int64_t activity_ms;
    int64_t credit_ms; /* messages that may come at once, in time of refill */
    int64_t credit_at_ms;
};

static struct live_time now_of(const struct socket *socket) {
    return (struct live_time){.mono_ms = socket->http->now_ms,
                              .wall_ms = socket->http->env->wall_ms};
}

/* ---- out ---- */

static void queue_frame(struct socket *socket, struct frame *frame) {
    struct http *http = socket->http;
    if (http->out.size_bytes == 0) {
        http->out_pace = (struct http_pace){.since_ms = http->now_ms};
    }
    if (frame == NULL || sendq_frame(&http->out, frame) != ERR_OK) {
        socket->state = SOCKET_CLOSED;
        http_close(http);
    }
    http->env->dirty(http);
}

static void queue_and_drop(struct socket *socket, struct frame *frame) {
    queue_frame(socket, frame);
    frame_drop(frame);
}

void socket_bye(struct socket *socket, const char *reason) {
    if (socket->state == SOCKET_CLOSED) {
        return;
    }
    bool restart = strcmp(reason, "restart") == 0;
    if (strcmp(reason, "slow") == 0) {
        sendq_cut(&socket->http->out);
    }
    socket->state = SOCKET_CLOSED;
    queue_and_drop(
        socket,
        frame_text((const char *const[]){"{\"type\":\"bye\",\"reason\":\"", reason, "\"}"}, 3));
    queue_and_drop(socket, frame_close(restart ? 1012 : 1000));
    http_close(socket->http);
    socket->http->env->dirty(socket->http);
}

void socket_send(struct socket *socket, struct frame *frame, bool snapshot) {
    if (socket->state == SOCKET_CLOSED) {
        return;
    }
    size_t unsent = socket->http->out.size_bytes;
    if (unsent == 0) {
        socket->snapshot_bytes = 0;
    }
    socket->snapshot_bytes += snapshot ? frame->size : 0;
    if (unsent + frame->size > SOCKET_OUT_MAX + socket->snapshot_bytes) {
        socket_bye(socket, "slow");
        return;
    }
    queue_frame(socket, frame);
}

void socket_live_send(void *connection, struct frame *frame, bool snapshot) {
    socket_send(connection, frame, snapshot);
}

void socket_live_bye(void *connection, const char *reason) {
    socket_bye(connection, reason);
}

static void send_text(struct socket *socket, const char *const *parts, size_t count) {
    struct frame *frame = frame_text(parts, count);
    if (frame != NULL) {
        socket_send(socket, frame, false);
    }
    frame_drop(frame);
}

void socket_reply(struct socket *socket, int64_t id, const char *data, const char *error_id,
                  const char *title) {
    char head[64];
    int size = snprintf(head, sizeof head, "{\"type\":\"reply\",\"id\":%lld,", (long long)id);
    must(size > 0 && size < (int)sizeof head);
    if (data != NULL) {
        send_text(socket, (const char *const[]){head, "\"data\":", data, "}"}, 4);
        return;
    }
    json_t *error = json_pack("{s:s, s:s}", "id", error_id, "title", title);
    char *text = error == NULL ? NULL : json_dumps(error, JSON_COMPACT);
    if (text != NULL) {
        send_text(socket, (const char *const[]){head, "\"error\":", text, "}"}, 4);
    }
    free(text);
    json_decref(error);
}

/* ---- commands ---- */

static const char *copy(struct arena *arena, const char *text, bool *failed) {
    const char *made = text == NULL ? NULL : arena_text(arena, text, strlen(text));
    *failed = *failed || (text != NULL && made == NULL);
    return made;
}

/* The command outlives the socket, so it gets its own copy of the handshake's facts. */
static struct command *command_from(const struct socket *socket, const struct command_kind *kind) {
    struct command *c = command_new(kind);
    if (c == NULL) {
        return NULL;
    }
    bool failed = false;
    c->facts = (struct request_facts){
        .host = copy(c->arena, socket->facts.host, &failed),
        .peer = copy(c->arena, socket->facts.peer, &failed),
        .user_agent = copy(c->arena, socket->facts.user_agent, &failed),
        .query = "",
        .cookie_count = socket->facts.cookie_count,
    };
    for (size_t i = 0; i < c->facts.cookie_count; i++) {
        c->facts.cookies[i].name = copy(c->arena, socket->facts.cookies[i].name, &failed);
        c->facts.cookies[i].value = copy(c->arena, socket->facts.cookies[i].value, &failed);
    }
    if (failed) {
        command_free(c);
        return NULL;
    }
    return c;
}

/* Why a hello was refused, in the words of `bye`. */
static const char *refusal(const struct reply *reply) {
    static const struct {
        const char *problem;
        const char *reason;
    } REASONS[] = {
        {"session-expired", "session_expired"},
        {"seat-moved", "seat_moved"},
    };
    for (size_t i = 0; reply->problem != NULL && i < sizeof REASONS / sizeof REASONS[0]; i++) {
        if (strcmp(reply->problem, REASONS[i].problem) == 0) {
            return REASONS[i].reason;
        }
    }
    switch (reply->status) {
    case 401:
        return "unauthenticated";
    case 403:
    case 404:
        return "not_found";
    case 429:
    case 500:
    case 503:
        return "restart"; /* nobody's fault: the page comes again, after its back-off */
    default:
        return "invalid";
    }
}

static void on_hello(struct http *http, struct command *c) {
    struct socket *socket = http->socket;
    if (socket == NULL || socket->state != SOCKET_GREETED) {
        return;
    }
    if (c->reply.problem != NULL || c->reply.status / 100 != 2) {
        socket_bye(socket, refusal(&c->reply));
        return;
    }
    socket->state = SOCKET_JOINED;
    if (live_join(socket->env->live, socket, &c->reply.listener, c->reply.body, now_of(socket),
                  &socket->live) != ERR_OK) {
        socket_bye(socket, "restart");
    }
}

static enum err submit_hello(struct socket *socket, json_t *message) {
    struct field_error error = {0};
    struct command *c = command_from(socket, socket->env->hello);
    if (c == NULL) {
        return ERR_NOMEM;
    }
    (void)json_object_del(message, "type");
    c->document = json_incref(message);
    enum err err = fields_read(message, c->kind->fields, c->arena, c->input, &error);
    if (err == ERR_OK) {
        err = http_submit(socket->http, c, on_hello);
    }
    if (err != ERR_OK) {
        command_free(c);
    }
    return err;
}

/* ---- messages ---- */

static void hear_hello(struct socket *socket, json_t *message) {
    if (socket->state != SOCKET_NEW) {
        socket_bye(socket, "invalid");
        return;
    }
    socket->state = SOCKET_GREETED;
    enum err err = submit_hello(socket, message);
    if (err != ERR_OK) {
        socket_bye(socket, err == ERR_INVALID ? "invalid" : "restart");
    }
}

static void hear_media(struct socket *socket, json_t *message) {
    const json_t *id = json_object_get(message, "id");
    const char *method = json_string_value(json_object_get(message, "method"));
    const json_t *data = json_object_get(message, "data");
    if (!json_is_integer(id) || method == NULL || strlen(method) > SOCKET_METHOD_MAX ||
        !json_is_object(data)) {
        socket_bye(socket, "invalid");
        return;
    }
    if (socket->env->media == NULL) {
        socket_reply(socket, json_integer_value(id), NULL, "unavailable", "There is no media.");
        return;
    }
    live_claim_media(socket->env->live, socket->live);
    socket->env->media(socket->env->media_owner, &(struct socket_media){
                                                     .socket = socket->http->number,
                                                     .id = json_integer_value(id),
                                                     .who = live_listener(socket->live),
                                                     .method = method,
                                                     .data = data,
                                                 });
}

/* Tells the session of whoever this is, with the handshake's cookies, that they are here. */
static void pass_on(struct socket *socket, const struct command_kind *kind, int64_t every_ms) {
    int64_t now_ms = socket->http->now_ms;
    if (kind == NULL || now_ms - socket->activity_ms < every_ms) {
        return;
    }
    socket->activity_ms = now_ms;
    struct command *c = command_from(socket, kind);
    if (c != NULL && socket->http->env->submit(socket->http->env->submit_owner, c) != ERR_OK) {
        command_free(c);
    }
}

static void hear_activity(struct socket *socket, json_t *message) {
    (void)message;
    if (live_listener(socket->live)->kind == LISTENER_USER) {
        pass_on(socket, socket->env->activity, SOCKET_ACTIVITY_MS);
    }
}

static void hear_beat(struct socket *socket, json_t *message) {
    (void)message;
    send_text(socket, (const char *const[]){"{\"type\":\"beat\"}"}, 1);
}

static const struct {
    const char *type;
    bool joined; /* only after the welcome */
    void (*hear)(struct socket *socket, json_t *message);
} MESSAGES[] = {
    {"hello", false, hear_hello},
    {"media", true, hear_media},
    {"activity", true, hear_activity},
    {"beat", false, hear_beat},
};

static void dispatch(struct socket *socket, json_t *message) {
    const char *type = json_string_value(json_object_get(message, "type"));
    for (size_t i = 0; type != NULL && i < sizeof MESSAGES / sizeof MESSAGES[0]; i++) {
        if (strcmp(type, MESSAGES[i].type) != 0) {
            continue;
        }
        if (MESSAGES[i].joined && socket->state != SOCKET_JOINED) {
            break;
        }
        MESSAGES[i].hear(socket, message);
        return;
    }
    socket_bye(socket, "invalid");
}

/* For one message of `size` bytes: a long one costs as much as the short ones that it could have been. */
static bool take_credit(struct socket *socket, size_t size) {
    const int64_t full_ms = (int64_t)SOCKET_BURST * SOCKET_REFILL_MS;
    const int64_t cost_ms = (int64_t)(1 + size / SOCKET_MESSAGE_BYTES) * SOCKET_REFILL_MS;
    int64_t credit_ms = socket->credit_ms + socket->http->now_ms - socket->credit_at_ms;
    socket->credit_at_ms = socket->http->now_ms;
    socket->credit_ms = credit_ms < full_ms ? credit_ms : full_ms;
    if (socket->credit_ms < cost_ms) {
        return false;
    }
    socket->credit_ms -= cost_ms;
    return true;
}

static void on_message(void *owner, const char *text, size_t size) {
    struct socket *socket = owner;
    json_t *message = NULL;
    if (socket->state == SOCKET_CLOSED) {
        return;
    }
    if (!take_credit(socket, size) || fields_parse(text, size, &message) != ERR_OK) {
        socket_bye(socket, "invalid");
        return;
    }
    dispatch(socket, message);
    json_decref(message);
}

static void on_heard(void *owner) {
    struct socket *socket = owner;
    socket->heard_ms = socket->http->now_ms;
    if (socket->live != NULL && socket->state == SOCKET_JOINED) {
        live_heard(socket->env->live, socket->live, now_of(socket));
        if (live_listener(socket->live)->client) {
            pass_on(socket, socket->env->client_activity, SOCKET_CLIENT_MS);
        }
    }
}

/* A ping is answered, so it is counted as a message is. */
static enum err on_control(void *owner, const uint8_t *data, size_t size) {
    struct socket *socket = owner;
    struct http *http = socket->http;
    if (socket->state != SOCKET_CLOSED && !take_credit(socket, size)) {
        return ERR_RATE;
    }
    if (http->out.size_bytes + size > SOCKET_OUT_MAX + socket->snapshot_bytes) {
        return ERR_FULL;
    }
    if (http->out.size_bytes == 0) {
        http->out_pace = (struct http_pace){.since_ms = http->now_ms};
    }
    return socket->state == SOCKET_CLOSED ? ERR_OK : sendq_copy(&http->out, data, size);
}

/* ---- life ---- */

static bool is_handshake(const struct http *http) {
    const struct request_reader *reader = &http->reader;
    const char *upgrade = request_value(reader, "upgrade");
    const char *version = request_value(reader, "sec-websocket-version");
    return reader->request.upgrade && upgrade != NULL && strcasecmp(upgrade, "websocket") == 0 &&
           version != NULL && strcmp(version, "13") == 0 &&
           request_value(reader, "sec-websocket-key") != NULL;
}

static bool is_own(const struct http *http) {
    return origin_is_own(&(struct origin_facts){
        .origin = request_value(&http->reader, "origin"),
        .host = request_value(&http->reader, "host"),
        .configured = http->env->origin,
        .secure = http->secure,
    });
}

static enum err socket_make(struct http *http, struct socket **out) {
    struct socket *socket = calloc(1, sizeof *socket);
    if (socket == NULL) {
        return ERR_NOMEM;
    }
    int64_t now_ms = http->now_ms;
    socket->http = http;
    socket->env = http->env->sockets;
    socket->sink = (struct websocket_sink){
        .owner = socket, .message = on_message, .heard = on_heard, .send = on_control};
    socket->begun_ms = now_ms;
    socket->heard_ms = now_ms;
    socket->activity_ms = now_ms - SOCKET_ACTIVITY_MS;
    socket->credit_ms = (int64_t)SOCKET_BURST * SOCKET_REFILL_MS;
    socket->credit_at_ms = now_ms;
    socket->websocket = websocket_new(&socket->sink);
    socket->arena = arena_new_small(FACTS_BYTES);
    enum err err = socket->websocket == NULL || socket->arena == NULL
                       ? ERR_NOMEM
                       : exchange_facts(http, socket->arena, &socket->facts);
    if (err != ERR_OK) {
        socket_free(socket);
        return err;
    }
    *out = socket;
    return ERR_OK;
}

enum err socket_new(struct http *http, char text[SOCKET_HANDSHAKE_MAX], size_t *text_size,
                    struct socket **out) {
    char accept[WEBSOCKET_ACCEPT_MAX];
    if (!is_handshake(http) ||
        websocket_accept(request_value(&http->reader, "sec-websocket-key"), accept) != ERR_OK) {
        return ERR_INVALID;
    }
    if (!is_own(http)) {
        return ERR_DENIED;
    }
    enum err err = socket_make(http, out);
    if (err != ERR_OK) {
        return err;
    }
    int size = snprintf(text, SOCKET_HANDSHAKE_MAX,
                        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                        "Connection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n",
                        accept);
    must(size > 0 && size < SOCKET_HANDSHAKE_MAX);
    *text_size = (size_t)size;
    return ERR_OK;
}

void socket_free(struct socket *socket) {
    if (socket == NULL) {
        return;
    }
    live_gone(socket->env->live, socket->live);
    websocket_free(socket->websocket);
    arena_free(socket->arena);
    free(socket);
}

void socket_receive(struct socket *socket, const uint8_t *data, size_t size) {
    if (socket->state == SOCKET_CLOSED) {
        return;
    }
    enum err err = websocket_receive(socket->websocket, data, size);
    if (err != ERR_OK && socket->state != SOCKET_CLOSED) {
        socket->state = SOCKET_CLOSED;
        http_close(socket->http);
    }
}

int64_t socket_deadline_ms(const struct socket *socket) {
    if (socket->state == SOCKET_NEW) {
        return socket->begun_ms + socket->http->env->limits.hello_ms;
    }
    return socket->heard_ms + SOCKET_SILENCE_MS;
}

void socket_expire(struct socket *socket) {
    socket_bye(socket, socket->state == SOCKET_NEW ? "invalid" : "slow");
}
