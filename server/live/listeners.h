/* listeners: the connections that have joined, what each of them listens to, and the way of an event to them.
 *
 *   live_socket ── subscription ──► live_stream ──► its subscriptions ──► their connections
 *   (found by participant)          (found by name and id)
 *
 * A stream is there while somebody listens to it. Its count begins at 0 with its first listener: a snapshot says
 * where it stands, and each event that follows has the next number. A socket that has heard `bye` gets nothing more
 * and stays until it is removed. One thread, the gateway's. */
#ifndef ANTEROOM_LIVE_LISTENERS_H
#define ANTEROOM_LIVE_LISTENERS_H

#include "live/frame.h"
#include "live/live.h"

enum { LISTENERS_ROWS = 4096 };

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
    struct id participant_id; /* the user's or the invitation's */
    bool ended;               /* has heard `bye`; nothing more goes to it */
    bool media;               /* speaks for its participant */
    struct subscription subscriptions[LIVE_SUBSCRIPTIONS_MAX];
    struct live_socket *next; /* in its row */
};

/* Zeroed but for the two calls, which are those of struct live_config. */
struct listeners {
    void (*send)(void *connection, struct frame *frame, bool snapshot);
    void (*bye)(void *connection, const char *reason);
    size_t count;
    struct live_socket *sockets[LISTENERS_ROWS]; /* by participant */
    struct live_stream *streams[LISTENERS_ROWS];
};

/* A connection that listens to nothing yet; theirs until listeners_remove(). NULL when memory is short. */
struct live_socket *listeners_add(struct listeners *listeners, void *connection,
                                  const struct listener *listener, const struct id *participant_id);
/* Ends its subscriptions and frees it. */
void listeners_remove(struct listeners *listeners, struct live_socket *socket);
/* The participant's socket behind `after`, or the first for NULL; NULL: no more. */
struct live_socket *listeners_next(struct listeners *listeners, const struct id *participant_id,
                                   const struct live_socket *after);
/* Calls `each` for every socket. */
void listeners_each(struct listeners *listeners,
                    void (*each)(void *owner, struct live_socket *socket), void *owner);

/* The socket hears the stream from here. What it may not hear (W3), and what is more than it has room for, is not
 * made and said in the log. ERR_NOMEM. */
must_check enum err listeners_subscribe(struct listeners *listeners, struct live_socket *socket,
                                        const struct stream *key);
/* The socket hears the stream no more; it need not have heard it. */
void listeners_unsubscribe(struct listeners *listeners, struct live_socket *socket,
                           const struct stream *key);
bool listeners_hears(const struct live_socket *socket, const struct stream *key);
/* The stream of this name that the socket hears, or NULL. */
const struct live_stream *listeners_stream(const struct live_socket *socket, const char *name);

/* One event to all who hear the stream; `data` is JSON text. A listener whom it cannot reach for want of memory
 * hears `bye` slow, and resyncs. */
void listeners_publish(struct listeners *listeners, const struct stream *key, const char *name,
                       const char *data);
/* One message of `parts` to one socket. ERR_NOMEM. */
must_check enum err listeners_send(struct listeners *listeners, struct live_socket *socket,
                                   const char *const *parts, size_t count, bool snapshot);
/* Once: a further `bye` is not said. */
void listeners_bye(struct listeners *listeners, struct live_socket *socket, const char *reason);

#endif
