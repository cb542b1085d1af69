#include "visit/reach.h"

#include "practice/grant.h"

/* The visit that the guest belongs to, or at whose door they stand. ERR_NOT_FOUND: none. */
static enum err find_visit(struct tx *tx, const struct invitation *row, struct visit *out) {
    if (invitation_with_visit(row->state) && !id_is_none(&row->visit_id)) {
        return visit_row_load(tx, &row->practice_id, &row->visit_id, out);
    }
    return id_is_none(&row->appointment_id)
               ? ERR_NOT_FOUND
               : visit_row_load_newest(tx, &row->practice_id, &row->appointment_id, out);
}

/* Whoever hosts a visit keeps it, those who belong to it and those at its door, to its end, whatever is taken
 * back meanwhile (V4, W14, A6). */
static enum err reach_guest(struct command *c, struct tx *tx, const struct invitation *row,
                            enum right right) {
    struct visit visit;
    enum err err = find_visit(tx, row, &visit);
    if (err != ERR_OK && err != ERR_NOT_FOUND) {
        return err;
    }
    bool runs = err == ERR_OK && visit.life.state != VISIT_ENDED;
    const struct id host_id = runs ? visit.host_id : (struct id){.text = ""};
    return grant_reach_visit(c, tx, &host_id, &row->room_id, right);
}

enum err reach_invitation(struct command *c, struct tx *tx, const struct id *id, enum right right,
                          struct invitation *out) {
    struct invitation row;
    enum err err = invitation_row_load(tx, &c->actor.practice_id, id, &row);
    if (err == ERR_OK) {
        command_audit(c, "invitation", id); /* whoever may not is on record too */
        err = reach_guest(c, tx, &row, right);
    }
    if (err == ERR_OK) {
        *out = row;
    }
    return err;
}

enum err reach_visit(struct command *c, struct tx *tx, const struct id *id, enum right right,
                     struct visit *out) {
    struct visit visit;
    enum err err = visit_row_load(tx, &c->actor.practice_id, id, &visit);
    if (err == ERR_OK) {
        command_audit(c, "visit", id);
        err = grant_reach_visit(c, tx, &visit.host_id, &visit.room_id, right);
    }
    if (err == ERR_OK) {
        *out = visit;
    }
    return err;
}

enum err reach_appointment(struct command *c, struct tx *tx, const struct id *id, enum right right,
                           struct appointment *out) {
    struct appointment appointment;
    enum err err = appointment_row_load(tx, &c->actor.practice_id, id, &appointment);
    if (err == ERR_OK) {
        command_audit(c, "appointment", id);
        err = grant_reach_room(c, tx, &appointment.room_id, right);
    }
    if (err == ERR_OK) {
        *out = appointment;
    }
    return err;
}
