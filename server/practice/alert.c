#include "practice/alert.h"

#include "practice/practice.h"
#include "store/query.h"
#include "store/store.h"

static struct place mobile_place(const struct id *practice_id, const struct id *user_id) {
    return vault_place(practice_id, "user_alert", user_id, "mobile_sealed");
}

enum err alert_load(struct tx *tx, const struct id *practice_id, const struct id *user_id,
                    struct alert *out) {
    struct query q = query_of(tx, "SELECT sound, desktop, email, sms, mobile_sealed FROM user_alert"
                                  " WHERE practice_id = ? AND id = ?");
    query_bind_id(&q, practice_id);
    query_bind_id(&q, user_id);
    struct alert alert = {.sound = true, .desktop = true};
    if (query_row(&q)) {
        alert = (struct alert){.sound = query_int(&q, 0) != 0,
                               .desktop = query_int(&q, 1) != 0,
                               .email = query_int(&q, 2) != 0,
                               .sms = query_int(&q, 3) != 0,
                               .mobile = query_sealed(&q, 4, mobile_place(practice_id, user_id))};
    }
    enum err err = query_end(&q);
    if (err == ERR_OK) {
        *out = alert;
    }
    return err;
}

enum err alert_save(struct tx *tx, const struct id *practice_id, const struct id *user_id,
                    const struct alert *alert) {
    struct query q = query_of(
        tx, "INSERT INTO user_alert (practice_id, id, sound, desktop, email, sms, mobile_sealed)"
            " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (practice_id, id) DO UPDATE SET"
            " sound = excluded.sound, desktop = excluded.desktop, email = excluded.email,"
            " sms = excluded.sms, mobile_sealed = excluded.mobile_sealed");
    query_bind_id(&q, practice_id);
    query_bind_id(&q, user_id);
    query_bind_int(&q, alert->sound);
    query_bind_int(&q, alert->desktop);
    query_bind_int(&q, alert->email);
    query_bind_int(&q, alert->sms);
    query_bind_sealed(&q, mobile_place(practice_id, user_id), alert->mobile);
    return query_run_one(&q);
}

enum err alert_room_chosen(struct tx *tx, const struct id *practice_id, const struct id *room_id,
                           const struct id *user_id, bool *out) {
    struct query q = query_of(tx, "SELECT 1 FROM user_alert_room WHERE practice_id = ?"
                                  " AND room_id = ? AND user_id = ?");
    query_bind_id(&q, practice_id);
    query_bind_id(&q, room_id);
    query_bind_id(&q, user_id);
    bool chosen = query_row(&q);
    enum err err = query_end(&q);
    if (err == ERR_OK) {
        *out = chosen;
    }
    return err;
}

enum err alert_room_choose(struct tx *tx, const struct id *practice_id, const struct id *room_id,
                           const struct id *user_id, bool on) {
    struct query q =
        on ? query_of(tx, "INSERT INTO user_alert_room (practice_id, room_id, user_id)"
                          " VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
           : query_of(tx, "DELETE FROM user_alert_room WHERE practice_id = ? AND room_id = ?"
                          " AND user_id = ?");
    query_bind_id(&q, practice_id);
    query_bind_id(&q, room_id);
    query_bind_id(&q, user_id);
    return query_run(&q, NULL);
}

static enum err add_delegates(struct tx *tx, const struct id *practice_id, const struct id *room_id,
                              struct id *out, size_t *count) {
    struct query q =
        query_of(tx, "SELECT a.user_id FROM user_alert_room a"
                     " JOIN room_grant g ON g.practice_id = a.practice_id AND g.room_id = a.room_id"
                     " AND g.user_id = a.user_id AND g.may_view <> 0"
                     " JOIN practice_user u ON u.practice_id = a.practice_id AND u.id = a.user_id"
                     " AND u.disabled_at_ms IS NULL"
                     " WHERE a.practice_id = ? AND a.room_id = ? ORDER BY a.user_id LIMIT ?");
    query_bind_id(&q, practice_id);
    query_bind_id(&q, room_id);
    query_bind_int(&q, ALERT_USERS_MAX - 1);
    while (query_row(&q)) {
        out[*count] = query_id(&q, 0);
        *count += 1;
    }
    return query_end(&q);
}

enum err alert_users(struct tx *tx, const struct id *practice_id, const struct id *room_id,
                     struct id *out, size_t *count) {
    struct id owner_id;
    struct user owner;
    enum err err = room_owner(tx, practice_id, room_id, &owner_id);
    if (err == ERR_OK) {
        err = user_load(tx, practice_id, &owner_id, &owner);
    }
    if (err != ERR_OK) {
        return err;
    }
    *count = 0;
    if (!owner.disabled) {
        out[0] = owner_id;
        *count = 1;
    }
    return add_delegates(tx, practice_id, room_id, out, count);
}
