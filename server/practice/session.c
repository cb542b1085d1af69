#include "practice/session.h"

#include "command/access.h"
#include "command/audit.h"
#include "command/authenticate.h"
#include "practice/kinds.h"
#include "practice/practice.h"
#include "store/query.h"

#include <jansson.h>

static struct json_t *user_json(const struct user *user) {
    return json_pack("{s:s, s:s, s:s, s:s}", "id", user->id.text, "name", user->name, "email",
                     user->email, "role", access_role_name(user->role));
}

enum err session_reply(struct command *c, struct tx *tx, int status) {
    struct practice practice;
    struct user user;
    const char *invite_kind = NULL;
    enum err err = practice_load(tx, &c->actor.practice_id, &practice);
    if (err == ERR_OK) {
        err = user_load(tx, &c->actor.practice_id, &c->actor.user_id, &user);
    }
    if (err == ERR_OK) {
        err = preference_invite_kind(tx, &c->actor.practice_id, &c->actor.user_id, &invite_kind);
    }
    if (err != ERR_OK) {
        return err;
    }
    return command_reply_json(
        c, status,
        json_pack("{s:o, s:o, s:s, s:s, s:I, s:I, s:I, s:I, s:I}", "user", user_json(&user),
                  "practice", practice_json(&practice), "room_id", user.room_id.text, "invite_kind",
                  invite_kind, "waiting_room_link_s", (json_int_t)practice.waiting_room_link_s,
                  "connect_now_link_s", (json_int_t)practice.connect_now_link_s, "idle_limit_s",
                  (json_int_t)practice_idle_limit_s(&practice), "ends_at_ms",
                  (json_int_t)c->actor.session_ends_at_ms, "now_ms", (json_int_t)c->now_ms));
}

enum err session_end(struct command *c, struct tx *tx, const struct id *session_id,
                     const char *reason) {
    struct query q = query_of(tx, "UPDATE session SET ended_at_ms = ? WHERE practice_id = ?"
                                  " AND id = ? AND ended_at_ms IS NULL");
    query_bind_int(&q, c->now_ms);
    query_bind_id(&q, &c->actor.practice_id);
    query_bind_id(&q, session_id);
    enum err err = query_run_one(&q);
    if (err == ERR_OK) {
        command_audit(c, "session", session_id);
        command_event(c, (struct stream){"user", *session_id}, "session.ended",
                      json_pack("{s:s}", "reason", reason));
        command_effect(c, EFFECT_SESSION_ENDED, session_id, NULL, reason);
    }
    return err;
}

enum err session_end_all(struct command *c, struct tx *tx, const struct id *user_id,
                         const char *reason) {
    struct query q = query_of(tx, "UPDATE session SET ended_at_ms = ? WHERE practice_id = ?"
                                  " AND user_id = ? AND ended_at_ms IS NULL");
    query_bind_int(&q, c->now_ms);
    query_bind_id(&q, &c->actor.practice_id);
    query_bind_id(&q, user_id);
    enum err err = query_run(&q, NULL);
    if (err == ERR_OK) {
        command_audit(c, "user", user_id);
        command_event(c, (struct stream){"user", *user_id}, "session.ended",
                      json_pack("{s:s}", "reason", reason));
        command_effect(c, EFFECT_USER_ENDED, user_id, NULL, reason);
    }
    return err;
}

static enum err apply_get(struct command *c, struct tx *tx) {
    return session_reply(c, tx, 200);
}

const struct command_kind session_get = {
    .name = "session.get",
    .access = ACCESS_USER,
    .mode = COMMAND_READ,
    .apply = apply_get,
};

static enum err apply_sign_out(struct command *c, struct tx *tx) {
    enum err err = session_end(c, tx, &c->actor.session_id, "signed_out");
    if (err != ERR_OK) {
        return err;
    }
    command_set_cookie(c, SESSION_COOKIE, "", 0);
    return command_reply_empty(c);
}

const struct command_kind session_sign_out = {
    .name = "session.sign-out",
    .access = ACCESS_USER,
    .mode = COMMAND_WRITE,
    .apply = apply_sign_out,
    .quiet = true,
};

static enum err apply_sign_out_everywhere(struct command *c, struct tx *tx) {
    enum err err = session_end_all(c, tx, &c->actor.user_id, "signed_out");
    if (err != ERR_OK) {
        return err;
    }
    command_set_cookie(c, SESSION_COOKIE, "", 0);
    return command_reply_empty(c);
}

const struct command_kind session_sign_out_everywhere = {
    .name = "session.sign-out-everywhere",
    .access = ACCESS_USER,
    .mode = COMMAND_WRITE,
    .apply = apply_sign_out_everywhere,
    .quiet = true,
};

static enum err apply_activity(struct command *c, struct tx *tx) {
    enum err err = authenticate_touch(c, tx);
    return err == ERR_OK ? command_reply_empty(c) : err;
}

const struct command_kind session_activity = {
    .name = "session.activity",
    .access = ACCESS_USER,
    .mode = COMMAND_WRITE,
    .apply = apply_activity,
    .quiet = true,
};

/* A session whose idle limit has passed. */
struct idle {
    struct id practice_id;
    struct id session_id;
    int64_t limit_ms;
    bool hosting; /* its user hosts a visit, so it counts as active */
};

/* The same rule as authenticate_idle_limit_ms. */
static const char IDLE[] =
    "SELECT s.practice_id, s.id, p.sign_out_after_s,"
    " (SELECT COUNT(*) FROM visit v WHERE v.practice_id = s.practice_id"
    " AND v.host_id = s.user_id AND v.ended_at_ms IS NULL)"
    " FROM session s JOIN practice p ON p.practice_id = s.practice_id"
    " WHERE s.ended_at_ms IS NULL AND s.active_at_ms <= ? - 1000 *"
    " CASE WHEN p.sign_out_after_s < ? THEN p.sign_out_after_s ELSE ? END LIMIT ?";

static enum err find_idle(struct command *c, struct tx *tx, struct idle idle[SESSION_BATCH],
                          size_t *count) {
    struct query q = query_every_practice(tx, IDLE);
    query_bind_int(&q, c->now_ms);
    query_bind_int(&q, SESSION_IDLE_MAX_S);
    query_bind_int(&q, SESSION_IDLE_MAX_S);
    query_bind_int(&q, SESSION_BATCH);
    size_t found = 0;
    for (; query_row(&q); found++) {
        idle[found] = (struct idle){
            .practice_id = query_id(&q, 0),
            .session_id = query_id(&q, 1),
            .limit_ms = authenticate_idle_limit_ms(query_int(&q, 2)),
            .hosting = query_int(&q, 3) > 0,
        };
    }
    *count = found;
    return query_end(&q);
}

static enum err record_expiry(struct command *c, struct tx *tx, const struct id *session_id) {
    const struct audit_row row = {
        .practice_id = c->actor.practice_id,
        .at_ms = c->now_ms,
        .actor_kind = "system",
        .action = c->kind->name,
        .subject = "session",
        .subject_id = *session_id,
        .outcome = "done",
    };
    return audit_append(tx, &row);
}

static enum err expire(struct command *c, struct tx *tx, const struct idle *idle) {
    if (idle->hosting) {
        c->actor.session_id = idle->session_id;
        c->actor.session_active_at_ms = 0;
        c->actor.session_limit_ms = idle->limit_ms;
        return authenticate_touch(c, tx);
    }
    enum err err = session_end(c, tx, &idle->session_id, "session_expired");
    c->audit_count = 0; /* on record in the session's own practice instead */
    return err == ERR_OK ? record_expiry(c, tx, &idle->session_id) : err;
}

/* Active ahead of now: the clock was put back. The limit counts from here. */
static enum err pull_in(struct command *c, struct tx *tx) {
    struct query q = query_every_practice(tx, "UPDATE session SET active_at_ms = ?"
                                              " WHERE ended_at_ms IS NULL AND active_at_ms > ?");
    query_bind_int(&q, c->now_ms);
    query_bind_int(&q, c->now_ms);
    return query_run(&q, NULL);
}

static enum err apply_expire(struct command *c, struct tx *tx) {
    struct idle idle[SESSION_BATCH];
    size_t count = 0;
    enum err err = pull_in(c, tx);
    if (err == ERR_OK) {
        err = find_idle(c, tx, idle, &count);
    }
    for (size_t i = 0; err == ERR_OK && i < count; i++) {
        c->actor.practice_id = idle[i].practice_id;
        err = expire(c, tx, &idle[i]);
    }
    c->actor = (struct actor){.role = ROLE_NONE};
    return err == ERR_OK ? command_reply_empty(c) : err;
}

const struct command_kind session_expire = {
    .name = "session.expire",
    .access = ACCESS_SYSTEM,
    .mode = COMMAND_WRITE,
    .apply = apply_expire,
    .quiet = true,
};
