/* contact_check: what may stand in the address book. Pure. */
#ifndef ANTEROOM_PRACTICE_CONTACT_CHECK_H
#define ANTEROOM_PRACTICE_CONTACT_CHECK_H

#include "base/arena.h"
#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

enum {
    CONTACT_NAME_MAX = 200,   /* characters */
    CONTACT_NOTES_MAX = 4000, /* characters; line feeds allowed */
    CONTACT_FIELDS = 5,
    CONTACT_DATE_TEXT = sizeof "2000-12-31",
};

/* Texts are zero-terminated UTF-8; "" (never NULL) for what is not known. */
struct contact_fields {
    const char *name;
    const char *email;
    const char *mobile;     /* E.164 once checked */
    const char *birth_date; /* YYYY-MM-DD once checked */
    const char *notes;
};

/* A field of the schema and what is wrong with it; both literals. */
struct contact_problem {
    const char *field;
    const char *reason;
};

struct contact_problems {
    struct contact_problem list[CONTACT_FIELDS];
    size_t count;
};

/* Checks the fields and brings number and date into their form (in the arena). `today` is
 * contact_check_today's. `problems` is filled in; empty when all is well. ERR_NOMEM. */
must_check enum err contact_check(struct contact_fields *fields, const char *today,
                                  struct arena *arena, struct contact_problems *problems);

/* The last day that is today anywhere on earth at `now_ms` (UTC): nobody is born after it. */
void contact_check_today(int64_t now_ms, char out[CONTACT_DATE_TEXT]);

#endif
