#include "visit/appointment/appointment_clients.h"

#include "practice/client.h"
#include "practice/contact.h"
#include "store/store.h"
#include "visit/announce.h"
#include "visit/appointment/appointment_letter.h"
#include "visit/appointment/appointment_refusal.h"
#include "visit/appointment/appointment_view.h"
#include "visit/commands.h"
#include "visit/door/doorway.h"
#include "visit/ending.h"
#include "visit/reach.h"

#include <jansson.h>

struct change_input {
    struct id_list add;
    struct id_list take_out;
};

static const struct field FIELDS[] = {
    {.name = "add",
     .type = FIELD_IDS,
     .offset = offsetof(struct change_input, add),
     .max = APPOINTMENT_CLIENTS_MAX},
    {.name = "take_out",
     .type = FIELD_IDS,
     .offset = offsetof(struct change_input, take_out),
     .max = APPOINTMENT_CLIENTS_MAX},
    {.name = NULL},
};

enum err appointment_clients_check(struct command *c, struct tx *tx, const struct id_list *ids,
                                   const char *field) {
    for (size_t i = 0; i < ids->count; i++) {
        struct contact contact;
        enum err err = contact_load(tx, &c->actor.practice_id, &ids->ids[i], &contact);
        if (err == ERR_NOT_FOUND) {
            return command_problem_field(c, field, "Choose clients who are in the address book.");
        }
        if (err != ERR_OK) {
            return err;
        }
        command_audit(c, "contact", &ids->ids[i]);
    }
    return ERR_OK;
}

/* What the change comes to: each list holds who is not there already. */
struct change {
    struct id added[APPOINTMENT_CLIENTS_MAX];
    size_t added_count;
    struct id taken_out[APPOINTMENT_CLIENTS_MAX];
    size_t taken_out_count;
    struct id booked[2 * APPOINTMENT_CLIENTS_MAX]; /* afterwards, in the order of booking */
    size_t booked_count;
};

static bool holds(const struct id_list *list, const struct id *id) {
    for (size_t i = 0; i < list->count; i++) {
        if (id_equal(&list->ids[i], id)) {
            return true;
        }
    }
    return false;
}

static void work_out(const struct appointment *appointment, const struct change_input *input,
                     struct change *change) {
    const struct id_list *booked = &appointment->client_ids;
    *change = (struct change){.added_count = 0};
    for (size_t i = 0; i < booked->count; i++) {
        if (holds(&input->take_out, &booked->ids[i])) {
            change->taken_out[change->taken_out_count++] = booked->ids[i];
        } else {
            change->booked[change->booked_count++] = booked->ids[i];
        }
    }
    for (size_t i = 0; i < input->add.count; i++) {
        if (!holds(booked, &input->add.ids[i])) {
            change->added[change->added_count++] = input->add.ids[i];
            change->booked[change->booked_count++] = input->add.ids[i];
        }
    }
}

static enum err check(struct command *c, struct tx *tx, const struct appointment *appointment) {
    const struct change_input *input = c->input;
    bool over = false;
    for (size_t i = 0; i < input->add.count; i++) {
        if (holds(&input->take_out, &input->add.ids[i])) {
            return command_problem_field(c, "take_out", "Add a client or take them out, not both.");
        }
    }
    if (appointment->cancelled) {
        return appointment_refuse_cancelled(c);
    }
    enum err err = appointment_letter_over(tx, appointment, c->now_ms, &over);
    return err == ERR_OK && over ? appointment_refuse_over(c) : err;
}

/* Two users at once may come to less or more than each of them saw. */
static enum err check_count(struct command *c, const struct change *change) {
    if (change->booked_count == 0) {
        return command_problem(c, ERR_CONFLICT, "no-clients",
                               "An appointment has at least one client.",
                               "Cancel the appointment instead.");
    }
    if (change->booked_count > APPOINTMENT_CLIENTS_MAX) {
        return command_problem(c, ERR_CONFLICT, "too-many-clients",
                               "An appointment has seven clients at most.", NULL);
    }
    return ERR_OK;
}

/* Whoever is in or on hold is the host's to remove; whoever stands at the door sees that it was cancelled. */
static enum err close_place(struct command *c, struct tx *tx, const struct appointment *appointment,
                            const struct id *client_id) {
    struct invitation row;
    enum err err = invitation_row_load_contact(tx, &appointment->practice_id, &appointment->id,
                                               client_id, &row);
    if (err != ERR_OK || invitation_final(row.state)) {
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    }
    if (invitation_with_visit(row.state) && row.state != INVITATION_LEFT) {
        return command_problem(c, ERR_CONFLICT, "client-in-visit", "This client is in the visit.",
                               "Remove them from the visit first.");
    }
    return ending_invitation(c, tx, &row, INVITATION_BY_HOST,
                             row.state == INVITATION_INVITED ? INVITATION_CANCEL
                                                             : INVITATION_REMOVE);
}

/* Whoever was taken out and is booked again is held up neither by the place that was closed nor by its device. */
static enum err forget_place(struct tx *tx, const struct appointment *appointment,
                             const struct id *client_id) {
    struct invitation row;
    enum err err = invitation_row_load_contact(tx, &appointment->practice_id, &appointment->id,
                                               client_id, &row);
    if (err != ERR_OK || !invitation_final(row.state) || row.state == INVITATION_ENDED) {
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    }
    row.contact_id = (struct id){.text = ""};
    row.client_session_id = (struct id){.text = ""};
    row.seat_id = (struct id){.text = ""};
    return invitation_row_save(tx, &row);
}

/* Whoever stands there, signed in, and came while they were not booked, is the client from here on (A3). */
static enum err bind_place(struct command *c, struct tx *tx, const struct appointment *appointment,
                           const struct id *client_id) {
    struct invitation_list guests;
    bool found = false;
    enum err err =
        invitation_row_list_appointment(tx, &appointment->practice_id, &appointment->id, &guests);
    for (size_t i = 0; err == ERR_OK && !found && i < guests.count; i++) {
        struct invitation *row = &guests.rows[i];
        if (!id_is_none(&row->contact_id)) {
            continue;
        }
        err = client_session_alive(tx, &row->practice_id, &row->client_session_id, client_id,
                                   c->now_ms, &found);
        if (err == ERR_OK && found) {
            row->contact_id = *client_id;
            err = invitation_row_save(tx, row);
            err = err == ERR_OK ? announce_room(c, tx, row) : err;
        }
    }
    return err;
}

/* Whoever was added where they stand sees what they were not offered before. */
static enum err tell_added(struct command *c, struct tx *tx, const struct doorway *before,
                           const struct id *client_id) {
    struct invitation row;
    enum err err = invitation_row_load_contact(tx, &before->appointment.practice_id,
                                               &before->appointment.id, client_id, &row);
    if (err != ERR_OK || !doorway_at_door(&row)) {
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    }
    struct door_person stranger = doorway_person(&row, false);
    bool joins = !before->scene.running || door_offer(&before->scene, &stranger) == DOOR_OFFER_JOIN;
    return joins ? ERR_OK : announce_guest(c, tx, &row);
}

static enum err tell(struct command *c, struct tx *tx, const struct appointment *appointment,
                     const struct change *change, const struct doorway *before) {
    const struct id_list added = {.ids = change->added, .count = change->added_count};
    const struct id_list taken_out = {.ids = change->taken_out, .count = change->taken_out_count};
    enum err err = appointment_letter_queue(c, tx, appointment, APPOINTMENT_CREATED, &added);
    if (err == ERR_OK) {
        err = appointment_letter_queue(c, tx, appointment, APPOINTMENT_CANCELLED, &taken_out);
    }
    if (err == ERR_OK && before->scene.running) {
        err = announce_visit(c, tx, &before->visit);
    }
    if (err == ERR_OK) {
        err = doorway_tell(c, tx, before, NULL);
    }
    for (size_t i = 0; err == ERR_OK && i < change->added_count; i++) {
        err = tell_added(c, tx, before, &change->added[i]);
    }
    return err;
}

static enum err apply_change(struct command *c, struct tx *tx, struct appointment *appointment,
                             const struct change *change) {
    struct doorway before;
    enum err err = doorway_of(tx, appointment, &before);
    for (size_t i = 0; err == ERR_OK && i < change->taken_out_count; i++) {
        command_audit(c, "contact", &change->taken_out[i]);
        err = close_place(c, tx, appointment, &change->taken_out[i]);
    }
    for (size_t i = 0; err == ERR_OK && i < change->added_count; i++) {
        err = forget_place(tx, appointment, &change->added[i]);
    }
    if (err != ERR_OK) {
        return err;
    }
    appointment->client_ids =
        (struct id_list){.ids = change->booked, .count = change->booked_count};
    appointment->changed_at_ms = c->now_ms;
    err = appointment_row_save_clients(tx, appointment);
    for (size_t i = 0; err == ERR_OK && i < change->added_count; i++) {
        err = bind_place(c, tx, appointment, &change->added[i]);
    }
    return err == ERR_OK ? tell(c, tx, appointment, change, &before) : err;
}

static enum err change_clients(struct command *c, struct tx *tx) {
    struct appointment appointment;
    struct change change;
    json_t *json = NULL;
    enum err err = reach_appointment(c, tx, &c->facts.path_ids[0], RIGHT_SEND, &appointment);
    if (err == ERR_OK) {
        err = check(c, tx, &appointment);
    }
    if (err != ERR_OK) {
        return err;
    }
    work_out(&appointment, c->input, &change);
    const struct id_list added = {.ids = change.added, .count = change.added_count};
    err = check_count(c, &change);
    if (err == ERR_OK) {
        err = appointment_clients_check(c, tx, &added, "add");
    }
    if (err == ERR_OK && change.added_count + change.taken_out_count > 0) {
        err = apply_change(c, tx, &appointment, &change);
    }
    if (err == ERR_OK) {
        err = appointment_view_json(tx, &appointment, &json);
    }
    return err == ERR_OK ? command_reply_json(c, 200, json) : err;
}

const struct command_kind appointment_change_clients = {.name = "appointment.change-clients",
                                                        .access = ACCESS_USER,
                                                        .mode = COMMAND_WRITE,
                                                        .fields = FIELDS,
                                                        .input_size = sizeof(struct change_input),
                                                        .apply = change_clients};
