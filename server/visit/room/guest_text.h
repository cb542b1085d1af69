/* guest_text: the short texts between one guest and the staff of the room in which the guest waits (W13), in the
 * store. Decides nothing; texting.c does.
 *
 * A text belongs to the invitation, not to the room: a guest who is handed over takes them along. It lies sealed,
 * and is kept as long as its invitation's record. Every function works in the caller's transaction; texts lie in
 * its arena. */
#ifndef ANTEROOM_VISIT_GUEST_TEXT_H
#define ANTEROOM_VISIT_GUEST_TEXT_H

#include "base/err.h"
#include "base/id.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct tx;
struct json_t;

enum {
    GUEST_TEXT_MAX = 500,       /* characters of one text */
    GUEST_TEXT_SIDE_MAX = 50,   /* texts from the guest, and from the staff, of one invitation */
    GUEST_TEXT_SHOWN_MAX = 100, /* all that one invitation can have */
    GUEST_TEXT_GUEST_MAX = 30,  /* the newest ones that the guest's page shows */
};

struct guest_text {
    struct id practice_id;
    struct id id;
    struct id invitation_id;
    struct id author_id;  /* the user who wrote it; none: the guest did */
    const char *send_key; /* of the guest's page, so that a text sent twice is one; may be NULL */
    const char *body;
    int64_t sequence; /* of the invitation, from 1 on; filled in by add */
    int64_t written_at_ms;
};

/* Adds it with the next sequence. ERR_FULL: this side has written GUEST_TEXT_SIDE_MAX; ERR_CONFLICT: the guest's
 * send_key is there already. */
must_check enum err guest_text_add(struct tx *tx, struct guest_text *text);

/* The guest's texts up to this sequence are seen. *changed: how many were not yet. */
must_check enum err guest_text_mark_read(struct tx *tx, const struct id *practice_id,
                                         const struct id *invitation_id, int64_t sequence,
                                         int64_t now_ms, int64_t *changed);

/* One as the schema's Text; NULL when memory is short. `author_name` is NULL for the guest's. */
struct json_t *guest_text_json(const struct guest_text *text, const char *author_name);

/* The newest `limit` (at most GUEST_TEXT_SHOWN_MAX), oldest first: an array of the schema's Text. */
must_check enum err guest_text_list(struct tx *tx, const struct id *practice_id,
                                    const struct id *invitation_id, size_t limit,
                                    struct json_t **out);

#endif
