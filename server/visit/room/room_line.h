/* room_line: what a line of the waiting room says beside its invitation: how its message went, what was written, a call
 * for help, the appointment, who handed the guest over.
 *
 * Read in one statement, for one line or for all of a room, so that a room of 500 costs no more statements than an
 * empty one (W4). Texts lie in the transaction's arena. */
#ifndef ANTEROOM_VISIT_ROOM_LINE_H
#define ANTEROOM_VISIT_ROOM_LINE_H

#include "notify/outbox.h"
#include "visit/invitation/invitation_row.h"

struct tx;

struct room_line {
    bool has_message; /* one was sent; of the newest: */
    enum outbox_state delivery;
    const char *reason; /* "" or why its last attempt failed */
    int64_t text_count; /* W13; and how many of the guest's no member of staff has seen */
    int64_t text_unread;
    int64_t help_asked_at_ms; /* 0: not, or the last device test did not fail */
    int64_t appointment_at_ms;
    const char *appointment_title; /* NULL: the guest is of no appointment */
    int64_t handed_over_at_ms;     /* W12; 0: never */
    const char *handed_over_by;    /* the user who did it */
    const char *handed_over_from;  /* the owner of the room that the guest came from */
};

must_check enum err room_line_load(struct tx *tx, const struct invitation *row,
                                   struct room_line *out);
/* One each for the rows of `list`, which are the room's (invitation_row_list_room), in their order. */
must_check enum err room_line_list(struct tx *tx, const struct id *practice_id,
                                   const struct id *room_id, const struct invitation_list *list,
                                   struct room_line **out);

#endif
