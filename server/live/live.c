#include "live/live.h"

#include "base/log.h"
#include "live/listeners.h"
#include "live/welcome.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DATA_MAX = 256 };

struct live {
    struct live_config config;
    struct presence *presence;
    struct listeners listeners;
};

static void on_presence(void *owner, const struct presence_entry *entry);
static void on_still_left(void *owner, const struct presence_entry *entry);

struct live *live_new(const struct live_config *config) {
    struct live *live = calloc(1, sizeof *live);
    if (live == NULL) {
        return NULL;
    }
    live->config = *config;
    live->listeners.send = config->send;
    live->listeners.bye = config->bye;
    live->presence = presence_new(&(struct presence_config){
        .reconnecting_after_ms =
            config->reconnecting_after_ms == 0 ? 5000 : config->reconnecting_after_ms,
        .left_after_ms = config->left_after_ms == 0 ? 120000 : config->left_after_ms,
        .owner = live,
        .changed = on_presence,
        .still_left = on_still_left,
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
    must(live->listeners.count == 0);
    presence_free(live->presence);
    free(live);
}

size_t live_count(const struct live *live) {
    return live->listeners.count;
}

const struct listener *live_listener(const struct live_socket *socket) {
    return &socket->listener;
}

/* ---- presence ---- */

static void write_presence(const struct presence_entry *entry, char data[DATA_MAX]) {
    int size = snprintf(
        data, DATA_MAX, "{\"id\":\"%s\",\"presence\":{\"state\":\"%s\",\"since_ms\":%lld}}",
        entry->participant_id.text, presence_name(entry->state), (long long)entry->since_ms);
    must(size > 0 && size < DATA_MAX);
}

static void publish_to_visit(struct live *live, const struct presence_entry *entry) {
    char data[DATA_MAX];
    write_presence(entry, data);
    listeners_publish(&live->listeners, &(struct stream){"visit", entry->visit_id},
                      "participant.presence", data);
}

static void publish_presence(struct live *live, const struct presence_entry *entry) {
    char data[DATA_MAX];
    if (!id_is_none(&entry->room_id)) {
        write_presence(entry, data);
        listeners_publish(&live->listeners, &(struct stream){"room", entry->room_id},
                          "guest.presence", data);
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

static void on_still_left(void *owner, const struct presence_entry *entry) {
    struct live *live = owner;
    if (live->config.left != NULL) {
        live->config.left(live->config.owner, &entry->participant_id);
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
    if (listener->kind == LISTENER_USER || listeners_hears(socket, &key)) {
        return listener->visit_id;
    }
    return (struct id){0};
}

/* Whose place is over is in no room, and nobody asks whether they are there. */
static void presence_join(struct live *live, struct live_socket *socket, struct live_time now) {
    const struct listener *listener = &socket->listener;
    bool user = listener->kind == LISTENER_USER;
    if (!user && id_is_none(&listener->room_id)) {
        return;
    }
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
};

/* A visit is eight people at most: all of them hear again who is there. */
static void publish_if_seen(void *owner, struct presence_entry *entry) {
    const struct sight *sight = owner;
    if (!id_is_none(&entry->visit_id) &&
        listeners_hears(sight->socket, &(struct stream){"visit", entry->visit_id})) {
        publish_to_visit(sight->live, entry);
    }
}

/* Two pages of one guest: the newest keeps the seat's connection. */
static void end_older(struct live *live, const struct live_socket *newest) {
    if (newest->listener.kind != LISTENER_GUEST) {
        return;
    }
    const struct id *guest_id = &newest->participant_id;
    struct live_socket *at = NULL;
    while ((at = listeners_next(&live->listeners, guest_id, at)) != NULL) {
        if (at != newest) {
            listeners_bye(&live->listeners, at, LIVE_BYE_SEAT_MOVED);
        }
    }
}

static enum err subscribe_all(struct live *live, struct live_socket *socket) {
    enum err err = ERR_OK;
    for (size_t i = 0; err == ERR_OK && i < socket->listener.stream_count; i++) {
        err = listeners_subscribe(&live->listeners, socket, &socket->listener.streams[i]);
    }
    return err;
}

enum err live_join(struct live *live, void *connection, const struct listener *listener,
                   const char *snapshots, struct live_time now, struct live_socket **out) {
    bool user = listener->kind == LISTENER_USER;
    const struct id *participant_id = user ? &listener->user_id : &listener->invitation_id;
    if (listener->kind == LISTENER_NONE || id_is_none(participant_id) ||
        listener->stream_count > LIVE_SUBSCRIPTIONS_MAX) {
        return ERR_INVALID;
    }
    struct live_socket *socket =
        listeners_add(&live->listeners, connection, listener, participant_id);
    if (socket == NULL) {
        return ERR_NOMEM;
    }
    enum err err = subscribe_all(live, socket);
    if (err == ERR_OK) {
        err = welcome_say(&live->listeners, live->presence, socket, snapshots, now);
    }
    if (err != ERR_OK) {
        live_gone(live, socket);
        return err;
    }
    end_older(live, socket);
    presence_join(live, socket, now);
    if (listeners_stream(socket, "visit") != NULL) {
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
    if (socket != NULL) {
        listeners_remove(&live->listeners, socket);
    }
}

/* ---- commits ---- */

static void each_socket_of(struct live *live, const struct id *participant_id,
                           void (*each)(struct live *live, struct live_socket *socket,
                                        const struct effect *effect),
                           const struct effect *effect) {
    struct live_socket *at = NULL;
    while ((at = listeners_next(&live->listeners, participant_id, at)) != NULL) {
        each(live, at, effect);
    }
}

static void socket_subscribe(struct live *live, struct live_socket *socket,
                             const struct effect *effect) {
    if (!socket->ended &&
        listeners_subscribe(&live->listeners, socket, &(struct stream){effect->text, effect->b}) !=
            ERR_OK) {
        listeners_bye(&live->listeners, socket, "slow");
    }
}

static void socket_unsubscribe(struct live *live, struct live_socket *socket,
                               const struct effect *effect) {
    listeners_unsubscribe(&live->listeners, socket, &(struct stream){effect->text, effect->b});
}

/* Whoever lost the session loses its media with it: a page that does not listen to `bye` would see on. */
static void socket_end(struct live *live, struct live_socket *socket, const struct effect *effect) {
    if (socket->media && live->config.left != NULL) {
        live->config.left(live->config.owner, &socket->participant_id);
    }
    socket->media = false;
    listeners_bye(&live->listeners, socket,
                  effect->text == NULL ? LIVE_BYE_SIGNED_OUT : effect->text);
}

static void socket_seat_moved(struct live *live, struct live_socket *socket,
                              const struct effect *effect) {
    if (!id_equal(&socket->listener.seat_id, &effect->b)) {
        listeners_bye(&live->listeners, socket, LIVE_BYE_SEAT_MOVED);
    }
}

struct ending {
    struct live *live;
    const struct effect *effect;
};

static void end_if_of_session(void *owner, struct live_socket *socket) {
    const struct ending *ending = owner;
    if (socket->listener.kind == LISTENER_USER &&
        id_equal(&socket->listener.session_id, &ending->effect->a)) {
        socket_end(ending->live, socket, ending->effect);
    }
}

static void end_session(struct live *live, const struct effect *effect) {
    listeners_each(&live->listeners, end_if_of_session, &(struct ending){live, effect});
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
    listeners_unsubscribe(&live->listeners, socket,
                          &(struct stream){"notice", socket->listener.room_id});
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
    case EFFECT_SEAT_MOVED: /* what the new device brought about is nothing for the old one */
        each_socket_of(live, &effect->a, socket_seat_moved, effect);
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
        listeners_publish(&live->listeners, &c->events[i].stream, c->events[i].name,
                          c->events[i].data);
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
    struct live_socket *at = NULL;
    while ((at = listeners_next(&live->listeners, &socket->participant_id, at)) != NULL) {
        at->media = at == socket;
    }
}

enum err live_notify(struct live *live, const struct id *participant_id, const char *name,
                     const char *data) {
    struct live_socket *at = NULL;
    while ((at = listeners_next(&live->listeners, participant_id, at)) != NULL) {
        if (at->media && !at->ended) {
            const char *const parts[] = {"{\"type\":\"notify\",\"name\":\"", name,
                                         "\",\"data\":", data, "}"};
            return listeners_send(&live->listeners, at, parts, 5, false);
        }
    }
    return ERR_NOT_FOUND;
}
