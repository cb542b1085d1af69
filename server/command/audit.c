#include "command/audit.h"

#include "base/log.h"
#include "store/query.h"
#include "store/store.h"

#include <string.h>

enum { ROW_MAX = 1024 };

static void write_text(struct writer *w, const char *text) {
    const char *value = text == NULL ? "" : text;
    size_t size = strlen(value);
    writer_u16(w, (uint16_t)size);
    writer_copy(w, value, size);
}

/* The row as the chain sees it: every field with its length before it, so none can be shifted. */
static size_t write_row(const struct audit_row *row, int64_t sequence, uint8_t out[ROW_MAX]) {
    struct writer w = writer_of(out, ROW_MAX);
    write_text(&w, row->practice_id.text);
    writer_u64(&w, (uint64_t)sequence);
    writer_u64(&w, (uint64_t)row->at_ms);
    write_text(&w, row->actor_kind);
    write_text(&w, row->actor_id.text);
    write_text(&w, row->session_id.text);
    write_text(&w, row->action);
    write_text(&w, row->subject);
    write_text(&w, row->subject_id.text);
    write_text(&w, row->outcome);
    return writer_check(&w) == ERR_OK ? writer_size(&w) : 0;
}

static struct hash link_of(struct tx *tx, const struct audit_row *row,
                           const struct audit_head *previous) {
    uint8_t text[ROW_MAX];
    size_t size = write_row(row, previous->sequence + 1, text);
    return vault_audit_link(tx_vault(tx), &row->practice_id, &previous->link,
                            (struct bytes){text, size});
}

static enum err read_link(struct query *q, int column, struct hash *out) {
    struct bytes link = query_bytes(q, column);
    if (link.size != sizeof out->bytes) {
        return ERR_CRYPTO;
    }
    memcpy(out->bytes, link.data, sizeof out->bytes);
    return ERR_OK;
}

enum err audit_head(struct tx *tx, const struct id *practice_id, struct audit_head *out) {
    struct audit_head head = {.sequence = 0};
    struct query q = query_of(tx, "SELECT sequence, link_hash FROM audit WHERE practice_id = ?"
                                  " ORDER BY sequence DESC LIMIT 1");
    query_bind_id(&q, practice_id);
    enum err read = ERR_OK;
    if (query_row(&q)) {
        head.sequence = query_int(&q, 0);
        read = read_link(&q, 1, &head.link);
    }
    enum err err = query_end(&q);
    if (err == ERR_OK) {
        err = read;
    }
    if (err == ERR_OK) {
        *out = head;
    }
    return err;
}

enum err audit_append(struct tx *tx, const struct audit_row *row) {
    struct audit_head head;
    enum err err = audit_head(tx, &row->practice_id, &head);
    if (err != ERR_OK) {
        return err;
    }
    struct hash link = link_of(tx, row, &head);
    struct query q = query_of(
        tx, "INSERT INTO audit (practice_id, sequence, at_ms, actor_kind, actor_id, session_id,"
            " action, subject, subject_id, outcome, link_hash)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    query_bind_id(&q, &row->practice_id);
    query_bind_int(&q, head.sequence + 1);
    query_bind_int(&q, row->at_ms);
    query_bind_text(&q, row->actor_kind);
    query_bind_id(&q, &row->actor_id);
    query_bind_id(&q, &row->session_id);
    query_bind_text(&q, row->action);
    query_bind_text(&q, row->subject);
    query_bind_id(&q, &row->subject_id);
    query_bind_text(&q, row->outcome);
    query_bind_hash(&q, &link);
    return query_run_one(&q);
}

enum err audit_link(struct tx *tx, const struct id *practice_id, int64_t sequence,
                    struct hash *out) {
    struct query q =
        query_of(tx, "SELECT link_hash FROM audit WHERE practice_id = ? AND sequence = ?");
    query_bind_id(&q, practice_id);
    query_bind_int(&q, sequence);
    struct hash link;
    enum err read = query_row(&q) ? read_link(&q, 0, &link) : ERR_NOT_FOUND;
    enum err err = query_end(&q);
    if (err == ERR_OK) {
        err = read;
    }
    if (err == ERR_OK) {
        *out = link;
    }
    return err;
}

/* Checks the query's row against the head before it; moves the head on when it holds. */
static enum err verify_row(struct query *q, const struct id *practice_id, struct audit_head *head) {
    const struct audit_row row = {
        .practice_id = *practice_id,
        .at_ms = query_int(q, 1),
        .actor_kind = query_text(q, 2),
        .actor_id = query_id(q, 3),
        .session_id = query_id(q, 4),
        .action = query_text(q, 5),
        .subject = query_text(q, 6),
        .subject_id = query_id(q, 7),
        .outcome = query_text(q, 8),
    };
    struct hash stored;
    enum err err = read_link(q, 9, &stored);
    if (err != ERR_OK) {
        return err;
    }
    struct hash expected = link_of(q->tx, &row, head);
    if (query_int(q, 0) != head->sequence + 1 ||
        !bytes_equal_secret(stored.bytes, expected.bytes, sizeof stored.bytes)) {
        return ERR_CRYPTO;
    }
    head->sequence++;
    head->link = stored;
    return ERR_OK;
}

enum err audit_verify(struct tx *tx, const struct id *practice_id, int64_t rows_max,
                      struct audit_head *head) {
    struct query q = query_of(tx, "SELECT sequence, at_ms, actor_kind, actor_id, session_id,"
                                  " action, subject, subject_id, outcome, link_hash FROM audit"
                                  " WHERE practice_id = ? AND sequence > ?"
                                  " ORDER BY sequence LIMIT ?");
    query_bind_id(&q, practice_id);
    query_bind_int(&q, head->sequence);
    query_bind_int(&q, rows_max);
    enum err broken = ERR_OK;
    int64_t rows = 0;
    for (; broken == ERR_OK && query_row(&q); rows++) {
        broken = verify_row(&q, practice_id, head);
    }
    enum err err = query_end(&q);
    if (err == ERR_OK) {
        err = broken;
    }
    return err == ERR_OK && rows == rows_max ? ERR_AGAIN : err;
}

static void log_head(const struct id *practice_id, const struct audit_head *head) {
    char link[2 * VAULT_HASH_BYTES + 1];
    bytes_to_hex(head->link.bytes, sizeof head->link.bytes, link);
    log_event(LOG_INFO, "audit.head", log_word("practice", practice_id->text),
              log_int("sequence", head->sequence), log_word("link", link));
}

enum err audit_log_heads(struct tx *tx) {
    struct query q = query_every_practice(tx, "SELECT practice_id FROM practice");
    enum err err = ERR_OK;
    while (err == ERR_OK && query_row(&q)) {
        struct id practice_id = query_id(&q, 0);
        struct audit_head head;
        err = audit_head(tx, &practice_id, &head);
        if (err == ERR_OK) {
            log_head(&practice_id, &head);
        }
    }
    enum err ended = query_end(&q);
    return err == ERR_OK ? ended : err;
}
