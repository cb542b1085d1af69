/* guest_lost: nothing was heard of a guest for the whole grace. At an appointment their place is free from then on
 * (A4); they find the door as it stands when they come back. Whoever was never admitted leaves the room's list once the
 * appointment is over. Elsewhere the place stays theirs. */
#include "visit/announce.h"
#include "visit/appointment/appointment_view.h"
#include "visit/commands.h"
#include "visit/guest/guest.h"

/* After the planned end: nobody is late by so much, and it is over before the next morning's list. */
static const int64_t DAY_PAST_MS = (int64_t)12 * 3600 * 1000;

static const struct field FIELDS[] = {
    {.name = "guest_id",
     .type = FIELD_ID,
     .offset = offsetof(struct visit_guest_input, guest_id),
     .required = true},
    {.name = NULL},
};

/* Over for whoever waited: a visit of it has ended since they came, or its day is past. */
static enum err is_over(struct tx *tx, const struct doorway *doorway, const struct invitation *row,
                        int64_t now_ms, bool *out) {
    const struct appointment *appointment = &doorway->appointment;
    int64_t planned_end_ms = appointment->starts_at_ms + appointment->length_s * 1000;
    *out = now_ms >= planned_end_ms + DAY_PAST_MS;
    enum err err = *out ? ERR_OK
                        : visit_row_ended_since(tx, &row->practice_id, &row->appointment_id,
                                                row->checked_in_at_ms, out);
    *out = *out && !doorway->scene.running;
    return err;
}

/* The line goes as one that nobody used goes (I8); who comes back gets a place anew, while the link lives. */
static enum err lapse(struct command *c, struct tx *tx, struct invitation *row) {
    struct doorway doorway;
    bool over = false;
    enum err err = doorway_load(tx, &row->practice_id, &row->appointment_id, &doorway);
    if (err == ERR_OK) {
        err = is_over(tx, &doorway, row, c->now_ms, &over);
    }
    if (err != ERR_OK || !over) {
        return err;
    }
    c->actor.practice_id = row->practice_id;
    command_audit(c, "invitation", &row->id);
    err = invitation_change(&row->state, INVITATION_BY_SYSTEM, INVITATION_LAPSE);
    if (err != ERR_OK) {
        return err;
    }
    row->swept = true;
    row->closed_at_ms = c->now_ms;
    err = invitation_row_save(tx, row);
    if (err == ERR_OK) {
        err = announce_room(c, tx, row);
    }
    return err == ERR_OK ? appointment_view_announce(c, tx, &doorway.appointment) : err;
}

static enum err lost(struct command *c, struct tx *tx) {
    const struct visit_guest_input *input = c->input;
    struct invitation row;
    enum err err = invitation_row_load_any(tx, &input->guest_id, &row);
    if (err == ERR_NOT_FOUND) {
        return command_reply_empty(c);
    }
    if (err == ERR_OK && !id_is_none(&row.appointment_id) && row.state == INVITATION_IN_VISIT) {
        c->actor.practice_id = row.practice_id;
        command_audit(c, "invitation", &row.id);
        err = invitation_change(&row.state, INVITATION_BY_SYSTEM, INVITATION_LEAVE);
        if (err == ERR_OK) {
            err = guest_out(c, tx, &row);
        }
    }
    if (err == ERR_OK && !id_is_none(&row.appointment_id) && row.state == INVITATION_CHECKED_IN) {
        err = lapse(c, tx, &row);
    }
    return err == ERR_OK ? command_reply_empty(c) : err;
}

const struct command_kind visit_guest_lost = {.name = "visit.guest-lost",
                                              .access = ACCESS_SYSTEM,
                                              .mode = COMMAND_WRITE,
                                              .fields = FIELDS,
                                              .input_size = sizeof(struct visit_guest_input),
                                              .apply = lost};
