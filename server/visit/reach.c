#include "visit/reach.h"

#include "practice/practice.h"

static enum err reach_room(struct command *c, struct tx *tx, const struct id *room_id,
                           enum right right) {
    struct id owner_id;
    enum err err = room_owner(tx, &c->actor.practice_id, room_id, &owner_id);
    return err == ERR_OK ? access_room(&c->actor, &owner_id, right) : err;
}

enum err reach_invitation(struct command *c, struct tx *tx, const struct id *id, enum right right,
                          struct invitation *out) {
    struct invitation row;
    enum err err = invitation_row_load(tx, &c->actor.practice_id, id, &row);
    if (err == ERR_OK) {
        command_audit(c, "invitation", id); /* whoever may not is on record too */
        err = reach_room(c, tx, &row.room_id, right);
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
        err = reach_room(c, tx, &visit.room_id, right);
    }
    if (err == ERR_OK) {
        *out = visit;
    }
    return err;
}
