#include "visit/appointment/appointment_line.h"

#include "store/query.h"
#include "store/store.h"
#include "visit/visit_row.h"

#define BY_SCOPE(select, order)                                                                    \
    {                                                                                              \
        [APPOINTMENT_SCOPE_ONE] = select APPOINTMENT_IS_ONE order,                                 \
        [APPOINTMENT_SCOPE_DAY] = select APPOINTMENT_IS_OF_DAY order,                              \
        [APPOINTMENT_SCOPE_CANCELLED] = select APPOINTMENT_IS_CANCELLED order,                     \
    }

/* Each first column is the appointment's id. */
static const char *const VISITS[APPOINTMENT_SCOPE_COUNT] =
    BY_SCOPE("SELECT a.id, v.id, v.ended_at_ms, (SELECT COUNT(*) FROM invitation i"
             " WHERE i.practice_id = a.practice_id AND i.appointment_id = a.id"
             " AND i.state = 'checked_in')"
             " FROM appointment a LEFT JOIN visit v ON v.practice_id = a.practice_id"
             " AND v.id = (SELECT w.id FROM visit w WHERE w.practice_id = a.practice_id"
             " AND w.appointment_id = a.id" VISIT_ROW_NEWEST ") WHERE ",
             " ORDER BY a.starts_at_ms, a.id");

/* The name of a client, and how the letter `l` to them went. */
#define PERSON       ", k.name_sealed, l.news, COALESCE(o.state, 'failed'), COALESCE(o.reason, l.reason)"
#define WITH_MESSAGE " LEFT JOIN outbox o ON o.practice_id = a.practice_id AND o.id = l.message_id"
#define WITH_CONTACT " LEFT JOIN contact k ON k.practice_id = a.practice_id AND k.id = "

static const char *const CLIENTS[APPOINTMENT_SCOPE_COUNT] =
    BY_SCOPE("SELECT a.id, b.contact_id" PERSON " FROM appointment a"
             " JOIN appointment_client b ON b.practice_id = a.practice_id"
             " AND b.appointment_id = a.id"
             " LEFT JOIN appointment_letter l ON l.practice_id = a.practice_id"
             " AND l.appointment_id = a.id AND l.contact_id = b.contact_id"
             " AND " APPOINTMENT_LETTER_IS_LAST WITH_MESSAGE WITH_CONTACT "b.contact_id"
             " WHERE ",
             " ORDER BY a.starts_at_ms, a.id, b.position");

static const char *const TAKEN_OUT[APPOINTMENT_SCOPE_COUNT] =
    BY_SCOPE("SELECT a.id, l.contact_id" PERSON " FROM appointment a"
             " JOIN appointment_letter l ON l.practice_id = a.practice_id"
             " AND l.appointment_id = a.id" WITH_MESSAGE WITH_CONTACT "l.contact_id"
             " WHERE " APPOINTMENT_LETTER_IS_LAST " AND " APPOINTMENT_LETTER_IS_UNTOLD
             " AND NOT EXISTS (SELECT 1 FROM appointment_client b"
             " WHERE b.practice_id = a.practice_id AND b.appointment_id = a.id"
             " AND b.contact_id = l.contact_id) AND ",
             " ORDER BY a.starts_at_ms, a.id, l.sequence DESC");

/* One statement over the lines of a list. */
struct reading {
    struct tx *tx;
    const struct appointment_scope *scope;
    const struct appointment_list *list;
    struct appointment_line *lines;
    struct query q;
    size_t at;
};
typedef enum err read_row(struct reading *r, struct appointment_line *line);

/* The rows come in the list's order, some or none to an appointment. NULL: past the list's end. */
static struct appointment_line *line_of(struct reading *r) {
    struct id id = query_id(&r->q, 0);
    while (r->at < r->list->count && !id_equal(&r->list->rows[r->at].id, &id)) {
        r->at++;
    }
    return r->at < r->list->count ? &r->lines[r->at] : NULL;
}

static enum err read_all(struct reading *r, const char *sql, read_row *read) {
    struct appointment_line *line = r->lines;
    enum err found = ERR_OK;
    r->at = 0;
    r->q = query_of(r->tx, sql);
    appointment_scope_bind(&r->q, r->scope);
    while (found == ERR_OK && line != NULL && query_row(&r->q)) {
        line = line_of(r);
        found = line == NULL ? ERR_OK : read(r, line);
    }
    enum err err = query_end(&r->q);
    return err == ERR_OK ? found : err;
}

static enum err read_visit(struct reading *r, struct appointment_line *line) {
    line->visit_id = query_id(&r->q, 1);
    line->started = !id_is_none(&line->visit_id);
    line->running = line->started && query_is_null(&r->q, 2);
    line->waiting = query_int(&r->q, 3);
    return ERR_OK;
}

static enum err read_letter(struct query *q, struct appointment_person *person) {
    person->has_letter = !query_is_null(q, 3);
    person->reason = query_text(q, 5);
    if (!person->has_letter) {
        return ERR_OK;
    }
    enum err err = appointment_news_parse(query_text(q, 3), &person->news);
    return err == ERR_OK ? outbox_state_parse(query_text(q, 4), &person->delivery) : err;
}

/* Puts whom the row is about at the end of `people`; past APPOINTMENT_LETTERS_MAX they are left out. */
static enum err add_person(struct reading *r, struct appointment_person **people) {
    struct appointment_person *person = arena_alloc(tx_arena(r->tx), sizeof *person);
    if (person == NULL) {
        return ERR_NOMEM;
    }
    person->id = query_id(&r->q, 1);
    const char *name = query_sealed(
        &r->q, 2, vault_place(&r->scope->practice_id, "contact", &person->id, "name_sealed"));
    person->name = name == NULL ? "" : name;
    size_t count = 0;
    for (; *people != NULL; people = &(*people)->next) {
        count++;
    }
    if (count < APPOINTMENT_LETTERS_MAX) {
        *people = person;
    }
    return read_letter(&r->q, person);
}

static enum err read_client(struct reading *r, struct appointment_line *line) {
    return add_person(r, &line->clients);
}

static enum err read_taken_out(struct reading *r, struct appointment_line *line) {
    return add_person(r, &line->taken_out);
}

enum err appointment_line_list(struct tx *tx, const struct appointment_scope *scope,
                               const struct appointment_list *list, struct appointment_line **out) {
    struct reading r = {.tx = tx, .scope = scope, .list = list};
    must(VISITS[scope->kind] != NULL);
    r.lines = arena_alloc(tx_arena(tx), (list->count + 1) * sizeof *r.lines);
    if (r.lines == NULL) {
        return ERR_NOMEM;
    }
    enum err err = read_all(&r, VISITS[scope->kind], read_visit);
    if (err == ERR_OK) {
        err = read_all(&r, CLIENTS[scope->kind], read_client);
    }
    if (err == ERR_OK) {
        err = read_all(&r, TAKEN_OUT[scope->kind], read_taken_out);
    }
    if (err == ERR_OK) {
        *out = r.lines;
    }
    return err;
}

enum err appointment_line_shows_cancelled(struct tx *tx, const struct appointment *appointment,
                                          int64_t now_ms, bool *out) {
    struct query q = query_of(tx, "SELECT 1 FROM appointment a WHERE " APPOINTMENT_IS_ONE
                                  " AND " APPOINTMENT_IS_SHOWN_CANCELLED);
    query_bind_id(&q, &appointment->practice_id);
    query_bind_id(&q, &appointment->id);
    query_bind_int(&q, now_ms);
    bool shown = query_row(&q);
    enum err err = query_end(&q);
    if (err == ERR_OK) {
        *out = shown;
    }
    return err;
}
