/* answer: Admit, Deny and Admit all (A6, A7). They work whether the host is there or away (A8): the visit runs. */
#include "visit/door/answer.h"

#include "command/command.h"
#include "visit/announce.h"
#include "visit/commands.h"
#include "visit/door/doorway.h"
#include "visit/reach.h"

#include <jansson.h>

struct deny_input {
    bool block;
};

static const struct field DENY_FIELDS[] = {
    {.name = "block", .type = FIELD_BOOL, .offset = offsetof(struct deny_input, block)},
    {.name = NULL},
};

static enum err answer_save(struct command *c, struct tx *tx, struct invitation *row,
                            enum door_message message) {
    struct door door = {.state = row->door, .at_ms = row->door_at_ms};
    enum err err = door_change(&door, DOOR_BY_HOST, message, c->now_ms);
    if (err != ERR_OK || door.state == row->door) {
        return err;
    }
    row->door = door.state;
    row->door_at_ms = door.at_ms;
    err = invitation_row_save(tx, row);
    if (err == ERR_OK) {
        err = announce_room(c, tx, row);
    }
    return err == ERR_OK ? announce_guest(c, tx, row) : err;
}

/* How many more may be admitted, so that with all who were and have not come in yet it is eight (V1). */
static int64_t places_left(const struct invitation_list *guests) {
    int64_t places = VISIT_PEOPLE_MAX - 1;
    for (size_t i = 0; i < guests->count; i++) {
        const struct invitation *row = &guests->rows[i];
        bool promised = row->state == INVITATION_CHECKED_IN && row->door == DOOR_ADMITTED;
        places -= row->state == INVITATION_IN_VISIT || promised ? 1 : 0;
    }
    return places;
}

enum err answer_admit_one(struct command *c, struct tx *tx, struct invitation *row) {
    struct invitation_list guests;
    if (!doorway_at_door(row) || row->door == DOOR_ADMITTED) {
        return ERR_OK;
    }
    enum err err =
        invitation_row_list_appointment(tx, &row->practice_id, &row->appointment_id, &guests);
    if (err == ERR_OK && places_left(&guests) <= 0) {
        return command_problem(c, ERR_CONFLICT, "visit-full", "This visit is full.", NULL);
    }
    return err == ERR_OK ? answer_save(c, tx, row, DOOR_ADMIT) : err;
}

/* Somebody at the door of a visit that runs. */
static enum err reach_at_door(struct command *c, struct tx *tx, struct invitation *row,
                              struct doorway *doorway) {
    enum err err = reach_invitation(c, tx, &c->facts.path_ids[0], RIGHT_ADMIT, row);
    if (err != ERR_OK) {
        return err;
    }
    if (id_is_none(&row->appointment_id)) {
        return command_problem(c, ERR_CONFLICT, "no-door", "This guest needs no admission.", NULL);
    }
    if (invitation_final(row->state)) {
        return command_problem(c, ERR_CONFLICT, "invitation-closed", "This guest is gone.", NULL);
    }
    err = doorway_load(tx, &row->practice_id, &row->appointment_id, doorway);
    if (err == ERR_OK && !doorway->scene.running) {
        return command_problem(c, ERR_CONFLICT, "not-running", "The visit is not running.", NULL);
    }
    if (err == ERR_OK && row->state == INVITATION_INVITED) {
        return command_problem(c, ERR_CONFLICT, "guest-not-ready",
                               "This guest has not passed the device test yet.", NULL);
    }
    return err;
}

static enum err admit(struct command *c, struct tx *tx) {
    struct invitation row;
    struct doorway doorway;
    enum err err = reach_at_door(c, tx, &row, &doorway);
    if (err != ERR_OK || !doorway_at_door(&row) || row.door == DOOR_ADMITTED) {
        return err == ERR_OK ? command_reply_empty(c) : err;
    }
    err = answer_admit_one(c, tx, &row);
    if (err == ERR_OK) {
        err = announce_visit(c, tx, &doorway.visit);
    }
    return err == ERR_OK ? command_reply_empty(c) : err;
}

static enum err refuse_deny(struct command *c, const struct invitation *row) {
    return row->door == DOOR_ADMITTED || !doorway_at_door(row)
               ? command_problem(c, ERR_CONFLICT, "already-admitted",
                                 "This guest has been admitted already.",
                                 "Remove the guest from the visit instead.")
               : command_problem(c, ERR_CONFLICT, "not-asked", "This guest is not asking to join.",
                                 NULL);
}

static enum err deny(struct command *c, struct tx *tx) {
    const struct deny_input *input = c->input;
    struct invitation row;
    struct doorway doorway;
    enum err err = reach_at_door(c, tx, &row, &doorway);
    if (err != ERR_OK) {
        return err;
    }
    enum door_state before = row.door;
    err = doorway_at_door(&row) ? answer_save(c, tx, &row, input->block ? DOOR_BLOCK : DOOR_DENY)
                                : ERR_CONFLICT;
    if (err == ERR_CONFLICT) {
        return refuse_deny(c, &row);
    }
    if (err == ERR_OK && row.door != before) {
        err = announce_visit(c, tx, &doorway.visit);
    }
    return err == ERR_OK ? command_reply_empty(c) : err;
}

/* Who has asked for longest; NULL: nobody asks. */
static struct invitation *first_asking(const struct invitation_list *guests) {
    struct invitation *first = NULL;
    for (size_t i = 0; i < guests->count; i++) {
        struct invitation *row = &guests->rows[i];
        bool asks = doorway_at_door(row) && row->door == DOOR_ASKED;
        first = asks && (first == NULL || row->door_at_ms < first->door_at_ms) ? row : first;
    }
    return first;
}

static enum err admit_asking(struct command *c, struct tx *tx, const struct visit *visit,
                             json_t *admitted, bool *full) {
    struct invitation_list guests;
    enum err err =
        invitation_row_list_appointment(tx, &visit->practice_id, &visit->appointment_id, &guests);
    if (err != ERR_OK) {
        return err;
    }
    int64_t places = places_left(&guests);
    struct invitation *row = first_asking(&guests);
    for (; err == ERR_OK && row != NULL && places > 0; places--) {
        command_audit(c, "invitation", &row->id);
        err = answer_save(c, tx, row, DOOR_ADMIT);
        json_array_append_new(admitted, json_string(row->id.text));
        row = first_asking(&guests);
    }
    *full = row != NULL;
    return err;
}

static enum err admit_all(struct command *c, struct tx *tx) {
    struct visit visit;
    bool full = false;
    enum err err = reach_visit(c, tx, &c->facts.path_ids[0], RIGHT_ADMIT, &visit);
    if (err == ERR_OK && visit.life.state == VISIT_ENDED) {
        return command_problem(c, ERR_CONFLICT, "visit-ended", "The visit has ended.", NULL);
    }
    if (err != ERR_OK) {
        return err;
    }
    json_t *admitted = json_array();
    if (!id_is_none(&visit.appointment_id)) {
        err = admit_asking(c, tx, &visit, admitted, &full);
    }
    if (err == ERR_OK && json_array_size(admitted) > 0) {
        err = announce_visit(c, tx, &visit);
    }
    if (err != ERR_OK) {
        json_decref(admitted);
        return err;
    }
    return command_reply_json(c, 200, json_pack("{s:o, s:b}", "admitted", admitted, "full", full));
}

const struct command_kind answer_admit = {
    .name = "door.admit", .access = ACCESS_USER, .mode = COMMAND_WRITE, .apply = admit};
const struct command_kind answer_deny = {.name = "door.deny",
                                         .access = ACCESS_USER,
                                         .mode = COMMAND_WRITE,
                                         .fields = DENY_FIELDS,
                                         .input_size = sizeof(struct deny_input),
                                         .apply = deny};
const struct command_kind answer_admit_all = {
    .name = "door.admit-all", .access = ACCESS_USER, .mode = COMMAND_WRITE, .apply = admit_all};
