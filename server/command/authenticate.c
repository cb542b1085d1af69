#include "command/authenticate.h"

#include "command/access.h"
#include "store/query.h"

#include <jansson.h>

static enum err practice_by_host(struct tx *tx, const char *host, struct id *out) {
    struct query q = query_every_practice(tx, "SELECT practice_id FROM practice WHERE host = ?");
    query_bind_text(&q, host);
    if (query_row(&q)) {
        *out = query_id(&q, 0);
    }
    return query_end(&q);
}

static enum err only_practice(struct tx *tx, struct id *out) {
    struct query q = query_every_practice(tx, "SELECT practice_id FROM practice LIMIT 2");
    struct id only = {""};
    if (query_row(&q)) {
        only = query_id(&q, 0);
        if (query_row(&q)) {
            only = (struct id){""};
        }
    }
    *out = only;
    return query_end(&q);
}

enum err authenticate_practice(struct tx *tx, const char *host, struct id *out) {
    struct id found = {""};
    enum err err = host == NULL ? ERR_OK : practice_by_host(tx, host, &found);
    if (err == ERR_OK && id_is_none(&found)) {
        err = only_practice(tx, &found);
    }
    if (err == ERR_OK && id_is_none(&found)) {
        err = ERR_NOT_FOUND;
    }
    if (err == ERR_OK) {
        *out = found;
    }
    return err;
}

int64_t authenticate_idle_limit_ms(int64_t sign_out_after_s) {
    int64_t limit_s = sign_out_after_s < SESSION_IDLE_MAX_S ? sign_out_after_s : SESSION_IDLE_MAX_S;
    return limit_s * 1000;
}

/* A session that ran out says so, for as long as its row is there; any other that is over says nothing. */
static enum err refuse_session(struct command *c, bool ran_out) {
    if (!ran_out) {
        return ERR_UNAUTHENTICATED;
    }
    return command_problem(c, ERR_UNAUTHENTICATED, "session-expired",
                           "You were signed out after a while without activity.", "Sign in again.");
}

/* The row of find_session. A session does not end while its user hosts a visit (S2): it counts as
 * active. */
static enum err take_session(struct command *c, struct query *q) {
    int64_t limit_ms = authenticate_idle_limit_ms(query_int(q, 4));
    bool hosting = query_int(q, 5) > 0;
    int64_t ends_at_ms = query_int(q, 2) + limit_ms;
    if (!query_is_null(q, 6)) {
        return refuse_session(c, query_int(q, 6) >= ends_at_ms);
    }
    if (c->now_ms >= ends_at_ms && !hosting) {
        return refuse_session(c, true);
    }
    c->actor.session_id = query_id(q, 0);
    c->actor.user_id = query_id(q, 1);
    c->actor.role = access_role_parse(query_text(q, 3));
    c->actor.session_active_at_ms = query_int(q, 2);
    c->actor.session_limit_ms = limit_ms;
    c->actor.session_ends_at_ms = hosting ? c->now_ms + limit_ms : ends_at_ms;
    return ERR_OK;
}

/* Reads the session of the cookie into the actor. ERR_UNAUTHENTICATED. */
static enum err find_session(struct command *c, struct tx *tx, const char *token) {
    struct hash hash = vault_token_hash(token);
    struct query q =
        query_of(tx, "SELECT s.id, s.user_id, s.active_at_ms, u.role, p.sign_out_after_s,"
                     " (SELECT COUNT(*) FROM visit v WHERE v.practice_id = s.practice_id"
                     " AND v.host_id = s.user_id AND v.ended_at_ms IS NULL), s.ended_at_ms"
                     " FROM session s"
                     " JOIN practice_user u ON u.practice_id = s.practice_id AND u.id = s.user_id"
                     " JOIN practice p ON p.practice_id = s.practice_id"
                     " WHERE s.practice_id = ? AND s.token_hash = ?"
                     " AND u.disabled_at_ms IS NULL");
    query_bind_id(&q, &c->actor.practice_id);
    query_bind_hash(&q, &hash);
    enum err found = query_row(&q) ? take_session(c, &q) : ERR_UNAUTHENTICATED;
    enum err err = query_end(&q);
    return err == ERR_OK ? found : err;
}

enum err authenticate_command(struct command *c, struct tx *tx) {
    if (c->kind->access == ACCESS_SYSTEM) {
        return ERR_OK;
    }
    c->actor = (struct actor){.role = ROLE_NONE};
    enum err err = authenticate_practice(tx, c->facts.host, &c->actor.practice_id);
    const char *token = command_cookie(c, SESSION_COOKIE);
    bool for_users = c->kind->access == ACCESS_USER || c->kind->access == ACCESS_ADMIN;
    if (err == ERR_OK && for_users && token != NULL) {
        err = find_session(c, tx, token);
    }
    if (err == ERR_OK && c->kind->access == ACCESS_CLIENT) {
        err = authenticate_client(c, tx);
        return err == ERR_EXPIRED ? refuse_session(c, true) : err;
    }
    return err == ERR_OK ? access_route(c->kind->access, c->actor.role) : err;
}

enum err authenticate_user(struct command *c, struct tx *tx) {
    const char *token = command_cookie(c, SESSION_COOKIE);
    enum err err = token == NULL ? ERR_UNAUTHENTICATED : find_session(c, tx, token);
    return err == ERR_OK ? access_route(ACCESS_USER, c->actor.role) : err;
}

enum err authenticate_touch(struct command *c, struct tx *tx) {
    int64_t since_ms = c->now_ms - c->actor.session_active_at_ms;
    bool fresh = since_ms >= 0 && since_ms < SESSION_TOUCH_MS; /* below 0: the clock was put back */
    if (id_is_none(&c->actor.session_id) || fresh) {
        return ERR_OK;
    }
    int64_t limit_ms = c->actor.session_limit_ms;
    struct query q = query_of(tx, "UPDATE session SET active_at_ms = ? WHERE practice_id = ?"
                                  " AND id = ? AND ended_at_ms IS NULL");
    query_bind_int(&q, c->now_ms);
    query_bind_id(&q, &c->actor.practice_id);
    query_bind_id(&q, &c->actor.session_id);
    int64_t changed = 0;
    enum err err = query_run(&q, &changed);
    if (err == ERR_OK && changed == 1) {
        c->actor.session_active_at_ms = c->now_ms;
        c->actor.session_ends_at_ms = c->now_ms + limit_ms;
        command_event(c, (struct stream){"user", c->actor.session_id}, "session.extended",
                      json_pack("{s:I}", "ends_at_ms", (json_int_t)c->actor.session_ends_at_ms));
    }
    return err;
}
