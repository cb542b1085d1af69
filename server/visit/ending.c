#include "visit/ending.h"

#include "command/command.h"
#include "visit/announce.h"
#include "visit/door/doorway.h"

enum err ending_invitation(struct command *c, struct tx *tx, struct invitation *row,
                           enum invitation_role role, enum invitation_message message) {
    enum invitation_state before = row->state;
    enum err err = invitation_change(&row->state, role, message);
    if (err != ERR_OK || row->state == before) {
        return err;
    }
    bool over = invitation_final(row->state);
    if (over) {
        row->closed_at_ms = c->now_ms;
    } else {
        row->visit_id = (struct id){.text = ""};
    }
    err = invitation_row_save(tx, row);
    if (err == ERR_OK) {
        err = announce_room(c, tx, row);
    }
    if (err == ERR_OK) {
        err = announce_guest(c, tx, row);
    }
    if (err == ERR_OK && over && invitation_with_visit(before)) {
        announce_dismissed(c, row);
    }
    return err;
}

static enum err end_guests(struct command *c, struct tx *tx, const struct visit *visit,
                           enum invitation_role role) {
    struct invitation_list guests;
    enum err err = invitation_row_list_visit(tx, &visit->practice_id, &visit->id, &guests);
    for (size_t i = 0; err == ERR_OK && i < guests.count; i++) {
        if (!invitation_final(guests.rows[i].state)) {
            err = ending_invitation(c, tx, &guests.rows[i], role, INVITATION_VISIT_END);
        }
    }
    return err;
}

enum err ending_visit(struct command *c, struct tx *tx, struct visit *visit,
                      enum invitation_role role, enum visit_message message) {
    static const struct visit_graces NONE = {0};
    enum visit_state before = visit->life.state;
    enum err err = visit_change(&visit->life, message, &NONE, c->now_ms);
    if (err != ERR_OK || visit->life.state == before) {
        return err;
    }
    err = visit_row_save(tx, visit);
    if (err == ERR_OK) {
        err = end_guests(c, tx, visit, role);
    }
    if (err == ERR_OK) {
        err = doorway_close(c, tx, visit);
    }
    if (err == ERR_OK) {
        err = announce_visit(c, tx, visit);
    }
    if (err == ERR_OK) {
        command_effect(c, EFFECT_VISIT_ENDED, NULL, &visit->id, NULL);
    }
    return err;
}
