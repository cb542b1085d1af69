#include "command/idempotency.h"

#include "store/query.h"

#include <string.h>

bool idempotency_applies(const struct command *c) {
    bool signed_in = c->kind->access == ACCESS_USER || c->kind->access == ACCESS_ADMIN;
    return signed_in && c->kind->mode == COMMAND_WRITE && c->facts.idempotency_key != NULL;
}

/* What was asked for: the kind and the records that the path names. */
static const char *request_of(const struct command *c) {
    return arena_format(c->arena, "%s %s %s", c->kind->name, c->facts.path_ids[0].text,
                        c->facts.path_ids[1].text);
}

static enum err take_answer(struct command *c, struct query *q) {
    struct id id = query_id(q, 0);
    const char *request = request_of(c);
    if (request == NULL) {
        return ERR_NOMEM;
    }
    if (strcmp(query_text(q, 1), request) != 0) {
        return command_problem(c, ERR_CONFLICT, "idempotency-key-reused",
                               "This request was numbered like another one.",
                               "Reload the page and try again.");
    }
    c->reply.status = (int)query_int(q, 2);
    c->reply.body =
        query_sealed(q, 3, vault_place(&c->actor.practice_id, "idempotency", &id, "body_sealed"));
    return ERR_OK;
}

enum err idempotency_answer(struct command *c, struct tx *tx) {
    struct query q = query_of(tx, "SELECT id, command, status, body_sealed FROM idempotency"
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

static enum err forget_old(struct command *c, struct tx *tx) {
    struct query q =
        query_of(tx, "DELETE FROM idempotency WHERE practice_id = ? AND created_at_ms <= ?");
    query_bind_id(&q, &c->actor.practice_id);
    query_bind_int(&q, c->now_ms - IDEMPOTENCY_KEPT_MS);
    return query_run(&q, NULL);
}

enum err idempotency_remember(struct command *c, struct tx *tx) {
    struct id id = id_new();
    const char *request = request_of(c);
    enum err err = request == NULL ? ERR_NOMEM : forget_old(c, tx);
    if (err != ERR_OK) {
        return err;
    }
    struct query q = query_of(
        tx, "INSERT INTO idempotency (practice_id, id, user_id, idempotency_key, command, status,"
            " body_sealed, created_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
    query_bind_id(&q, &c->actor.practice_id);
    query_bind_id(&q, &id);
    query_bind_id(&q, &c->actor.user_id);
    query_bind_text(&q, c->facts.idempotency_key);
    query_bind_text(&q, request);
    query_bind_int(&q, c->reply.status);
    query_bind_sealed(&q, vault_place(&c->actor.practice_id, "idempotency", &id, "body_sealed"),
                      c->reply.body);
    query_bind_int(&q, c->now_ms);
    return query_run_one(&q);
}
