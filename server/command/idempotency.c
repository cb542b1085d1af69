#include "command/idempotency.h"

#include "store/query.h"
#include "store/store.h"

#include <string.h>

_Static_assert((int)COMMAND_BODY_HASH == (int)VAULT_HASH_BYTES, "one hash");

bool idempotency_applies(const struct command *c) {
    bool signed_in = c->kind->access == ACCESS_USER || c->kind->access == ACCESS_ADMIN;
    return signed_in && c->kind->mode == COMMAND_WRITE && c->facts.idempotency_key != NULL;
}

void idempotency_note_body(struct command *c, struct bytes body) {
    if (idempotency_applies(c)) {
        struct hash hash = vault_bytes_hash(body);
        memcpy(c->facts.body_hash, hash.bytes, sizeof hash.bytes);
    }
}

/* The kind and the records that the path names. */
static const char *command_of(const struct command *c) {
    return arena_format(c->arena, "%s %s %s", c->kind->name, c->facts.path_ids[0].text,
                        c->facts.path_ids[1].text);
}

static struct bytes bytes_of(const char *text) {
    return (struct bytes){(const uint8_t *)text, text == NULL ? 0 : strlen(text)};
}

static struct hash request_hash(const struct command *c, const struct tx *tx, const char *command) {
    const struct bytes parts[] = {
        bytes_of(command),
        bytes_of(c->facts.query),
        {c->facts.body_hash, sizeof c->facts.body_hash},
    };
    return vault_request_hash(tx_vault(tx), &c->actor.practice_id, parts,
                              sizeof parts / sizeof parts[0]);
}

/* A row from before request_hash is compared by its command alone. */
static bool same_request(struct query *q, const char *command, const struct hash *hash) {
    if (query_is_null(q, 2)) {
        return strcmp(query_text(q, 1), command) == 0;
    }
    struct bytes stored = query_bytes(q, 2);
    return stored.size == sizeof hash->bytes &&
           bytes_equal_secret(stored.data, hash->bytes, sizeof hash->bytes);
}

static enum err refuse_reuse(struct command *c) {
    enum err err = command_problem(c, ERR_CONFLICT, "idempotency-key-reused",
                                   "This request was numbered like another one.",
                                   "Reload the page and try again.");
    c->reply.status = 422;
    return err;
}

static enum err take_answer(struct command *c, struct query *q) {
    struct id id = query_id(q, 0);
    const char *command = command_of(c);
    if (command == NULL) {
        return ERR_NOMEM;
    }
    struct hash hash = request_hash(c, q->tx, command);
    if (!same_request(q, command, &hash)) {
        return q->err == ERR_OK ? refuse_reuse(c) : q->err;
    }
    c->reply.status = (int)query_int(q, 3);
    c->reply.body =
        query_sealed(q, 4, vault_place(&c->actor.practice_id, "idempotency", &id, "body_sealed"));
    return ERR_OK;
}

enum err idempotency_answer(struct command *c, struct tx *tx) {
    struct query q =
        query_of(tx, "SELECT id, command, request_hash, status, body_sealed FROM idempotency"
                     " WHERE practice_id = ? AND user_id = ?"
                     " AND idempotency_key = ? AND created_at_ms > ?");
    query_bind_id(&q, &c->actor.practice_id);
    query_bind_id(&q, &c->actor.user_id);
    query_bind_text(&q, c->facts.idempotency_key);
    query_bind_int(&q, c->now_ms - IDEMPOTENCY_KEPT_MS);
    enum err err = query_row(&q) ? take_answer(c, &q) : ERR_NOT_FOUND;
    enum err ended = query_end(&q);
    return ended == ERR_OK ? err : ended;
}

static enum err next_sequence(struct command *c, struct tx *tx, int64_t *out) {
    struct query q =
        query_of(tx, "SELECT MAX(sequence) FROM idempotency WHERE practice_id = ? AND user_id = ?");
    query_bind_id(&q, &c->actor.practice_id);
    query_bind_id(&q, &c->actor.user_id);
    int64_t sequence = query_row(&q) ? query_int(&q, 0) + 1 : 1;
    enum err err = query_end(&q);
    if (err == ERR_OK) {
        *out = sequence;
    }
    return err;
}

/* An older answer for this key, which is over, and what is above the bound once this one is added. */
static enum err make_room(struct command *c, struct tx *tx, int64_t sequence) {
    struct query q = query_of(tx, "DELETE FROM idempotency WHERE practice_id = ? AND user_id = ?"
                                  " AND (idempotency_key = ? OR sequence <= ?)");
    query_bind_id(&q, &c->actor.practice_id);
    query_bind_id(&q, &c->actor.user_id);
    query_bind_text(&q, c->facts.idempotency_key);
    query_bind_int(&q, sequence - IDEMPOTENCY_USER_MAX);
    return query_run(&q, NULL);
}

static enum err insert(struct command *c, struct tx *tx, int64_t sequence) {
    struct id id = id_new();
    const char *command = command_of(c);
    if (command == NULL) {
        return ERR_NOMEM;
    }
    struct hash hash = request_hash(c, tx, command);
    struct query q =
        query_of(tx, "INSERT INTO idempotency (practice_id, id, user_id, idempotency_key, command,"
                     " request_hash, sequence, status, body_sealed, created_at_ms)"
                     " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    query_bind_id(&q, &c->actor.practice_id);
    query_bind_id(&q, &id);
    query_bind_id(&q, &c->actor.user_id);
    query_bind_text(&q, c->facts.idempotency_key);
    query_bind_text(&q, command);
    query_bind_hash(&q, &hash);
    query_bind_int(&q, sequence);
    query_bind_int(&q, c->reply.status);
    query_bind_sealed(&q, vault_place(&c->actor.practice_id, "idempotency", &id, "body_sealed"),
                      c->reply.body);
    query_bind_int(&q, c->now_ms);
    return query_run_one(&q);
}

enum err idempotency_remember(struct command *c, struct tx *tx) {
    int64_t sequence = 0;
    enum err err = next_sequence(c, tx, &sequence);
    if (err == ERR_OK) {
        err = make_room(c, tx, sequence);
    }
    return err == ERR_OK ? insert(c, tx, sequence) : err;
}

static enum err apply_forget(struct command *c, struct tx *tx) {
    struct query q = query_every_practice(
        tx, "DELETE FROM idempotency WHERE (practice_id, id) IN"
            " (SELECT practice_id, id FROM idempotency WHERE created_at_ms <= ?"
            " ORDER BY created_at_ms LIMIT ?)");
    query_bind_int(&q, c->now_ms - IDEMPOTENCY_KEPT_MS);
    query_bind_int(&q, IDEMPOTENCY_BATCH);
    enum err err = query_run(&q, NULL);
    return err == ERR_OK ? command_reply_empty(c) : err;
}

const struct command_kind idempotency_forget = {
    .name = "idempotency.forget",
    .access = ACCESS_SYSTEM,
    .mode = COMMAND_WRITE,
    .apply = apply_forget,
    .quiet = true,
};
