/* A client's session in the portal. That the contact is still there, and the address still theirs, is asked
 * each time, so that a change in the address book ends the session whoever made it. */
#include "command/authenticate.h"

#include "store/query.h"

static enum err take_session(struct command *c, struct query *q) {
    int64_t idle_end_ms = query_int(q, 2) + CLIENT_IDLE_MS;
    int64_t life_end_ms = query_int(q, 3) + CLIENT_LIFE_MS;
    int64_t end_ms = idle_end_ms < life_end_ms ? idle_end_ms : life_end_ms;
    if (!query_is_null(q, 4)) {
        return query_int(q, 4) >= end_ms ? ERR_EXPIRED : ERR_UNAUTHENTICATED;
    }
    if (c->now_ms >= end_ms) {
        return ERR_EXPIRED;
    }
    c->actor.client_session_id = query_id(q, 0);
    c->actor.client_id = query_id(q, 1);
    return ERR_OK;
}

enum err authenticate_client(struct command *c, struct tx *tx) {
    const char *token = command_cookie(c, CLIENT_COOKIE);
    if (token == NULL) {
        return ERR_UNAUTHENTICATED;
    }
    struct hash hash = vault_token_hash(token);
    struct query q =
        query_of(tx, "SELECT s.id, s.contact_id, s.active_at_ms, s.created_at_ms, s.ended_at_ms"
                     " FROM client_session s"
                     " JOIN contact p ON p.practice_id = s.practice_id AND p.id = s.contact_id"
                     " WHERE s.practice_id = ? AND s.token_hash = ?"
                     " AND p.removed_at_ms IS NULL"
                     " AND (p.email_blind = s.address_blind OR p.mobile_blind = s.address_blind)");
    query_bind_id(&q, &c->actor.practice_id);
    query_bind_hash(&q, &hash);
    enum err found = query_row(&q) ? take_session(c, &q) : ERR_UNAUTHENTICATED;
    enum err err = query_end(&q);
    return err == ERR_OK ? found : err;
}
