/* contact_sheet: a spreadsheet's people, read from CSV. Pure.
 *
 * The first row names the columns; their names are matched without regard to case, accents and
 * punctuation ("E-Mail Address", "DOB", "Mobile No."). `First name` and `Last name` may stand in place
 * of `Name`. Columns that mean nothing to an address book are left out. Each row is checked by
 * contact_check; one that stands twice in the sheet is a problem of its second row. */
#ifndef ANTEROOM_PRACTICE_CONTACT_SHEET_H
#define ANTEROOM_PRACTICE_CONTACT_SHEET_H

#include "base/arena.h"
#include "base/err.h"
#include "practice/contact_check.h"
#include "practice/csv.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    CONTACT_SHEET_BYTES_MAX = 512 * 1024,
    CONTACT_SHEET_ROWS_MAX = 2000,
};

enum contact_column {
    COLUMN_LEFT_OUT,
    COLUMN_NAME,
    COLUMN_FIRST_NAME,
    COLUMN_LAST_NAME,
    COLUMN_EMAIL,
    COLUMN_MOBILE,
    COLUMN_BIRTH_DATE,
    COLUMN_NOTES,
};

struct contact_line {
    size_t line; /* in the file, counted from 1 */
    struct contact_fields fields;
    struct contact_problems problems;
    bool known; /* in the address book already; filled in by whoever can look */
};

struct contact_sheet {
    const char *headers[CSV_FIELDS_MAX];
    enum contact_column columns[CSV_FIELDS_MAX];
    size_t column_count;
    struct contact_line *lines;
    size_t count;
    const char *refusal; /* why nothing of the sheet can be used, a literal; NULL: it can */
};

/* `text` holds `size` bytes without a zero byte, valid UTF-8. Everything lies in the arena.
 * ERR_NOMEM. */
must_check enum err contact_sheet_read(const char *text, size_t size, const char *today,
                                       struct arena *arena, struct contact_sheet *out);

/* "name", "email", ...: the schema's word, for first and last name "name"; NULL for one left out. */
const char *contact_sheet_column_name(enum contact_column column);

#endif
