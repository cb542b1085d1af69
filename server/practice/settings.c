/* settings: what an administrator sets for the practice, and what each user sets for their own waiting
 * room: who else may send, view and admit there. */
#include "command/access.h"
#include "practice/grant.h"
#include "practice/practice.h"
#include "practice/settings_kinds.h"
#include "store/query.h"
#include "store/store.h"

#include <jansson.h>

enum {
    MINUTE_S = 60,
    HOUR_S = 60 * MINUTE_S,
    DAY_S = 24 * HOUR_S,
    USERS_MAX = 1000, /* whom access can be granted to, of one practice */
};

static json_t *practice_settings(const struct practice *practice) {
    return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I}", "waiting_room_link_s",
                     (json_int_t)practice->waiting_room_link_s, "connect_now_link_s",
                     (json_int_t)practice->connect_now_link_s, "sign_out_after_s",
                     (json_int_t)practice->sign_out_after_s, "reconnecting_after_s",
                     (json_int_t)practice->reconnecting_after_s, "left_after_s",
                     (json_int_t)practice->left_after_s, "host_left_s",
                     (json_int_t)practice->host_left_s, "host_lost_s",
                     (json_int_t)practice->host_lost_s);
}

/* Every other user who can sign in. */
static enum err add_users(struct command *c, struct tx *tx, json_t *users) {
    const struct id *practice_id = &c->actor.practice_id;
    struct query q =
        query_of(tx, "SELECT id, name_sealed FROM practice_user WHERE practice_id = ? AND id <> ?"
                     " AND disabled_at_ms IS NULL ORDER BY created_at_ms, id LIMIT ?");
    query_bind_id(&q, practice_id);
    query_bind_id(&q, &c->actor.user_id);
    query_bind_int(&q, USERS_MAX);
    while (query_row(&q)) {
        struct id id = query_id(&q, 0);
        struct place place = vault_place(practice_id, "practice_user", &id, "name_sealed");
        json_array_append_new(
            users, json_pack("{s:s, s:s}", "id", id.text, "name", query_sealed(&q, 1, place)));
    }
    return query_end(&q);
}

static enum err add_grants(struct command *c, struct tx *tx, const struct id *room_id,
                           json_t *grants) {
    const struct id *practice_id = &c->actor.practice_id;
    struct query q = query_of(tx, "SELECT user_id FROM room_grant WHERE practice_id = ?"
                                  " AND room_id = ? ORDER BY granted_at_ms, user_id");
    query_bind_id(&q, practice_id);
    query_bind_id(&q, room_id);
    enum err err = ERR_OK;
    while (err == ERR_OK && query_row(&q)) {
        struct id user_id = query_id(&q, 0);
        struct user user;
        struct grant grant;
        err = user_load(tx, practice_id, &user_id, &user);
        if (err == ERR_OK) {
            err = grant_load(tx, practice_id, room_id, &user_id, &grant);
        }
        if (err == ERR_OK) {
            json_t *row = json_pack("{s:s, s:s}", "user_id", user_id.text, "name", user.name);
            grant_json(row, &grant);
            json_array_append_new(grants, row);
        }
    }
    enum err ended = query_end(&q);
    return err == ERR_OK ? ended : err;
}

static enum err reply_settings(struct command *c, struct tx *tx) {
    struct practice practice;
    struct id room_id;
    enum err err = practice_load(tx, &c->actor.practice_id, &practice);
    if (err == ERR_OK) {
        err = room_of_user(tx, &c->actor.practice_id, &c->actor.user_id, &room_id);
    }
    if (err != ERR_OK) {
        return err;
    }
    json_t *grants = json_array();
    json_t *users = json_array();
    json_t *body = json_pack(
        "{s:o, s:b, s:o, s:o}", "practice", practice_settings(&practice), "may_change_practice",
        access_route(ACCESS_ADMIN, c->actor.role) == ERR_OK, "grants", grants, "users", users);
    if (body == NULL) {
        return ERR_NOMEM;
    }
    err = add_grants(c, tx, &room_id, grants);
    if (err == ERR_OK) {
        err = add_users(c, tx, users);
    }
    if (err != ERR_OK) {
        json_decref(body);
        return err;
    }
    return command_reply_json(c, 200, body);
}

static enum err get(struct command *c, struct tx *tx) {
    return reply_settings(c, tx);
}

static enum err change_practice(struct command *c, struct tx *tx) {
    const struct settings_practice_input *input = c->input;
    struct query q =
        query_of(tx, "UPDATE practice SET waiting_room_link_s = ?, connect_now_link_s = ?,"
                     " sign_out_after_s = ?, reconnecting_after_s = ?, left_after_s = ?, "
                     "host_left_s = ?, host_lost_s = ? WHERE practice_id = ?");
    query_bind_int(&q, input->waiting_room_link_s);
    query_bind_int(&q, input->connect_now_link_s);
    query_bind_int(&q, input->sign_out_after_s);
    query_bind_int(&q, input->reconnecting_after_s);
    query_bind_int(&q, input->left_after_s);
    query_bind_int(&q, input->host_left_s);
    query_bind_int(&q, input->host_lost_s);
    query_bind_id(&q, &c->actor.practice_id);
    enum err err = query_run_one(&q);
    if (err == ERR_OK) {
        command_audit(c, "practice", &c->actor.practice_id);
        err = reply_settings(c, tx);
    }
    return err;
}

/* The user whom the path names: another one of this practice who is not shut out. */
static enum err find_delegate(struct command *c, struct tx *tx, struct user *out) {
    enum err err = user_load(tx, &c->actor.practice_id, &c->facts.path_ids[0], out);
    bool fits = err == ERR_OK && !out->disabled && !id_equal(&out->id, &c->actor.user_id);
    return err == ERR_OK && !fits ? ERR_NOT_FOUND : err;
}

static enum err check_room_for_one_more(struct command *c, struct tx *tx, const struct id *room_id,
                                        const struct id *user_id) {
    struct query q = query_of(tx, "SELECT COUNT(*) FROM room_grant WHERE practice_id = ?"
                                  " AND room_id = ? AND user_id <> ?");
    query_bind_id(&q, &c->actor.practice_id);
    query_bind_id(&q, room_id);
    query_bind_id(&q, user_id);
    int64_t count = 0;
    enum err err = query_number(&q, &count);
    if (err == ERR_OK && count >= GRANT_ROOM_MAX) {
        return command_problem(c, ERR_CONFLICT, "grants-full",
                               "24 people have access to your waiting room, which is the most.",
                               "Revoke one first.");
    }
    return err;
}

static enum err store_grant(struct command *c, struct tx *tx, const struct id *user_id,
                            const struct grant *grant) {
    struct id room_id;
    enum err err = room_of_user(tx, &c->actor.practice_id, &c->actor.user_id, &room_id);
    if (err == ERR_OK) {
        err = check_room_for_one_more(c, tx, &room_id, user_id);
    }
    if (err == ERR_OK) {
        err = grant_save(c, tx, &room_id, user_id, grant);
    }
    if (err == ERR_OK) {
        command_audit(c, "room", &room_id);
        command_audit(c, "user", user_id);
        grant_announce(c, &room_id, user_id, grant);
        err = reply_settings(c, tx);
    }
    return err;
}

static enum err grant(struct command *c, struct tx *tx) {
    const struct settings_grant_input *input = c->input;
    struct user user;
    if (!input->send && !input->view && !input->admit) {
        return command_problem_field(c, "send", "Choose at least one right.");
    }
    const struct grant grant = {
        .rights = {
            [RIGHT_VIEW] = input->view, [RIGHT_SEND] = input->send, [RIGHT_ADMIT] = input->admit}};
    enum err err = find_delegate(c, tx, &user);
    return err == ERR_OK ? store_grant(c, tx, &user.id, &grant) : err;
}

static enum err revoke(struct command *c, struct tx *tx) {
    static const struct grant NOTHING = {.rights = {false}};
    struct user user;
    enum err err = user_load(tx, &c->actor.practice_id, &c->facts.path_ids[0], &user);
    return err == ERR_OK ? store_grant(c, tx, &user.id, &NOTHING) : err;
}

static const struct field PRACTICE_FIELDS[] = {
    {"waiting_room_link_s", FIELD_INT,
     offsetof(struct settings_practice_input, waiting_room_link_s), true, 5 * MINUTE_S, 30 * DAY_S,
     NULL},
    {"connect_now_link_s", FIELD_INT, offsetof(struct settings_practice_input, connect_now_link_s),
     true, MINUTE_S, 2 * HOUR_S, NULL},
    {"sign_out_after_s", FIELD_INT, offsetof(struct settings_practice_input, sign_out_after_s),
     true, 5 * MINUTE_S, 4 * HOUR_S, NULL},
    {"reconnecting_after_s", FIELD_INT,
     offsetof(struct settings_practice_input, reconnecting_after_s), true, 3, 30, NULL},
    {"left_after_s", FIELD_INT, offsetof(struct settings_practice_input, left_after_s), true,
     MINUTE_S, HOUR_S, NULL},
    {"host_left_s", FIELD_INT, offsetof(struct settings_practice_input, host_left_s), true, 10,
     HOUR_S, NULL},
    {"host_lost_s", FIELD_INT, offsetof(struct settings_practice_input, host_lost_s), true, 30,
     HOUR_S, NULL},
    {NULL, FIELD_TEXT, 0, false, 0, 0, NULL},
};

static const struct field GRANT_FIELDS[] = {
    {"send", FIELD_BOOL, offsetof(struct settings_grant_input, send), true, 0, 0, NULL},
    {"view", FIELD_BOOL, offsetof(struct settings_grant_input, view), true, 0, 0, NULL},
    {"admit", FIELD_BOOL, offsetof(struct settings_grant_input, admit), true, 0, 0, NULL},
    {NULL, FIELD_TEXT, 0, false, 0, 0, NULL},
};

const struct command_kind settings_get = {
    .name = "settings.get", .access = ACCESS_USER, .mode = COMMAND_READ, .apply = get};

const struct command_kind settings_change_practice = {
    .name = "settings.change-practice",
    .access = ACCESS_ADMIN,
    .mode = COMMAND_WRITE,
    .fields = PRACTICE_FIELDS,
    .input_size = sizeof(struct settings_practice_input),
    .apply = change_practice,
};

const struct command_kind settings_grant = {
    .name = "settings.grant",
    .access = ACCESS_USER,
    .mode = COMMAND_WRITE,
    .fields = GRANT_FIELDS,
    .input_size = sizeof(struct settings_grant_input),
    .apply = grant,
};

const struct command_kind settings_revoke = {
    .name = "settings.revoke", .access = ACCESS_USER, .mode = COMMAND_WRITE, .apply = revoke};

/* ---- the rooms that a user may work in ---- */

static enum err add_room(struct command *c, struct tx *tx, const struct id *room_id,
                         const struct grant *grant, json_t *rooms) {
    struct id owner_id;
    struct user owner;
    enum err err = room_owner(tx, &c->actor.practice_id, room_id, &owner_id);
    if (err == ERR_OK) {
        err = user_load(tx, &c->actor.practice_id, &owner_id, &owner);
    }
    if (err == ERR_OK) {
        json_t *row = json_pack("{s:s, s:s, s:b}", "room_id", room_id->text, "owner_name",
                                owner.name, "own", id_equal(&owner_id, &c->actor.user_id));
        grant_json(row, grant);
        json_array_append_new(rooms, row);
        command_audit(c, "room", room_id);
    }
    return err;
}

static enum err add_rooms(struct command *c, struct tx *tx, json_t *rooms) {
    static const struct grant ALL = {.rights = {true, true, true}};
    const struct id *practice_id = &c->actor.practice_id;
    struct id own;
    enum err err = room_of_user(tx, practice_id, &c->actor.user_id, &own);
    if (err == ERR_OK) {
        err = add_room(c, tx, &own, &ALL, rooms);
    }
    struct query q = query_of(tx, "SELECT room_id FROM room_grant WHERE practice_id = ?"
                                  " AND user_id = ? ORDER BY granted_at_ms, room_id LIMIT ?");
    query_bind_id(&q, practice_id);
    query_bind_id(&q, &c->actor.user_id);
    query_bind_int(&q, GRANT_USER_MAX - 1);
    while (err == ERR_OK && query_row(&q)) {
        struct id room_id = query_id(&q, 0);
        struct grant granted;
        err = grant_load(tx, practice_id, &room_id, &c->actor.user_id, &granted);
        if (err == ERR_OK) {
            err = add_room(c, tx, &room_id, &granted, rooms);
        }
    }
    enum err ended = query_end(&q);
    return err == ERR_OK ? ended : err;
}

static enum err list_rooms(struct command *c, struct tx *tx) {
    json_t *rooms = json_array();
    enum err err = add_rooms(c, tx, rooms);
    if (err != ERR_OK) {
        json_decref(rooms);
        return err;
    }
    return command_reply_json(c, 200, json_pack("{s:o}", "rooms", rooms));
}

const struct command_kind rooms_get = {
    .name = "rooms.get", .access = ACCESS_USER, .mode = COMMAND_READ, .apply = list_rooms};
