/* live: who listens to what. It turns committed events into frames on exactly the right connections,
 * carries out a commit's effects, keeps presence, and knows which connection speaks for a participant.
 *
 *   command queue ── live_commit ──► subscriptions ──► events, encoded once ──► other effects
 *   connection ──── live_join, live_heard, live_gone ──► presence ──► events
 *
 * It sits between the gateway's connections and everything that happens, and is pure of both: a connection
 * is an opaque pointer with two calls, time is handed in. One thread, the gateway's.
 *
 * What holds: a guest's connection listens to its own invitation's stream, to its room's notice (which says
 * nothing of anybody) and to the visit that it was admitted to, never to a room (SPEC W3; listeners.c refuses).
 * The subscriptions of a commit change before its events are sent, so whoever loses a right does not hear that
 * commit, and whoever gains one does. Each subscription begins
 * with the sequence number that its snapshot carries; every later event of the stream has the next one (a
 * notice has none: its count would tell of other guests).
 * Of two connections of one guest the newest stays (SPEC I5). */
#ifndef ANTEROOM_LIVE_LIVE_H
#define ANTEROOM_LIVE_LIVE_H

#include "command/command.h"
#include "live/frame.h"
#include "live/presence.h"

enum {
    LIVE_SUBSCRIPTIONS_MAX =
        LISTENER_STREAMS_MAX, /* of one connection; a further one is not made */
};

struct live;
struct live_socket;

/* Why the server closes a connection: the `reason` of `bye`. */
#define LIVE_BYE_SIGNED_OUT "signed_out"
#define LIVE_BYE_SEAT_MOVED "seat_moved"

struct live_config {
    int64_t reconnecting_after_ms; /* 0: each listener's own, else 5,000 */
    int64_t left_after_ms;         /* 0: each listener's own, else 120,000 */

    /* Queues the frame (holds it) on the connection. A snapshot does not count as the reader's slowness. */
    void (*send)(void *connection, struct frame *frame, bool snapshot);
    /* Says `bye` and closes; the connection then calls live_gone() or has forgotten its socket already. */
    void (*bye)(void *connection, const char *reason);

    void *owner; /* of the calls below; each may be NULL */
    /* The host of a visit was lost (reconnecting), or is back. */
    void (*host_lost)(void *owner, const struct id *visit_id);
    void (*host_returned)(void *owner, const struct id *visit_id);
    /* A participant left: nothing was heard of them for the whole grace, or the session of the page that spoke for
     * them ended. They may come back. Of a guest it is said again every PRESENCE_AGAIN_MS: what is over meanwhile is over
     * for whoever is gone. */
    void (*left)(void *owner, const struct id *participant_id);
    /* An effect that live itself has no part in, or not the whole: ADMITTED, DISMISSED, VISIT_ENDED, OUTBOX. */
    void (*effect)(void *owner, const struct effect *effect);
};

/* Somebody who was checked in, or in a visit, when the server started. */
struct live_seed {
    struct id participant_id; /* the user's or the invitation's */
    bool user;
    struct id room_id;             /* a guest's room; none for users */
    struct id visit_id;            /* or none */
    int64_t reconnecting_after_ms; /* as in struct listener */
    int64_t left_after_ms;
};

/* NULL when memory is short. */
struct live *live_new(const struct live_config *config);
/* Takes NULL. Every connection must be gone. */
void live_free(struct live *live);

/* After a start, before the first connection: each of them is reconnecting with the whole grace. */
void live_presence_seed(struct live *live, const struct live_seed *seeds, size_t count,
                        struct live_time now);

/* A hello was answered: the connection gets `welcome`, its snapshots (`snapshots` is the reply's body, a
 * JSON array of {"stream","data"}, or NULL), and listens from here. A room's snapshot gets the presence of its guests; a visit's
 * people all hear again who of them is there.
 * To be called where the hello's own commit is delivered. ERR_INVALID: the listener is none; ERR_NOMEM. */
must_check enum err live_join(struct live *live, void *connection, const struct listener *listener,
                              const char *snapshots, struct live_time now,
                              struct live_socket **out);
/* A sign of life on the connection. */
void live_heard(struct live *live, struct live_socket *socket, struct live_time now);
/* The connection is gone. Takes NULL. */
void live_gone(struct live *live, struct live_socket *socket);
const struct listener *live_listener(const struct live_socket *socket);

/* What a finished command brought; called in commit order, after its reply was sent. */
void live_commit(struct live *live, const struct command *c, struct live_time now);
/* Lets time pass; at least once a second. */
void live_tick(struct live *live, struct live_time now);

/* The visit that the participant is admitted to, as far as anybody was told; NULL: none. Valid until the next
 * call. */
const struct id *live_visit(const struct live *live, const struct id *participant_id);
/* This connection speaks for its participant's media from here: the newest that does gets the
 * notifications. */
void live_claim_media(struct live *live, struct live_socket *socket);
/* A media notification to whoever speaks for the participant, as {"type":"notify","name","data"}; `data`
 * is JSON text. ERR_NOT_FOUND: nobody does. */
must_check enum err live_notify(struct live *live, const struct id *participant_id,
                                const char *name, const char *data);

/* How many connections have joined. */
size_t live_count(const struct live *live);

#endif
