/* appointment_scope: which appointments a statement reads.
 *
 * The rows of a list (appointment_row.h) and what stands beside each of them (appointment_line.h, the portal) are read
 * by the same scope, in the same order: a day of 200 takes as many statements as one appointment (W4). */
#ifndef ANTEROOM_VISIT_APPOINTMENT_SCOPE_H
#define ANTEROOM_VISIT_APPOINTMENT_SCOPE_H

#include "base/id.h"
#include "visit/appointment/appointment_letter_row.h"

#include <stdint.h>

struct query;

enum appointment_scope_kind {
    APPOINTMENT_SCOPE_ONE,
    APPOINTMENT_SCOPE_DAY, /* of a room: not cancelled, beginning in [from_ms, to_ms) */
    APPOINTMENT_SCOPE_CANCELLED, /* the same day's, as long as they are shown: somebody is still to be told */
    APPOINTMENT_SCOPE_CLIENT, /* a contact's: not cancelled; the link has not expired, or a visit runs */
    APPOINTMENT_SCOPE_COUNT
};

struct appointment_scope {
    enum appointment_scope_kind kind;
    struct id practice_id;
    struct id of_id; /* the appointment; of a day its room; of a client their contact */
    int64_t from_ms;
    int64_t to_ms;
    int64_t now_ms; /* which the last two kinds go by */
};

/* The condition of each kind in SQL: `a` is the appointment. Its parameters are bound by appointment_scope_bind. */
#define APPOINTMENT_IS_ONE "a.practice_id = ? AND a.id = ?"
#define APPOINTMENT_IS_OF_DAY                                                                      \
    "a.practice_id = ? AND a.room_id = ? AND a.starts_at_ms >= ? AND a.starts_at_ms < ?"           \
    " AND a.closed_at_ms IS NULL"
#define APPOINTMENT_IS_CANCELLED                                                                   \
    "a.practice_id = ? AND a.room_id = ? AND a.starts_at_ms >= ? AND a.starts_at_ms < ?"           \
    " AND " APPOINTMENT_IS_SHOWN_CANCELLED
#define APPOINTMENT_IS_OF_CLIENT                                                                   \
    "a.practice_id = ? AND a.closed_at_ms IS NULL"                                                 \
    " AND a.id IN (SELECT m.appointment_id FROM appointment_client m"                              \
    " WHERE m.practice_id = ? AND m.contact_id = ?)"                                               \
    " AND (a.starts_at_ms + (a.length_s + ?) * 1000 > ? OR EXISTS (SELECT 1 FROM visit w"          \
    " WHERE w.practice_id = a.practice_id AND w.appointment_id = a.id AND w.ended_at_ms IS NULL))"
/* A cancelled one is shown until everybody was told, or its time is over. The parameter is now_ms. */
#define APPOINTMENT_IS_SHOWN_CANCELLED                                                             \
    "a.closed_at_ms IS NOT NULL AND a.starts_at_ms + a.length_s * 1000 > ?"                        \
    " AND EXISTS (SELECT 1 FROM appointment_letter l LEFT JOIN outbox o"                           \
    " ON o.practice_id = l.practice_id AND o.id = l.message_id"                                    \
    " WHERE l.practice_id = a.practice_id AND l.appointment_id = a.id"                             \
    " AND " APPOINTMENT_LETTER_IS_LAST " AND " APPOINTMENT_LETTER_IS_UNTOLD ")"

void appointment_scope_bind(struct query *q, const struct appointment_scope *scope);

#endif
