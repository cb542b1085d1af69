/* door: who may enter the running visit of an appointment. Pure: no clock, no store.
 *
 * Two questions, and nothing else decides (SPEC A3 to A9):
 *
 * 1. What has the host said about this person? The state of each person at the door.
 *
 *                  ask                 admit
 *     waiting ─────────────► asked ─────────────► admitted
 *        │ ▲                  │ ▲                   ▲
 *        │ └──── visit_end ───┼─┼───────────────────┤  (visit_end: from every state back to waiting)
 *        │                deny│ │ask, from a minute │
 *        │                    ▼ │after the denial on│
 *        │                  denied ────── admit ────┤
 *        │ block              │ block               │
 *        └───────► blocked ◄──┘ (and from asked)    │
 *                     └───────────── admit ─────────┘  (admit: from waiting too; a host may think again)
 *
 *      waiting   the host has said nothing. asked: the guest asks, and waits for the answer.
 *      admitted  the host's yes: it holds until the visit ends, whoever comes and goes.
 *      denied    the host's no; may ask again from door_again_ms on. blocked: may not ask again.
 *
 *    join keeps the state, but for asked: whoever is in asks no more. A press that comes twice finds a row back to
 *    the same state. What has no row is refused: a denial of whom another user has just admitted is told so.
 *
 * 2. What is this person offered now? door_offer, from that state and from how full the visit is. It is asked
 *    anew at every join, on the writer: nobody is let in because of what a page showed before. */
#ifndef ANTEROOM_VISIT_DOOR_H
#define ANTEROOM_VISIT_DOOR_H

#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    DOOR_AGAIN_MS = 60 * 1000, /* from a denial to the next request (A7) */
    DOOR_GUESTS_MAX = 32, /* who came by one appointment's link without a booking and is not gone */
};

enum door_state {
    DOOR_WAITING,
    DOOR_ASKED,
    DOOR_ADMITTED,
    DOOR_DENIED,
    DOOR_BLOCKED,
    DOOR_STATE_COUNT
};

enum door_role { DOOR_BY_GUEST, DOOR_BY_HOST, DOOR_BY_SYSTEM, DOOR_ROLE_COUNT };

enum door_message {
    DOOR_ASK,       /* guest_ask */
    DOOR_JOIN,      /* guest_join, once door_offer says join */
    DOOR_ADMIT,     /* answer_admit, answer_admit_all, host_start */
    DOOR_DENY,      /* answer_deny */
    DOOR_BLOCK,     /* answer_deny with block */
    DOOR_VISIT_END, /* host_end, visit_tick */
    DOOR_MESSAGE_COUNT
};

/* The state after `message` from `role`; ERR_CONFLICT when the table has no such row (`next` untouched). */
must_check enum err door_next(enum door_state state, enum door_role role, enum door_message message,
                              enum door_state *next);

/* When whoever was denied at denied_at_ms may ask again: after a minute. Where the denial lies ahead of now_ms the clock was
 * put back, and nobody knows how much of the minute is left: at once. */
int64_t door_again_ms(int64_t denied_at_ms, int64_t now_ms);

/* One person at the door. */
struct door {
    enum door_state state;
    int64_t at_ms; /* since when; for denied, the denial */
};

/* The one change: asks the table, and the clock that is handed in for whoever was denied. ERR_CONFLICT: no such
 * row; ERR_AGAIN: denied, and the minute is not over. `door` is untouched then. */
must_check enum err door_change(struct door *door, enum door_role role, enum door_message message,
                                int64_t now_ms);

enum door_offer {
    DOOR_OFFER_WAIT, /* nobody enters before the host starts (A3) */
    DOOR_OFFER_JOIN,
    DOOR_OFFER_ASK,
    DOOR_OFFER_ASKED,
    DOOR_OFFER_DENIED,
    DOOR_OFFER_BLOCKED,
    DOOR_OFFER_COUNT
};

/* How it stands at the door. */
struct door_scene {
    bool running; /* a visit of the appointment runs, its host there or away (A8) */
    int64_t
        in_count; /* guests in it, or dropped for less than the grace: not host, attendees, on hold */
    int64_t capacity; /* how many clients are booked */
    bool guarded;     /* the host has removed somebody who came by this link from a visit (V4) */
};

/* Who stands there. */
struct door_person {
    bool booked; /* a booked client who is signed in to the portal */
    bool known;  /* has been in the visit, on this device */
    enum door_state state;
};

/* What a person sees (A3, A4). At a guarded door nobody whom the host has not seen yet goes in by themselves, under
 * capacity either: whoever was removed and comes by another browser is told from nobody else (V4). */
enum door_offer door_offer(const struct door_scene *scene, const struct door_person *person);

/* The names of SQL and JSON; never NULL. */
const char *door_state_name(enum door_state state);
const char *door_offer_name(enum door_offer offer);
must_check enum err door_state_parse(const char *name, enum door_state *out);

#endif
