/* visit_host: whether the host of a running visit is there, as the live connections see it. */
#include "visit/visit_host.h"
#include "practice/practice.h"
#include "visit/announce.h"
#include "visit/commands.h"

static const struct field FIELDS[] = {
    {.name = "visit_id",
     .type = FIELD_ID,
     .offset = offsetof(struct visit_host_input, visit_id),
     .required = true},
    {.name = NULL},
};

enum err visit_host_change(struct command *c, struct tx *tx, struct visit *visit,
                           enum visit_message message) {
    struct practice practice;
    struct visit_life before = visit->life;
    enum err err = practice_load(tx, &visit->practice_id, &practice);
    if (err != ERR_OK) {
        return err;
    }
    const struct visit_graces graces = {.left_s = practice.host_left_s,
                                        .lost_s = practice.host_lost_s};
    err = visit_change(&visit->life, message, &graces, c->now_ms);
    if (err == ERR_CONFLICT) {
        return ERR_OK;
    }
    if (err != ERR_OK ||
        (before.state == visit->life.state && before.away_until_ms == visit->life.away_until_ms)) {
        return err;
    }
    err = visit_row_save(tx, visit);
    if (err == ERR_OK && before.reason == VISIT_HOST_LEFT && visit->life.state == VISIT_RUNNING) {
        command_effect(c, EFFECT_ADMITTED, &visit->host_id, &visit->id, NULL);
    }
    return err == ERR_OK ? announce_visit(c, tx, visit) : err;
}

static enum err change(struct command *c, struct tx *tx, enum visit_message message) {
    const struct visit_host_input *input = c->input;
    struct visit visit;
    enum err err = visit_row_load_any(tx, &input->visit_id, &visit);
    if (err == ERR_NOT_FOUND) {
        return command_reply_empty(c);
    }
    if (err == ERR_OK) {
        c->actor.practice_id = visit.practice_id;
        command_audit(c, "visit", &visit.id);
        err = visit_host_change(c, tx, &visit, message);
    }
    return err == ERR_OK ? command_reply_empty(c) : err;
}

static enum err lost(struct command *c, struct tx *tx) {
    return change(c, tx, VISIT_MESSAGE_HOST_LOST);
}

static enum err returned(struct command *c, struct tx *tx) {
    return change(c, tx, VISIT_MESSAGE_HOST_RETURNED);
}

const struct command_kind visit_host_lost = {.name = "visit.host-lost",
                                             .access = ACCESS_SYSTEM,
                                             .mode = COMMAND_WRITE,
                                             .fields = FIELDS,
                                             .input_size = sizeof(struct visit_host_input),
                                             .apply = lost};
const struct command_kind visit_host_returned = {.name = "visit.host-returned",
                                                 .access = ACCESS_SYSTEM,
                                                 .mode = COMMAND_WRITE,
                                                 .fields = FIELDS,
                                                 .input_size = sizeof(struct visit_host_input),
                                                 .apply = returned};
