#include "practice/contact_sheet.h"

#include "practice/name_fold.h"

#include <string.h>
#include <strings.h>

static const struct {
    const char *header; /* folded */
    enum contact_column column;
} HEADERS[] = {
    {"name", COLUMN_NAME},
    {"full name", COLUMN_NAME},
    {"patient", COLUMN_NAME},
    {"patient name", COLUMN_NAME},
    {"client", COLUMN_NAME},
    {"client name", COLUMN_NAME},
    {"contact", COLUMN_NAME},
    {"contact name", COLUMN_NAME},
    {"first name", COLUMN_FIRST_NAME},
    {"firstname", COLUMN_FIRST_NAME},
    {"given name", COLUMN_FIRST_NAME},
    {"forename", COLUMN_FIRST_NAME},
    {"last name", COLUMN_LAST_NAME},
    {"lastname", COLUMN_LAST_NAME},
    {"family name", COLUMN_LAST_NAME},
    {"surname", COLUMN_LAST_NAME},
    {"e mail", COLUMN_EMAIL},
    {"email", COLUMN_EMAIL},
    {"mail", COLUMN_EMAIL},
    {"e mail address", COLUMN_EMAIL},
    {"email address", COLUMN_EMAIL},
    {"mobile", COLUMN_MOBILE},
    {"mobile number", COLUMN_MOBILE},
    {"mobile no", COLUMN_MOBILE},
    {"mobile phone", COLUMN_MOBILE},
    {"cell", COLUMN_MOBILE},
    {"cell phone", COLUMN_MOBILE},
    {"phone", COLUMN_MOBILE},
    {"phone number", COLUMN_MOBILE},
    {"telephone", COLUMN_MOBILE},
    {"telephone number", COLUMN_MOBILE},
    {"date of birth", COLUMN_BIRTH_DATE},
    {"birth date", COLUMN_BIRTH_DATE},
    {"birthdate", COLUMN_BIRTH_DATE},
    {"birthday", COLUMN_BIRTH_DATE},
    {"born", COLUMN_BIRTH_DATE},
    {"dob", COLUMN_BIRTH_DATE},
    {"notes", COLUMN_NOTES},
    {"note", COLUMN_NOTES},
    {"comment", COLUMN_NOTES},
    {"comments", COLUMN_NOTES},
    {"remarks", COLUMN_NOTES},
};

static const char *const COLUMN_NAMES[] = {
    [COLUMN_LEFT_OUT] = NULL,           [COLUMN_NAME] = "name",   [COLUMN_FIRST_NAME] = "name",
    [COLUMN_LAST_NAME] = "name",        [COLUMN_EMAIL] = "email", [COLUMN_MOBILE] = "mobile",
    [COLUMN_BIRTH_DATE] = "birth_date", [COLUMN_NOTES] = "notes",
};

const char *contact_sheet_column_name(enum contact_column column) {
    return COLUMN_NAMES[column];
}

static enum contact_column column_of(const char *folded) {
    for (size_t i = 0; i < sizeof HEADERS / sizeof HEADERS[0]; i++) {
        if (strcmp(HEADERS[i].header, folded) == 0) {
            return HEADERS[i].column;
        }
    }
    return COLUMN_LEFT_OUT;
}

static bool has_column(const struct contact_sheet *sheet, enum contact_column column) {
    for (size_t i = 0; i < sheet->column_count; i++) {
        if (sheet->columns[i] == column) {
            return true;
        }
    }
    return false;
}

/* Of two columns with one meaning the first counts. */
static enum err read_headers(const struct csv_row *row, struct arena *arena,
                             struct contact_sheet *sheet) {
    for (size_t i = 0; i < row->count; i++) {
        const char *folded = name_fold(row->fields[i], arena);
        if (folded == NULL) {
            return ERR_NOMEM;
        }
        enum contact_column column = column_of(folded);
        sheet->headers[i] = row->fields[i];
        sheet->columns[i] = has_column(sheet, column) ? COLUMN_LEFT_OUT : column;
        sheet->column_count = i + 1;
    }
    return ERR_OK;
}

static const char *field_of(const struct contact_sheet *sheet, const struct csv_row *row,
                            enum contact_column column) {
    for (size_t i = 0; i < sheet->column_count && i < row->count; i++) {
        if (sheet->columns[i] == column) {
            return row->fields[i];
        }
    }
    return "";
}

static const char *name_of(const struct contact_sheet *sheet, const struct csv_row *row,
                           struct arena *arena) {
    const char *name = field_of(sheet, row, COLUMN_NAME);
    const char *first = field_of(sheet, row, COLUMN_FIRST_NAME);
    const char *last = field_of(sheet, row, COLUMN_LAST_NAME);
    if (name[0] != '\0' || (first[0] == '\0' && last[0] == '\0')) {
        return name;
    }
    const char *between = first[0] == '\0' || last[0] == '\0' ? "" : " ";
    return arena_format(arena, "%s%s%s", first, between, last);
}

static bool is_empty(const struct csv_row *row) {
    for (size_t i = 0; row->problem == CSV_FINE && i < row->count; i++) {
        if (row->fields[i][0] != '\0') {
            return false;
        }
    }
    return row->problem == CSV_FINE;
}

static const char *format_problem(enum csv_problem problem) {
    static const char *const REASONS[] = {
        [CSV_STRAY_QUOTE] = "A quotation mark stands where it cannot be read.",
        [CSV_OPEN_QUOTE] = "A quotation mark is opened and never closed.",
        [CSV_TOO_MANY_FIELDS] = "The row has more than 64 fields.",
    };
    return REASONS[problem];
}

static bool stands_above(const struct contact_sheet *sheet, const struct contact_fields *fields) {
    if (fields->email[0] == '\0' && fields->mobile[0] == '\0') {
        return false;
    }
    for (size_t i = 0; i < sheet->count; i++) {
        const struct contact_fields *above = &sheet->lines[i].fields;
        if (strcasecmp(above->name, fields->name) == 0 &&
            strcasecmp(above->email, fields->email) == 0 &&
            strcmp(above->mobile, fields->mobile) == 0) {
            return true;
        }
    }
    return false;
}

static enum err read_line(struct contact_sheet *sheet, const struct csv_row *row, const char *today,
                          struct arena *arena) {
    struct contact_line line = {
        .line = row->line,
        .fields = {.name = "", .email = "", .mobile = "", .birth_date = "", .notes = ""}};
    if (row->problem != CSV_FINE) {
        line.problems.list[line.problems.count++] =
            (struct contact_problem){.field = "", .reason = format_problem(row->problem)};
        sheet->lines[sheet->count++] = line;
        return ERR_OK;
    }
    line.fields = (struct contact_fields){
        .name = name_of(sheet, row, arena),
        .email = field_of(sheet, row, COLUMN_EMAIL),
        .mobile = field_of(sheet, row, COLUMN_MOBILE),
        .birth_date = field_of(sheet, row, COLUMN_BIRTH_DATE),
        .notes = field_of(sheet, row, COLUMN_NOTES),
    };
    if (line.fields.name == NULL) {
        return ERR_NOMEM;
    }
    enum err err = contact_check(&line.fields, today, arena, &line.problems);
    if (err == ERR_OK && line.problems.count == 0 && stands_above(sheet, &line.fields)) {
        line.problems.list[line.problems.count++] =
            (struct contact_problem){.field = "", .reason = "The same person stands above."};
    }
    if (err == ERR_OK) {
        sheet->lines[sheet->count++] = line;
    }
    return err;
}

static enum err read_lines(struct csv *csv, const char *today, struct arena *arena,
                           struct contact_sheet *sheet) {
    struct csv_row row;
    enum err err = csv_row(csv, arena, &row);
    for (; err == ERR_OK; err = csv_row(csv, arena, &row)) {
        if (is_empty(&row)) {
            continue;
        }
        if (sheet->count == CONTACT_SHEET_ROWS_MAX) {
            sheet->refusal = "This file has more than 2000 rows. Split it, then import each part.";
            return ERR_OK;
        }
        err = read_line(sheet, &row, today, arena);
        if (err != ERR_OK) {
            return err;
        }
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err contact_sheet_read(const char *text, size_t size, const char *today, struct arena *arena,
                            struct contact_sheet *out) {
    struct csv csv = csv_of(text, size);
    struct csv_row row;
    *out = (struct contact_sheet){
        .lines = arena_alloc(arena, CONTACT_SHEET_ROWS_MAX * sizeof *out->lines)};
    if (out->lines == NULL) {
        return ERR_NOMEM;
    }
    if (size > CONTACT_SHEET_BYTES_MAX) {
        out->refusal = "This file is larger than 512 kB. Split it, then import each part.";
        return ERR_OK;
    }
    enum err err = csv_row(&csv, arena, &row);
    if (err == ERR_NOT_FOUND) {
        out->refusal = "This file is empty.";
        return ERR_OK;
    }
    if (err == ERR_OK && row.problem != CSV_FINE) {
        out->refusal = "The first row cannot be read. It must name the columns.";
        return ERR_OK;
    }
    if (err == ERR_OK) {
        err = read_headers(&row, arena, out);
    }
    if (err != ERR_OK) {
        return err;
    }
    if (!has_column(out, COLUMN_NAME) && !has_column(out, COLUMN_FIRST_NAME) &&
        !has_column(out, COLUMN_LAST_NAME)) {
        out->refusal = "No column is called Name. The first row must name the columns.";
        return ERR_OK;
    }
    return read_lines(&csv, today, arena, out);
}
