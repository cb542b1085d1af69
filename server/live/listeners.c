#include "live/listeners.h"

#include "base/log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HEAD_MAX = 256 };

static size_t row_of(const struct id *id) {
    size_t row = 0;
    for (size_t i = 0; i < 3; i++) {
        unsigned char digit = (unsigned char)id->text[i];
        row = row * 16 + (size_t)(digit <= '9' ? digit - '0' : digit - 'a' + 10) % 16;
    }
    return row % LISTENERS_ROWS;
}

/* ---- sockets ---- */

struct live_socket *listeners_add(struct listeners *listeners, void *connection,
                                  const struct listener *listener,
                                  const struct id *participant_id) {
    struct live_socket *socket = calloc(1, sizeof *socket);
    if (socket == NULL) {
        return NULL;
    }
    struct live_socket **row = &listeners->sockets[row_of(participant_id)];
    socket->connection = connection;
    socket->listener = *listener;
    socket->participant_id = *participant_id;
    socket->next = *row;
    *row = socket;
    listeners->count++;
    return socket;
}

struct live_socket *listeners_next(struct listeners *listeners, const struct id *participant_id,
                                   const struct live_socket *after) {
    struct live_socket *at =
        after != NULL ? after->next : listeners->sockets[row_of(participant_id)];
    while (at != NULL && !id_equal(&at->participant_id, participant_id)) {
        at = at->next;
    }
    return at;
}

void listeners_each(struct listeners *listeners,
                    void (*each)(void *owner, struct live_socket *socket), void *owner) {
    for (size_t i = 0; i < LISTENERS_ROWS; i++) {
        for (struct live_socket *at = listeners->sockets[i]; at != NULL; at = at->next) {
            each(owner, at);
        }
    }
}

/* ---- streams ---- */

static bool stream_is(const struct stream *a, const struct stream *b) {
    return strcmp(a->name, b->name) == 0 && id_equal(&a->id, &b->id);
}

static struct live_stream *stream_find(struct listeners *listeners, const struct stream *key) {
    struct live_stream *stream = listeners->streams[row_of(&key->id)];
    while (stream != NULL && !stream_is(&stream->key, key)) {
        stream = stream->next;
    }
    return stream;
}

static struct live_stream *stream_get(struct listeners *listeners, const struct stream *key) {
    struct live_stream *stream = stream_find(listeners, key);
    if (stream != NULL) {
        return stream;
    }
    stream = calloc(1, sizeof *stream);
    if (stream != NULL) {
        struct live_stream **row = &listeners->streams[row_of(&key->id)];
        stream->key = *key;
        stream->next = *row;
        *row = stream;
    }
    return stream;
}

static void stream_drop(struct listeners *listeners, struct live_stream *stream) {
    struct live_stream **at = &listeners->streams[row_of(&stream->key.id)];
    while (*at != stream) {
        at = &(*at)->next;
    }
    *at = stream->next;
    free(stream);
}

/* ---- subscriptions ---- */

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

/* Where the socket's subscription to the stream stands; LIVE_SUBSCRIPTIONS_MAX: it has none. */
static size_t place_of(const struct live_socket *socket, const struct stream *key) {
    size_t i = 0;
    while (i < LIVE_SUBSCRIPTIONS_MAX && (socket->subscriptions[i].stream == NULL ||
                                          !stream_is(&socket->subscriptions[i].stream->key, key))) {
        i++;
    }
    return i;
}

bool listeners_hears(const struct live_socket *socket, const struct stream *key) {
    return place_of(socket, key) < LIVE_SUBSCRIPTIONS_MAX;
}

const struct live_stream *listeners_stream(const struct live_socket *socket, const char *name) {
    for (size_t i = 0; i < LIVE_SUBSCRIPTIONS_MAX; i++) {
        const struct live_stream *stream = socket->subscriptions[i].stream;
        if (stream != NULL && strcmp(stream->key.name, name) == 0) {
            return stream;
        }
    }
    return NULL;
}

static struct subscription *free_place(struct live_socket *socket) {
    for (size_t i = 0; i < LIVE_SUBSCRIPTIONS_MAX; i++) {
        if (socket->subscriptions[i].stream == NULL) {
            return &socket->subscriptions[i];
        }
    }
    return NULL;
}

enum err listeners_subscribe(struct listeners *listeners, struct live_socket *socket,
                             const struct stream *key) {
    if (!may_listen(socket, key)) {
        log_event(LOG_ERROR, "live.subscription-refused", log_word("stream", key->name));
        return ERR_OK;
    }
    if (listeners_hears(socket, key)) {
        return ERR_OK;
    }
    struct subscription *place = free_place(socket);
    if (place == NULL) {
        log_event(LOG_ERROR, "live.subscriptions-full", log_word("stream", key->name));
        return ERR_OK;
    }
    struct live_stream *stream = stream_get(listeners, key);
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

static void end_subscription(struct listeners *listeners, struct subscription *subscription) {
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
        stream_drop(listeners, stream);
    }
}

void listeners_unsubscribe(struct listeners *listeners, struct live_socket *socket,
                           const struct stream *key) {
    size_t place = place_of(socket, key);
    if (place < LIVE_SUBSCRIPTIONS_MAX) {
        end_subscription(listeners, &socket->subscriptions[place]);
    }
}

void listeners_remove(struct listeners *listeners, struct live_socket *socket) {
    for (size_t i = 0; i < LIVE_SUBSCRIPTIONS_MAX; i++) {
        end_subscription(listeners, &socket->subscriptions[i]);
    }
    struct live_socket **at = &listeners->sockets[row_of(&socket->participant_id)];
    while (*at != socket) {
        at = &(*at)->next;
    }
    *at = socket->next;
    listeners->count--;
    free(socket);
}

/* ---- sending ---- */

static void send_frame(struct listeners *listeners, struct live_socket *socket, struct frame *frame,
                       bool snapshot) {
    if (!socket->ended) {
        listeners->send(socket->connection, frame, snapshot);
    }
}

void listeners_bye(struct listeners *listeners, struct live_socket *socket, const char *reason) {
    if (!socket->ended) {
        socket->ended = true;
        listeners->bye(socket->connection, reason);
    }
}

/* Guests who never hear of each other share the notice's stream: how often it spoke before would tell that
 * somebody was there to hear it (W3). */
static bool is_counted(const struct stream *key) {
    return strcmp(key->name, "notice") != 0;
}

void listeners_publish(struct listeners *listeners, const struct stream *key, const char *name,
                       const char *data) {
    struct live_stream *stream = stream_find(listeners, key);
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
            send_frame(listeners, at->socket, frame, false);
        } else {
            listeners_bye(listeners, at->socket, "slow");
        }
    }
    frame_drop(frame);
}

enum err listeners_send(struct listeners *listeners, struct live_socket *socket,
                        const char *const *parts, size_t count, bool snapshot) {
    struct frame *frame = frame_text(parts, count);
    if (frame == NULL) {
        return ERR_NOMEM;
    }
    send_frame(listeners, socket, frame, snapshot);
    frame_drop(frame);
    return ERR_OK;
}
