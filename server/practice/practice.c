#include "practice/practice.h"

#include "command/access.h"
#include "command/authenticate.h"
#include "store/query.h"

#include <jansson.h>

enum err practice_load(struct tx *tx, const struct id *practice_id, struct practice *out) {
    struct query q = query_of(
        tx, "SELECT name, telephone, zone, colour, waiting_room_link_s, connect_now_link_s,"
            " sign_out_after_s, reconnecting_after_s, left_after_s, host_left_s, host_lost_s"
            " FROM practice WHERE practice_id = ?");
    query_bind_id(&q, practice_id);
    bool found = query_row(&q);
    const struct practice practice = {
        .id = *practice_id,
        .name = query_text(&q, 0),
        .telephone = query_text(&q, 1),
        .zone = query_text(&q, 2),
        .colour = query_text(&q, 3),
        .waiting_room_link_s = query_int(&q, 4),
        .connect_now_link_s = query_int(&q, 5),
        .sign_out_after_s = query_int(&q, 6),
        .reconnecting_after_s = query_int(&q, 7),
        .left_after_s = query_int(&q, 8),
        .host_left_s = query_int(&q, 9),
        .host_lost_s = query_int(&q, 10),
    };
    enum err err = query_end(&q);
    if (err == ERR_OK && !found) {
        err = ERR_NOT_FOUND;
    }
    if (err == ERR_OK) {
        *out = practice;
    }
    return err;
}

int64_t practice_idle_limit_s(const struct practice *practice) {
    return authenticate_idle_limit_ms(practice->sign_out_after_s) / 1000;
}

struct json_t *practice_json(const struct practice *practice) {
    return json_pack("{s:s, s:s, s:s, s:s}", "name", practice->name, "telephone",
                     practice->telephone, "zone", practice->zone, "colour", practice->colour);
}

enum err user_load(struct tx *tx, const struct id *practice_id, const struct id *user_id,
                   struct user *out) {
    struct query q =
        query_of(tx, "SELECT u.name_sealed, u.email_sealed, u.role, u.disabled_at_ms, r.id"
                     " FROM practice_user u"
                     " JOIN room r ON r.practice_id = u.practice_id AND r.owner_id = u.id"
                     " WHERE u.practice_id = ? AND u.id = ?");
    query_bind_id(&q, practice_id);
    query_bind_id(&q, user_id);
    bool found = query_row(&q);
    const struct user user = {
        .id = *user_id,
        .name =
            query_sealed(&q, 0, vault_place(practice_id, "practice_user", user_id, "name_sealed")),
        .email =
            query_sealed(&q, 1, vault_place(practice_id, "practice_user", user_id, "email_sealed")),
        .role = access_role_parse(query_text(&q, 2)),
        .disabled = !query_is_null(&q, 3),
        .room_id = query_id(&q, 4),
    };
    enum err err = query_end(&q);
    if (err == ERR_OK && !found) {
        err = ERR_NOT_FOUND;
    }
    if (err == ERR_OK) {
        *out = user;
    }
    return err;
}

/* The id in the query's first row. */
static enum err one_id(struct query *q, struct id *out) {
    bool found = query_row(q);
    struct id id = query_id(q, 0);
    enum err err = query_end(q);
    if (err == ERR_OK && !found) {
        err = ERR_NOT_FOUND;
    }
    if (err == ERR_OK) {
        *out = id;
    }
    return err;
}

enum err room_owner(struct tx *tx, const struct id *practice_id, const struct id *room_id,
                    struct id *owner_id) {
    struct query q = query_of(tx, "SELECT owner_id FROM room WHERE practice_id = ? AND id = ?");
    query_bind_id(&q, practice_id);
    query_bind_id(&q, room_id);
    return one_id(&q, owner_id);
}

enum err room_of_user(struct tx *tx, const struct id *practice_id, const struct id *user_id,
                      struct id *room_id) {
    struct query q = query_of(tx, "SELECT id FROM room WHERE practice_id = ? AND owner_id = ?");
    query_bind_id(&q, practice_id);
    query_bind_id(&q, user_id);
    return one_id(&q, room_id);
}

enum err preference_invite_kind(struct tx *tx, const struct id *practice_id,
                                const struct id *user_id, const char **out) {
    struct query q = query_of(tx, "SELECT value FROM preference WHERE practice_id = ?"
                                  " AND user_id = ? AND name = 'invite_kind'");
    query_bind_id(&q, practice_id);
    query_bind_id(&q, user_id);
    const char *kind = query_row(&q) ? query_text(&q, 0) : "connect_now";
    enum err err = query_end(&q);
    if (err == ERR_OK) {
        *out = kind;
    }
    return err;
}

enum err preference_set_invite_kind(struct tx *tx, const struct id *practice_id,
                                    const struct id *user_id, const char *kind) {
    struct query q = query_of(
        tx, "INSERT INTO preference (practice_id, user_id, name, value)"
            " VALUES (?, ?, 'invite_kind', ?)"
            " ON CONFLICT (practice_id, user_id, name) DO UPDATE SET value = excluded.value");
    query_bind_id(&q, practice_id);
    query_bind_id(&q, user_id);
    query_bind_text(&q, kind);
    return query_run_one(&q);
}
