/* form: application/x-www-form-urlencoded, written and read. Pure. */
#ifndef ANTEROOM_NOTIFY_FORM_H
#define ANTEROOM_NOTIFY_FORM_H

#include "base/arena.h"
#include "base/err.h"

#include <stddef.h>

enum { FORM_PAIRS_MAX = 64 };

struct form_pair {
    const char *name;
    const char *value;
};

struct form {
    struct form_pair pairs[FORM_PAIRS_MAX];
    size_t count;
};

/* The pairs as "a=b&c=d", percent-encoded, in the arena. NULL when memory is short. */
char *form_write(const struct form *form, struct arena *arena);
/* Reads such a text. ERR_INVALID: a broken escape or a zero byte; ERR_TOO_LARGE: over FORM_PAIRS_MAX;
 * ERR_NOMEM. */
must_check enum err form_read(const char *text, struct arena *arena, struct form *out);
/* The value of the first pair of that name, or "". */
const char *form_value(const struct form *form, const char *name);

#endif
