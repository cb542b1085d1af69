#include "visit/appointment/appointment_letter_row.h"

#include "store/query.h"
#include "store/store.h"

#include <string.h>

static const char *const NEWS[APPOINTMENT_NEWS_COUNT] = {[APPOINTMENT_CREATED] = "created",
                                                         [APPOINTMENT_MOVED] = "moved",
                                                         [APPOINTMENT_CANCELLED] = "cancelled"};

const char *appointment_news_name(enum appointment_news news) {
    must((unsigned)news < APPOINTMENT_NEWS_COUNT);
    return NEWS[news];
}

enum err appointment_news_parse(const char *name, enum appointment_news *out) {
    for (int i = 0; name != NULL && i < APPOINTMENT_NEWS_COUNT; i++) {
        if (strcmp(NEWS[i], name) == 0) {
            *out = (enum appointment_news)i;
            return ERR_OK;
        }
    }
    return ERR_IO;
}

enum err appointment_letter_insert(struct tx *tx, const struct appointment_letter *letter) {
    struct query q = query_of(
        tx, "INSERT INTO appointment_letter (sequence, practice_id, appointment_id, contact_id,"
            " news, message_id, reason, written_at_ms) VALUES ((SELECT COALESCE(MAX(l.sequence), 0)"
            " + 1 FROM appointment_letter l WHERE l.practice_id = ? AND l.appointment_id = ?),"
            " ?, ?, ?, ?, ?, ?, ?)");
    query_bind_id(&q, &letter->practice_id);
    query_bind_id(&q, &letter->appointment_id);
    query_bind_id(&q, &letter->practice_id);
    query_bind_id(&q, &letter->appointment_id);
    query_bind_id(&q, &letter->contact_id);
    query_bind_text(&q, appointment_news_name(letter->news));
    query_bind_id(&q, &letter->message_id);
    query_bind_text(&q, letter->reason);
    query_bind_int(&q, letter->written_at_ms);
    return query_run_one(&q);
}

static enum err read_row(struct query *q, void *item) {
    struct appointment_letter *out = item;
    memset(out, 0, sizeof *out);
    out->practice_id = query_id(q, 0);
    out->appointment_id = query_id(q, 1);
    out->contact_id = query_id(q, 2);
    out->message_id = query_id(q, 4);
    out->reason = query_text(q, 6);
    out->written_at_ms = query_int(q, 7);
    enum err err = appointment_news_parse(query_text(q, 3), &out->news);
    return err == ERR_OK ? outbox_state_parse(query_text(q, 5), &out->state) : err;
}

enum err appointment_letter_list_last(struct tx *tx, const struct id *practice_id,
                                      const struct id *appointment_id,
                                      struct appointment_letter_list *out) {
    struct appointment_letter *rows =
        arena_alloc(tx_arena(tx), APPOINTMENT_LETTERS_MAX * sizeof *rows);
    size_t count = 0;
    if (rows == NULL) {
        return ERR_NOMEM;
    }
    struct query q = query_of(
        tx, "SELECT l.practice_id, l.appointment_id, l.contact_id, l.news, l.message_id,"
            " COALESCE(o.state, 'failed'), COALESCE(o.reason, l.reason), l.written_at_ms"
            " FROM appointment_letter l LEFT JOIN outbox o ON o.practice_id = l.practice_id"
            " AND o.id = l.message_id WHERE l.practice_id = ? AND l.appointment_id = ?"
            " AND " APPOINTMENT_LETTER_IS_LAST " ORDER BY l.sequence DESC LIMIT ?");
    query_bind_id(&q, practice_id);
    query_bind_id(&q, appointment_id);
    query_bind_int(&q, APPOINTMENT_LETTERS_MAX);
    enum err err = query_list(&q, read_row, APPOINTMENT_LETTERS_MAX, sizeof *rows, rows, &count);
    if (err == ERR_OK) {
        *out = (struct appointment_letter_list){.rows = rows, .count = count};
    }
    return err;
}

enum err appointment_letter_list_told(struct tx *tx, const struct outbox_row *message,
                                      struct id_list *contact_ids, bool *known) {
    struct id *ids = arena_alloc(tx_arena(tx), APPOINTMENT_LETTERS_MAX * sizeof *ids);
    size_t count = 0;
    bool any = false;
    if (ids == NULL) {
        return ERR_NOMEM;
    }
    struct query q = query_of(
        tx, "SELECT l.contact_id, (SELECT COUNT(*) FROM appointment_letter later"
            " WHERE later.practice_id = ? AND later.appointment_id = l.appointment_id"
            " AND later.contact_id = l.contact_id AND later.news = l.news"
            " AND later.sequence > l.sequence) FROM appointment_letter l WHERE l.practice_id = ?"
            " AND l.appointment_id = ? AND l.message_id = ? LIMIT ?");
    query_bind_id(&q, &message->practice_id);
    query_bind_id(&q, &message->practice_id);
    query_bind_id(&q, &message->subject_id);
    query_bind_id(&q, &message->id);
    query_bind_int(&q, APPOINTMENT_LETTERS_MAX);
    while (query_row(&q)) {
        any = true;
        if (query_int(&q, 1) == 0) {
            ids[count++] = query_id(&q, 0);
        }
    }
    enum err err = query_end(&q);
    if (err == ERR_OK) {
        *contact_ids = (struct id_list){.ids = ids, .count = count};
        *known = any;
    }
    return err;
}
