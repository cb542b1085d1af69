/* appointment_line: what staff see of an appointment beside its own row: its visit, who waits, the names of its clients
 * and how the last message to each went, who was taken out and could not be told.
 *
 * Read in three statements, for one appointment or for all of a list. Texts lie in the transaction's arena. */
#ifndef ANTEROOM_VISIT_APPOINTMENT_LINE_H
#define ANTEROOM_VISIT_APPOINTMENT_LINE_H

#include "visit/appointment/appointment_row.h"
#include "visit/appointment/appointment_scope.h"

struct appointment_person {
    struct id id;
    const char *name; /* "": removed from the address book; they keep the place */
    bool has_letter;  /* the last one to them about this appointment: */
    enum appointment_news news;
    enum outbox_state delivery;
    const char *reason;
    struct appointment_person *next;
};

struct appointment_line {
    bool started;
    bool running;
    struct id visit_id;                   /* of the newest visit; none: not started */
    int64_t waiting;                      /* guests who have checked in and are not in */
    struct appointment_person *clients;   /* in the order of booking */
    struct appointment_person *taken_out; /* of whom somebody should know; the last written first */
};

/* One each for the rows of `list`, which are the scope's (appointment_row_list), in their order. The scope is not
 * APPOINTMENT_SCOPE_CLIENT. */
must_check enum err appointment_line_list(struct tx *tx, const struct appointment_scope *scope,
                                          const struct appointment_list *list,
                                          struct appointment_line **out);

/* Whether a cancelled one is shown at now_ms: it is of the scope APPOINTMENT_SCOPE_CANCELLED of its day. */
must_check enum err appointment_line_shows_cancelled(struct tx *tx,
                                                     const struct appointment *appointment,
                                                     int64_t now_ms, bool *out);

#endif
