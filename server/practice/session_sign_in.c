/* Signing in: the password is verified on the slow pool, over a snapshot; the session is made by the
 * writer, which checks that the user is still the one whose password was verified. What is wrong is never
 * said, and an unknown e-mail costs the same work as a known one. */
#include "base/limit.h"
#include "command/authenticate.h"
#include "command/limits.h"
#include "practice/kinds.h"
#include "practice/practice.h"
#include "practice/session.h"
#include "store/query.h"
#include "store/store.h"

#include <string.h>

#define DEVICE_COOKIE "device"

enum { DEVICE_COOKIE_S = 400 * 24 * 60 * 60 };

/* What the snapshot knew. */
struct prepared {
    struct id practice_id;
    struct id user_id;    /* none: no such user */
    const char *password; /* the stored hash; NULL: no such user, or disabled */
    bool verified;
};

static enum err find_user(struct tx *tx, const struct id *practice_id, const char *email,
                          struct prepared *out) {
    struct hash blind = vault_blind(tx_vault(tx), practice_id, BLIND_EMAIL, email);
    struct query q = query_of(tx, "SELECT id, password_sealed, disabled_at_ms FROM practice_user"
                                  " WHERE practice_id = ? AND email_blind = ?");
    query_bind_id(&q, practice_id);
    query_bind_hash(&q, &blind);
    out->practice_id = *practice_id;
    out->user_id = (struct id){""};
    out->password = NULL;
    if (query_row(&q)) {
        out->user_id = query_id(&q, 0);
        const char *hash = query_sealed(
            &q, 1, vault_place(practice_id, "practice_user", &out->user_id, "password_sealed"));
        out->password = query_is_null(&q, 2) ? hash : NULL;
    }
    return query_end(&q);
}

static enum err look_up(struct command *c, const char *email, struct prepared *out) {
    struct tx *tx = NULL;
    struct id practice_id;
    enum err err = store_reader_begin(c->reader, c->arena, &tx);
    if (err != ERR_OK) {
        return err;
    }
    err = authenticate_practice(tx, c->facts.host, &practice_id);
    if (err == ERR_OK) {
        err = find_user(tx, &practice_id, email, out);
    }
    store_reader_end(tx);
    return err;
}

/* The buckets that one try takes from: that of a browser which has signed in as this user before, alone; else those
 * of the address and of the target. Nobody at the same address can so use up what a known browser has (S11). */
struct try {
    bool known;
    struct hash device;
    struct hash target;
    struct hash address;
};

static struct try try_of(const struct command *c, const struct prepared *prepared,
                         const char *email) {
    const char *device = command_cookie(c, DEVICE_COOKIE);
    return (struct try){
        .known = vault_device_known(c->vault, &prepared->practice_id, email, device),
        .device = vault_token_hash(device),
        .target = vault_blind(c->vault, &prepared->practice_id, BLIND_EMAIL, email),
        .address = limits_address(c->facts.peer),
    };
}

static enum err take_try(struct command *c, const struct try *try) {
    const struct limits *limits = c->limits;
    int64_t wait_ms = 0;
    enum err err;
    if (try->known) {
        err = limit_take(limits->sign_in_device, &try->device, sizeof try->device, c->now_ms,
                         &wait_ms);
    } else {
        err = limit_take(limits->sign_in_address, &try->address, sizeof try->address, c->now_ms,
                         &wait_ms);
        if (err == ERR_OK) {
            err = limit_take(limits->sign_in_target, &try->target, sizeof try->target, c->now_ms,
                             &wait_ms);
        }
    }
    if (err != ERR_OK) {
        c->reply.retry_after_s = (int)(wait_ms / 1000) + 1;
        return command_problem(c, ERR_RATE, "rate-limited", "Too many tries.",
                               "Wait a moment, then try again.");
    }
    return ERR_OK;
}

static void return_try(struct command *c, const struct try *try) {
    const struct limits *limits = c->limits;
    if (try->known) {
        limit_return(limits->sign_in_device, &try->device, sizeof try->device, c->now_ms);
    } else {
        limit_return(limits->sign_in_address, &try->address, sizeof try->address, c->now_ms);
        limit_return(limits->sign_in_target, &try->target, sizeof try->target, c->now_ms);
    }
}

static enum err prepare(struct command *c) {
    const struct session_sign_in_input *input = c->input;
    struct prepared *prepared = arena_alloc(c->arena, sizeof *prepared);
    struct try try;
    if (prepared == NULL) {
        return ERR_NOMEM;
    }
    enum err err = look_up(c, input->email, prepared);
    if (err == ERR_OK && c->limits != NULL) {
        try = try_of(c, prepared, input->email);
        err = take_try(c, &try);
    }
    if (err != ERR_OK) {
        return err;
    }
    prepared->verified = vault_password_verify(c->vault, prepared->password, input->password);
    if (prepared->verified && c->limits != NULL) {
        return_try(c, &try);
    }
    c->prepared = prepared;
    return ERR_OK;
}

/* Between the snapshot and now the user may have been disabled or given a new password. */
static enum err check_again(struct command *c, struct tx *tx, const struct prepared *prepared) {
    const struct session_sign_in_input *input = c->input;
    struct prepared now;
    enum err err = find_user(tx, &c->actor.practice_id, input->email, &now);
    if (err != ERR_OK) {
        return err;
    }
    bool same = prepared->verified && now.password != NULL &&
                id_equal(&now.user_id, &prepared->user_id) &&
                strcmp(now.password, prepared->password) == 0;
    if (!same) {
        command_audit(c, id_is_none(&now.user_id) ? "" : "user", &now.user_id);
        return command_problem(c, ERR_UNAUTHENTICATED, "sign-in-failed",
                               "This e-mail and password do not belong together.",
                               "Check both and try again.");
    }
    c->actor.user_id = now.user_id;
    return ERR_OK;
}

/* The sessions that are one too many once another is there. */
static enum err end_surplus(struct command *c, struct tx *tx) {
    struct query q = query_of(tx, "SELECT id FROM session WHERE practice_id = ? AND user_id = ?"
                                  " AND ended_at_ms IS NULL"
                                  " ORDER BY active_at_ms DESC, id LIMIT 8 OFFSET ?");
    query_bind_id(&q, &c->actor.practice_id);
    query_bind_id(&q, &c->actor.user_id);
    query_bind_int(&q, SESSION_OPEN_MAX - 1);
    enum err err = ERR_OK;
    while (err == ERR_OK && query_row(&q)) {
        struct id id = query_id(&q, 0);
        err = session_end(c, tx, &id, "signed_out");
    }
    enum err ended = query_end(&q);
    return err == ERR_OK ? ended : err;
}

static enum err insert_session(struct command *c, struct tx *tx, const char *token) {
    struct hash hash = vault_token_hash(token);
    c->actor.session_id = id_new();
    struct query q = query_of(tx, "INSERT INTO session (practice_id, id, user_id, token_hash,"
                                  " created_at_ms, active_at_ms) VALUES (?, ?, ?, ?, ?, ?)");
    query_bind_id(&q, &c->actor.practice_id);
    query_bind_id(&q, &c->actor.session_id);
    query_bind_id(&q, &c->actor.user_id);
    query_bind_hash(&q, &hash);
    query_bind_int(&q, c->now_ms);
    query_bind_int(&q, c->now_ms);
    return query_run_one(&q);
}

/* From now on the command acts as the new session. */
static enum err begin_life(struct command *c, struct tx *tx) {
    struct practice practice;
    enum err err = practice_load(tx, &c->actor.practice_id, &practice);
    if (err == ERR_OK) {
        c->actor.session_active_at_ms = c->now_ms;
        c->actor.session_limit_ms = practice_idle_limit_s(&practice) * 1000;
        c->actor.session_ends_at_ms = c->now_ms + c->actor.session_limit_ms;
    }
    return err;
}

static enum err apply(struct command *c, struct tx *tx) {
    const struct session_sign_in_input *input = c->input;
    enum err err = check_again(c, tx, c->prepared);
    if (err == ERR_OK) {
        err = end_surplus(c, tx);
    }
    struct session_token token = vault_session_token();
    if (err == ERR_OK) {
        err = insert_session(c, tx, token.text);
    }
    if (err == ERR_OK) {
        err = begin_life(c, tx);
    }
    if (err != ERR_OK) {
        return err;
    }
    command_audit(c, "session", &c->actor.session_id);
    char device[VAULT_DEVICE_TEXT];
    vault_device_make(c->vault, &c->actor.practice_id, input->email, device);
    command_set_cookie(c, SESSION_COOKIE, token.text, 0);
    command_set_cookie(c, DEVICE_COOKIE, device, DEVICE_COOKIE_S);
    return session_reply(c, tx, 201);
}

static const struct field FIELDS[] = {
    {"email", FIELD_TEXT, offsetof(struct session_sign_in_input, email), true, 0, 254, NULL},
    {"password", FIELD_SECRET, offsetof(struct session_sign_in_input, password), true, 1, 1024,
     NULL},
    {NULL, FIELD_TEXT, 0, false, 0, 0, NULL},
};

const struct command_kind session_sign_in = {
    .name = "session.sign-in",
    .access = ACCESS_ANYONE,
    .mode = COMMAND_WRITE,
    .fields = FIELDS,
    .input_size = sizeof(struct session_sign_in_input),
    .prepare = prepare,
    .apply = apply,
    .slow = true,
};
