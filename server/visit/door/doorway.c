#include "visit/door/doorway.h"

#include "command/command.h"
#include "practice/client.h"
#include "visit/announce.h"
#include "visit/appointment/appointment_view.h"

enum err doorway_of(struct tx *tx, const struct appointment *appointment, struct doorway *out) {
    struct doorway doorway = {.appointment = *appointment};
    enum err err =
        visit_row_load_newest(tx, &appointment->practice_id, &appointment->id, &doorway.visit);
    if (err != ERR_OK && err != ERR_NOT_FOUND) {
        return err;
    }
    doorway.scene.capacity = (int64_t)appointment->client_ids.count;
    doorway.scene.running = err == ERR_OK && doorway.visit.life.state != VISIT_ENDED;
    err = ERR_OK;
    if (doorway.scene.running) {
        err = invitation_row_count_in(tx, &appointment->practice_id, &doorway.visit.id,
                                      &doorway.scene.in_count);
    }
    if (err == ERR_OK && doorway.scene.running) {
        err = invitation_row_any_removed(tx, &appointment->practice_id, &appointment->id,
                                         &doorway.scene.guarded);
    }
    if (err == ERR_OK) {
        *out = doorway;
    }
    return err;
}

enum err doorway_load(struct tx *tx, const struct id *practice_id, const struct id *appointment_id,
                      struct doorway *out) {
    struct appointment appointment;
    enum err err = appointment_row_load(tx, practice_id, appointment_id, &appointment);
    return err == ERR_OK ? doorway_of(tx, &appointment, out) : err;
}

bool doorway_expired(const struct doorway *doorway, int64_t now_ms) {
    return !doorway->scene.running && now_ms >= appointment_row_expiry_ms(&doorway->appointment);
}

enum err doorway_booked(struct tx *tx, const struct doorway *doorway, const struct invitation *row,
                        int64_t now_ms, bool *out) {
    *out = false;
    if (id_is_none(&row->contact_id) ||
        !appointment_row_books(&doorway->appointment, &row->contact_id)) {
        return ERR_OK;
    }
    return client_session_alive(tx, &row->practice_id, &row->client_session_id, &row->contact_id,
                                now_ms, out);
}

struct door_person doorway_person(const struct invitation *row, bool booked) {
    return (struct door_person){
        .booked = booked, .known = row->joined_at_ms != 0, .state = row->door};
}

bool doorway_at_door(const struct invitation *row) {
    return row->state == INVITATION_CHECKED_IN || row->state == INVITATION_LEFT;
}

enum err doorway_watch(struct tx *tx, const struct id *practice_id, const struct id *appointment_id,
                       struct doorway *before) {
    *before = (struct doorway){.appointment = {.title = ""}};
    return id_is_none(appointment_id) ? ERR_OK
                                      : doorway_load(tx, practice_id, appointment_id, before);
}

/* Tells the guest of the row when their offer is another than it was. */
static enum err tell_one(struct command *c, struct tx *tx, const struct doorway *before,
                         const struct doorway *after, const struct invitation *row) {
    bool booked = false;
    enum err err = doorway_booked(tx, after, row, c->now_ms, &booked);
    struct door_person person = doorway_person(row, booked);
    bool same = door_offer(&before->scene, &person) == door_offer(&after->scene, &person);
    return err != ERR_OK || same ? err : announce_guest(c, tx, row);
}

enum err doorway_tell(struct command *c, struct tx *tx, const struct doorway *before,
                      const struct id *except) {
    struct invitation_list guests;
    struct doorway after;
    if (id_is_none(&before->appointment.id)) {
        return ERR_OK;
    }
    enum err err =
        doorway_load(tx, &before->appointment.practice_id, &before->appointment.id, &after);
    if (err == ERR_OK) {
        err = invitation_row_list_appointment(tx, &after.appointment.practice_id,
                                              &after.appointment.id, &guests);
    }
    for (size_t i = 0; err == ERR_OK && i < guests.count; i++) {
        const struct invitation *row = &guests.rows[i];
        bool told = except != NULL && id_equal(except, &row->id);
        if (!told && doorway_at_door(row)) {
            err = tell_one(c, tx, before, &after, row);
        }
    }
    return err == ERR_OK ? appointment_view_announce(c, tx, &after.appointment) : err;
}

static enum err close_one(struct command *c, struct tx *tx, struct invitation *row) {
    struct door door = {.state = row->door, .at_ms = row->door_at_ms};
    enum err err = door_change(&door, DOOR_BY_SYSTEM, DOOR_VISIT_END, c->now_ms);
    if (err == ERR_OK && door.state != row->door) {
        row->door = door.state;
        row->door_at_ms = door.at_ms;
        err = invitation_row_save(tx, row);
        if (err == ERR_OK) {
            err = announce_room(c, tx, row);
        }
    }
    return err == ERR_OK && doorway_at_door(row) ? announce_guest(c, tx, row) : err;
}

enum err doorway_close(struct command *c, struct tx *tx, const struct visit *visit) {
    struct invitation_list guests;
    if (id_is_none(&visit->appointment_id)) {
        return ERR_OK;
    }
    enum err err =
        invitation_row_list_appointment(tx, &visit->practice_id, &visit->appointment_id, &guests);
    for (size_t i = 0; err == ERR_OK && i < guests.count; i++) {
        err = close_one(c, tx, &guests.rows[i]);
    }
    return err == ERR_OK
               ? appointment_view_announce_id(c, tx, &visit->practice_id, &visit->appointment_id)
               : err;
}
