/* practice: the organisation, its settings, its users, and each user's waiting room.
 *
 * Loads what other modules need to decide; writes are the command kinds in practice/kinds.h. Every
 * function works in the caller's transaction; texts lie in the tx's arena. */
#ifndef ANTEROOM_PRACTICE_PRACTICE_H
#define ANTEROOM_PRACTICE_PRACTICE_H

#include "base/err.h"
#include "base/id.h"
#include "command/command.h"

#include <stdbool.h>
#include <stdint.h>

struct tx;

/* Defaults are SPEC's: 48 h, 10 min, 4 h, 5 s, 2 min, 1 min, 5 min. */
struct practice {
    struct id id;
    const char *name;
    const char *telephone;
    const char *zone;   /* IANA name */
    const char *colour; /* "#rrggbb" */
    int64_t waiting_room_link_s;
    int64_t connect_now_link_s;
    int64_t sign_out_after_s;     /* as set; the limit that holds is practice_idle_limit_s */
    int64_t reconnecting_after_s; /* W11 */
    int64_t left_after_s;         /* W11 */
    int64_t host_left_s;          /* V5: the host left without ending */
    int64_t host_lost_s;          /* V5: the host dropped */
};

/* ERR_NOT_FOUND. */
must_check enum err practice_load(struct tx *tx, const struct id *practice_id,
                                  struct practice *out);
/* min(sign_out_after_s, 4 h): S2. */
int64_t practice_idle_limit_s(const struct practice *practice);
/* The Practice of the schema. */
struct json_t *practice_json(const struct practice *practice);

struct user {
    struct id id;
    struct id room_id; /* the waiting room that this user owns */
    const char *name;
    const char *email;
    enum role role;
    bool disabled;
};

/* ERR_NOT_FOUND. */
must_check enum err user_load(struct tx *tx, const struct id *practice_id, const struct id *user_id,
                              struct user *out);

/* The waiting room. ERR_NOT_FOUND. */
must_check enum err room_owner(struct tx *tx, const struct id *practice_id,
                               const struct id *room_id, struct id *owner_id);
must_check enum err room_of_user(struct tx *tx, const struct id *practice_id,
                                 const struct id *user_id, struct id *room_id);

/* The kind that this user chose last (I3): "connect_now" the first time. */
must_check enum err preference_invite_kind(struct tx *tx, const struct id *practice_id,
                                           const struct id *user_id, const char **out);
/* Remembers it; `kind` is "waiting_room" or "connect_now". */
must_check enum err preference_set_invite_kind(struct tx *tx, const struct id *practice_id,
                                               const struct id *user_id, const char *kind);

#endif
