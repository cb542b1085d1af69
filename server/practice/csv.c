#include "practice/csv.h"

#include "base/text.h"

#include <string.h>

static const char SEPARATORS[] = ",;\t";

/* Counts on the first line, outside quotes. */
static char guess_separator(const char *at, const char *end) {
    size_t counts[sizeof SEPARATORS] = {0};
    bool quoted = false;
    for (; at < end && (quoted || (*at != '\n' && *at != '\r')); at++) {
        const char *found = *at == '\0' ? NULL : strchr(SEPARATORS, *at);
        quoted = *at == '"' ? !quoted : quoted;
        if (found != NULL && !quoted) {
            counts[found - SEPARATORS]++;
        }
    }
    size_t most = 0;
    for (size_t i = 1; i < sizeof SEPARATORS - 1; i++) {
        most = counts[i] > counts[most] ? i : most;
    }
    return SEPARATORS[most];
}

struct csv csv_of(const char *text, size_t size) {
    static const char MARK[] = "\xef\xbb\xbf";
    const char *end = text + size;
    if (size >= 3 && memcmp(text, MARK, 3) == 0) {
        text += 3;
    }
    return (struct csv){.at = text, .end = end, .line = 1, .separator = guess_separator(text, end)};
}

static bool at_line_end(const struct csv *csv) {
    return csv->at == csv->end || *csv->at == '\n' || *csv->at == '\r';
}

static void skip_line_end(struct csv *csv) {
    bool carriage = csv->at < csv->end && *csv->at == '\r';
    csv->at += carriage ? 1 : 0;
    if (csv->at < csv->end && *csv->at == '\n') {
        csv->at++;
        csv->line++;
    } else if (carriage) {
        csv->line++;
    }
}

static void skip_line(struct csv *csv) {
    while (!at_line_end(csv)) {
        csv->at++;
    }
}

static void skip_spaces(struct csv *csv) {
    while (csv->at < csv->end && (*csv->at == ' ' || *csv->at == '\t') &&
           *csv->at != csv->separator) {
        csv->at++;
    }
}

/* As text is that somebody types into a field (base/text.h). */
static const char *cleaned(struct arena *arena, const char *begin, size_t size) {
    char *field = arena_text(arena, begin, size);
    if (field != NULL) {
        (void)text_clean(field, size);
    }
    return field;
}

static enum err plain_field(struct csv *csv, struct arena *arena, struct csv_row *row) {
    const char *begin = csv->at;
    while (!at_line_end(csv) && *csv->at != csv->separator) {
        if (*csv->at == '"') {
            row->problem = CSV_STRAY_QUOTE;
            return ERR_OK;
        }
        csv->at++;
    }
    const char *field = cleaned(arena, begin, (size_t)(csv->at - begin));
    row->fields[row->count++] = field;
    return field == NULL ? ERR_NOMEM : ERR_OK;
}

/* Copies up to the closing quote; false when there is none. A line's end is LF in the copy. */
static bool copy_quoted(struct csv *csv, char *out, size_t *size) {
    *size = 0;
    while (csv->at < csv->end) {
        char c = *csv->at;
        if (c == '\r' || c == '\n') {
            skip_line_end(csv);
            out[(*size)++] = '\n';
            continue;
        }
        csv->at++;
        if (c == '"' && (csv->at == csv->end || *csv->at != '"')) {
            return true;
        }
        csv->at += c == '"' ? 1 : 0;
        out[(*size)++] = c;
    }
    return false;
}

/* Bytes up to the closing quote at most, so that the copy's memory is bounded by what is there. */
static size_t quoted_size(const struct csv *csv) {
    const char *at = csv->at;
    while (at < csv->end && (*at != '"' || (at + 1 < csv->end && at[1] == '"'))) {
        at += *at == '"' ? 2 : 1;
    }
    return (size_t)(at - csv->at);
}

static enum err quoted_field(struct csv *csv, struct arena *arena, struct csv_row *row) {
    csv->at++;
    char *copy = arena_alloc(arena, quoted_size(csv) + 1);
    size_t size = 0;
    if (copy == NULL) {
        return ERR_NOMEM;
    }
    if (!copy_quoted(csv, copy, &size)) {
        row->problem = CSV_OPEN_QUOTE;
        return ERR_OK;
    }
    skip_spaces(csv);
    if (!at_line_end(csv) && *csv->at != csv->separator) {
        row->problem = CSV_STRAY_QUOTE;
        return ERR_OK;
    }
    const char *field = cleaned(arena, copy, size);
    row->fields[row->count++] = field;
    return field == NULL ? ERR_NOMEM : ERR_OK;
}

static enum err read_field(struct csv *csv, struct arena *arena, struct csv_row *row) {
    if (row->count == CSV_FIELDS_MAX) {
        row->problem = CSV_TOO_MANY_FIELDS;
        return ERR_OK;
    }
    skip_spaces(csv);
    bool quoted = csv->at < csv->end && *csv->at == '"';
    return quoted ? quoted_field(csv, arena, row) : plain_field(csv, arena, row);
}

enum err csv_row(struct csv *csv, struct arena *arena, struct csv_row *out) {
    while (csv->at < csv->end && at_line_end(csv)) {
        skip_line_end(csv);
    }
    if (csv->at == csv->end) {
        return ERR_NOT_FOUND;
    }
    *out = (struct csv_row){.line = csv->line, .problem = CSV_FINE};
    bool more = true;
    while (more) {
        enum err err = read_field(csv, arena, out);
        if (err != ERR_OK) {
            return err;
        }
        more = out->problem == CSV_FINE && !at_line_end(csv);
        csv->at += more ? 1 : 0;
    }
    skip_line(csv);
    skip_line_end(csv);
    return ERR_OK;
}
