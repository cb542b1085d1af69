/* handover: a guest goes over to another provider's waiting room, and keeps place in time, page and seat (W12).
 *
 * It takes the right to admit in the room that is left; any other user's room of the practice may receive, as
 * long as its owner can sign in (docs/decisions/hand-over.md). Whoever hands over names the room that they
 * take the guest from: of two at once the second is told what happened, and does not move the guest on. */
#include "practice/grant.h"
#include "practice/practice.h"
#include "store/query.h"
#include "store/store.h"
#include "visit/announce.h"
#include "visit/commands.h"
#include "visit/invitation/invitation_row.h"
#include "visit/reach.h"
#include "visit/room/handover_row.h"

#include <jansson.h>

enum { ROOMS_MAX = 1000 };

struct hand_over_input {
    struct id from_room_id;
    struct id room_id;
};

static const struct field HAND_OVER_FIELDS[] = {
    {.name = "from_room_id",
     .type = FIELD_ID,
     .offset = offsetof(struct hand_over_input, from_room_id),
     .required = true},
    {.name = "room_id",
     .type = FIELD_ID,
     .offset = offsetof(struct hand_over_input, room_id),
     .required = true},
    {.name = NULL},
};

static enum err add_rooms(struct command *c, struct tx *tx, const struct id *left_id,
                          json_t *rooms) {
    const struct id *practice_id = &c->actor.practice_id;
    struct query q = query_of(
        tx, "SELECT r.id, u.id, u.name_sealed FROM room r JOIN practice_user u"
            " ON u.practice_id = r.practice_id AND u.id = r.owner_id WHERE r.practice_id = ?"
            " AND r.id <> ? AND u.disabled_at_ms IS NULL ORDER BY r.created_at_ms, r.id LIMIT ?");
    query_bind_id(&q, practice_id);
    query_bind_id(&q, left_id);
    query_bind_int(&q, ROOMS_MAX);
    while (query_row(&q)) {
        struct id room_id = query_id(&q, 0);
        struct id user_id = query_id(&q, 1);
        struct place place = vault_place(practice_id, "practice_user", &user_id, "name_sealed");
        json_array_append_new(rooms, json_pack("{s:s, s:s}", "room_id", room_id.text, "owner_name",
                                               query_sealed(&q, 2, place)));
    }
    return query_end(&q);
}

static enum err list_rooms(struct command *c, struct tx *tx) {
    struct invitation row;
    json_t *rooms = json_array();
    enum err err = reach_invitation(c, tx, &c->facts.path_ids[0], RIGHT_ADMIT, &row);
    if (err == ERR_OK) {
        err = add_rooms(c, tx, &row.room_id, rooms);
    }
    if (err != ERR_OK) {
        json_decref(rooms);
        return err;
    }
    return command_reply_json(c, 200, json_pack("{s:o}", "rooms", rooms));
}

/* The owner of a room that may receive a guest. ERR_NOT_FOUND: there is none, or nobody would see them there. */
static enum err find_receiver(struct command *c, struct tx *tx, const struct id *room_id,
                              struct user *out) {
    struct id owner_id;
    enum err err = room_owner(tx, &c->actor.practice_id, room_id, &owner_id);
    if (err == ERR_OK) {
        err = user_load(tx, &c->actor.practice_id, &owner_id, out);
    }
    return err == ERR_OK && out->disabled ? ERR_NOT_FOUND : err;
}

/* Somebody else was first, or this is the same press once more. Only who was in the room that the guest left
 * gets so far. */
static enum err answer_gone(struct command *c, struct tx *tx, const struct invitation *row) {
    const struct hand_over_input *input = c->input;
    struct user owner;
    enum err err = handover_row_check(tx, &row->practice_id, &row->id, &input->from_room_id);
    if (err != ERR_OK) {
        return err; /* never was in that room */
    }
    if (id_equal(&row->room_id, &input->room_id)) {
        return command_reply_empty(c);
    }
    err = find_receiver(c, tx, &row->room_id, &owner);
    if (err != ERR_OK) {
        return err;
    }
    const char *title =
        arena_format(c->arena, "This guest was handed over to %s meanwhile.", owner.name);
    return title == NULL ? ERR_NOMEM
                         : command_problem(c, ERR_CONFLICT, "guest-handed-over", title, NULL);
}

static enum err refuse(struct command *c) {
    return command_problem(c, ERR_CONFLICT, "guest-not-waiting",
                           "This guest can no longer be handed over.",
                           "Only who is invited or waits can.");
}

/* Guests of a visit belong to it; an appointment's belong to its room. */
static enum err check_movable(struct command *c, struct tx *tx, struct invitation *row) {
    int64_t count = 0;
    bool theirs = id_is_none(&row->visit_id) && id_is_none(&row->appointment_id) &&
                  invitation_row_listed(row, c->now_ms);
    enum err err = invitation_change(&row->state, INVITATION_BY_HOST, INVITATION_HAND_OVER);
    if (err != ERR_OK || !theirs) {
        return refuse(c);
    }
    const struct hand_over_input *input = c->input;
    err = invitation_row_count_room(tx, &row->practice_id, &input->room_id, &count);
    if (err == ERR_OK && count >= INVITATION_ROW_ROOM_MAX) {
        return command_problem(c, ERR_CONFLICT, "room-full",
                               "That waiting room holds no more invitations.", NULL);
    }
    return err;
}

static enum err move(struct command *c, struct tx *tx, struct invitation *row,
                     const struct user *receiver) {
    const struct hand_over_input *input = c->input;
    struct handover handover = {.practice_id = row->practice_id,
                                .invitation_id = row->id,
                                .from_room_id = row->room_id,
                                .to_room_id = input->room_id,
                                .author_id = c->actor.user_id,
                                .at_ms = c->now_ms};
    row->room_id = input->room_id;
    enum err err = invitation_row_move(tx, row);
    if (err == ERR_OK) {
        err = handover_row_insert(tx, &handover);
    }
    if (err == ERR_OK) {
        command_audit(c, "room", &handover.from_room_id);
        command_audit(c, "room", &handover.to_room_id);
        err = announce_handed_over(c, tx, row, &handover.from_room_id, receiver->name);
    }
    return err == ERR_OK ? command_reply_empty(c) : err;
}

static enum err hand_over(struct command *c, struct tx *tx) {
    const struct hand_over_input *input = c->input;
    struct invitation row;
    struct user receiver;
    enum err err = invitation_row_load(tx, &c->actor.practice_id, &c->facts.path_ids[0], &row);
    if (err == ERR_OK) {
        command_audit(c, "invitation", &row.id);
        err = grant_reach_room(c, tx, &input->from_room_id, RIGHT_ADMIT);
    }
    if (err == ERR_OK && !id_equal(&row.room_id, &input->from_room_id)) {
        return answer_gone(c, tx, &row);
    }
    if (err == ERR_OK && id_equal(&input->room_id, &input->from_room_id)) {
        return command_problem_field(c, "room_id", "Choose another waiting room.");
    }
    if (err == ERR_OK) {
        err = find_receiver(c, tx, &input->room_id, &receiver);
    }
    if (err == ERR_OK) {
        err = check_movable(c, tx, &row);
    }
    return err == ERR_OK ? move(c, tx, &row, &receiver) : err;
}

const struct command_kind handover_rooms = {
    .name = "hand-over.rooms", .access = ACCESS_USER, .mode = COMMAND_READ, .apply = list_rooms};
const struct command_kind handover_guest = {.name = "hand-over.guest",
                                            .access = ACCESS_USER,
                                            .mode = COMMAND_WRITE,
                                            .fields = HAND_OVER_FIELDS,
                                            .input_size = sizeof(struct hand_over_input),
                                            .apply = hand_over};
