/* contact: a person in the practice's address book, as it lies in the store. Decides nothing.
 *
 * All that is known of a person is sealed. E-mail and mobile number have blind columns too, so that
 * a whole one is found; names are found by contact_names.h. Every function works in the caller's
 * transaction; texts lie in its arena. */
#ifndef ANTEROOM_PRACTICE_CONTACT_H
#define ANTEROOM_PRACTICE_CONTACT_H

#include "base/err.h"
#include "base/id.h"
#include "practice/contact_check.h"

#include <stdbool.h>
#include <stdint.h>

struct tx;
struct json_t;

enum { CONTACT_BOOK_MAX = 20000 }; /* contacts of one practice; one more is refused */

struct contact {
    struct id id;
    struct contact_fields fields;
    int64_t version; /* a change names it, so that nobody writes over what they have not seen */
};

/* ERR_NOT_FOUND: not there, removed, or of another practice. */
must_check enum err contact_load(struct tx *tx, const struct id *practice_id, const struct id *id,
                                 struct contact *out);

/* How many contacts there are. */
must_check enum err contact_count(struct tx *tx, const struct id *practice_id, int64_t *out);

/* Writes a new row; fields have passed contact_check; contact->version is set. ERR_FULL over
 * CONTACT_BOOK_MAX. */
must_check enum err contact_insert(struct tx *tx, const struct id *practice_id,
                                   struct contact *contact, int64_t now_ms);
/* Writes all fields; contact->version is set. ERR_NOT_FOUND. */
must_check enum err contact_save(struct tx *tx, const struct id *practice_id,
                                 struct contact *contact, int64_t now_ms);
/* Takes everything but the id out of the row. ERR_NOT_FOUND. */
must_check enum err contact_erase(struct tx *tx, const struct id *practice_id, const struct id *id,
                                  int64_t now_ms);

/* Up to `limit` contacts with this e-mail or this number, each may be "". */
struct contact_ids {
    struct id *ids;
    size_t count;
};
must_check enum err contact_by_address(struct tx *tx, const struct id *practice_id,
                                       const char *email, const char *mobile,
                                       struct contact_ids *out);
enum { CONTACT_BY_ADDRESS_MAX = 32 };

/* Whether the same person stands there already: the same name (folded) with the same e-mail and
 * number, of which one is given. */
must_check enum err contact_known(struct tx *tx, const struct id *practice_id,
                                  const struct contact_fields *fields, bool *out);

/* The Contact of the schema; with its notes, or only whether there are any. NULL: no memory. */
struct json_t *contact_json(const struct contact *contact, bool with_notes);

#endif
