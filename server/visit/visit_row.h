/* visit_row: visits in the store. Decides nothing; see visit.h for what may change. */
#ifndef ANTEROOM_VISIT_VISIT_ROW_H
#define ANTEROOM_VISIT_VISIT_ROW_H

#include "base/id.h"
#include "visit/visit.h"

#include <stddef.h>

struct tx;

struct visit {
    struct id practice_id;
    struct id id;
    struct id room_id; /* whose guests it takes in */
    struct id host_id;
    struct id appointment_id; /* none for others */
    struct visit_life life;
    int64_t started_at_ms;
};

/* ERR_NOT_FOUND. */
must_check enum err visit_row_load(struct tx *tx, const struct id *practice_id, const struct id *id,
                                   struct visit *out);
/* The same in whichever practice: only for the server's own commands. */
must_check enum err visit_row_load_any(struct tx *tx, const struct id *id, struct visit *out);
/* The host's running visit. ERR_NOT_FOUND when there is none. */
must_check enum err visit_row_load_running(struct tx *tx, const struct id *practice_id,
                                           const struct id *host_id, struct visit *out);
/* The running visit of the appointment, else the one that started last. ERR_NOT_FOUND: none has started. */
must_check enum err visit_row_load_newest(struct tx *tx, const struct id *practice_id,
                                          const struct id *appointment_id, struct visit *out);
/* Picks the same among an appointment's visits in SQL. */
#define VISIT_ROW_NEWEST " ORDER BY (ended_at_ms IS NULL) DESC, started_at_ms DESC, id LIMIT 1"
/* Whether a visit of the appointment has ended at or after since_ms. */
must_check enum err visit_row_ended_since(struct tx *tx, const struct id *practice_id,
                                          const struct id *appointment_id, int64_t since_ms,
                                          bool *out);
/* ERR_CONFLICT: the host, or the appointment, has a running one. */
must_check enum err visit_row_insert(struct tx *tx, const struct visit *visit);
/* Writes `life`. */
must_check enum err visit_row_save(struct tx *tx, const struct visit *visit);

/* At most `limit` visits of any practice whose host stayed away too long at now_ms, or whose deadline a clock that was
 * put back has moved beyond every grace, in `out`. */
must_check enum err visit_row_list_due(struct tx *tx, int64_t now_ms, size_t limit,
                                       struct visit *out, size_t *count);
/* At most `limit` visits of any practice that are not over and whose id is above `after` (may be no id),
 * in the order of their ids. */
must_check enum err visit_row_list_open(struct tx *tx, const struct id *after, size_t limit,
                                        struct visit *out, size_t *count);

#endif
