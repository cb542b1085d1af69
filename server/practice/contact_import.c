/* contact_import: people from a spreadsheet. The preview says what the import will do, row by row,
 * and changes nothing; the import takes every row that is fine and not there yet, all in one commit.
 *
 * Both read the whole file anew, so nothing is kept between them and the answer is always right. */
#include "command/audit.h"
#include "practice/contact.h"
#include "practice/contact_kinds.h"
#include "practice/contact_sheet.h"

#include <jansson.h>
#include <string.h>

enum {
    PREVIEW_CONTACTS_MAX = 20,  /* fine rows that the preview shows */
    PREVIEW_PROBLEMS_MAX = 200, /* rows with problems that it shows */
};

/* Reads the sheet on the pool's thread; the writer has it as c->prepared. Nobody is known to be signed
 * in yet, so what is wrong with it is told by apply. */
static enum err prepare(struct command *c) {
    const struct contact_import_input *input = c->input;
    if (!json_is_string(input->csv)) {
        return ERR_OK;
    }
    char today[CONTACT_DATE_TEXT];
    contact_check_today(c->now_ms, today);
    struct contact_sheet *sheet = arena_alloc(c->arena, sizeof *sheet);
    if (sheet == NULL) {
        return ERR_NOMEM;
    }
    c->prepared = sheet;
    return contact_sheet_read(json_string_value(input->csv), json_string_length(input->csv), today,
                              c->arena, sheet);
}

static enum err take_sheet(struct command *c, struct contact_sheet **out) {
    struct contact_sheet *sheet = c->prepared;
    if (sheet == NULL) {
        return command_problem_field(c, "csv", "A text.");
    }
    if (sheet->refusal != NULL) {
        return command_problem(c, ERR_INVALID, "contacts-unreadable", sheet->refusal, NULL);
    }
    *out = sheet;
    return ERR_OK;
}

struct counts {
    size_t good;
    size_t bad;
    size_t known;
};

static enum err mark_known(struct command *c, struct tx *tx, struct contact_line *line) {
    if (line->problems.count > 0) {
        return ERR_OK;
    }
    struct arena_mark mark = arena_mark(c->arena);
    enum err err = contact_known(tx, &c->actor.practice_id, &line->fields, &line->known);
    arena_rewind(c->arena, mark);
    return err;
}

static json_t *columns_json(const struct contact_sheet *sheet) {
    json_t *columns = json_array();
    for (size_t i = 0; i < sheet->column_count; i++) {
        const char *field = contact_sheet_column_name(sheet->columns[i]);
        json_array_append_new(
            columns, json_pack("{s:s, s:s*}", "header", sheet->headers[i], "field", field));
    }
    return columns;
}

static json_t *good_json(const struct contact_line *line) {
    const struct contact_fields *fields = &line->fields;
    return json_pack("{s:I, s:s, s:s, s:s, s:s}", "line", (json_int_t)line->line, "name",
                     fields->name, "email", fields->email, "mobile", fields->mobile, "birth_date",
                     fields->birth_date);
}

static json_t *bad_json(const struct contact_line *line) {
    json_t *problems = json_array();
    for (size_t i = 0; i < line->problems.count; i++) {
        json_array_append_new(problems,
                              json_pack("{s:s, s:s}", "field", line->problems.list[i].field,
                                        "reason", line->problems.list[i].reason));
    }
    return json_pack("{s:I, s:s, s:o}", "line", (json_int_t)line->line, "name", line->fields.name,
                     "problems", problems);
}

static void add_line(const struct contact_line *line, struct counts *counts, json_t *contacts,
                     json_t *problems) {
    if (line->problems.count > 0) {
        if (counts->bad++ < PREVIEW_PROBLEMS_MAX) {
            json_array_append_new(problems, bad_json(line));
        }
    } else if (line->known) {
        counts->known++;
    } else if (counts->good++ < PREVIEW_CONTACTS_MAX) {
        json_array_append_new(contacts, good_json(line));
    }
}

static enum err preview(struct command *c, struct tx *tx) {
    struct contact_sheet *sheet = NULL;
    struct counts counts = {0};
    enum err err = take_sheet(c, &sheet);
    if (err != ERR_OK) {
        return err;
    }
    must(sheet != NULL);
    json_t *contacts = json_array();
    json_t *problems = json_array();
    for (size_t i = 0; err == ERR_OK && i < sheet->count; i++) {
        err = mark_known(c, tx, &sheet->lines[i]);
        add_line(&sheet->lines[i], &counts, contacts, problems);
    }
    json_t *body =
        json_pack("{s:o, s:o, s:o, s:I, s:I, s:I}", "columns", columns_json(sheet), "contacts",
                  contacts, "problems", problems, "good_count", (json_int_t)counts.good,
                  "problem_count", (json_int_t)counts.bad, "known_count", (json_int_t)counts.known);
    if (err != ERR_OK) {
        json_decref(body);
        return err;
    }
    return command_reply_json(c, 200, body);
}

/* One command may add more contacts than it can note, so each is put on record here. */
static enum err audit_line(struct command *c, struct tx *tx, const struct id *id) {
    const struct audit_row row = {
        .practice_id = c->actor.practice_id,
        .at_ms = c->now_ms,
        .actor_kind = "user",
        .actor_id = c->actor.user_id,
        .session_id = c->actor.session_id,
        .action = c->kind->name,
        .subject = "contact",
        .subject_id = *id,
        .outcome = "done",
    };
    return audit_append(tx, &row);
}

static enum err import_line(struct command *c, struct tx *tx, const struct contact_line *line) {
    struct contact contact = {.id = id_new(), .fields = line->fields};
    enum err err = contact_insert(tx, &c->actor.practice_id, &contact, c->now_ms);
    return err == ERR_OK ? audit_line(c, tx, &contact.id) : err;
}

static enum err import(struct command *c, struct tx *tx) {
    struct contact_sheet *sheet = NULL;
    struct counts counts = {0};
    enum err err = take_sheet(c, &sheet);
    if (err != ERR_OK) {
        return err;
    }
    must(sheet != NULL);
    for (size_t i = 0; err == ERR_OK && i < sheet->count; i++) {
        struct contact_line *line = &sheet->lines[i];
        struct arena_mark mark = arena_mark(c->arena);
        err = mark_known(c, tx, line);
        if (err == ERR_OK && line->problems.count == 0 && !line->known) {
            err = import_line(c, tx, line);
            counts.good++;
        }
        arena_rewind(c->arena, mark);
        counts.bad += line->problems.count > 0 ? 1 : 0;
        counts.known += line->known ? 1 : 0;
    }
    if (err == ERR_FULL) {
        return command_problem(c, ERR_CONFLICT, "contacts-full",
                               "The address book holds no more than 20,000 contacts.",
                               "Nothing was imported. Remove contacts that are no longer needed.");
    }
    return err == ERR_OK ? command_reply_json(c, 200,
                                              json_pack("{s:I, s:I, s:I}", "imported_count",
                                                        (json_int_t)counts.good, "problem_count",
                                                        (json_int_t)counts.bad, "known_count",
                                                        (json_int_t)counts.known))
                         : err;
}

static const struct field IMPORT_FIELDS[] = {
    {"csv", FIELD_JSON, offsetof(struct contact_import_input, csv), true, 0, 0, NULL},
    {NULL, FIELD_TEXT, 0, false, 0, 0, NULL},
};

const struct command_kind contact_import_preview = {
    .name = "contact.import-preview",
    .access = ACCESS_USER,
    .mode = COMMAND_READ,
    .fields = IMPORT_FIELDS,
    .input_size = sizeof(struct contact_import_input),
    .prepare = prepare,
    .apply = preview,
};

const struct command_kind contact_import = {
    .name = "contact.import",
    .access = ACCESS_USER,
    .mode = COMMAND_WRITE,
    .fields = IMPORT_FIELDS,
    .input_size = sizeof(struct contact_import_input),
    .prepare = prepare,
    .apply = import,
};
