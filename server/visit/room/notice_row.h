/* notice_row: what a waiting room tells all who wait in it (W13), in the store: a short text, an estimate of when
 * visits start, either or both. Sealed. One a room; taking it back erases both and keeps when that was.
 *
 * It says nothing of any guest, so all of them may hear it: the stream `notice`, whose id is the room's. */
#ifndef ANTEROOM_VISIT_NOTICE_ROW_H
#define ANTEROOM_VISIT_NOTICE_ROW_H

#include "base/err.h"
#include "base/id.h"

#include <stdbool.h>
#include <stdint.h>

struct tx;
struct json_t;

enum {
    NOTICE_TEXT_MAX = 160,        /* characters */
    NOTICE_ESTIMATE_MAX_MIN = 240 /* from now on */
};

struct notice {
    struct id practice_id;
    struct id room_id;
    const char *text;       /* NULL: none */
    int64_t estimate_at_ms; /* 0: none */
    struct id author_id;
    int64_t set_at_ms; /* 0: there never was one */
};

/* A room without a notice gives one that says nothing. */
must_check enum err notice_row_load(struct tx *tx, const struct id *practice_id,
                                    const struct id *room_id, struct notice *out);
/* Takes the place of the room's earlier one. */
must_check enum err notice_row_save(struct tx *tx, const struct notice *notice);
/* Neither text nor estimate. */
bool notice_row_empty(const struct notice *notice);

/* The schema's Notice: {"text","estimate_at_ms","set_at_ms"}, each where there is one. NULL when memory is
 * short. */
struct json_t *notice_row_json(const struct notice *notice);

#endif
