#include "visit/appointment/appointment_row.h"

#include "store/query.h"
#include "store/store.h"

#include <string.h>

/* A row of the result for each booked client. */
#define ROWS                                                                                       \
    "SELECT a.practice_id, a.id, a.room_id, a.creator_id, a.state, a.title_sealed,"                \
    " a.starts_at_ms, a.length_s, a.created_at_ms, a.changed_at_ms, a.closed_at_ms,"               \
    " b.contact_id"                                                                                \
    " FROM appointment a LEFT JOIN appointment_client b ON b.practice_id = a.practice_id"          \
    " AND b.appointment_id = a.id WHERE "
#define BY_TIME " ORDER BY a.starts_at_ms, a.id, b.position"

static const struct {
    const char *sql;
    size_t limit;
} LISTS[APPOINTMENT_SCOPE_COUNT] = {
    [APPOINTMENT_SCOPE_ONE] = {ROWS APPOINTMENT_IS_ONE BY_TIME, 1},
    [APPOINTMENT_SCOPE_DAY] = {ROWS APPOINTMENT_IS_OF_DAY BY_TIME, APPOINTMENT_DAY_MAX},
    [APPOINTMENT_SCOPE_CANCELLED] = {ROWS APPOINTMENT_IS_CANCELLED BY_TIME, APPOINTMENT_DAY_MAX},
    [APPOINTMENT_SCOPE_CLIENT] = {ROWS APPOINTMENT_IS_OF_CLIENT BY_TIME, APPOINTMENT_OF_CLIENT_MAX},
};

int64_t appointment_row_expiry_ms(const struct appointment *appointment) {
    return appointment->starts_at_ms + (appointment->length_s + APPOINTMENT_LINK_AFTER_S) * 1000;
}

bool appointment_row_books(const struct appointment *appointment, const struct id *contact_id) {
    for (size_t i = 0; i < appointment->client_ids.count; i++) {
        if (id_equal(&appointment->client_ids.ids[i], contact_id)) {
            return true;
        }
    }
    return false;
}

static struct place title_place(const struct appointment *row) {
    return vault_place(&row->practice_id, "appointment", &row->id, "title_sealed");
}

static void read_row(struct query *q, struct appointment *row) {
    memset(row, 0, sizeof *row);
    row->practice_id = query_id(q, 0);
    row->id = query_id(q, 1);
    row->room_id = query_id(q, 2);
    row->creator_id = query_id(q, 3);
    const char *state = query_text(q, 4);
    row->cancelled = state != NULL && strcmp(state, "cancelled") == 0;
    row->title = query_sealed(q, 5, title_place(row));
    row->title = row->title == NULL ? "" : row->title;
    row->starts_at_ms = query_int(q, 6);
    row->length_s = query_int(q, 7);
    row->created_at_ms = query_int(q, 8);
    row->changed_at_ms = query_int(q, 9);
    row->closed_at_ms = query_int(q, 10);
}

/* Reads all of `q` into `rows`, of which there are `limit`, each with its clients in its part of `ids`. */
static size_t read_list(struct query *q, size_t limit, struct appointment *rows, struct id *ids) {
    size_t count = 0;
    while (query_row(q)) {
        struct id id = query_id(q, 1);
        bool next = count == 0 || !id_equal(&rows[count - 1].id, &id);
        if (next && count == limit) {
            break;
        }
        if (next) {
            read_row(q, &rows[count]);
            rows[count].client_ids.ids = &ids[count * APPOINTMENT_CLIENTS_MAX];
            count++;
        }
        size_t client = rows[count - 1].client_ids.count;
        if (client < APPOINTMENT_CLIENTS_MAX && !query_is_null(q, 11)) {
            ids[(count - 1) * APPOINTMENT_CLIENTS_MAX + client] = query_id(q, 11);
            rows[count - 1].client_ids.count++;
        }
    }
    return count;
}

enum err appointment_row_list(struct tx *tx, const struct appointment_scope *scope,
                              struct appointment_list *out) {
    const size_t limit = LISTS[scope->kind].limit;
    struct appointment *rows = arena_alloc(tx_arena(tx), limit * sizeof *rows);
    struct id *ids = arena_alloc(tx_arena(tx), limit * APPOINTMENT_CLIENTS_MAX * sizeof *ids);
    if (rows == NULL || ids == NULL) {
        return ERR_NOMEM;
    }
    struct query q = query_of(tx, LISTS[scope->kind].sql);
    appointment_scope_bind(&q, scope);
    size_t count = read_list(&q, limit, rows, ids);
    enum err err = query_end(&q);
    if (err == ERR_OK) {
        *out = (struct appointment_list){.rows = rows, .count = count};
    }
    return err;
}

enum err appointment_row_load(struct tx *tx, const struct id *practice_id, const struct id *id,
                              struct appointment *out) {
    const struct appointment_scope scope = {
        .kind = APPOINTMENT_SCOPE_ONE, .practice_id = *practice_id, .of_id = *id};
    struct appointment_list found;
    enum err err = appointment_row_list(tx, &scope, &found);
    if (err == ERR_OK && found.count == 0) {
        err = ERR_NOT_FOUND;
    }
    if (err == ERR_OK) {
        *out = found.rows[0];
    }
    return err;
}

enum err appointment_row_load_by_link(struct tx *tx, const struct id *practice_id,
                                      const char *token, struct appointment *out) {
    struct hash hash = vault_token_hash(token);
    struct query q = query_of(tx, "SELECT appointment_id FROM appointment_link"
                                  " WHERE practice_id = ? AND link_hash = ?");
    query_bind_id(&q, practice_id);
    query_bind_hash(&q, &hash);
    bool found = query_row(&q);
    struct id id = query_id(&q, 0);
    enum err err = query_end(&q);
    if (err == ERR_OK && !found) {
        err = ERR_NOT_FOUND;
    }
    return err == ERR_OK ? appointment_row_load(tx, practice_id, &id, out) : err;
}

enum err appointment_row_count_day(struct tx *tx, const struct appointment *appointment,
                                   int64_t from_ms, int64_t to_ms, int64_t *out) {
    const struct appointment_scope day = {.kind = APPOINTMENT_SCOPE_DAY,
                                          .practice_id = appointment->practice_id,
                                          .of_id = appointment->room_id,
                                          .from_ms = from_ms,
                                          .to_ms = to_ms};
    struct query q = query_of(tx, "SELECT COUNT(*) FROM appointment a WHERE " APPOINTMENT_IS_OF_DAY
                                  " AND a.id <> ?");
    appointment_scope_bind(&q, &day);
    query_bind_id(&q, &appointment->id);
    return query_number(&q, out);
}

static enum err insert_client(struct tx *tx, const struct appointment *row, size_t position) {
    struct query q = query_of(tx, "INSERT INTO appointment_client (practice_id, appointment_id,"
                                  " contact_id, position) VALUES (?, ?, ?, ?)");
    query_bind_id(&q, &row->practice_id);
    query_bind_id(&q, &row->id);
    query_bind_id(&q, &row->client_ids.ids[position]);
    query_bind_int(&q, (int64_t)position);
    return query_run(&q, NULL);
}

static enum err insert_clients(struct tx *tx, const struct appointment *row) {
    enum err err = ERR_OK;
    for (size_t i = 0; err == ERR_OK && i < row->client_ids.count; i++) {
        err = insert_client(tx, row, i);
    }
    return err;
}

static enum err insert_link(struct tx *tx, const struct appointment *row) {
    struct link_token token =
        vault_link_token(tx_vault(tx), &row->practice_id, &row->id, APPOINTMENT_LINK_GENERATION);
    struct hash hash = vault_token_hash(token.text);
    struct query q = query_of(tx, "INSERT INTO appointment_link (practice_id, link_hash,"
                                  " appointment_id) VALUES (?, ?, ?)");
    query_bind_id(&q, &row->practice_id);
    query_bind_hash(&q, &hash);
    query_bind_id(&q, &row->id);
    return query_run(&q, NULL);
}

enum err appointment_row_insert(struct tx *tx, const struct appointment *row) {
    struct query q = query_of(
        tx, "INSERT INTO appointment (practice_id, id, room_id, creator_id, state, title_sealed,"
            " starts_at_ms, length_s, created_at_ms, changed_at_ms)"
            " VALUES (?, ?, ?, ?, 'scheduled', ?, ?, ?, ?, ?)");
    query_bind_id(&q, &row->practice_id);
    query_bind_id(&q, &row->id);
    query_bind_id(&q, &row->room_id);
    query_bind_id(&q, &row->creator_id);
    query_bind_sealed(&q, title_place(row), row->title[0] == '\0' ? NULL : row->title);
    query_bind_int(&q, row->starts_at_ms);
    query_bind_int(&q, row->length_s);
    query_bind_int(&q, row->created_at_ms);
    query_bind_int(&q, row->changed_at_ms);
    enum err err = query_run(&q, NULL);
    if (err == ERR_OK) {
        err = insert_clients(tx, row);
    }
    return err == ERR_OK ? insert_link(tx, row) : err;
}

enum err appointment_row_save(struct tx *tx, const struct appointment *row) {
    struct query q =
        query_of(tx, "UPDATE appointment SET state = ?, starts_at_ms = ?, length_s = ?,"
                     " changed_at_ms = ?, closed_at_ms = ? WHERE practice_id = ? AND id = ?");
    query_bind_text(&q, row->cancelled ? "cancelled" : "scheduled");
    query_bind_int(&q, row->starts_at_ms);
    query_bind_int(&q, row->length_s);
    query_bind_int(&q, row->changed_at_ms);
    if (row->closed_at_ms == 0) {
        query_bind_null(&q);
    } else {
        query_bind_int(&q, row->closed_at_ms);
    }
    query_bind_id(&q, &row->practice_id);
    query_bind_id(&q, &row->id);
    return query_run_one(&q);
}

enum err appointment_row_save_clients(struct tx *tx, const struct appointment *row) {
    struct query q = query_of(tx, "DELETE FROM appointment_client WHERE practice_id = ?"
                                  " AND appointment_id = ?");
    query_bind_id(&q, &row->practice_id);
    query_bind_id(&q, &row->id);
    enum err err = query_run(&q, NULL);
    if (err == ERR_OK) {
        err = insert_clients(tx, row);
    }
    return err == ERR_OK ? appointment_row_save(tx, row) : err;
}
