/* host: starting a visit with guests from the room, leaving it, ending it. */
#include "practice/practice.h"
#include "visit/announce.h"
#include "visit/appointment/appointment_start.h"
#include "visit/commands.h"
#include "visit/door/doorway.h"
#include "visit/ending.h"
#include "visit/entry.h"
#include "visit/reach.h"
#include "visit/visit_view.h"

#include <jansson.h>

struct start_input {
    struct id_list invitation_ids;
};

static const struct field START_FIELDS[] = {
    {.name = "invitation_ids",
     .type = FIELD_IDS,
     .offset = offsetof(struct start_input, invitation_ids),
     .required = true,
     .min = 1,
     .max = VISIT_START_MAX},
    {.name = NULL},
};

static enum err reply_visit(struct command *c, struct tx *tx, int status,
                            const struct visit *visit) {
    json_t *json = NULL;
    enum err err = visit_view_load(tx, visit, VISIT_VIEW_STAFF, &json);
    return err == ERR_OK ? command_reply_json(c, status, json) : err;
}

static enum err refuse_guest(struct command *c) {
    return command_problem(c, ERR_CONFLICT, "guest-not-ready",
                           "This guest is not ready for the visit.",
                           "Wait until they have passed the device test.");
}

/* Whoever presses second hears why nobody was connected. */
static enum err refuse_started(struct command *c) {
    return command_problem(c, ERR_CONFLICT, "started-by-another",
                           "Another user has started a visit with one of these guests.", NULL);
}

/* The chosen guests (no id comes twice: FIELD_IDS), all of one room over which the caller has the right. */
static enum err choose(struct command *c, struct tx *tx, const struct id_list *ids,
                       struct invitation *rows) {
    for (size_t i = 0; i < ids->count; i++) {
        enum err err = reach_invitation(c, tx, &ids->ids[i], RIGHT_ADMIT, &rows[i]);
        if (err != ERR_OK) {
            return err;
        }
        if (!id_equal(&rows[i].room_id, &rows[0].room_id)) {
            return ERR_NOT_FOUND;
        }
    }
    return ERR_OK;
}

/* The same press once more (two tabs): all of them are in the running visit already. */
static bool same_start(const struct invitation *rows, size_t count, const struct visit *running) {
    for (size_t i = 0; i < count; i++) {
        if (!invitation_with_visit(rows[i].state) || !id_equal(&rows[i].visit_id, &running->id)) {
            return false;
        }
    }
    return true;
}

static enum err answer_running(struct command *c, struct tx *tx, const struct invitation *rows,
                               size_t count, const struct visit *running) {
    if (same_start(rows, count, running)) {
        return reply_visit(c, tx, 201, running);
    }
    c->reply.body = arena_format(c->arena, "{\"visit_id\":\"%s\"}", running->id.text);
    return command_problem(c, ERR_CONFLICT, "visit-running", "You have a visit running already.",
                           "End it before you start another one.");
}

static enum err admit(struct command *c, struct tx *tx, struct invitation *row,
                      const struct visit *visit) {
    if (invitation_with_visit(row->state)) {
        return refuse_started(c);
    }
    enum err err = invitation_change(&row->state, INVITATION_BY_HOST, INVITATION_START);
    if (err != ERR_OK || !preflight_good(&row->preflight)) {
        return refuse_guest(c);
    }
    row->visit_id = visit->id;
    err = invitation_row_save(tx, row);
    if (err == ERR_OK) {
        err = announce_room(c, tx, row);
    }
    return err == ERR_OK ? announce_guest(c, tx, row) : err;
}

static enum err begin(struct command *c, struct tx *tx, struct invitation *rows, size_t count) {
    struct visit visit = {.practice_id = c->actor.practice_id,
                          .id = id_new(),
                          .room_id = rows[0].room_id,
                          .host_id = c->actor.user_id,
                          .started_at_ms = c->now_ms};
    enum err err = visit_row_insert(tx, &visit);
    command_audit(c, "visit", &visit.id);
    for (size_t i = 0; err == ERR_OK && i < count; i++) {
        err = admit(c, tx, &rows[i], &visit);
    }
    if (err == ERR_OK) {
        err = announce_visit(c, tx, &visit);
    }
    if (err == ERR_OK) {
        command_effect(c, EFFECT_ADMITTED, &visit.host_id, &visit.id, NULL);
        err = reply_visit(c, tx, 201, &visit);
    }
    return err;
}

/* "Start video chat" by the names of some who came to one appointment starts that appointment (W6, A3). */
static enum err start_appointment(struct command *c, struct tx *tx, struct invitation *rows,
                                  size_t count) {
    struct visit visit;
    for (size_t i = 0; i < count; i++) {
        bool same = id_equal(&rows[i].appointment_id, &rows[0].appointment_id);
        bool ready = rows[i].state == INVITATION_IN_VISIT ||
                     (doorway_at_door(&rows[i]) && preflight_good(&rows[i].preflight));
        if (!same || !ready) {
            return refuse_guest(c);
        }
    }
    enum err err = appointment_start_with(c, tx, rows, count, &visit);
    return err == ERR_OK ? reply_visit(c, tx, 201, &visit) : err;
}

static bool any_of_appointment(const struct invitation *rows, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (!id_is_none(&rows[i].appointment_id)) {
            return true;
        }
    }
    return false;
}

static enum err start(struct command *c, struct tx *tx) {
    const struct start_input *input = c->input;
    struct invitation rows[VISIT_START_MAX];
    size_t count = input->invitation_ids.count;
    struct visit running;
    enum err err = choose(c, tx, &input->invitation_ids, rows);
    if (err != ERR_OK) {
        return err;
    }
    if (any_of_appointment(rows, count)) {
        return start_appointment(c, tx, rows, count);
    }
    err = visit_row_load_running(tx, &c->actor.practice_id, &c->actor.user_id, &running);
    if (err == ERR_OK) {
        return answer_running(c, tx, rows, count, &running);
    }
    return err == ERR_NOT_FOUND ? begin(c, tx, rows, count) : err;
}

static enum err get(struct command *c, struct tx *tx) {
    struct visit visit;
    enum err err = reach_visit(c, tx, &c->facts.path_ids[0], RIGHT_VIEW, &visit);
    return err == ERR_OK ? reply_visit(c, tx, 200, &visit) : err;
}

/* Only the host can leave as the host: a delegate is no participant. */
static enum err leave(struct command *c, struct tx *tx) {
    struct visit visit;
    struct practice practice;
    enum err err = reach_visit(c, tx, &c->facts.path_ids[0], RIGHT_ADMIT, &visit);
    if (err == ERR_OK && !id_equal(&visit.host_id, &c->actor.user_id)) {
        err = ERR_NOT_FOUND;
    }
    if (err == ERR_OK) {
        err = practice_load(tx, &c->actor.practice_id, &practice);
    }
    if (err != ERR_OK) {
        return err;
    }
    if (visit.life.state == VISIT_ENDED) {
        return command_reply_empty(c);
    }
    const struct visit_graces graces = {.left_s = practice.host_left_s,
                                        .lost_s = practice.host_lost_s};
    err = visit_change(&visit.life, VISIT_MESSAGE_HOST_LEFT, &graces, c->now_ms);
    if (err == ERR_OK) {
        err = visit_row_save(tx, &visit);
    }
    if (err == ERR_OK) {
        err = announce_visit(c, tx, &visit);
    }
    if (err == ERR_OK) {
        command_effect(c, EFFECT_DISMISSED, &visit.host_id, &visit.id, NULL);
        err = command_reply_empty(c);
    }
    return err;
}

static enum err end(struct command *c, struct tx *tx) {
    struct visit visit;
    enum err err = reach_visit(c, tx, &c->facts.path_ids[0], RIGHT_ADMIT, &visit);
    if (err == ERR_OK) {
        err = ending_visit(c, tx, &visit, INVITATION_BY_HOST, VISIT_MESSAGE_END);
    }
    return err == ERR_OK ? command_reply_empty(c) : err;
}

/* The guest of a running visit, and that visit. */
static enum err reach_guest(struct command *c, struct tx *tx, struct invitation *row,
                            struct visit *visit) {
    enum err err = reach_invitation(c, tx, &c->facts.path_ids[0], RIGHT_ADMIT, row);
    if (err == ERR_OK && (!invitation_with_visit(row->state) || id_is_none(&row->visit_id))) {
        return command_problem(c, ERR_CONFLICT, "not-in-visit", "This guest is not in a visit.",
                               NULL);
    }
    return err == ERR_OK ? visit_row_load(tx, &row->practice_id, &row->visit_id, visit) : err;
}

static enum err tell_all(struct command *c, struct tx *tx, const struct invitation *row,
                         const struct visit *visit) {
    enum err err = announce_room(c, tx, row);
    if (err == ERR_OK) {
        err = announce_guest(c, tx, row);
    }
    return err == ERR_OK ? announce_visit(c, tx, visit) : err;
}

/* Puts `message` (hold, take in) to the guest. A press that comes twice changes nothing. */
static enum err move_guest(struct command *c, struct tx *tx, enum invitation_message message) {
    struct invitation row;
    struct visit visit;
    enum err err = reach_guest(c, tx, &row, &visit);
    if (err != ERR_OK) {
        return err;
    }
    enum invitation_state before = row.state;
    if (message == INVITATION_TAKE_IN && before == INVITATION_IN_VISIT) {
        return command_reply_empty(c);
    }
    err = invitation_change(&row.state, INVITATION_BY_HOST, message);
    if (err == ERR_CONFLICT) {
        return command_problem(c, err, "not-in-visit", "This guest has left the visit.", NULL);
    }
    if (err != ERR_OK || row.state == before) {
        return err == ERR_OK ? command_reply_empty(c) : err;
    }
    struct doorway doorway;
    err = doorway_watch(tx, &row.practice_id, &row.appointment_id, &doorway);
    if (err != ERR_OK) {
        return err;
    }
    if (row.state == INVITATION_IN_VISIT) {
        err = entry_check(c, tx, &visit);
        announce_admitted(c, &row);
    } else {
        announce_dismissed(c, &row);
    }
    if (err == ERR_OK) {
        err = invitation_row_save(tx, &row);
    }
    if (err == ERR_OK) {
        err = tell_all(c, tx, &row, &visit);
    }
    if (err == ERR_OK) {
        err = doorway_tell(c, tx, &doorway, &row.id);
    }
    return err == ERR_OK ? command_reply_empty(c) : err;
}

static enum err hold(struct command *c, struct tx *tx) {
    return move_guest(c, tx, INVITATION_HOLD);
}

static enum err take_in(struct command *c, struct tx *tx) {
    return move_guest(c, tx, INVITATION_TAKE_IN);
}

const struct command_kind host_start = {.name = "visit.start",
                                        .access = ACCESS_USER,
                                        .mode = COMMAND_WRITE,
                                        .fields = START_FIELDS,
                                        .input_size = sizeof(struct start_input),
                                        .apply = start};
const struct command_kind host_get = {
    .name = "visit.get", .access = ACCESS_USER, .mode = COMMAND_READ, .apply = get};
const struct command_kind host_leave = {
    .name = "visit.leave", .access = ACCESS_USER, .mode = COMMAND_WRITE, .apply = leave};
const struct command_kind host_end = {
    .name = "visit.end", .access = ACCESS_USER, .mode = COMMAND_WRITE, .apply = end};
const struct command_kind host_hold = {
    .name = "visit.hold", .access = ACCESS_USER, .mode = COMMAND_WRITE, .apply = hold};
const struct command_kind host_take_in = {
    .name = "visit.take-in", .access = ACCESS_USER, .mode = COMMAND_WRITE, .apply = take_in};
