/* csv: reads RFC 4180, row by row. Pure; allocates in the caller's arena.
 *
 * Lines end in CRLF, LF or CR; a quoted field may hold any of them, separators, and quotes written
 * twice. The separator is a comma, a semicolon or a tab: the one of them that the first line has
 * most of. A byte-order mark is left out, and so are empty lines. A row that breaks the format is
 * given with its problem, and reading goes on behind its line's end. */
#ifndef ANTEROOM_PRACTICE_CSV_H
#define ANTEROOM_PRACTICE_CSV_H

#include "base/arena.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

enum { CSV_FIELDS_MAX = 64 };

struct csv {
    const char *at;
    const char *end;
    size_t line; /* of `at`, counted from 1 */
    char separator;
};

enum csv_problem {
    CSV_FINE,
    CSV_STRAY_QUOTE, /* a quote inside a field that does not begin with one, or text behind the closing one */
    CSV_OPEN_QUOTE,      /* the text ends inside a quoted field */
    CSV_TOO_MANY_FIELDS, /* over CSV_FIELDS_MAX */
};

struct csv_row {
    size_t line; /* where it begins */
    size_t count;
    const char *fields[CSV_FIELDS_MAX]; /* zero-terminated, trimmed of spaces and tabs */
    enum csv_problem problem;           /* with one, the fields are not to be used */
};

/* `text` holds `size` bytes without a zero byte and outlives the reading. */
struct csv csv_of(const char *text, size_t size);

/* The next row. ERR_NOT_FOUND at the end; ERR_NOMEM. */
must_check enum err csv_row(struct csv *csv, struct arena *arena, struct csv_row *out);

#endif
