/* guest_lost: nothing was heard of a guest for the whole grace. At an appointment their place is free from then on
 * (A4); they find the door as it stands when they come back. Elsewhere the place stays theirs. */
#include "visit/commands.h"
#include "visit/guest/guest.h"

static const struct field FIELDS[] = {
    {.name = "guest_id",
     .type = FIELD_ID,
     .offset = offsetof(struct visit_guest_input, guest_id),
     .required = true},
    {.name = NULL},
};

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
    return err == ERR_OK ? command_reply_empty(c) : err;
}

const struct command_kind visit_guest_lost = {.name = "visit.guest-lost",
                                              .access = ACCESS_SYSTEM,
                                              .mode = COMMAND_WRITE,
                                              .fields = FIELDS,
                                              .input_size = sizeof(struct visit_guest_input),
                                              .apply = lost};
