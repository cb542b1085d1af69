/* contact_names: a practice's names, held in memory so that they are found as one types.
 *
 * Names are sealed in the store, so no query can look for a part of one. On first use all names of
 * the practice are read, folded (name_fold.h) and sorted; later uses read only what changed since
 * (contact.version). What is held is bounded: CONTACT_BOOK_MAX names of CONTACT_NAMES_PRACTICES_MAX
 * practices, the longest unused goes first; after CONTACT_NAMES_IDLE_MS without use a practice's
 * names are wiped. One table for the whole process; thread-safe. Use it from readers only: a
 * writer's transaction may yet be undone. */
#ifndef ANTEROOM_PRACTICE_CONTACT_NAMES_H
#define ANTEROOM_PRACTICE_CONTACT_NAMES_H

#include "base/err.h"
#include "base/id.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct tx;

enum {
    CONTACT_NAMES_PRACTICES_MAX = 16,
    CONTACT_NAMES_IDLE_MS = 10 * 60 * 1000,
    CONTACT_NAMES_PAGE_MAX = 50,
};

struct contact_names_query {
    const char *words; /* folded; "" for all */
    const char
        *after_name; /* folded name and id of the last one of the page before; NULL: from the top */
    struct id after_id;
    size_t limit; /* 1 to CONTACT_NAMES_PAGE_MAX */
};

struct contact_names_page {
    struct id ids[CONTACT_NAMES_PAGE_MAX];
    size_t count;
    size_t found; /* all that match, on this page or not */
    bool more;
    const char
        *last_name; /* of the page's last id, folded, in the tx's arena; NULL on an empty page */
};

/* By name, then id. ERR_NOMEM, ERR_IO, ERR_CRYPTO. */
must_check enum err contact_names_find(struct tx *tx, const struct id *practice_id, int64_t now_ms,
                                       const struct contact_names_query *query,
                                       struct contact_names_page *out);

/* Wipes what nobody used since now_ms - CONTACT_NAMES_IDLE_MS; gives how many practices are still held. */
size_t contact_names_drop_idle(int64_t now_ms);

#endif
