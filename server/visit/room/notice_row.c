#include "visit/room/notice_row.h"

#include "store/query.h"
#include "store/store.h"

#include <jansson.h>

static struct place place_of(const struct id *practice_id, const struct id *id) {
    return vault_place(practice_id, "room_notice", id, "body_sealed");
}

enum err notice_row_load(struct tx *tx, const struct id *practice_id, const struct id *room_id,
                         struct notice *out) {
    struct notice notice = {.practice_id = *practice_id, .room_id = *room_id};
    struct query q =
        query_of(tx, "SELECT id, body_sealed, estimate_at_ms, author_id, set_at_ms FROM room_notice"
                     " WHERE practice_id = ? AND room_id = ?");
    query_bind_id(&q, practice_id);
    query_bind_id(&q, room_id);
    if (query_row(&q)) {
        struct id id = query_id(&q, 0);
        notice.text = query_sealed(&q, 1, place_of(practice_id, &id));
        notice.estimate_at_ms = query_int(&q, 2);
        notice.author_id = query_id(&q, 3);
        notice.set_at_ms = query_int(&q, 4);
    }
    enum err err = query_end(&q);
    if (err == ERR_OK) {
        *out = notice;
    }
    return err;
}

enum err notice_row_save(struct tx *tx, const struct notice *notice) {
    struct id id = id_new();
    struct query before =
        query_of(tx, "DELETE FROM room_notice WHERE practice_id = ? AND room_id = ?");
    query_bind_id(&before, &notice->practice_id);
    query_bind_id(&before, &notice->room_id);
    enum err err = query_run(&before, NULL);
    if (err != ERR_OK) {
        return err;
    }
    struct query q =
        query_of(tx, "INSERT INTO room_notice (practice_id, id, room_id, body_sealed,"
                     " estimate_at_ms, author_id, set_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?)");
    query_bind_id(&q, &notice->practice_id);
    query_bind_id(&q, &id);
    query_bind_id(&q, &notice->room_id);
    query_bind_sealed(&q, place_of(&notice->practice_id, &id), notice->text);
    if (notice->estimate_at_ms == 0) {
        query_bind_null(&q);
    } else {
        query_bind_int(&q, notice->estimate_at_ms);
    }
    query_bind_id(&q, &notice->author_id);
    query_bind_int(&q, notice->set_at_ms);
    return query_run_one(&q);
}

bool notice_row_empty(const struct notice *notice) {
    return notice->text == NULL && notice->estimate_at_ms == 0;
}

json_t *notice_row_json(const struct notice *notice) {
    json_t *json = json_pack("{s:s*}", "text", notice->text);
    if (json != NULL && notice->estimate_at_ms != 0) {
        json_object_set_new(json, "estimate_at_ms", json_integer(notice->estimate_at_ms));
    }
    if (json != NULL && !notice_row_empty(notice)) {
        json_object_set_new(json, "set_at_ms", json_integer(notice->set_at_ms));
    }
    return json;
}
