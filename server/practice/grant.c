#include "practice/grant.h"

#include "practice/practice.h"
#include "store/query.h"
#include "store/store.h"

#include <jansson.h>

static const struct grant NOTHING = {.rights = {false}};

/* The columns may_view, may_send, may_admit from `column` on. */
static struct grant read_grant(struct query *q, int column) {
    return (struct grant){.rights = {
                              [RIGHT_VIEW] = query_int(q, column) != 0,
                              [RIGHT_SEND] = query_int(q, column + 1) != 0,
                              [RIGHT_ADMIT] = query_int(q, column + 2) != 0,
                          }};
}

enum err grant_load(struct tx *tx, const struct id *practice_id, const struct id *room_id,
                    const struct id *user_id, struct grant *out) {
    struct query q = query_of(tx, "SELECT may_view, may_send, may_admit FROM room_grant"
                                  " WHERE practice_id = ? AND room_id = ? AND user_id = ?");
    query_bind_id(&q, practice_id);
    query_bind_id(&q, room_id);
    query_bind_id(&q, user_id);
    struct grant grant = query_row(&q) ? read_grant(&q, 0) : NOTHING;
    enum err err = query_end(&q);
    if (err == ERR_OK) {
        *out = grant;
    }
    return err;
}

enum err grant_reach_visit(struct command *c, struct tx *tx, const struct id *host_id,
                           const struct id *room_id, enum right right) {
    struct id owner_id;
    struct grant granted;
    enum err err = room_owner(tx, &c->actor.practice_id, room_id, &owner_id);
    if (err == ERR_OK) {
        err = grant_load(tx, &c->actor.practice_id, room_id, &c->actor.user_id, &granted);
    }
    if (err == ERR_OK) {
        err = access_room(&c->actor, host_id, &owner_id, &granted, right);
        if (err == ERR_NOT_FOUND && c->audit_count == 0) {
            command_audit(c, "room", room_id); /* whoever may not is on record too (S6) */
        }
    }
    return err;
}

enum err grant_reach_room(struct command *c, struct tx *tx, const struct id *room_id,
                          enum right right) {
    static const struct id NOBODY = {.text = ""};
    return grant_reach_visit(c, tx, &NOBODY, room_id, right);
}

static bool grants_anything(const struct grant *grant) {
    return grant->rights[RIGHT_VIEW] || grant->rights[RIGHT_SEND] || grant->rights[RIGHT_ADMIT];
}

static enum err erase(struct command *c, struct tx *tx, const struct id *room_id,
                      const struct id *user_id) {
    struct query q = query_of(
        tx, "DELETE FROM room_grant WHERE practice_id = ? AND room_id = ? AND user_id = ?");
    query_bind_id(&q, &c->actor.practice_id);
    query_bind_id(&q, room_id);
    query_bind_id(&q, user_id);
    return query_run(&q, NULL);
}

enum err grant_save(struct command *c, struct tx *tx, const struct id *room_id,
                    const struct id *user_id, const struct grant *grant) {
    if (!grants_anything(grant)) {
        return erase(c, tx, room_id, user_id);
    }
    struct query q = query_of(
        tx, "INSERT INTO room_grant (practice_id, room_id, user_id, may_view, may_send, may_admit,"
            " granted_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (practice_id, room_id, user_id) DO UPDATE SET"
            " may_view = excluded.may_view, may_send = excluded.may_send,"
            " may_admit = excluded.may_admit, granted_at_ms = excluded.granted_at_ms");
    query_bind_id(&q, &c->actor.practice_id);
    query_bind_id(&q, room_id);
    query_bind_id(&q, user_id);
    query_bind_int(&q, grant->rights[RIGHT_VIEW]);
    query_bind_int(&q, grant->rights[RIGHT_SEND]);
    query_bind_int(&q, grant->rights[RIGHT_ADMIT]);
    query_bind_int(&q, c->now_ms);
    return query_run_one(&q);
}

void grant_json(struct json_t *object, const struct grant *grant) {
    json_object_set_new(object, "send", json_boolean(grant->rights[RIGHT_SEND]));
    json_object_set_new(object, "view", json_boolean(grant->rights[RIGHT_VIEW]));
    json_object_set_new(object, "admit", json_boolean(grant->rights[RIGHT_ADMIT]));
}

void grant_announce(struct command *c, const struct id *room_id, const struct id *user_id,
                    const struct grant *grant) {
    json_t *data = json_pack("{s:s}", "room_id", room_id->text);
    grant_json(data, grant);
    command_event(c, (struct stream){.name = "user", .id = *user_id}, "rooms.changed", data);
    if (!grant->rights[RIGHT_VIEW]) {
        command_effect(c, EFFECT_UNSUBSCRIBE_USER, user_id, room_id, "room");
    }
}

/* What the user has granted to others: each of them is told. */
static enum err end_given(struct command *c, struct tx *tx, const struct id *room_id) {
    struct query q = query_of(tx, "SELECT user_id FROM room_grant"
                                  " WHERE practice_id = ? AND room_id = ? LIMIT 24");
    query_bind_id(&q, &c->actor.practice_id);
    query_bind_id(&q, room_id);
    while (query_row(&q)) {
        struct id user_id = query_id(&q, 0);
        grant_announce(c, room_id, &user_id, &NOTHING);
    }
    enum err err = query_end(&q);
    if (err != ERR_OK) {
        return err;
    }
    q = query_of(tx, "DELETE FROM room_grant WHERE practice_id = ? AND room_id = ?");
    query_bind_id(&q, &c->actor.practice_id);
    query_bind_id(&q, room_id);
    return query_run(&q, NULL);
}

enum err grant_end_all(struct command *c, struct tx *tx, const struct id *user_id) {
    struct id room_id;
    enum err err = room_of_user(tx, &c->actor.practice_id, user_id, &room_id);
    if (err == ERR_OK) {
        err = end_given(c, tx, &room_id);
    }
    if (err != ERR_OK) {
        return err;
    }
    struct query q = query_of(tx, "DELETE FROM room_grant WHERE practice_id = ? AND user_id = ?");
    query_bind_id(&q, &c->actor.practice_id);
    query_bind_id(&q, user_id);
    return query_run(&q, NULL);
}
