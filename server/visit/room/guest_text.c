#include "visit/room/guest_text.h"

#include "practice/practice.h"
#include "store/query.h"
#include "store/store.h"

#include <jansson.h>

static struct place place_of(const struct id *practice_id, const struct id *id) {
    return vault_place(practice_id, "guest_text", id, "body_sealed");
}

/* The next sequence, and how many this side has written. */
static enum err look(struct tx *tx, const struct guest_text *text, int64_t *sequence,
                     int64_t *written) {
    struct query q = query_of(tx, "SELECT COALESCE(MAX(sequence), 0) + 1,"
                                  " COALESCE(SUM((author_id IS NULL) = ?), 0) FROM guest_text"
                                  " WHERE practice_id = ? AND invitation_id = ?");
    query_bind_int(&q, id_is_none(&text->author_id) ? 1 : 0);
    query_bind_id(&q, &text->practice_id);
    query_bind_id(&q, &text->invitation_id);
    int64_t next = query_row(&q) ? query_int(&q, 0) : 0;
    int64_t count = query_int(&q, 1);
    enum err err = query_end(&q);
    if (err == ERR_OK) {
        *sequence = next;
        *written = count;
    }
    return err;
}

static enum err find_key(struct tx *tx, const struct guest_text *text) {
    struct query q = query_of(tx, "SELECT id FROM guest_text WHERE practice_id = ?"
                                  " AND invitation_id = ? AND send_key = ?");
    query_bind_id(&q, &text->practice_id);
    query_bind_id(&q, &text->invitation_id);
    query_bind_text(&q, text->send_key);
    bool found = query_row(&q);
    enum err err = query_end(&q);
    return err == ERR_OK && found ? ERR_CONFLICT : err;
}

enum err guest_text_add(struct tx *tx, struct guest_text *text) {
    int64_t written = 0;
    enum err err = text->send_key == NULL ? ERR_OK : find_key(tx, text);
    if (err == ERR_OK) {
        err = look(tx, text, &text->sequence, &written);
    }
    if (err == ERR_OK && written >= GUEST_TEXT_SIDE_MAX) {
        err = ERR_FULL;
    }
    if (err != ERR_OK) {
        return err;
    }
    text->id = id_new();
    struct query q = query_of(
        tx, "INSERT INTO guest_text (practice_id, id, invitation_id, sequence, author_id, send_key,"
            " body_sealed, written_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
    query_bind_id(&q, &text->practice_id);
    query_bind_id(&q, &text->id);
    query_bind_id(&q, &text->invitation_id);
    query_bind_int(&q, text->sequence);
    query_bind_id(&q, &text->author_id);
    query_bind_text(&q, text->send_key);
    query_bind_sealed(&q, place_of(&text->practice_id, &text->id), text->body);
    query_bind_int(&q, text->written_at_ms);
    return query_run_one(&q);
}

enum err guest_text_mark_read(struct tx *tx, const struct id *practice_id,
                              const struct id *invitation_id, int64_t sequence, int64_t now_ms,
                              int64_t *changed) {
    struct query q = query_of(tx, "UPDATE guest_text SET read_at_ms = ? WHERE practice_id = ?"
                                  " AND invitation_id = ? AND author_id IS NULL"
                                  " AND read_at_ms IS NULL AND sequence <= ?");
    query_bind_int(&q, now_ms);
    query_bind_id(&q, practice_id);
    query_bind_id(&q, invitation_id);
    query_bind_int(&q, sequence);
    return query_run(&q, changed);
}

json_t *guest_text_json(const struct guest_text *text, const char *author_name) {
    bool guest = id_is_none(&text->author_id);
    return json_pack("{s:s, s:s, s:s*, s:s, s:I, s:I}", "id", text->id.text, "from",
                     guest ? "guest" : "staff", "name", author_name, "text", text->body, "sequence",
                     (json_int_t)text->sequence, "at_ms", (json_int_t)text->written_at_ms);
}

static enum err put_text(struct tx *tx, struct query *q, const struct id *practice_id,
                         json_t *texts) {
    struct guest_text text = {.practice_id = *practice_id,
                              .id = query_id(q, 0),
                              .sequence = query_int(q, 1),
                              .author_id = query_id(q, 2),
                              .written_at_ms = query_int(q, 4)};
    struct user author = {.name = NULL};
    text.body = query_sealed(q, 3, place_of(practice_id, &text.id));
    enum err err =
        id_is_none(&text.author_id) ? ERR_OK : user_load(tx, practice_id, &text.author_id, &author);
    json_t *json = err == ERR_OK ? guest_text_json(&text, author.name) : NULL;
    if (err == ERR_OK && json_array_insert_new(texts, 0, json) != 0) {
        err = ERR_NOMEM;
    }
    return err;
}

enum err guest_text_list(struct tx *tx, const struct id *practice_id,
                         const struct id *invitation_id, size_t limit, json_t **out) {
    json_t *texts = json_array();
    struct query q =
        query_of(tx, "SELECT id, sequence, author_id, body_sealed, written_at_ms FROM guest_text"
                     " WHERE practice_id = ? AND invitation_id = ? ORDER BY sequence DESC LIMIT ?");
    query_bind_id(&q, practice_id);
    query_bind_id(&q, invitation_id);
    query_bind_int(&q, (int64_t)limit);
    enum err err = texts == NULL ? ERR_NOMEM : ERR_OK;
    while (err == ERR_OK && query_row(&q)) {
        err = put_text(tx, &q, practice_id, texts);
    }
    enum err ended = query_end(&q);
    err = err == ERR_OK ? ended : err;
    if (err != ERR_OK) {
        json_decref(texts);
        return err;
    }
    *out = texts;
    return ERR_OK;
}
