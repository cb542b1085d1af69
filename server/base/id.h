/* id: the name of a record: 128 random bits, made before the record is written.
 *
 * In memory and in SQL an id is its text: 32 lower-case hex digits. */
#ifndef ANTEROOM_BASE_ID_H
#define ANTEROOM_BASE_ID_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

enum { ID_BYTES = 16, ID_DIGITS = 32, ID_TEXT = ID_DIGITS + 1 };

struct id {
    char text[ID_TEXT]; /* zero-terminated; the empty string is "no id" */
};

/* Where randomness comes from is handed in; `random` holds ID_BYTES. */
struct id id_from_random(const unsigned char *random);
/* A fresh id from the system's generator. */
struct id id_new(void);
/* ERR_INVALID unless `text` is exactly 32 lower-case hex digits; `out` untouched then. */
must_check enum err id_parse(const char *text, size_t size, struct id *out);
bool id_equal(const struct id *a, const struct id *b);
bool id_is_none(const struct id *id);

#endif
