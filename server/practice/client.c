#include "practice/client.h"

#include "command/authenticate.h"
#include "practice/kinds.h"
#include "store/query.h"
#include "store/store.h"

enum err client_session_find(struct command *c, struct tx *tx, struct id *contact_id) {
    enum err err = authenticate_client(c, tx);
    if (err == ERR_UNAUTHENTICATED || err == ERR_EXPIRED) {
        return ERR_NOT_FOUND;
    }
    if (err == ERR_OK) {
        *contact_id = c->actor.client_id;
    }
    return err;
}

enum err client_session_alive(struct tx *tx, const struct id *practice_id,
                              const struct id *session_id, const struct id *contact_id,
                              int64_t now_ms, bool *out) {
    struct query q = query_of(tx, "SELECT 1 FROM client_session WHERE practice_id = ? AND id = ?"
                                  " AND contact_id = ? AND ended_at_ms IS NULL"
                                  " AND active_at_ms > ? AND created_at_ms > ?");
    query_bind_id(&q, practice_id);
    query_bind_text(&q, session_id->text);
    query_bind_id(&q, contact_id);
    query_bind_int(&q, now_ms - CLIENT_IDLE_MS);
    query_bind_int(&q, now_ms - CLIENT_LIFE_MS);
    bool alive = query_row(&q);
    enum err err = query_end(&q);
    if (err == ERR_OK) {
        *out = alive;
    }
    return err;
}

/* The sessions that are one too many once another is there. */
static enum err end_surplus(struct command *c, struct tx *tx, const struct id *contact_id) {
    struct query q =
        query_of(tx, "UPDATE client_session SET ended_at_ms = ? WHERE practice_id = ?"
                     " AND ended_at_ms IS NULL AND id IN (SELECT id FROM client_session"
                     " WHERE practice_id = ? AND contact_id = ? AND ended_at_ms IS NULL"
                     " ORDER BY active_at_ms DESC, id LIMIT 8 OFFSET ?)");
    query_bind_int(&q, c->now_ms);
    query_bind_id(&q, &c->actor.practice_id);
    query_bind_id(&q, &c->actor.practice_id);
    query_bind_id(&q, contact_id);
    query_bind_int(&q, CLIENT_SESSIONS_MAX - 1);
    return query_run(&q, NULL);
}

enum err client_session_open(struct command *c, struct tx *tx, const struct id *contact_id,
                             const struct hash *address) {
    struct session_token token = vault_session_token();
    struct hash hash = vault_token_hash(token.text);
    struct id id = id_new();
    enum err err = end_surplus(c, tx, contact_id);
    if (err != ERR_OK) {
        return err;
    }
    struct query q =
        query_of(tx, "INSERT INTO client_session (practice_id, id, contact_id, token_hash,"
                     " address_blind, created_at_ms, active_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?)");
    query_bind_id(&q, &c->actor.practice_id);
    query_bind_id(&q, &id);
    query_bind_id(&q, contact_id);
    query_bind_hash(&q, &hash);
    query_bind_hash(&q, address);
    query_bind_int(&q, c->now_ms);
    query_bind_int(&q, c->now_ms);
    err = query_run_one(&q);
    if (err == ERR_OK) {
        c->actor.client_id = *contact_id;
        c->actor.client_session_id = id;
        command_set_cookie(c, CLIENT_COOKIE, token.text, CLIENT_LIFE_MS / 1000);
    }
    return err;
}

enum err client_session_touch(struct command *c, struct tx *tx) {
    if (id_is_none(&c->actor.client_session_id)) {
        return ERR_OK;
    }
    struct query q = query_of(tx, "UPDATE client_session SET active_at_ms = ? WHERE practice_id = ?"
                                  " AND id = ? AND ended_at_ms IS NULL AND active_at_ms <= ?");
    query_bind_int(&q, c->now_ms);
    query_bind_id(&q, &c->actor.practice_id);
    query_bind_id(&q, &c->actor.client_session_id);
    query_bind_int(&q, c->now_ms - CLIENT_TOUCH_MS);
    return query_run(&q, NULL);
}

enum err client_session_pull_in(struct tx *tx, int64_t now_ms) {
    struct query q =
        query_every_practice(tx, "UPDATE client_session SET active_at_ms = ?, created_at_ms ="
                                 " CASE WHEN created_at_ms > ? THEN ? ELSE created_at_ms END"
                                 " WHERE ended_at_ms IS NULL AND active_at_ms > ?");
    for (int i = 0; i < 4; i++) {
        query_bind_int(&q, now_ms);
    }
    return query_run(&q, NULL);
}

enum err client_session_end_over(struct tx *tx, int64_t now_ms) {
    struct query q = query_every_practice(tx, "UPDATE client_session SET ended_at_ms = ?"
                                              " WHERE ended_at_ms IS NULL"
                                              " AND (active_at_ms <= ? OR created_at_ms <= ?)");
    query_bind_int(&q, now_ms);
    query_bind_int(&q, now_ms - CLIENT_IDLE_MS);
    query_bind_int(&q, now_ms - CLIENT_LIFE_MS);
    return query_run(&q, NULL);
}

enum err client_session_end(struct command *c, struct tx *tx) {
    struct query q = query_of(tx, "UPDATE client_session SET ended_at_ms = ? WHERE practice_id = ?"
                                  " AND id = ? AND ended_at_ms IS NULL");
    query_bind_int(&q, c->now_ms);
    query_bind_id(&q, &c->actor.practice_id);
    query_bind_id(&q, &c->actor.client_session_id);
    enum err err = query_run_one(&q);
    if (err == ERR_OK) {
        command_audit(c, "client_session", &c->actor.client_session_id);
        command_set_cookie(c, CLIENT_COOKIE, "", 0);
    }
    return err;
}

/* Binds the address's blind value, or what none has. */
static void bind_blind(struct query *q, struct tx *tx, const struct id *practice_id,
                       enum blind_kind kind, const char *address) {
    struct hash blind = {{0}};
    if (address[0] != '\0') {
        blind = vault_blind(tx_vault(tx), practice_id, kind, address);
    }
    query_bind_hash(q, &blind);
}

enum err client_session_end_changed(struct command *c, struct tx *tx, const struct id *contact_id,
                                    const struct contact_fields *now_holds) {
    struct query q = query_of(tx, "UPDATE client_session SET ended_at_ms = ? WHERE practice_id = ?"
                                  " AND contact_id = ? AND ended_at_ms IS NULL"
                                  " AND address_blind <> ? AND address_blind <> ?");
    query_bind_int(&q, c->now_ms);
    query_bind_id(&q, &c->actor.practice_id);
    query_bind_id(&q, contact_id);
    bind_blind(&q, tx, &c->actor.practice_id, BLIND_EMAIL,
               now_holds == NULL ? "" : now_holds->email);
    bind_blind(&q, tx, &c->actor.practice_id, BLIND_PHONE,
               now_holds == NULL ? "" : now_holds->mobile);
    return query_run(&q, NULL);
}

static enum err apply_activity(struct command *c, struct tx *tx) {
    enum err err = client_session_touch(c, tx);
    return err == ERR_OK ? command_reply_empty(c) : err;
}

const struct command_kind client_activity = {.name = "client.activity",
                                             .access = ACCESS_CLIENT,
                                             .mode = COMMAND_WRITE,
                                             .apply = apply_activity,
                                             .quiet = true};
