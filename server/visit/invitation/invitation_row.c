#include "visit/invitation/invitation_row.h"

#include "store/query.h"
#include "store/store.h"

#include <string.h>

#define COLUMNS                                                                                    \
    "practice_id, id, room_id, inviter_id, visit_id, kind, method, state, generation,"             \
    " name_sealed, address_sealed, seat_id, seat_hash, preflight_result, preflight_failed, swept," \
    " invited_at_ms, expires_at_ms, checked_in_at_ms, joined_at_ms, closed_at_ms,"                 \
    " appointment_id, contact_id, client_session_id, door, door_at_ms"

static const char *const METHODS[METHOD_COUNT] = {[METHOD_EMAIL] = "email",
                                                  [METHOD_SMS] = "sms",
                                                  [METHOD_LINK] = "link",
                                                  [METHOD_PHONE] = "phone"};

const char *invitation_row_method_name(enum invitation_method method) {
    must((unsigned)method < METHOD_COUNT);
    return METHODS[method];
}

static struct place place_of(const struct invitation *row, const char *column) {
    return vault_place(&row->practice_id, "invitation", &row->id, column);
}

static enum err read_door(struct query *q, struct invitation *row) {
    row->appointment_id = query_id(q, 21);
    row->contact_id = query_id(q, 22);
    row->client_session_id = query_id(q, 23);
    row->door_at_ms = query_int(q, 25);
    const char *door = query_text(q, 24);
    return door == NULL ? ERR_OK : door_state_parse(door, &row->door);
}

static enum err read_words(struct query *q, struct invitation *row) {
    const char *method = query_text(q, 6);
    row->method = METHOD_COUNT;
    for (int i = 0; method != NULL && i < METHOD_COUNT; i++) {
        row->method = strcmp(METHODS[i], method) == 0 ? (enum invitation_method)i : row->method;
    }
    const char *kind = query_text(q, 5);
    const char *state = query_text(q, 7);
    if (row->method == METHOD_COUNT || kind == NULL || state == NULL ||
        invitation_kind_parse(kind, &row->kind) != ERR_OK ||
        invitation_state_parse(state, &row->state) != ERR_OK) {
        return ERR_IO;
    }
    enum err err = preflight_parse(query_text(q, 13), query_text(q, 14), &row->preflight);
    return err == ERR_OK ? read_door(q, row) : err;
}

/* A sealed name is the guest's; no name reads as "". */
static enum err read_row(struct query *q, struct invitation *row) {
    memset(row, 0, sizeof *row);
    row->practice_id = query_id(q, 0);
    row->id = query_id(q, 1);
    row->room_id = query_id(q, 2);
    row->inviter_id = query_id(q, 3);
    row->visit_id = query_id(q, 4);
    row->generation = (uint32_t)query_int(q, 8);
    row->name = query_sealed(q, 9, place_of(row, "name_sealed"));
    row->name = row->name == NULL ? "" : row->name;
    row->address = query_sealed(q, 10, place_of(row, "address_sealed"));
    row->seat_id = query_id(q, 11);
    struct bytes seat = query_bytes(q, 12);
    if (seat.size == sizeof row->seat_hash.bytes) {
        memcpy(row->seat_hash.bytes, seat.data, seat.size);
    }
    row->swept = query_int(q, 15) != 0;
    row->invited_at_ms = query_int(q, 16);
    row->expires_at_ms = query_int(q, 17);
    row->checked_in_at_ms = query_int(q, 18);
    row->joined_at_ms = query_int(q, 19);
    row->closed_at_ms = query_int(q, 20);
    return read_words(q, row);
}

static enum err load_one(struct query *q, struct invitation *out) {
    struct invitation row;
    bool found = query_row(q);
    enum err read = found ? read_row(q, &row) : ERR_NOT_FOUND;
    enum err err = query_end(q);
    err = err == ERR_OK ? read : err;
    if (err == ERR_OK) {
        *out = row;
    }
    return err;
}

enum err invitation_row_load(struct tx *tx, const struct id *practice_id, const struct id *id,
                             struct invitation *out) {
    struct query q =
        query_of(tx, "SELECT " COLUMNS " FROM invitation WHERE practice_id = ? AND id = ?");
    query_bind_id(&q, practice_id);
    query_bind_id(&q, id);
    return load_one(&q, out);
}

enum err invitation_row_load_by_link(struct tx *tx, const struct id *practice_id, const char *token,
                                     struct invitation *out, bool *current) {
    struct hash hash = vault_token_hash(token);
    struct query q = query_of(tx, "SELECT invitation_id, generation FROM invitation_link"
                                  " WHERE practice_id = ? AND link_hash = ?");
    query_bind_id(&q, practice_id);
    query_bind_hash(&q, &hash);
    bool found = query_row(&q);
    struct id id = query_id(&q, 0);
    uint32_t generation = (uint32_t)query_int(&q, 1);
    enum err err = query_end(&q);
    if (err == ERR_OK && !found) {
        err = ERR_NOT_FOUND;
    }
    if (err == ERR_OK) {
        err = invitation_row_load(tx, practice_id, &id, out);
    }
    if (err == ERR_OK) {
        *current = out->generation == generation;
    }
    return err;
}

static void bind_time(struct query *q, int64_t at_ms) {
    if (at_ms == 0) {
        query_bind_null(q);
    } else {
        query_bind_int(q, at_ms);
    }
}

/* The columns that can change, in the order in which insert and save name them. */
static void bind_changing(struct query *q, struct tx *tx, const struct invitation *row) {
    query_bind_id(q, &row->visit_id);
    query_bind_text(q, invitation_kind_name(row->kind));
    query_bind_text(q, invitation_state_name(row->state));
    query_bind_int(q, row->generation);
    query_bind_sealed(q, place_of(row, "name_sealed"), row->name[0] == '\0' ? NULL : row->name);
    query_bind_id(q, &row->seat_id);
    if (id_is_none(&row->seat_id)) {
        query_bind_null(q);
    } else {
        query_bind_hash(q, &row->seat_hash);
    }
    query_bind_text(q, preflight_result_name(row->preflight.result));
    query_bind_text(q, preflight_failed_text(&row->preflight, tx_arena(tx)));
    query_bind_int(q, row->swept ? 1 : 0);
    query_bind_int(q, row->expires_at_ms);
    bind_time(q, row->checked_in_at_ms);
    bind_time(q, row->joined_at_ms);
    bind_time(q, row->closed_at_ms);
    query_bind_id(q, &row->contact_id);
    query_bind_id(q, &row->client_session_id);
    query_bind_text(q, id_is_none(&row->appointment_id) ? NULL : door_state_name(row->door));
    bind_time(q, row->door_at_ms);
}

static void bind_blind(struct query *q, struct tx *tx, const struct invitation *row) {
    if (row->address == NULL) {
        query_bind_null(q);
        return;
    }
    enum blind_kind kind = row->method == METHOD_SMS ? BLIND_PHONE : BLIND_EMAIL;
    struct hash blind = vault_blind(tx_vault(tx), &row->practice_id, kind, row->address);
    query_bind_hash(q, &blind);
}

enum err invitation_row_insert(struct tx *tx, const struct invitation *row) {
    struct query q = query_of(
        tx, "INSERT INTO invitation (visit_id, kind, state, generation, name_sealed, seat_id,"
            " seat_hash, preflight_result, preflight_failed, swept, expires_at_ms,"
            " checked_in_at_ms, joined_at_ms, closed_at_ms, contact_id, client_session_id, door,"
            " door_at_ms, practice_id, id, room_id, inviter_id, method, address_sealed,"
            " address_blind, invited_at_ms, appointment_id)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
            " ?, ?)");
    bind_changing(&q, tx, row);
    query_bind_id(&q, &row->practice_id);
    query_bind_id(&q, &row->id);
    query_bind_id(&q, &row->room_id);
    query_bind_id(&q, &row->inviter_id);
    query_bind_text(&q, invitation_row_method_name(row->method));
    query_bind_sealed(&q, place_of(row, "address_sealed"), row->address);
    bind_blind(&q, tx, row);
    query_bind_int(&q, row->invited_at_ms);
    query_bind_id(&q, &row->appointment_id);
    enum err err = query_run(&q, NULL);
    /* Whoever comes to an appointment came by its link. */
    return err == ERR_OK && id_is_none(&row->appointment_id) ? invitation_row_add_link(tx, row)
                                                             : err;
}

enum err invitation_row_save(struct tx *tx, const struct invitation *row) {
    struct query q =
        query_of(tx, "UPDATE invitation SET visit_id = ?, kind = ?, state = ?, generation = ?,"
                     " name_sealed = ?, seat_id = ?, seat_hash = ?, preflight_result = ?,"
                     " preflight_failed = ?, swept = ?, expires_at_ms = ?, checked_in_at_ms = ?,"
                     " joined_at_ms = ?, closed_at_ms = ?, contact_id = ?, client_session_id = ?,"
                     " door = ?, door_at_ms = ? WHERE practice_id = ? AND id = ?");
    bind_changing(&q, tx, row);
    query_bind_id(&q, &row->practice_id);
    query_bind_id(&q, &row->id);
    return query_run_one(&q);
}

enum err invitation_row_move(struct tx *tx, const struct invitation *row) {
    struct query q =
        query_of(tx, "UPDATE invitation SET room_id = ? WHERE practice_id = ? AND id = ?");
    query_bind_id(&q, &row->room_id);
    query_bind_id(&q, &row->practice_id);
    query_bind_id(&q, &row->id);
    return query_run_one(&q);
}

enum err invitation_row_add_link(struct tx *tx, const struct invitation *row) {
    struct link_token token =
        vault_link_token(tx_vault(tx), &row->practice_id, &row->id, row->generation);
    struct hash hash = vault_token_hash(token.text);
    struct query q = query_of(tx, "INSERT INTO invitation_link (practice_id, link_hash,"
                                  " invitation_id, generation) VALUES (?, ?, ?, ?)");
    query_bind_id(&q, &row->practice_id);
    query_bind_hash(&q, &hash);
    query_bind_id(&q, &row->id);
    query_bind_int(&q, row->generation);
    return query_run(&q, NULL);
}

/* Reads all rows of `q`, at most `limit`, and ends it. */
static enum err load_list(struct query *q, struct tx *tx, size_t limit,
                          struct invitation_list *out) {
    struct invitation *rows = arena_alloc(tx_arena(tx), limit * sizeof *rows);
    size_t count = 0;
    enum err read = rows == NULL ? ERR_NOMEM : ERR_OK;
    while (read == ERR_OK && count < limit && query_row(q)) {
        read = read_row(q, &rows[count]);
        count++;
    }
    enum err err = query_end(q);
    err = err == ERR_OK ? read : err;
    if (err == ERR_OK) {
        *out = (struct invitation_list){.rows = rows, .count = count};
    }
    return err;
}

bool invitation_row_listed(const struct invitation *row, int64_t now_ms) {
    if (invitation_final(row->state) || row->closed_at_ms != 0) {
        return false;
    }
    return row->kind == INVITATION_CONNECT_NOW ||
           !invitation_expired(row->state, row->expires_at_ms, now_ms);
}

enum err invitation_row_list_room(struct tx *tx, const struct id *practice_id,
                                  const struct id *room_id, int64_t now_ms,
                                  struct invitation_list *out) {
    struct query q =
        query_of(tx, "SELECT " COLUMNS " FROM invitation"
                     " WHERE practice_id = ? AND room_id = ? AND closed_at_ms IS NULL"
                     " AND (state <> 'invited' OR kind = 'connect_now' OR expires_at_ms > ?)"
                     " ORDER BY invited_at_ms, id");
    query_bind_id(&q, practice_id);
    query_bind_id(&q, room_id);
    query_bind_int(&q, now_ms);
    return load_list(&q, tx, INVITATION_ROW_ROOM_MAX, out);
}

enum err invitation_row_count_room(struct tx *tx, const struct id *practice_id,
                                   const struct id *room_id, int64_t *out) {
    struct query q = query_of(tx, "SELECT COUNT(*) FROM invitation WHERE practice_id = ?"
                                  " AND room_id = ? AND closed_at_ms IS NULL");
    query_bind_id(&q, practice_id);
    query_bind_id(&q, room_id);
    return query_number(&q, out);
}

enum err invitation_row_list_visit(struct tx *tx, const struct id *practice_id,
                                   const struct id *visit_id, struct invitation_list *out) {
    struct query q =
        query_of(tx, "SELECT " COLUMNS " FROM invitation WHERE practice_id = ? AND visit_id = ?"
                     " ORDER BY (closed_at_ms IS NOT NULL), invited_at_ms, id");
    query_bind_id(&q, practice_id);
    query_bind_id(&q, visit_id);
    return load_list(&q, tx, INVITATION_ROW_VISIT_MAX, out);
}

enum err invitation_row_list_appointment(struct tx *tx, const struct id *practice_id,
                                         const struct id *appointment_id,
                                         struct invitation_list *out) {
    struct query q =
        query_of(tx, "SELECT " COLUMNS " FROM invitation WHERE practice_id = ?"
                     " AND appointment_id = ? AND closed_at_ms IS NULL ORDER BY invited_at_ms, id");
    query_bind_id(&q, practice_id);
    query_bind_id(&q, appointment_id);
    return load_list(&q, tx, INVITATION_ROW_DOOR_MAX, out);
}

static enum err count_one(struct query *q, int64_t *out) {
    int64_t count = query_row(q) ? query_int(q, 0) : 0;
    enum err err = query_end(q);
    if (err == ERR_OK) {
        *out = count;
    }
    return err;
}

enum err invitation_row_count_in(struct tx *tx, const struct id *practice_id,
                                 const struct id *visit_id, int64_t *out) {
    struct query q = query_of(tx, "SELECT COUNT(*) FROM invitation WHERE practice_id = ?"
                                  " AND visit_id = ? AND state = 'in_visit'");
    query_bind_id(&q, practice_id);
    query_bind_id(&q, visit_id);
    return count_one(&q, out);
}

enum err invitation_row_any_removed(struct tx *tx, const struct id *practice_id,
                                    const struct id *appointment_id, bool *out) {
    struct query q = query_of(tx, "SELECT 1 FROM invitation WHERE practice_id = ?"
                                  " AND appointment_id = ? AND state = 'removed'"
                                  " AND joined_at_ms IS NOT NULL LIMIT 1");
    query_bind_id(&q, practice_id);
    query_bind_id(&q, appointment_id);
    bool any = query_row(&q);
    enum err err = query_end(&q);
    if (err == ERR_OK) {
        *out = any;
    }
    return err;
}

enum err invitation_row_load_seat(struct tx *tx, const struct id *practice_id,
                                  const struct id *appointment_id, const struct hash *seat_hash,
                                  struct invitation *out) {
    struct query q = query_of(
        tx, "SELECT " COLUMNS " FROM invitation WHERE practice_id = ?"
            " AND appointment_id = ? AND seat_hash = ?" INVITATION_ROW_THE_ONE_THAT_COUNTS);
    query_bind_id(&q, practice_id);
    query_bind_id(&q, appointment_id);
    query_bind_hash(&q, seat_hash);
    return load_one(&q, out);
}

enum err invitation_row_load_contact(struct tx *tx, const struct id *practice_id,
                                     const struct id *appointment_id, const struct id *contact_id,
                                     struct invitation *out) {
    struct query q = query_of(
        tx, "SELECT " COLUMNS " FROM invitation WHERE practice_id = ?"
            " AND appointment_id = ? AND contact_id = ?" INVITATION_ROW_THE_ONE_THAT_COUNTS);
    query_bind_id(&q, practice_id);
    query_bind_id(&q, appointment_id);
    query_bind_id(&q, contact_id);
    return load_one(&q, out);
}

enum err invitation_row_load_any(struct tx *tx, const struct id *id, struct invitation *out) {
    struct query q = query_every_practice(tx, "SELECT " COLUMNS " FROM invitation WHERE id = ?");
    query_bind_id(&q, id);
    return load_one(&q, out);
}

enum err invitation_row_list_due(struct tx *tx, int64_t now_ms, int limit,
                                 struct invitation_list *out) {
    struct query q = query_every_practice(
        tx, "SELECT " COLUMNS " FROM invitation WHERE state = 'invited' AND swept = 0"
            " AND expires_at_ms <= ? AND NOT EXISTS (SELECT 1 FROM visit v"
            " WHERE v.practice_id = invitation.practice_id"
            " AND v.appointment_id = invitation.appointment_id AND v.ended_at_ms IS NULL)"
            " ORDER BY expires_at_ms LIMIT ?");
    query_bind_int(&q, now_ms);
    query_bind_int(&q, limit);
    return load_list(&q, tx, (size_t)limit, out);
}

enum err invitation_row_list_ahead(struct tx *tx, int64_t now_ms, int limit,
                                   struct invitation_list *out) {
    struct query q = query_every_practice(
        tx, "SELECT " COLUMNS " FROM invitation WHERE state = 'invited'"
            " AND appointment_id IS NULL AND expires_at_ms > ?"
            " AND (invited_at_ms > ? OR (kind = 'connect_now'"
            " AND expires_at_ms > ? + 1000 * (SELECT p.connect_now_link_s FROM practice p"
            " WHERE p.practice_id = invitation.practice_id))) LIMIT ?");
    query_bind_int(&q, now_ms);
    query_bind_int(&q, now_ms);
    query_bind_int(&q, now_ms);
    query_bind_int(&q, limit);
    return load_list(&q, tx, (size_t)limit, out);
}

enum err invitation_row_pull_in(struct tx *tx, const struct invitation *row) {
    struct query q = query_of(tx, "UPDATE invitation SET invited_at_ms = ?, expires_at_ms = ?"
                                  " WHERE practice_id = ? AND id = ?");
    query_bind_int(&q, row->invited_at_ms);
    query_bind_int(&q, row->expires_at_ms);
    query_bind_id(&q, &row->practice_id);
    query_bind_id(&q, &row->id);
    return query_run_one(&q);
}

enum err invitation_row_list_present(struct tx *tx, size_t limit, struct invitation_present **out,
                                     size_t *count) {
    struct invitation_present *rows = arena_alloc(tx_arena(tx), limit * sizeof *rows);
    size_t used = 0;
    if (rows == NULL) {
        return ERR_NOMEM;
    }
    struct query q = query_every_practice(
        tx, "SELECT practice_id, id, room_id, CASE WHEN state = 'in_visit' THEN visit_id END FROM "
            "invitation"
            " WHERE closed_at_ms IS NULL AND state <> 'invited' ORDER BY checked_in_at_ms, id"
            " LIMIT ?");
    query_bind_int(&q, (int64_t)limit);
    while (used < limit && query_row(&q)) {
        rows[used++] = (struct invitation_present){.practice_id = query_id(&q, 0),
                                                   .id = query_id(&q, 1),
                                                   .room_id = query_id(&q, 2),
                                                   .visit_id = query_id(&q, 3)};
    }
    enum err err = query_end(&q);
    if (err == ERR_OK) {
        *out = rows;
        *count = used;
    }
    return err;
}
