#include "visit/appointment/appointment_row.h"

#include "store/query.h"
#include "store/store.h"

#include <string.h>

#define COLUMNS                                                                                    \
    "practice_id, id, room_id, creator_id, state, title_sealed, starts_at_ms, length_s,"           \
    " created_at_ms, changed_at_ms, closed_at_ms"

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

static enum err load_clients(struct tx *tx, struct appointment *row) {
    struct id *ids = arena_alloc(tx_arena(tx), APPOINTMENT_CLIENTS_MAX * sizeof *ids);
    size_t count = 0;
    if (ids == NULL) {
        return ERR_NOMEM;
    }
    struct query q = query_of(tx, "SELECT contact_id FROM appointment_client"
                                  " WHERE practice_id = ? AND appointment_id = ?"
                                  " ORDER BY position");
    query_bind_id(&q, &row->practice_id);
    query_bind_id(&q, &row->id);
    while (count < APPOINTMENT_CLIENTS_MAX && query_row(&q)) {
        ids[count++] = query_id(&q, 0);
    }
    row->client_ids = (struct id_list){.ids = ids, .count = count};
    return query_end(&q);
}

/* Reads all rows of `q`, at most `limit`, ends it, and adds the clients. */
static enum err load_list(struct query *q, struct tx *tx, size_t limit,
                          struct appointment_list *out) {
    struct appointment *rows = arena_alloc(tx_arena(tx), limit * sizeof *rows);
    size_t count = 0;
    while (rows != NULL && count < limit && query_row(q)) {
        read_row(q, &rows[count++]);
    }
    enum err err = query_end(q);
    err = err == ERR_OK && rows == NULL ? ERR_NOMEM : err;
    for (size_t i = 0; err == ERR_OK && i < count; i++) {
        err = load_clients(tx, &rows[i]);
    }
    if (err == ERR_OK) {
        *out = (struct appointment_list){.rows = rows, .count = count};
    }
    return err;
}

enum err appointment_row_load(struct tx *tx, const struct id *practice_id, const struct id *id,
                              struct appointment *out) {
    struct appointment_list found;
    struct query q =
        query_of(tx, "SELECT " COLUMNS " FROM appointment WHERE practice_id = ? AND id = ?");
    query_bind_id(&q, practice_id);
    query_bind_id(&q, id);
    enum err err = load_list(&q, tx, 1, &found);
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

#define OF_A_DAY                                                                                   \
    "SELECT " COLUMNS " FROM appointment WHERE practice_id = ? AND room_id = ?"                    \
    " AND starts_at_ms >= ? AND starts_at_ms < ?"
#define BY_TIME " ORDER BY starts_at_ms, id"

static enum err list_of_day(struct tx *tx, const char *sql, const struct id *practice_id,
                            const struct id *room_id, int64_t from_ms, int64_t to_ms,
                            struct appointment_list *out) {
    struct query q = query_of(tx, sql);
    query_bind_id(&q, practice_id);
    query_bind_id(&q, room_id);
    query_bind_int(&q, from_ms);
    query_bind_int(&q, to_ms);
    return load_list(&q, tx, APPOINTMENT_DAY_MAX, out);
}

enum err appointment_row_list_day(struct tx *tx, const struct id *practice_id,
                                  const struct id *room_id, int64_t from_ms, int64_t to_ms,
                                  struct appointment_list *out) {
    return list_of_day(tx, OF_A_DAY " AND closed_at_ms IS NULL" BY_TIME, practice_id, room_id,
                       from_ms, to_ms, out);
}

enum err appointment_row_list_cancelled(struct tx *tx, const struct id *practice_id,
                                        const struct id *room_id, int64_t from_ms, int64_t to_ms,
                                        struct appointment_list *out) {
    return list_of_day(tx, OF_A_DAY " AND closed_at_ms IS NOT NULL" BY_TIME, practice_id, room_id,
                       from_ms, to_ms, out);
}

enum err appointment_row_list_client(struct tx *tx, const struct id *practice_id,
                                     const struct id *contact_id, int64_t now_ms,
                                     struct appointment_list *out) {
    struct query q = query_of(
        tx, "SELECT " COLUMNS " FROM appointment WHERE practice_id = ? AND closed_at_ms IS NULL"
            " AND id IN (SELECT appointment_id FROM appointment_client"
            " WHERE practice_id = ? AND contact_id = ?)"
            " AND (starts_at_ms + (length_s + ?) * 1000 > ? OR id IN (SELECT appointment_id"
            " FROM visit WHERE practice_id = ? AND appointment_id IS NOT NULL"
            " AND ended_at_ms IS NULL)) ORDER BY starts_at_ms, id");
    query_bind_id(&q, practice_id);
    query_bind_id(&q, practice_id);
    query_bind_id(&q, contact_id);
    query_bind_int(&q, APPOINTMENT_LINK_AFTER_S);
    query_bind_int(&q, now_ms);
    query_bind_id(&q, practice_id);
    return load_list(&q, tx, APPOINTMENT_OF_CLIENT_MAX, out);
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
