/* fields: JSON from outside becomes a C struct through one table of names, types and bounds.
 *
 * A command's input is one flat JSON object (lists of ids and one level of nested object are the
 * only exceptions). Each table row names the field, where it lands and what bounds it; whatever is
 * not in the table is refused, so a missing check is impossible. Texts are valid UTF-8 without NUL;
 * control characters (CR and LF among them) are refused unless the row is FIELD_TEXT_LINES. Texts
 * are cleaned (base/text.h): trimmed, and without what hides or turns around what others read. */
#ifndef ANTEROOM_COMMAND_FIELDS_H
#define ANTEROOM_COMMAND_FIELDS_H

#include "base/arena.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum field_type {
    FIELD_TEXT,       /* const char *, zero-terminated, in the arena; min..max in characters */
    FIELD_TEXT_LINES, /* the same, line feeds allowed */
    FIELD_SECRET,     /* the same as FIELD_TEXT, but as it was typed: a password */
    FIELD_ID,         /* struct id */
    FIELD_IDS,        /* struct id_list; min..max in count */
    FIELD_INT,        /* int64_t; min..max in value */
    FIELD_BOOL,       /* bool */
    FIELD_CHOICE,     /* int: the index in `choices` */
    FIELD_JSON, /* json_t *: borrowed from the command's document; checked by the command itself */
};

struct field {
    const char *name;
    enum field_type type;
    size_t offset; /* offsetof(struct the_input, member) */
    bool required; /* absent and not required: the member stays zero */
    int64_t min;
    int64_t max;
    const char *const *choices; /* NULL-terminated */
};

enum {
    FIELDS_MAX = 32,
    FIELD_IDS_MAX = 16,
    FIELDS_DEPTH_MAX = 8, /* of objects and lists in one another, in any document */
};

struct id_list {
    const struct id *ids;
    size_t count;
};

struct field_error {
    const char *field;  /* the row's name, or "" for the document itself; never a peer's text */
    const char *reason; /* a sentence for a person: "Two to 200 characters." */
};

struct json_t;

/* Parses `size` bytes of JSON text; the caller frees `*out` with json_decref(). A name that stands
 * twice in one object, a nesting over FIELDS_DEPTH_MAX, text that is not UTF-8, an escaped NUL and
 * anything after the document are ERR_INVALID; ERR_NOMEM. `data` may be NULL only when `size` is 0
 * (ERR_INVALID: no document). */
must_check enum err fields_parse(const void *data, size_t size, struct json_t **out);

/* Reads `document` (a jansson value) into `out`, which is zeroed first and holds what the rows of
 * `fields` (ended by a row whose name is NULL) say. ERR_INVALID with `error` filled in when a row
 * is broken, an unknown name stands in the document or it is no object; ERR_NOMEM. */
must_check enum err fields_read(const struct json_t *document, const struct field *fields,
                                struct arena *arena, void *out, struct field_error *error);

#endif
