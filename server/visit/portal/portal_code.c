#include "visit/portal/portal_code.h"

#include "command/authenticate.h"
#include "practice/client.h"
#include "store/query.h"
#include "store/store.h"

#include <string.h>

#define COLUMNS                                                                                    \
    "practice_id, id, channel, address_sealed, address_blind, tries, asked_at_ms, expires_at_ms"

enum portal_verdict portal_code_judge(const struct vault *vault, const struct portal_code *row,
                                      const char *code, int64_t now_ms) {
    struct portal_digits digits = vault_portal_code(vault, &row->practice_id, &row->id);
    size_t size = strlen(digits.text);
    bool right = strlen(code) == size && bytes_equal_secret(code, digits.text, size);
    bool in_time = now_ms >= row->asked_at_ms && now_ms < row->expires_at_ms;
    if (!in_time || row->tries >= PORTAL_CODE_TRIES) {
        return PORTAL_OVER;
    }
    return right ? PORTAL_RIGHT : PORTAL_WRONG;
}

static struct place place_of(const struct portal_code *row) {
    return vault_place(&row->practice_id, "portal_code", &row->id, "address_sealed");
}

enum err portal_code_insert(struct tx *tx, const char *browser, struct portal_code *row) {
    enum blind_kind kind = row->channel == OUTBOX_EMAIL ? BLIND_EMAIL : BLIND_PHONE;
    struct hash browser_hash = vault_token_hash(browser);
    row->id = id_new();
    row->address_blind = vault_blind(tx_vault(tx), &row->practice_id, kind, row->address);
    row->tries = 0;
    row->expires_at_ms = row->asked_at_ms + PORTAL_CODE_LIFE_MS;
    struct query q = query_of(tx, "INSERT INTO portal_code (" COLUMNS
                                  ", browser_hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
    query_bind_id(&q, &row->practice_id);
    query_bind_id(&q, &row->id);
    query_bind_text(&q, outbox_channel_name(row->channel));
    query_bind_sealed(&q, place_of(row), row->address);
    query_bind_hash(&q, &row->address_blind);
    query_bind_int(&q, row->tries);
    query_bind_int(&q, row->asked_at_ms);
    query_bind_int(&q, row->expires_at_ms);
    query_bind_hash(&q, &browser_hash);
    return query_run_one(&q);
}

static enum err read_row(struct query *q, struct portal_code *out) {
    memset(out, 0, sizeof *out);
    out->practice_id = query_id(q, 0);
    out->id = query_id(q, 1);
    bool email = strcmp(query_text(q, 2), outbox_channel_name(OUTBOX_EMAIL)) == 0;
    out->channel = email ? OUTBOX_EMAIL : OUTBOX_SMS;
    out->address = query_sealed(q, 3, place_of(out));
    struct bytes blind = query_bytes(q, 4);
    out->tries = query_int(q, 5);
    out->asked_at_ms = query_int(q, 6);
    out->expires_at_ms = query_int(q, 7);
    if (blind.size != sizeof out->address_blind.bytes || out->address == NULL) {
        return ERR_IO;
    }
    memcpy(out->address_blind.bytes, blind.data, blind.size);
    return ERR_OK;
}

static enum err load_one(struct query *q, struct portal_code *out) {
    struct portal_code row;
    enum err read = query_row(q) ? read_row(q, &row) : ERR_NOT_FOUND;
    enum err err = query_end(q);
    err = err == ERR_OK ? read : err;
    if (err == ERR_OK) {
        *out = row;
    }
    return err;
}

enum err portal_code_load(struct tx *tx, const struct id *practice_id, const struct id *id,
                          struct portal_code *out) {
    struct query q =
        query_of(tx, "SELECT " COLUMNS " FROM portal_code WHERE practice_id = ? AND id = ?");
    query_bind_id(&q, practice_id);
    query_bind_id(&q, id);
    return load_one(&q, out);
}

enum err portal_code_of_browser(struct tx *tx, const struct id *practice_id, const char *browser,
                                struct portal_code *out) {
    struct hash hash = vault_token_hash(browser);
    struct query q = query_of(tx, "SELECT " COLUMNS " FROM portal_code WHERE practice_id = ?"
                                  " AND browser_hash = ?");
    query_bind_id(&q, practice_id);
    query_bind_hash(&q, &hash);
    return load_one(&q, out);
}

enum err portal_code_count_try(struct tx *tx, struct portal_code *row) {
    row->tries++;
    struct query q =
        query_of(tx, "UPDATE portal_code SET tries = ? WHERE practice_id = ? AND id = ?");
    query_bind_int(&q, row->tries);
    query_bind_id(&q, &row->practice_id);
    query_bind_id(&q, &row->id);
    return query_run_one(&q);
}

enum err portal_code_remove(struct tx *tx, const struct portal_code *row) {
    struct query q = query_of(tx, "DELETE FROM portal_code WHERE practice_id = ? AND id = ?");
    query_bind_id(&q, &row->practice_id);
    query_bind_id(&q, &row->id);
    return query_run_one(&q);
}

enum err portal_code_list_due(struct tx *tx, struct portal_code out[PORTAL_CODE_DUE_MAX],
                              size_t *count) {
    struct query q =
        query_every_practice(tx, "SELECT " COLUMNS " FROM portal_code WHERE handled_at_ms IS NULL"
                                 " ORDER BY asked_at_ms LIMIT ?");
    query_bind_int(&q, PORTAL_CODE_DUE_MAX);
    size_t found = 0;
    enum err read = ERR_OK;
    for (; read == ERR_OK && query_row(&q); found++) {
        read = read_row(&q, &out[found]);
    }
    enum err err = query_end(&q);
    err = err == ERR_OK ? read : err;
    if (err == ERR_OK) {
        *count = found;
    }
    return err;
}

enum err portal_code_set_handled(struct tx *tx, const struct portal_code *row, int64_t now_ms) {
    struct query q =
        query_of(tx, "UPDATE portal_code SET handled_at_ms = ? WHERE practice_id = ? AND id = ?");
    query_bind_int(&q, now_ms);
    query_bind_id(&q, &row->practice_id);
    query_bind_id(&q, &row->id);
    return query_run_one(&q);
}

enum err portal_code_purge(struct tx *tx, int64_t now_ms) {
    struct query codes = query_every_practice(
        tx, "DELETE FROM portal_code WHERE expires_at_ms <= ? OR asked_at_ms > ?");
    query_bind_int(&codes, now_ms);
    query_bind_int(&codes, now_ms);
    enum err err = query_run(&codes, NULL);
    if (err == ERR_OK) {
        err = client_session_pull_in(tx, now_ms);
    }
    if (err == ERR_OK) {
        err = client_session_end_over(tx, now_ms);
    }
    if (err != ERR_OK) {
        return err;
    }
    struct query sessions =
        query_every_practice(tx, "DELETE FROM client_session WHERE created_at_ms <= ?");
    query_bind_int(&sessions, now_ms - CLIENT_LIFE_MS - CLIENT_IDLE_MS);
    return query_run(&sessions, NULL);
}
