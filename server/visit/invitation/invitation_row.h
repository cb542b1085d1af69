/* invitation_row: invitations in the store. Decides nothing; see invitation.h for what may change.
 *
 * Every function works in the caller's transaction; texts lie in its arena. */
#ifndef ANTEROOM_VISIT_INVITATION_ROW_H
#define ANTEROOM_VISIT_INVITATION_ROW_H

#include "base/id.h"
#include "store/vault.h"
#include "visit/door/door.h"
#include "visit/invitation/invitation.h"
#include "visit/invitation/preflight.h"

struct tx;

enum {
    INVITATION_ROW_NAME_MAX = 200,  /* characters */
    INVITATION_ROW_ROOM_MAX = 1000, /* open invitations of one room: further ones are refused */
    INVITATION_ROW_VISIT_MAX = 64,  /* of one visit that are listed: open ones before closed ones */
    INVITATION_ROW_DOOR_MAX = 64,   /* open ones of one appointment; door.h bounds how many come */
};

enum invitation_method { METHOD_EMAIL, METHOD_SMS, METHOD_LINK, METHOD_PHONE, METHOD_COUNT };

struct invitation {
    struct id practice_id;
    struct id id;
    struct id room_id;
    struct id inviter_id;
    struct id visit_id; /* none until a visit starts with it; connect now: from the beginning */
    enum invitation_kind kind;
    enum invitation_method method;
    enum invitation_state state;
    uint32_t generation;   /* of its link; counts from 1 */
    const char *name;      /* "" until known */
    const char *address;   /* e-mail, or number in E.164; NULL for a link */
    struct id seat_id;     /* none: no device holds the seat */
    struct hash seat_hash; /* of the cookie; meaningless without seat_id */
    struct preflight preflight;
    bool swept; /* the room was told that it expired */
    int64_t invited_at_ms;
    int64_t expires_at_ms;
    int64_t checked_in_at_ms; /* 0: not */
    int64_t joined_at_ms;     /* 0: not */
    int64_t closed_at_ms;     /* ended, cancelled, removed, or gone from the room unused; 0: not */
    struct id appointment_id; /* none: not of an appointment, and the rest is empty */
    struct id contact_id;     /* a booked client who was signed in when they last did something */
    struct id client_session_id; /* by this session of the portal; of one who is not booked too */
    enum door_state door;
    int64_t door_at_ms; /* since when; 0: from the beginning */
};

/* "email", "sms", "link", "phone". */
const char *invitation_row_method_name(enum invitation_method method);

/* ERR_NOT_FOUND. */
must_check enum err invitation_row_load(struct tx *tx, const struct id *practice_id,
                                        const struct id *id, struct invitation *out);
/* By the token of a link. *current is false for a link of an earlier generation. ERR_NOT_FOUND. */
must_check enum err invitation_row_load_by_link(struct tx *tx, const struct id *practice_id,
                                                const char *token, struct invitation *out,
                                                bool *current);
/* Writes a new row and its first link. */
must_check enum err invitation_row_insert(struct tx *tx, const struct invitation *row);
/* Writes what can change: all but practice, room, inviter, method, address and invited_at_ms. */
must_check enum err invitation_row_save(struct tx *tx, const struct invitation *row);
/* Writes the room that the row is in from now on. */
must_check enum err invitation_row_move(struct tx *tx, const struct invitation *row);
/* Adds the link of row->generation, so that its token is found. */
must_check enum err invitation_row_add_link(struct tx *tx, const struct invitation *row);

/* A list in the arena, oldest first. */
struct invitation_list {
    struct invitation *rows;
    size_t count;
};

/* The room's lines at now_ms: open, and not an unused waiting-room link that has expired (I8). */
must_check enum err invitation_row_list_room(struct tx *tx, const struct id *practice_id,
                                             const struct id *room_id, int64_t now_ms,
                                             struct invitation_list *out);
/* How many are open in the room; for the bound on sending. */
must_check enum err invitation_row_count_room(struct tx *tx, const struct id *practice_id,
                                              const struct id *room_id, int64_t *out);
/* Those of the visit, closed ones too. */
must_check enum err invitation_row_list_visit(struct tx *tx, const struct id *practice_id,
                                              const struct id *visit_id,
                                              struct invitation_list *out);
/* Open ones of the appointment, oldest first. */
must_check enum err invitation_row_list_appointment(struct tx *tx, const struct id *practice_id,
                                                    const struct id *appointment_id,
                                                    struct invitation_list *out);
/* How many are in the visit at this moment. */
must_check enum err invitation_row_count_in(struct tx *tx, const struct id *practice_id,
                                            const struct id *visit_id, int64_t *out);
/* Whether anybody of the appointment was removed who had been in a visit of it. */
must_check enum err invitation_row_any_removed(struct tx *tx, const struct id *practice_id,
                                               const struct id *appointment_id, bool *out);
/* Puts first, in SQL, the place that counts among those one person had at an appointment: an open one; or one that the
 * practice withdrew, which no other follows, whatever the clock said at the time; or the newest that is over or ran out. */
#define INVITATION_ROW_THE_ONE_THAT_COUNTS                                                         \
    " ORDER BY (closed_at_ms IS NULL) DESC, (state NOT IN ('ended', 'invited')) DESC,"             \
    " invited_at_ms DESC, id"
/* Of the appointment's places the one that counts for whoever holds this seat, or for this contact. ERR_NOT_FOUND. */
must_check enum err invitation_row_load_seat(struct tx *tx, const struct id *practice_id,
                                             const struct id *appointment_id,
                                             const struct hash *seat_hash, struct invitation *out);
must_check enum err invitation_row_load_contact(struct tx *tx, const struct id *practice_id,
                                                const struct id *appointment_id,
                                                const struct id *contact_id,
                                                struct invitation *out);
/* In whichever practice: only for the server's own commands. ERR_NOT_FOUND. */
must_check enum err invitation_row_load_any(struct tx *tx, const struct id *id,
                                            struct invitation *out);
/* At most `limit` of any practice that expired at now_ms and that no room was told of; those at the door of a
 * visit that runs do not expire. */
must_check enum err invitation_row_list_due(struct tx *tx, int64_t now_ms, int limit,
                                            struct invitation_list *out);

/* At most `limit` of any practice whose link lives at now_ms though it was sent ahead of it, or would live for longer than
 * any that is sent now: the clock was put back. Those that had run out before, too. Not those of an appointment, whose
 * time is its own. */
must_check enum err invitation_row_list_ahead(struct tx *tx, int64_t now_ms, int limit,
                                              struct invitation_list *out);
/* Writes invited_at_ms and expires_at_ms, where the clock was put back. */
must_check enum err invitation_row_pull_in(struct tx *tx, const struct invitation *row);

/* Guests of any practice who have checked in and are not gone: the oldest `limit`, in the arena. The visit
 * is none unless the guest is in it. */
struct invitation_present {
    struct id practice_id;
    struct id id;
    struct id room_id;
    struct id visit_id;
};
must_check enum err invitation_row_list_present(struct tx *tx, size_t limit,
                                                struct invitation_present **out, size_t *count);

/* What the row's line in the room follows: not closed, and an unused one not expired unless its
 * connect-now visit is still to be joined. */
bool invitation_row_listed(const struct invitation *row, int64_t now_ms);

#endif
