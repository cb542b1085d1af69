/* command: one thing that somebody asks for, on its way from the gateway to the store and back.
 *
 *   gateway ── command_submit ──► prepare (pool thread) ──► apply (the writer) ──commit──► drain (gateway)
 *
 *   new ──► prepared ──► applied ──► committed ──► replied        the ordinary way
 *     └────────┴────────────┴──────► failed ─────► replied        any step may refuse: its savepoint is
 *                                                                 rolled back and nobody else notices
 *
 * `prepare` runs outside any transaction: verify a password, hash a new one, read a spreadsheet. `apply`
 * runs on the writer thread inside a savepoint of its own: it authenticates, checks the right, reads,
 * decides, writes rows (sealing what is secret), audit rows and events. The writer takes up to
 * COMMAND_GROUP_MAX commands, commits once, and only then hands replies, events and effects over, in
 * commit order: nobody hears of what is not on disk. A commit that fails answers 503 to the whole group
 * and publishes nothing.
 *
 * Time is an argument: `now_ms` is read once when the writer takes the command.
 * Thread: a command belongs to one thread at a time; its arena goes with it. */
#ifndef ANTEROOM_COMMAND_COMMAND_H
#define ANTEROOM_COMMAND_COMMAND_H

#include "base/arena.h"
#include "base/err.h"
#include "base/id.h"
#include "command/fields.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct tx;
struct store;
struct vault;
struct store_reader;
struct limits;
struct command;
struct json_t;

enum {
    COMMAND_GROUP_MAX = 64,   /* commands per commit */
    COMMAND_QUEUE_MAX = 4096, /* waiting; further ones are ERR_FULL: 503 with Retry-After */
    COMMAND_COOKIES_MAX = 32, /* cookies of a request that are kept; the rest are dropped */
    COMMAND_EVENTS_MAX = 128, /* events of one command; one more is our own bug */
    COMMAND_EFFECTS_MAX = 128,
    COMMAND_AUDITS_MAX = 64, /* records noted by one command; one more is our own bug */
    COMMAND_ARENA_BYTES = 4 * 1024 * 1024,
    COMMAND_BODY_HASH = 32, /* bytes: SHA-256 */
};

/* Who may call: the row of the route table. What a user may do to one room is `right` (access.h).
 */
enum access {
    ACCESS_ANYONE, /* no session: sign-in, the guest's link */
    ACCESS_USER,   /* any signed-in user */
    ACCESS_ADMIN,  /* a user with the role admin */
    ACCESS_CLIENT, /* a client who is signed in to the portal */
    ACCESS_SYSTEM, /* submitted by the server itself (timers, outbox); never by a route */
};

enum role { ROLE_NONE, ROLE_ADMIN, ROLE_PROVIDER, ROLE_STAFF };

/* Filled in by the queue, in the transaction, before apply; all empty for ACCESS_ANYONE but
 * practice_id (the host picks it). For ACCESS_SYSTEM it stays as the submitter set it, perhaps
 * empty. */
struct actor {
    struct id practice_id;
    struct id user_id;
    struct id session_id;
    struct id guest_id; /* the invitation whose seat the request proved; set by apply itself, for
                           the audit */
    struct id
        client_id; /* the contact who is signed in to the portal; filled in for ACCESS_CLIENT, and
                            by authenticate_client for whom it matters */
    struct id client_session_id;
    enum role role;
    int64_t session_active_at_ms; /* when its user last did something */
    int64_t session_limit_ms;     /* how long it lives without activity */
    int64_t session_ends_at_ms;   /* when the session will end if nothing happens */
};

struct cookie {
    const char *name;
    const char *value;
};

/* What the gateway knows of the request; all memory is in the command's arena. */
struct request_facts {
    const char *host; /* the Host header's name, checked; picks the practice */
    const char
        *peer; /* textual address of the client, for rate limits only; never stored or logged */
    const char *idempotency_key; /* NULL when absent; at most 64 visible characters */
    uint8_t
        body_hash[COMMAND_BODY_HASH]; /* of the raw body, where a key counts; see idempotency.h */
    const char *user_agent;           /* at most 256 characters */
    struct cookie cookies[COMMAND_COOKIES_MAX];
    size_t cookie_count;
    struct id path_ids[2]; /* the {id}s of the route's pattern, in order */
    const char *query;     /* raw query string without '?', or "" */
    const char *form;      /* the raw body, for a kind with `form`; else NULL */
    const char *signature; /* X-Twilio-Signature, for such a kind; NULL when absent */
};

struct set_cookie {
    const char *name;
    const char *value; /* "" removes it */
    int64_t max_age_s; /* 0: until the browser closes */
    const char *path;
};

/* A stream that events go to. Its name is "room", "guest", "visit" or "user"; its id that record's. "notice"
 * has a room's id: what the room tells all its guests.
 * A user's connection listens to two named "user": one with the user's id, one with its session's.
 */
struct stream {
    const char *name; /* a literal */
    struct id id;
};

/* One event: encoded once, sent to whoever listens to the stream when its commit is delivered. */
struct event {
    struct stream stream;
    const char *name; /* a literal: "guest.changed" */
    const char *data; /* JSON text, in the command's arena */
};

/* What must follow a commit inside the server. Carried out by the gateway's thread, in commit
 * order: who listens changes before the commit's events, so that nobody without the right hears them; the rest comes
 * after. `a` and `b` are ids whose meaning stands beside each kind. */
enum effect_kind {
    EFFECT_SESSION_ENDED, /* a: session: its sockets are told and closed */
    EFFECT_USER_ENDED,    /* a: user: all sessions' sockets */
    EFFECT_SEAT_MOVED, /* a: invitation; b: the seat's new holder (seat id): other sockets are told
                        */
    EFFECT_SUBSCRIBE_USER,   /* a: user; b: stream id; text: stream name: the user's sockets listen
                                from here */
    EFFECT_UNSUBSCRIBE_USER, /* the same, ended */
    EFFECT_SUBSCRIBE_GUEST,  /* a: invitation; b: stream id; text: stream name */
    EFFECT_UNSUBSCRIBE_GUEST,
    EFFECT_GUEST_MOVED, /* a: invitation; b: the waiting room that it is in from here on */
    EFFECT_ADMITTED,    /* a: participant (invitation or user); b: visit: may produce and consume */
    EFFECT_DISMISSED,   /* a: participant; b: visit: out of the visit's media */
    EFFECT_VISIT_ENDED, /* b: visit: its media room closes */
    EFFECT_OUTBOX,      /* something was queued: the sender looks at once */
    EFFECT_PORTAL,      /* a code was asked for: portal.tick at once */
};

struct effect {
    enum effect_kind kind;
    struct id a;
    struct id b;
    const char *text; /* a literal or NULL */
};

/* What a live connection becomes after its hello (command "live.hello"); gateway and live read it.
 */
enum listener_kind { LISTENER_NONE, LISTENER_USER, LISTENER_GUEST };

enum { LISTENER_STREAMS_MAX = 16 };

struct listener {
    enum listener_kind kind;
    struct id user_id; /* LISTENER_USER */
    struct id session_id;
    struct id invitation_id; /* LISTENER_GUEST */
    struct id seat_id;       /* which device holds the seat */
    struct id room_id;       /* the guest's waiting room (none: it is over), or the user's own */
    struct id visit_id;      /* the running visit that this participant is admitted to, or none */
    bool
        client; /* LISTENER_GUEST: signed in to the portal, whose session lives while they are here (A3) */
    int64_t reconnecting_after_ms; /* the practice's settings (W11) */
    int64_t left_after_ms;
    struct stream streams[LISTENER_STREAMS_MAX];
    size_t stream_count;
};

struct reply {
    int status;          /* HTTP status; 0 until decided */
    const char *problem; /* stable problem id such as "invitation-expired"; NULL when no problem */
    const char *title;   /* what happened, for a person */
    const char *detail;  /* what to do; may be NULL */
    const char *field;   /* the input field at fault, or NULL */
    int retry_after_s;   /* 0: none */
    const char *body; /* JSON text in the arena; NULL: none. With a problem: an object whose members
                         join the problem document ({"visit_id":...}) */
    struct set_cookie cookies[4];
    size_t cookie_count;
    struct listener listener; /* only "live.hello" fills it */
};

enum command_mode {
    COMMAND_WRITE, /* runs on the writer */
    COMMAND_READ, /* runs on a pool thread over a reader connection; may not write but through audit
                   */
};

/* A kind of command: one row of a module's table. */
struct command_kind {
    const char *name; /* "invitation.create": in the audit log and in logs */
    enum access access;
    enum command_mode mode;
    const struct field *fields;                          /* NULL: the command takes no body */
    size_t input_size;                                   /* sizeof the input struct */
    enum err (*prepare)(struct command *c);              /* NULL: nothing to prepare */
    enum err (*apply)(struct command *c, struct tx *tx); /* decides; sets the reply */
    bool slow;  /* prepare goes to the small pool (Argon2); full is 429 */
    bool form;  /* a webhook: another server posts a form, signed; no Origin is asked for */
    bool quiet; /* not the user's doing (hello, beat): no activity, no audit row of its own */
};

/* A record that the command touched, for the audit log. */
struct audit_note {
    const char *subject; /* a literal: the record's word */
    struct id id;
};

struct command {
    const struct command_kind *kind;
    struct arena *arena;
    struct request_facts facts;
    struct actor actor;
    void *input; /* kind->input_size bytes, filled by fields_read */
    struct json_t
        *document; /* the body that FIELD_JSON members borrow from; NULL or ends with the command */
    void *prepared; /* prepare's result, in the arena */
    int64_t now_ms; /* wall clock, UTC */
    struct reply reply;
    struct event events[COMMAND_EVENTS_MAX];
    size_t event_count;
    struct effect effects[COMMAND_EFFECTS_MAX];
    size_t effect_count;
    struct audit_note audits[COMMAND_AUDITS_MAX];
    size_t audit_count;
    bool incomplete;           /* an event or a cookie found no memory: the queue refuses */
    enum err refused;          /* why the queue's reply is a problem; ERR_OK otherwise */
    const struct vault *vault; /* set by the queue: prepare may hash with it */
    struct store_reader
        *reader; /* set by the queue in prepare: a snapshot may be taken and ended there */
    struct limits *limits; /* set by the queue: rate limits; NULL: none */
    /* Called by drain before `each`, on its thread: for whoever waits inside the server. May be
     * NULL. */
    void (*replied)(struct command *c);
    void *replied_to;
    void *owner;          /* the gateway's own handle to whoever waits; NULL when nobody does */
    struct command *next; /* the queue's link */
};

/* A new command of `kind` with an empty arena and zeroed input; NULL when memory is short. */
struct command *command_new(const struct command_kind *kind);
/* Takes NULL. */
void command_free(struct command *c);
/* The value of the cookie, or NULL. */
const char *command_cookie(const struct command *c, const char *name);

/* For apply (and prepare, for problems): set the answer. Each returns the err that apply then
 * returns (ERR_OK for replies). */
enum err command_reply_json(struct command *c, int status, struct json_t *body); /* steals `body` */
enum err command_reply_empty(struct command *c);                                 /* 204 */
/* A problem (RFC 9457): sets the reply and returns `e`, so the savepoint rolls back. */
enum err command_problem(struct command *c, enum err e, const char *problem, const char *title,
                         const char *detail);
/* The same with the input field at fault. */
enum err command_problem_field(struct command *c, const char *field, const char *title);
/* The problem that an err means when nobody said more; what the queue does with a bare err. */
void command_problem_default(struct command *c, enum err e);
/* Sets a cookie: HttpOnly, Secure, SameSite=Strict are the gateway's. `value` is copied; "" removes
 * it. */
void command_set_cookie(struct command *c, const char *name, const char *value, int64_t max_age_s);
/* Notes that the command touched a record: see audit.h. `subject` is a literal. */
void command_audit(struct command *c, const char *subject, const struct id *id);
/* Adds an event; steals `data`. */
void command_event(struct command *c, struct stream stream, const char *name, struct json_t *data);
void command_effect(struct command *c, enum effect_kind kind, const struct id *a,
                    const struct id *b, const char *text);

#endif
