#include "live/live.h"

#include "base/log.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS = 4096, HEAD_MAX = 256 };

struct live_stream {
    struct stream key;
    uint64_t seq; /* of the last event */
    struct subscription *first;
    struct live_stream *next; /* in its row */
};

struct subscription {
    struct live_socket *socket;
    struct live_stream *stream; /* NULL: free */
    struct subscription *next;  /* of the stream */
    struct subscription *previous;
};

struct live_socket {
    void *connection;
    struct listener listener;
    struct id participant_id;
    bool ended; /* has heard `bye`; nothing more goes to it */
    bool media; /* speaks for its participant */
    struct subscription subscriptions[LIVE_SUBSCRIPTIONS_MAX];
    struct live_socket *next; /* in its row */
};

struct live {
    struct live_config config;
    struct presence *presence;
    size_t count;
    struct live_socket *sockets[ROWS]; /* by participant */
    struct live_stream *streams[ROWS];
};

static void on_presence(void *owner, const struct presence_entry *entry);

static size_t row_of(const struct id *id) {
    size_t row = 0;
    for (size_t i = 0; i < 3; i++) {
        unsigned char digit = (unsigned char)id->text[i];
        row = row * 16 + (size_t)(digit <= '9' ? digit - '0' : digit - 'a' + 10) % 16;
    }
    return row % ROWS;
}

struct live *live_new(const struct live_config *config) {
    struct live *live = calloc(1, sizeof *live);
    if (live == NULL) {
        return NULL;
    }
    live->config = *config;
    live->presence = presence_new(&(struct presence_config){
        .reconnecting_after_ms =
            config->reconnecting_after_ms == 0 ? 5000 : config->reconnecting_after_ms,
        .left_after_ms = config->left_after_ms == 0 ? 120000 : config->left_after_ms,
        .owner = live,
        .changed = on_presence,
    });
    if (live->presence == NULL) {
        free(live);
        return NULL;
    }
    return live;
}

void live_free(struct live *live) {
    if (live == NULL) {
        return;
    }
    must(live->count == 0);
    presence_free(live->presence);
    free(live);
}

size_t live_count(const struct live *live) {
    return live->count;
}

const struct listener *live_listener(const struct live_socket *socket) {
    return &socket->listener;
}

/* ---- streams ---- */

static bool stream_is(const struct stream *a, const struct stream *b) {
    return strcmp(a->name, b->name) == 0 && id_equal(&a->id, &b->id);
}

static struct live_stream *stream_find(struct live *live, const struct stream *key) {
    struct live_stream *stream = live->streams[row_of(&key->id)];
    while (stream != NULL && !stream_is(&stream->key, key)) {
        stream = stream->next;
    }
    return stream;
}

static struct live_stream *stream_get(struct live *live, const struct stream *key) {
    struct live_stream *stream = stream_find(live, key);
    if (stream != NULL) {
        return stream;
    }
    stream = calloc(1, sizeof *stream);
    if (stream != NULL) {
        struct live_stream **row = &live->streams[row_of(&key->id)];
        stream->key = *key;
        stream->next = *row;
        *row = stream;
    }
    return stream;
}

static void stream_drop(struct live *live, struct live_stream *stream) {
    struct live_stream **at = &live->streams[row_of(&stream->key.id)];
    while (*at != stream) {
        at = &(*at)->next;
    }
    *at = stream->next;
    free(stream);
}

/* W3 holds here, whatever a command says: a guest hears of itself, of its visit, and what its room tells all
 * guests alike. */
static bool may_listen(const struct live_socket *socket, const struct stream *key) {
    if (socket->listener.kind == LISTENER_USER) {
        return true;
    }
    if (strcmp(key->name, "guest") == 0) {
        return id_equal(&key->id, &socket->listener.invitation_id);
    }
    if (strcmp(key->name, "notice") == 0) {
        return id_equal(&key->id, &socket->listener.room_id);
    }
    return strcmp(key->name, "visit") == 0;
}

static struct subscription *subscription_find(struct live_socket *socket,
                                              const struct stream *key) {
    for (size_t i = 0; i < LIVE_SUBSCRIPTIONS_MAX; i++) {
        struct subscription *subscription = &socket->subscriptions[i];
        if (subscription->stream != NULL && stream_is(&subscription->stream->key, key)) {
            return subscription;
        }
    }
    return NULL;
}

static struct subscription *subscription_free_place(struct live_socket *socket) {
    for (size_t i = 0; i < LIVE_SUBSCRIPTIONS_MAX; i++) {
        if (socket->subscriptions[i].stream == NULL) {
            return &socket->subscriptions[i];
        }
    }
    return NULL;
}

static enum err subscribe(struct live *live, struct live_socket *socket, const struct stream *key) {
    if (!may_listen(socket, key)) {
        log_event(LOG_ERROR, "live.subscription-refused", log_word("stream", key->name));
        return ERR_OK;
    }
    if (subscription_find(socket, key) != NULL) {
        return ERR_OK;
    }
    struct subscription *place = subscription_free_place(socket);
    if (place == NULL) {
        log_event(LOG_ERROR, "live.subscriptions-full", log_word("stream", key->name));
        return ERR_OK;
    }
    struct live_stream *stream = stream_get(live, key);
    if (stream == NULL) {
        return ERR_NOMEM;
    }
    *place = (struct subscription){.socket = socket, .stream = stream, .next = stream->first};
    if (stream->first != NULL) {
        stream->first->previous = place;
    }
    stream->first = place;
    return ERR_OK;
}

static void unsubscribe(struct live *live, struct subscription *subscription) {
    struct live_stream *stream = subscription->stream;
    if (stream == NULL) {
        return;
    }
    if (subscription->previous != NULL) {
        subscription->previous->next = subscription->next;
    } else {
        stream->first = subscription->next;
    }
    if (subscription->next != NULL) {
        subscription->next->previous = subscription->previous;
    }
    *subscription = (struct subscription){0};
    if (stream->first == NULL) {
        stream_drop(live, stream);
    }
}

/* ---- sending ---- */

static void send_to(struct live *live, struct live_socket *socket, struct frame *frame,
                    bool snapshot) {
    if (!socket->ended) {
        live->config.send(socket->connection, frame, snapshot);
    }
}

static void say_bye(struct live *live, struct live_socket *socket, const char *reason) {
    if (!socket->ended) {
        socket->ended = true;
        live->config.bye(socket->connection, reason);
    }
}

/* Guests who never hear of each other share the notice's stream: how often it spoke before would tell that
 * somebody was there to hear it (W3). */
static bool is_counted(const struct stream *key) {
    return strcmp(key->name, "notice") != 0;
}

/* One event, encoded once. A listener whom it cannot reach for want of memory is cut, and resyncs. */
static void publish(struct live *live, const struct stream *key, const char *name,
                    const char *data) {
    struct live_stream *stream = stream_find(live, key);
    if (stream == NULL) {
        return;
    }
    stream->seq += is_counted(key) ? 1 : 0;
    char head[HEAD_MAX];
    int size = snprintf(
        head, sizeof head,
        "{\"type\":\"event\",\"stream\":\"%s\",\"seq\":%llu,\"name\":\"%s\",\"data\":", key->name,
        (unsigned long long)stream->seq, name);
    must(size > 0 && size < HEAD_MAX);
    struct frame *frame = frame_text((const char *const[]){head, data, "}"}, 3);
    for (struct subscription *at = stream->first; at != NULL; at = at->next) {
        if (frame != NULL) {
            send_to(live, at->socket, frame, false);
        } else {
            say_bye(live, at->socket, "slow");
        }
    }
    frame_drop(frame);
}

static enum err send_text(struct live *live, struct live_socket *socket, const char *const *parts,
                          size_t count, bool snapshot) {
    struct frame *frame = frame_text(parts, count);
    if (frame == NULL) {
        return ERR_NOMEM;
    }
    send_to(live, socket, frame, snapshot);
    frame_drop(frame);
    return ERR_OK;
}

/* ---- presence ---- */

static void write_presence(const struct presence_entry *entry, char data[HEAD_MAX]) {
    int size = snprintf(
        data, HEAD_MAX, "{\"id\":\"%s\",\"presence\":{\"state\":\"%s\",\"since_ms\":%lld}}",
        entry->participant_id.text, presence_name(entry->state), (long long)entry->since_ms);
    must(size > 0 && size < HEAD_MAX);
}

static void publish_to_visit(struct live *live, const struct presence_entry *entry) {
    char data[HEAD_MAX];
    write_presence(entry, data);
    publish(live, &(struct stream){"visit", entry->visit_id}, "participant.presence", data);
}

static void publish_presence(struct live *live, const struct presence_entry *entry) {
    char data[HEAD_MAX];
    if (!id_is_none(&entry->room_id)) {
        write_presence(entry, data);
        publish(live, &(struct stream){"room", entry->room_id}, "guest.presence", data);
    }
    if (!id_is_none(&entry->visit_id)) {
        publish_to_visit(live, entry);
    }
}

static void on_presence(void *owner, const struct presence_entry *entry) {
    struct live *live = owner;
    publish_presence(live, entry);
    if (entry->state == PRESENCE_LEFT && live->config.left != NULL) {
        live->config.left(live->config.owner, &entry->participant_id);
    }
    if (!entry->user || id_is_none(&entry->visit_id)) {
        return;
    }
    if (entry->state == PRESENCE_RECONNECTING && live->config.host_lost != NULL) {
        live->config.host_lost(live->config.owner, &entry->visit_id);
    }
    if (entry->state == PRESENCE_ONLINE && live->config.host_returned != NULL) {
        live->config.host_returned(live->config.owner, &entry->visit_id);
    }
}

/* What the configuration names holds for everybody; else the practice's settings. */
static void set_times(const struct live *live, struct presence_entry *entry,
                      int64_t reconnecting_after_ms, int64_t left_after_ms) {
    entry->reconnecting_after_ms =
        live->config.reconnecting_after_ms != 0 ? 0 : reconnecting_after_ms;
    entry->left_after_ms = live->config.left_after_ms != 0 ? 0 : left_after_ms;
}

void live_presence_seed(struct live *live, const struct live_seed *seeds, size_t count,
                        struct live_time now) {
    for (size_t i = 0; i < count; i++) {
        struct presence_entry *entry =
            presence_seed(live->presence, &seeds[i].participant_id, seeds[i].user, now);
        if (entry == NULL) {
            log_event(LOG_WARN, "live.presence-full", log_int("seeds", (int64_t)count));
            return;
        }
        entry->room_id = seeds[i].room_id;
        entry->visit_id = seeds[i].visit_id;
        set_times(live, entry, seeds[i].reconnecting_after_ms, seeds[i].left_after_ms);
    }
}

/* The visit whose people see this participant. A guest who was admitted but is not in it yet is nobody's
 * business there: it does not listen to the visit either. */
static struct id visible_visit(struct live_socket *socket) {
    const struct listener *listener = &socket->listener;
    const struct stream key = {"visit", listener->visit_id};
    if (listener->kind == LISTENER_USER || subscription_find(socket, &key) != NULL) {
        return listener->visit_id;
    }
    return (struct id){0};
}

static void presence_join(struct live *live, struct live_socket *socket, struct live_time now) {
    const struct listener *listener = &socket->listener;
    bool user = listener->kind == LISTENER_USER;
    bool known = presence_find(live->presence, &socket->participant_id) != NULL;
    struct presence_entry *entry = presence_add(live->presence, &socket->participant_id, user, now);
    if (entry == NULL) {
        return;
    }
    entry->user = user;
    set_times(live, entry, listener->reconnecting_after_ms, listener->left_after_ms);
    if (!user) {
        entry->room_id = listener->room_id;
    }
    entry->visit_id = visible_visit(socket);
    if (known) {
        presence_heard(live->presence, entry, now);
    } else {
        publish_presence(live, entry);
    }
}

/* ---- joining and leaving ---- */

struct sight {
    struct live *live;
    const struct live_socket *socket;
    const struct id *room_id;
    json_t *presence; /* NULL: memory is short */
};

static bool listens(const struct live_socket *socket, const char *name, const struct id *id) {
    const struct stream key = {.name = name, .id = *id};
    for (size_t i = 0; i < LIVE_SUBSCRIPTIONS_MAX; i++) {
        const struct live_stream *stream = socket->subscriptions[i].stream;
        if (stream != NULL && stream_is(&stream->key, &key)) {
            return true;
        }
    }
    return false;
}

/* A visit is eight people at most: all of them hear again who is there. */
static void publish_if_seen(void *owner, struct presence_entry *entry) {
    const struct sight *sight = owner;
    if (!id_is_none(&entry->visit_id) && listens(sight->socket, "visit", &entry->visit_id)) {
        publish_to_visit(sight->live, entry);
    }
}

static void put_presence(void *owner, struct presence_entry *entry) {
    struct sight *sight = owner;
    if (id_equal(&entry->room_id, sight->room_id)) {
        (void)json_object_set_new(sight->presence, entry->participant_id.text,
                                  json_pack("{s:s, s:I}", "state", presence_name(entry->state),
                                            "since_ms", (json_int_t)entry->since_ms));
    }
}

/* A room may hold hundreds: whoever opens it gets their presence with the snapshot, and nobody else hears of
 * it again. */
static enum err add_presence(struct live *live, const struct live_stream *room, json_t *content) {
    struct sight sight = {.live = live, .room_id = &room->key.id, .presence = json_object()};
    presence_each(live->presence, put_presence, &sight);
    return json_object_set_new(content, "presence", sight.presence) == 0 ? ERR_OK : ERR_NOMEM;
}

static const struct live_stream *stream_named(const struct live_socket *socket, const char *name) {
    for (size_t i = 0; i < LIVE_SUBSCRIPTIONS_MAX; i++) {
        const struct live_stream *stream = socket->subscriptions[i].stream;
        if (stream != NULL && strcmp(stream->key.name, name) == 0) {
            return stream;
        }
    }
    return NULL;
}

static enum err send_snapshot(struct live *live, struct live_socket *socket, const json_t *item) {
    const char *name = json_string_value(json_object_get(item, "stream"));
    json_t *content = json_object_get(item, "data");
    if (name == NULL || content == NULL) {
        return ERR_INVALID;
    }
    const struct live_stream *stream = stream_named(socket, name);
    if (stream != NULL && strcmp(name, "room") == 0 && json_is_object(content) &&
        add_presence(live, stream, content) != ERR_OK) {
        return ERR_NOMEM;
    }
    char *data = json_dumps(content, JSON_COMPACT | JSON_ENCODE_ANY);
    if (data == NULL) {
        return ERR_NOMEM;
    }
    unsigned long long seq = stream == NULL ? 0 : stream->seq;
    char head[HEAD_MAX];
    int size =
        snprintf(head, sizeof head,
                 "{\"type\":\"snapshot\",\"stream\":\"%.16s\",\"seq\":%llu,\"data\":", name, seq);
    must(size > 0 && size < HEAD_MAX);
    enum err err = send_text(live, socket, (const char *const[]){head, data, "}"}, 3, true);
    explicit_bzero(data, strlen(data));
    free(data);
    return err;
}

static enum err send_snapshots(struct live *live, struct live_socket *socket,
                               const char *snapshots) {
    if (snapshots == NULL) {
        return ERR_OK;
    }
    json_t *list = json_loads(snapshots, 0, NULL);
    enum err err = json_is_array(list) ? ERR_OK : ERR_INVALID;
    for (size_t i = 0; err == ERR_OK && i < json_array_size(list); i++) {
        err = send_snapshot(live, socket, json_array_get(list, i));
    }
    json_decref(list);
    return err;
}

static enum err send_welcome(struct live *live, struct live_socket *socket, struct live_time now) {
    char text[HEAD_MAX];
    int size =
        snprintf(text, sizeof text, "{\"type\":\"welcome\",\"as\":\"%s\",\"now_ms\":%lld}",
                 socket->listener.kind == LISTENER_USER ? "user" : "guest", (long long)now.wall_ms);
    must(size > 0 && size < HEAD_MAX);
    return send_text(live, socket, (const char *const[]){text}, 1, true);
}

/* Two pages of one guest: the newest keeps the seat's connection. */
static void end_older(struct live *live, const struct live_socket *newest) {
    if (newest->listener.kind != LISTENER_GUEST) {
        return;
    }
    for (struct live_socket *at = live->sockets[row_of(&newest->participant_id)]; at != NULL;
         at = at->next) {
        if (at != newest && id_equal(&at->participant_id, &newest->participant_id)) {
            say_bye(live, at, LIVE_BYE_SEAT_MOVED);
        }
    }
}

static enum err subscribe_all(struct live *live, struct live_socket *socket) {
    enum err err = ERR_OK;
    for (size_t i = 0; err == ERR_OK && i < socket->listener.stream_count; i++) {
        err = subscribe(live, socket, &socket->listener.streams[i]);
    }
    return err;
}

static void socket_add(struct live *live, struct live_socket *socket) {
    struct live_socket **row = &live->sockets[row_of(&socket->participant_id)];
    socket->next = *row;
    *row = socket;
    live->count++;
}

enum err live_join(struct live *live, void *connection, const struct listener *listener,
                   const char *snapshots, struct live_time now, struct live_socket **out) {
    bool user = listener->kind == LISTENER_USER;
    const struct id *participant_id = user ? &listener->user_id : &listener->invitation_id;
    if (listener->kind == LISTENER_NONE || id_is_none(participant_id) ||
        listener->stream_count > LIVE_SUBSCRIPTIONS_MAX) {
        return ERR_INVALID;
    }
    struct live_socket *socket = calloc(1, sizeof *socket);
    if (socket == NULL) {
        return ERR_NOMEM;
    }
    socket->connection = connection;
    socket->listener = *listener;
    socket->participant_id = *participant_id;
    socket_add(live, socket);
    enum err err = subscribe_all(live, socket);
    if (err == ERR_OK) {
        err = send_welcome(live, socket, now);
    }
    if (err == ERR_OK) {
        err = send_snapshots(live, socket, snapshots);
    }
    if (err != ERR_OK) {
        live_gone(live, socket);
        return err;
    }
    end_older(live, socket);
    presence_join(live, socket, now);
    if (stream_named(socket, "visit") != NULL) {
        presence_each(live->presence, publish_if_seen,
                      &(struct sight){.live = live, .socket = socket});
    }
    *out = socket;
    return ERR_OK;
}

void live_heard(struct live *live, struct live_socket *socket, struct live_time now) {
    struct presence_entry *entry = presence_find(live->presence, &socket->participant_id);
    if (entry != NULL && !socket->ended) {
        presence_heard(live->presence, entry, now);
    }
}

void live_gone(struct live *live, struct live_socket *socket) {
    if (socket == NULL) {
        return;
    }
    for (size_t i = 0; i < LIVE_SUBSCRIPTIONS_MAX; i++) {
        unsubscribe(live, &socket->subscriptions[i]);
    }
    struct live_socket **at = &live->sockets[row_of(&socket->participant_id)];
    while (*at != socket) {
        at = &(*at)->next;
    }
    *at = socket->next;
    live->count--;
    free(socket);
}

/* ---- commits ---- */

static void each_socket_of(struct live *live, const struct id *participant_id,
                           void (*each)(struct live *live, struct live_socket *socket,
                                        const struct effect *effect),
                           const struct effect *effect) {
    for (struct live_socket *at = live->sockets[row_of(participant_id)]; at != NULL;
         at = at->next) {
        if (id_equal(&at->participant_id, participant_id)) {
            each(live, at, effect);
        }
    }
}

static void socket_subscribe(struct live *live, struct live_socket *socket,
                             const struct effect *effect) {
    if (!socket->ended &&
        subscribe(live, socket, &(struct stream){effect->text, effect->b}) != ERR_OK) {
        say_bye(live, socket, "slow");
    }
}

static void socket_unsubscribe(struct live *live, struct live_socket *socket,
                               const struct effect *effect) {
    struct subscription *subscription =
        subscription_find(socket, &(struct stream){effect->text, effect->b});
    if (subscription != NULL) {
        unsubscribe(live, subscription);
    }
}

/* Whoever lost the session loses its media with it: a page that does not listen to `bye` would see on. */
static void socket_end(struct live *live, struct live_socket *socket, const struct effect *effect) {
    if (socket->media && live->config.left != NULL) {
        live->config.left(live->config.owner, &socket->participant_id);
    }
    socket->media = false;
    say_bye(live, socket, effect->text == NULL ? LIVE_BYE_SIGNED_OUT : effect->text);
}

static void socket_seat_moved(struct live *live, struct live_socket *socket,
                              const struct effect *effect) {
    if (!id_equal(&socket->listener.seat_id, &effect->b)) {
        say_bye(live, socket, LIVE_BYE_SEAT_MOVED);
    }
}

static void end_session(struct live *live, const struct effect *effect) {
    for (size_t i = 0; i < ROWS; i++) {
        for (struct live_socket *at = live->sockets[i]; at != NULL; at = at->next) {
            if (at->listener.kind == LISTENER_USER &&
                id_equal(&at->listener.session_id, &effect->a)) {
                socket_end(live, at, effect);
            }
        }
    }
}

static void admit(struct live *live, const struct command *c, const struct effect *effect,
                  struct live_time now) {
    bool user = id_equal(&effect->a, &c->actor.user_id);
    struct presence_entry *entry = presence_seed(live->presence, &effect->a, user, now);
    if (entry != NULL) {
        entry->visit_id = effect->b;
        publish_presence(live, entry);
    }
}

static void dismiss(struct live *live, const struct effect *effect) {
    struct presence_entry *entry = presence_find(live->presence, &effect->a);
    if (entry != NULL && id_equal(&entry->visit_id, &effect->b)) {
        entry->visit_id = (struct id){0};
    }
}

static void leave_visit(void *owner, struct presence_entry *entry) {
    const struct effect *effect = owner;
    if (id_equal(&entry->visit_id, &effect->b)) {
        entry->visit_id = (struct id){0};
    }
}

/* Handed over: from here on the guest is another room's, and hears that one's notice. */
static void socket_move(struct live *live, struct live_socket *socket,
                        const struct effect *effect) {
    const struct stream old = {"notice", socket->listener.room_id};
    struct subscription *subscription = subscription_find(socket, &old);
    if (subscription != NULL) {
        unsubscribe(live, subscription);
    }
    socket->listener.room_id = effect->b;
    socket_subscribe(live, socket, &(struct effect){.b = effect->b, .text = "notice"});
}

static void move_guest(struct live *live, const struct effect *effect) {
    struct presence_entry *entry = presence_find(live->presence, &effect->a);
    if (entry != NULL) {
        entry->room_id = effect->b;
    }
    each_socket_of(live, &effect->a, socket_move, effect);
}

/* The new room learns whether the guest is there, after it learnt of the guest. */
static void show_moved(struct live *live, const struct effect *effect) {
    const struct presence_entry *entry = presence_find(live->presence, &effect->a);
    if (entry != NULL) {
        publish_presence(live, entry);
    }
}

/* Who listens: before the commit's events. */
static void change_subscriptions(struct live *live, const struct effect *effect) {
    switch (effect->kind) {
    case EFFECT_SUBSCRIBE_USER:
    case EFFECT_SUBSCRIBE_GUEST:
        each_socket_of(live, &effect->a, socket_subscribe, effect);
        break;
    case EFFECT_UNSUBSCRIBE_USER:
    case EFFECT_UNSUBSCRIBE_GUEST:
        each_socket_of(live, &effect->a, socket_unsubscribe, effect);
        break;
    case EFFECT_GUEST_MOVED:
        move_guest(live, effect);
        break;
    default:
        break;
    }
}

/* Everything else: after the commit's events. */
static void carry_out(struct live *live, const struct command *c, const struct effect *effect,
                      struct live_time now) {
    switch (effect->kind) {
    case EFFECT_SESSION_ENDED:
        end_session(live, effect);
        break;
    case EFFECT_USER_ENDED:
        each_socket_of(live, &effect->a, socket_end, effect);
        break;
    case EFFECT_SEAT_MOVED:
        each_socket_of(live, &effect->a, socket_seat_moved, effect);
        break;
    case EFFECT_GUEST_MOVED:
        show_moved(live, effect);
        break;
    case EFFECT_ADMITTED:
        admit(live, c, effect, now);
        break;
    case EFFECT_DISMISSED:
        dismiss(live, effect);
        break;
    case EFFECT_VISIT_ENDED:
        presence_each(live->presence, leave_visit, (void *)effect);
        break;
    default:
        break;
    }
    bool ours_alone = effect->kind < EFFECT_ADMITTED;
    if (!ours_alone && live->config.effect != NULL) {
        live->config.effect(live->config.owner, effect);
    }
}

/* Who is gone from a room's list has no presence any more. */
static void forget_removed(struct live *live, const struct event *event) {
    if (strcmp(event->name, "guest.removed") != 0) {
        return;
    }
    struct id id;
    json_t *data = json_loads(event->data, 0, NULL);
    const char *text = json_string_value(json_object_get(data, "id"));
    if (text != NULL && id_parse(text, strlen(text), &id) == ERR_OK) {
        presence_forget(live->presence, &id);
    }
    json_decref(data);
}

void live_commit(struct live *live, const struct command *c, struct live_time now) {
    for (size_t i = 0; i < c->effect_count; i++) {
        change_subscriptions(live, &c->effects[i]);
    }
    for (size_t i = 0; i < c->event_count; i++) {
        publish(live, &c->events[i].stream, c->events[i].name, c->events[i].data);
        forget_removed(live, &c->events[i]);
    }
    for (size_t i = 0; i < c->effect_count; i++) {
        carry_out(live, c, &c->effects[i], now);
    }
}

void live_tick(struct live *live, struct live_time now) {
    presence_tick(live->presence, now);
}

/* ---- media ---- */

const struct id *live_visit(const struct live *live, const struct id *participant_id) {
    const struct presence_entry *entry = presence_find(live->presence, participant_id);
    return entry == NULL || id_is_none(&entry->visit_id) ? NULL : &entry->visit_id;
}

void live_claim_media(struct live *live, struct live_socket *socket) {
    for (struct live_socket *at = live->sockets[row_of(&socket->participant_id)]; at != NULL;
         at = at->next) {
        if (id_equal(&at->participant_id, &socket->participant_id)) {
            at->media = at == socket;
        }
    }
}

enum err live_notify(struct live *live, const struct id *participant_id, const char *name,
                     const char *data) {
    for (struct live_socket *at = live->sockets[row_of(participant_id)]; at != NULL;
         at = at->next) {
        if (at->media && !at->ended && id_equal(&at->participant_id, participant_id)) {
            const char *const parts[] = {"{\"type\":\"notify\",\"name\":\"", name,
                                         "\",\"data\":", data, "}"};
            return send_text(live, at, parts, 5, false);
        }
    }
    return ERR_NOT_FOUND;
}
