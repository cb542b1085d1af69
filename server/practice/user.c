/* Users, made and changed from the command line. */
#include "command/access.h"
#include "command/authenticate.h"
#include "practice/grant.h"
#include "practice/kinds.h"
#include "practice/practice.h"
#include "practice/session.h"
#include "store/query.h"
#include "store/store.h"

#include <jansson.h>
#include <string.h>

/* The hash of the input's password, which prepare leaves for apply. */
static enum err hash_password(struct command *c, const char *password) {
    char *hash = arena_alloc(c->arena, VAULT_PASSWORD_TEXT);
    if (hash == NULL) {
        return ERR_NOMEM;
    }
    c->prepared = hash;
    return vault_password_hash(c->vault, password, hash);
}

static enum err prepare_user_add(struct command *c) {
    return hash_password(c, ((const struct user_add_input *)c->input)->password);
}

static enum err insert_user(struct command *c, struct tx *tx, const struct id *id) {
    const struct user_add_input *input = c->input;
    const struct id *practice_id = &c->actor.practice_id;
    struct hash blind = vault_blind(tx_vault(tx), practice_id, BLIND_EMAIL, input->email);
    struct query q = query_of(
        tx, "INSERT INTO practice_user (practice_id, id, role, name_sealed, email_sealed,"
            " email_blind, password_sealed, created_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
    query_bind_id(&q, practice_id);
    query_bind_id(&q, id);
    query_bind_text(&q, access_role_name((enum role)input->role));
    query_bind_sealed(&q, vault_place(practice_id, "practice_user", id, "name_sealed"),
                      input->name);
    query_bind_sealed(&q, vault_place(practice_id, "practice_user", id, "email_sealed"),
                      input->email);
    query_bind_hash(&q, &blind);
    query_bind_sealed(&q, vault_place(practice_id, "practice_user", id, "password_sealed"),
                      c->prepared);
    query_bind_int(&q, c->now_ms);
    return query_run_one(&q);
}

static enum err insert_room(struct command *c, struct tx *tx, const struct id *owner_id,
                            const struct id *room_id) {
    struct query q = query_of(tx, "INSERT INTO room (practice_id, id, owner_id, created_at_ms)"
                                  " VALUES (?, ?, ?, ?)");
    query_bind_id(&q, &c->actor.practice_id);
    query_bind_id(&q, room_id);
    query_bind_id(&q, owner_id);
    query_bind_int(&q, c->now_ms);
    return query_run_one(&q);
}

static enum err apply_user_add(struct command *c, struct tx *tx) {
    const struct user_add_input *input = c->input;
    struct id id = id_new();
    struct id room_id = id_new();
    if (strchr(input->email, '@') == NULL) {
        return command_problem_field(c, "email", "An e-mail address has an @ in it.");
    }
    enum err err = authenticate_practice(tx, c->facts.host, &c->actor.practice_id);
    if (err == ERR_OK) {
        err = insert_user(c, tx, &id);
    }
    if (err == ERR_CONFLICT) {
        return command_problem(c, err, "email-taken", "A user with this e-mail exists.", NULL);
    }
    if (err == ERR_OK) {
        err = insert_room(c, tx, &id, &room_id);
    }
    if (err != ERR_OK) {
        return err;
    }
    command_audit(c, "user", &id);
    return command_reply_json(c, 201,
                              json_pack("{s:s, s:s}", "id", id.text, "room_id", room_id.text));
}

static const char *const ROLES[] = {"", "admin", "provider", "staff", NULL};

static const struct field ADD_FIELDS[] = {
    {"name", FIELD_TEXT, offsetof(struct user_add_input, name), true, 1, 200, NULL},
    {"email", FIELD_TEXT, offsetof(struct user_add_input, email), true, 3, 254, NULL},
    {"password", FIELD_SECRET, offsetof(struct user_add_input, password), true, 8, 1024, NULL},
    {"role", FIELD_CHOICE, offsetof(struct user_add_input, role), true, 0, 0, ROLES},
    {NULL, FIELD_TEXT, 0, false, 0, 0, NULL},
};

const struct command_kind user_add = {
    .name = "user.add",
    .access = ACCESS_SYSTEM,
    .mode = COMMAND_WRITE,
    .fields = ADD_FIELDS,
    .input_size = sizeof(struct user_add_input),
    .prepare = prepare_user_add,
    .apply = apply_user_add,
    .slow = true,
};

static enum err list_users(struct command *c, struct tx *tx, struct json_t *users) {
    const struct id *practice_id = &c->actor.practice_id;
    struct query q = query_of(tx, "SELECT id FROM practice_user WHERE practice_id = ?"
                                  " ORDER BY created_at_ms, id LIMIT 1000");
    query_bind_id(&q, practice_id);
    enum err err = ERR_OK;
    while (err == ERR_OK && query_row(&q)) {
        struct id id = query_id(&q, 0);
        struct user user;
        err = user_load(tx, practice_id, &id, &user);
        if (err == ERR_OK) {
            json_array_append_new(users, json_pack("{s:s, s:s, s:s, s:s, s:b}", "id", id.text,
                                                   "name", user.name, "email", user.email, "role",
                                                   access_role_name(user.role), "disabled",
                                                   user.disabled));
        }
    }
    enum err ended = query_end(&q);
    return err == ERR_OK ? ended : err;
}

static enum err apply_user_list(struct command *c, struct tx *tx) {
    enum err err = authenticate_practice(tx, c->facts.host, &c->actor.practice_id);
    json_t *users = json_array();
    if (err == ERR_OK) {
        command_audit(c, "practice", &c->actor.practice_id); /* all of its users, however many */
        err = list_users(c, tx, users);
    }
    if (err != ERR_OK) {
        json_decref(users);
        return err;
    }
    return command_reply_json(c, 200, json_pack("{s:o}", "users", users));
}

const struct command_kind user_list = {
    .name = "user.list",
    .access = ACCESS_SYSTEM,
    .mode = COMMAND_READ,
    .apply = apply_user_list,
};

/* The user with the input's e-mail, of the practice that the host picks. */
static enum err find_by_email(struct command *c, struct tx *tx, struct id *out) {
    const struct user_email_input *input = c->input;
    enum err err = authenticate_practice(tx, c->facts.host, &c->actor.practice_id);
    if (err != ERR_OK) {
        return err;
    }
    struct hash blind = vault_blind(tx_vault(tx), &c->actor.practice_id, BLIND_EMAIL, input->email);
    struct query q =
        query_of(tx, "SELECT id FROM practice_user WHERE practice_id = ? AND email_blind = ?");
    query_bind_id(&q, &c->actor.practice_id);
    query_bind_hash(&q, &blind);
    struct id id = {""};
    if (query_row(&q)) {
        id = query_id(&q, 0);
    }
    err = query_end(&q);
    if (err == ERR_OK && id_is_none(&id)) {
        return command_problem(c, ERR_NOT_FOUND, "not-found", "No user has this e-mail.", NULL);
    }
    *out = id;
    return err;
}

static enum err prepare_user_password(struct command *c) {
    return hash_password(c, ((const struct user_email_input *)c->input)->password);
}

static enum err apply_user_password(struct command *c, struct tx *tx) {
    struct id id;
    enum err err = find_by_email(c, tx, &id);
    if (err != ERR_OK) {
        return err;
    }
    const struct id *practice_id = &c->actor.practice_id;
    struct query q = query_of(
        tx, "UPDATE practice_user SET password_sealed = ? WHERE practice_id = ? AND id = ?");
    query_bind_sealed(&q, vault_place(practice_id, "practice_user", &id, "password_sealed"),
                      c->prepared);
    query_bind_id(&q, practice_id);
    query_bind_id(&q, &id);
    err = query_run_one(&q);
    if (err == ERR_OK) {
        err = session_end_all(c, tx, &id, "signed_out");
    }
    return err == ERR_OK ? command_reply_empty(c) : err;
}

static const struct field PASSWORD_FIELDS[] = {
    {"email", FIELD_TEXT, offsetof(struct user_email_input, email), true, 3, 254, NULL},
    {"password", FIELD_SECRET, offsetof(struct user_email_input, password), true, 8, 1024, NULL},
    {NULL, FIELD_TEXT, 0, false, 0, 0, NULL},
};

const struct command_kind user_password = {
    .name = "user.password",
    .access = ACCESS_SYSTEM,
    .mode = COMMAND_WRITE,
    .fields = PASSWORD_FIELDS,
    .input_size = sizeof(struct user_email_input),
    .prepare = prepare_user_password,
    .apply = apply_user_password,
    .slow = true,
};

static enum err apply_user_disable(struct command *c, struct tx *tx) {
    struct id id;
    enum err err = find_by_email(c, tx, &id);
    if (err != ERR_OK) {
        return err;
    }
    struct query q = query_of(tx, "UPDATE practice_user SET disabled_at_ms = ?"
                                  " WHERE practice_id = ? AND id = ? AND disabled_at_ms IS NULL");
    query_bind_int(&q, c->now_ms);
    query_bind_id(&q, &c->actor.practice_id);
    query_bind_id(&q, &id);
    err = query_run(&q, NULL);
    if (err == ERR_OK) {
        err = grant_end_all(c, tx, &id);
    }
    if (err == ERR_OK) {
        err = session_end_all(c, tx, &id, "signed_out");
    }
    return err == ERR_OK ? command_reply_empty(c) : err;
}

static const struct field DISABLE_FIELDS[] = {
    {"email", FIELD_TEXT, offsetof(struct user_email_input, email), true, 3, 254, NULL},
    {NULL, FIELD_TEXT, 0, false, 0, 0, NULL},
};

const struct command_kind user_disable = {
    .name = "user.disable",
    .access = ACCESS_SYSTEM,
    .mode = COMMAND_WRITE,
    .fields = DISABLE_FIELDS,
    .input_size = sizeof(struct user_email_input),
    .apply = apply_user_disable,
};
