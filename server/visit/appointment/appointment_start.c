#include "visit/appointment/appointment_start.h"

#include "command/command.h"
#include "visit/announce.h"
#include "visit/appointment/appointment_refusal.h"
#include "visit/commands.h"
#include "visit/door/answer.h"
#include "visit/door/doorway.h"
#include "visit/reach.h"
#include "visit/visit_view.h"

static enum err refuse_running(struct command *c, const struct visit *running, const char *problem,
                               const char *title, const char *detail) {
    c->reply.body = arena_format(c->arena, "{\"visit_id\":\"%s\"}", running->id.text);
    return command_problem(c, ERR_CONFLICT, problem, title, detail);
}

/* The host has no other visit running. */
static enum err check_host(struct command *c, struct tx *tx) {
    struct visit running;
    enum err err = visit_row_load_running(tx, &c->actor.practice_id, &c->actor.user_id, &running);
    if (err == ERR_NOT_FOUND) {
        return ERR_OK;
    }
    return err == ERR_OK
               ? refuse_running(c, &running, "visit-running", "You have a visit running already.",
                                "End it before you start another one.")
               : err;
}

static enum err begin(struct command *c, struct tx *tx, const struct doorway *before,
                      struct visit *visit) {
    *visit = (struct visit){.practice_id = c->actor.practice_id,
                            .id = id_new(),
                            .room_id = before->appointment.room_id,
                            .host_id = c->actor.user_id,
                            .appointment_id = before->appointment.id,
                            .started_at_ms = c->now_ms};
    enum err err = visit_row_insert(tx, visit);
    if (err != ERR_OK) {
        return err;
    }
    command_audit(c, "visit", &visit->id);
    command_effect(c, EFFECT_ADMITTED, &visit->host_id, &visit->id, NULL);
    err = announce_visit(c, tx, visit);
    return err == ERR_OK ? doorway_tell(c, tx, before, NULL) : err;
}

enum err appointment_start_visit(struct command *c, struct tx *tx, const struct id *appointment_id,
                                 struct visit *out) {
    struct doorway doorway;
    enum err err = doorway_load(tx, &c->actor.practice_id, appointment_id, &doorway);
    if (err != ERR_OK) {
        return err;
    }
    if (doorway.appointment.cancelled) {
        return appointment_refuse_cancelled(c);
    }
    if (doorway.scene.running && id_equal(&doorway.visit.host_id, &c->actor.user_id)) {
        *out = doorway.visit;
        return ERR_OK;
    }
    if (doorway.scene.running) {
        return refuse_running(c, &doorway.visit, "started-by-another",
                              "Another user has started this visit.", NULL);
    }
    err = check_host(c, tx);
    return err == ERR_OK ? begin(c, tx, &doorway, out) : err;
}

enum err appointment_start_with(struct command *c, struct tx *tx, struct invitation *rows,
                                size_t count, struct visit *out) {
    enum err err = appointment_start_visit(c, tx, &rows[0].appointment_id, out);
    for (size_t i = 0; err == ERR_OK && i < count; i++) {
        err = answer_admit_one(c, tx, &rows[i]);
    }
    return err == ERR_OK ? announce_visit(c, tx, out) : err;
}

static enum err start(struct command *c, struct tx *tx) {
    struct appointment appointment;
    struct visit visit;
    struct json_t *json = NULL;
    enum err err = reach_appointment(c, tx, &c->facts.path_ids[0], RIGHT_ADMIT, &appointment);
    if (err == ERR_OK) {
        err = appointment_start_visit(c, tx, &appointment.id, &visit);
    }
    if (err == ERR_OK) {
        err = visit_view_load(tx, &visit, VISIT_VIEW_STAFF, &json);
    }
    return err == ERR_OK ? command_reply_json(c, 201, json) : err;
}

const struct command_kind appointment_start = {
    .name = "appointment.start", .access = ACCESS_USER, .mode = COMMAND_WRITE, .apply = start};
