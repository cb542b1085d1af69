#include "visit/visit_row.h"

#include "store/query.h"
#include "store/store.h"

#include <string.h>

#define COLUMNS                                                                                    \
    "practice_id, id, room_id, host_id, state, reason, started_at_ms, away_until_at_ms, "          \
    "ended_at_ms, appointment_id"

static enum err read_row(struct query *q, void *item) {
    struct visit *out = item;
    memset(out, 0, sizeof *out);
    out->practice_id = query_id(q, 0);
    out->id = query_id(q, 1);
    out->room_id = query_id(q, 2);
    out->host_id = query_id(q, 3);
    const char *state = query_text(q, 4);
    const char *reason = query_text(q, 5);
    out->started_at_ms = query_int(q, 6);
    out->life.away_until_ms = query_int(q, 7);
    out->life.ended_at_ms = query_int(q, 8);
    out->appointment_id = query_id(q, 9);
    if (state == NULL || reason == NULL || visit_state_parse(state, &out->life.state) != ERR_OK ||
        visit_reason_parse(reason, &out->life.reason) != ERR_OK) {
        return ERR_IO;
    }
    return ERR_OK;
}

enum err visit_row_load(struct tx *tx, const struct id *practice_id, const struct id *id,
                        struct visit *out) {
    struct query q = query_of(tx, "SELECT " COLUMNS " FROM visit WHERE practice_id = ? AND id = ?");
    query_bind_id(&q, practice_id);
    query_bind_id(&q, id);
    return query_one(&q, read_row, sizeof *out, out);
}

enum err visit_row_load_any(struct tx *tx, const struct id *id, struct visit *out) {
    struct query q = query_every_practice(tx, "SELECT " COLUMNS " FROM visit WHERE id = ?");
    query_bind_id(&q, id);
    return query_one(&q, read_row, sizeof *out, out);
}

enum err visit_row_load_running(struct tx *tx, const struct id *practice_id,
                                const struct id *host_id, struct visit *out) {
    struct query q = query_of(tx, "SELECT " COLUMNS " FROM visit WHERE practice_id = ?"
                                  " AND host_id = ? AND ended_at_ms IS NULL");
    query_bind_id(&q, practice_id);
    query_bind_id(&q, host_id);
    return query_one(&q, read_row, sizeof *out, out);
}

enum err visit_row_load_newest(struct tx *tx, const struct id *practice_id,
                               const struct id *appointment_id, struct visit *out) {
    struct query q = query_of(tx, "SELECT " COLUMNS " FROM visit WHERE practice_id = ?"
                                  " AND appointment_id = ?" VISIT_ROW_NEWEST);
    query_bind_id(&q, practice_id);
    query_bind_id(&q, appointment_id);
    return query_one(&q, read_row, sizeof *out, out);
}

enum err visit_row_ended_since(struct tx *tx, const struct id *practice_id,
                               const struct id *appointment_id, int64_t since_ms, bool *out) {
    struct query q = query_of(tx, "SELECT 1 FROM visit WHERE practice_id = ?"
                                  " AND appointment_id = ? AND ended_at_ms >= ? LIMIT 1");
    query_bind_id(&q, practice_id);
    query_bind_id(&q, appointment_id);
    query_bind_int(&q, since_ms);
    bool any = query_row(&q);
    enum err err = query_end(&q);
    if (err == ERR_OK) {
        *out = any;
    }
    return err;
}

static void bind_life(struct query *q, const struct visit_life *life) {
    query_bind_text(q, visit_state_name(life->state));
    query_bind_text(q, visit_reason_name(life->reason));
    if (life->state == VISIT_HOST_AWAY) {
        query_bind_int(q, life->away_until_ms);
    } else {
        query_bind_null(q);
    }
    if (life->state == VISIT_ENDED) {
        query_bind_int(q, life->ended_at_ms);
    } else {
        query_bind_null(q);
    }
}

enum err visit_row_insert(struct tx *tx, const struct visit *visit) {
    struct query q = query_of(
        tx, "INSERT INTO visit (state, reason, away_until_at_ms, ended_at_ms, practice_id, id,"
            " room_id, host_id, started_at_ms, appointment_id)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    bind_life(&q, &visit->life);
    query_bind_id(&q, &visit->practice_id);
    query_bind_id(&q, &visit->id);
    query_bind_id(&q, &visit->room_id);
    query_bind_id(&q, &visit->host_id);
    query_bind_int(&q, visit->started_at_ms);
    query_bind_id(&q, &visit->appointment_id);
    return query_run(&q, NULL);
}

enum err visit_row_save(struct tx *tx, const struct visit *visit) {
    struct query q = query_of(tx, "UPDATE visit SET state = ?, reason = ?, away_until_at_ms = ?,"
                                  " ended_at_ms = ? WHERE practice_id = ? AND id = ?");
    bind_life(&q, &visit->life);
    query_bind_id(&q, &visit->practice_id);
    query_bind_id(&q, &visit->id);
    return query_run_one(&q);
}

enum err visit_row_list_due(struct tx *tx, int64_t now_ms, size_t limit, struct visit *out,
                            size_t *count) {
    struct query q =
        query_every_practice(tx, "SELECT " COLUMNS " FROM visit WHERE away_until_at_ms IS NOT NULL"
                                 " AND (away_until_at_ms <= ? OR away_until_at_ms > ? + 1000 *"
                                 " (SELECT p.host_left_s + p.host_lost_s FROM practice p"
                                 " WHERE p.practice_id = visit.practice_id))"
                                 " ORDER BY away_until_at_ms LIMIT ?");
    query_bind_int(&q, now_ms);
    query_bind_int(&q, now_ms);
    query_bind_int(&q, (int64_t)limit);
    return query_list(&q, read_row, limit, sizeof *out, out, count);
}

enum err visit_row_list_open(struct tx *tx, const struct id *after, size_t limit, struct visit *out,
                             size_t *count) {
    struct query q = query_every_practice(tx, "SELECT " COLUMNS
                                              " FROM visit WHERE ended_at_ms IS NULL AND id > ?"
                                              " ORDER BY id LIMIT ?");
    query_bind_text(&q, after->text);
    query_bind_int(&q, (int64_t)limit);
    return query_list(&q, read_row, limit, sizeof *out, out, count);
}
