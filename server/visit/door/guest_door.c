#include "visit/door/guest_door.h"

#include "command/command.h"
#include "practice/client.h"
#include "practice/contact.h"
#include "visit/announce.h"
#include "visit/commands.h"
#include "visit/guest/guest.h"

#include <stddef.h>

/* A place that nobody has taken yet. */
static struct invitation nobody(const struct appointment *appointment) {
    return (struct invitation){.practice_id = appointment->practice_id,
                               .room_id = appointment->room_id,
                               .inviter_id = appointment->creator_id,
                               .kind = INVITATION_WAITING_ROOM,
                               .method = METHOD_LINK,
                               .state = INVITATION_INVITED,
                               .generation = 1,
                               .name = "",
                               .expires_at_ms = appointment_row_expiry_ms(appointment),
                               .appointment_id = appointment->id};
}

/* A row that a fresh one may follow: its visit is over and the next one runs, or it ran out unused. */
static bool may_be_followed(const struct guest_place *place, const struct invitation *row) {
    bool over = row->state == INVITATION_ENDED && place->doorway.scene.running;
    bool lapsed = row->state == INVITATION_INVITED && row->closed_at_ms != 0;
    return over || lapsed;
}

/* Whoever comes anew on this device keeps their name; when the host started again, the test of the device too. */
static void follow(struct guest_place *place, const struct invitation *row) {
    place->row.name = row->name;
    if (row->state == INVITATION_ENDED) {
        place->again = true;
        place->was_of = row->contact_id;
        place->row.preflight = row->preflight;
    }
}

static enum err find_by_seat(struct command *c, struct tx *tx, struct guest_place *place) {
    struct invitation row;
    char name[GUEST_VIEW_COOKIE];
    guest_view_cookie(&place->row, name);
    const char *secret = command_cookie(c, name);
    if (secret == NULL) {
        return ERR_NOT_FOUND;
    }
    struct hash hash = vault_token_hash(secret);
    enum err err = invitation_row_load_seat(tx, &place->row.practice_id, &place->row.appointment_id,
                                            &hash, &row);
    if (err == ERR_OK && may_be_followed(place, &row)) {
        follow(place, &row);
        err = ERR_NOT_FOUND;
    }
    if (err == ERR_OK) {
        place->row = row;
        place->device = SEAT_HOLDER;
        place->is_new = false;
    }
    return err;
}

/* The client's own place; or, on the device on which they came before they signed in, that one: when the client
 * has none, or only one whose visit is over. */
static enum err find_of_client(struct command *c, struct tx *tx, const struct id *contact_id,
                               struct guest_place *place) {
    struct guest_place here = *place;
    struct invitation row;
    enum err err = find_by_seat(c, tx, &here);
    if (err != ERR_OK && err != ERR_NOT_FOUND) {
        return err;
    }
    bool found_here = err == ERR_OK;
    bool came_unsigned = found_here && id_is_none(&here.row.contact_id);
    err = invitation_row_load_contact(tx, &place->row.practice_id, &place->row.appointment_id,
                                      contact_id, &row);
    bool goes_on = err == ERR_OK && !may_be_followed(place, &row);
    if (goes_on && !(came_unsigned && row.state == INVITATION_ENDED)) {
        bool holds = found_here && id_equal(&here.row.id, &row.id);
        place->row = row;
        place->device = holds ? SEAT_HOLDER : SEAT_CLIENT;
        place->is_new = false;
        return ERR_OK;
    }
    if (err != ERR_OK && err != ERR_NOT_FOUND) {
        return err;
    }
    bool own = here.again && (id_is_none(&here.was_of) || id_equal(&here.was_of, contact_id));
    if (came_unsigned || own) {
        *place = here;
    }
    return ERR_OK;
}

/* From here on the place is the client's, by this session; written with whatever the command writes. */
static enum err bind_client(struct command *c, struct tx *tx, const struct id *contact_id,
                            struct guest_place *place) {
    struct contact contact;
    place->booked = true;
    place->rebound = !id_equal(&place->row.contact_id, contact_id) ||
                     !id_equal(&place->row.client_session_id, &c->actor.client_session_id);
    place->row.contact_id = *contact_id;
    place->row.client_session_id = c->actor.client_session_id;
    if (place->row.name[0] != '\0') {
        return ERR_OK;
    }
    enum err err = contact_load(tx, &place->row.practice_id, contact_id, &contact);
    if (err == ERR_OK) {
        place->row.name = contact.fields.name;
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* A client who is not booked: should they be added while they wait, it is known who they are. */
static void note_session(const struct command *c, struct guest_place *place) {
    const struct id *session_id = &c->actor.client_session_id;
    if (id_is_none(&place->row.contact_id) &&
        !id_equal(&place->row.client_session_id, session_id)) {
        place->rebound = true;
        place->row.client_session_id = *session_id;
    }
}

static enum err find_person(struct command *c, struct tx *tx, struct guest_place *place) {
    struct id contact_id;
    enum err err = client_session_find(c, tx, &contact_id);
    if (err == ERR_OK && appointment_row_books(&place->doorway.appointment, &contact_id)) {
        err = find_of_client(c, tx, &contact_id, place);
        return err == ERR_OK ? bind_client(c, tx, &contact_id, place) : err;
    }
    if (err != ERR_OK && err != ERR_NOT_FOUND) {
        return err;
    }
    bool signed_in = err == ERR_OK;
    err = find_by_seat(c, tx, place);
    if (signed_in) {
        note_session(c, place);
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err guest_door_find(struct command *c, struct tx *tx, const char *token,
                         struct guest_place *out) {
    struct appointment appointment;
    enum err err = appointment_row_load_by_link(tx, &c->actor.practice_id, token, &appointment);
    if (err == ERR_OK) {
        err = doorway_of(tx, &appointment, &out->doorway);
    }
    if (err != ERR_OK) {
        return err;
    }
    out->known = true;
    out->current = true;
    out->at_door = true;
    out->is_new = true;
    out->row = nobody(&appointment);
    err = find_person(c, tx, out);
    if (err != ERR_OK) {
        return err;
    }
    command_audit(c, out->is_new ? "appointment" : "invitation",
                  out->is_new ? &appointment.id : &out->row.id);
    return ERR_OK;
}

static enum err check_bounds(struct command *c, struct tx *tx, const struct guest_place *place) {
    struct invitation_list guests;
    int64_t in_room = 0;
    size_t unbooked = 0;
    enum err err = invitation_row_list_appointment(tx, &place->row.practice_id,
                                                   &place->row.appointment_id, &guests);
    if (err == ERR_OK) {
        err = invitation_row_count_room(tx, &place->row.practice_id, &place->row.room_id, &in_room);
    }
    for (size_t i = 0; err == ERR_OK && i < guests.count; i++) {
        unbooked += id_is_none(&guests.rows[i].contact_id) ? 1 : 0;
    }
    if (err == ERR_OK && !place->booked && unbooked >= DOOR_GUESTS_MAX) {
        return command_problem(c, ERR_CONFLICT, "door-full",
                               "The waiting room takes nobody else at the moment.",
                               "Try again in a few minutes, or call the practice.");
    }
    if (err == ERR_OK && in_room >= INVITATION_ROW_ROOM_MAX) {
        return command_problem(c, ERR_CONFLICT, "room-full", "The waiting room is full.",
                               "Try again in a few minutes, or call the practice.");
    }
    return err;
}

enum err guest_door_insert(struct command *c, struct tx *tx, struct guest_place *place) {
    static const int64_t LONGER_MS = (int64_t)APPOINTMENT_LINK_AFTER_S * 1000;
    struct invitation *row = &place->row;
    enum err err = check_bounds(c, tx, place);
    if (err != ERR_OK) {
        return err;
    }
    row->invited_at_ms = c->now_ms;
    /* Past the link's time only a visit that runs keeps it alive. */
    row->expires_at_ms =
        row->expires_at_ms > c->now_ms ? row->expires_at_ms : c->now_ms + LONGER_MS;
    place->is_new = false;
    command_audit(c, "invitation", &row->id);
    return invitation_row_insert(tx, row);
}

static enum err refuse(struct command *c, enum door_offer offer) {
    static const struct {
        const char *problem;
        const char *title;
    } CLOSED[DOOR_OFFER_COUNT] = {
        [DOOR_OFFER_WAIT] = {"not-started", "The host has not started this visit yet."},
        [DOOR_OFFER_ASK] = {"ask-to-join", "Ask to join this visit."},
        [DOOR_OFFER_ASKED] = {"ask-to-join", "The host has been asked and has not answered yet."},
        [DOOR_OFFER_DENIED] = {"denied", "You were not admitted."},
        [DOOR_OFFER_BLOCKED] = {"blocked", "You were not admitted."},
    };
    return command_problem(c, ERR_CONFLICT, CLOSED[offer].problem, CLOSED[offer].title, NULL);
}

/* Whoever stands at the door with a device that was tested. */
static enum err check_ready(struct command *c, const struct invitation *row) {
    if (row->state == INVITATION_ON_HOLD) {
        return command_problem(c, ERR_CONFLICT, "on-hold", "The host will take you in again.",
                               NULL);
    }
    if (!doorway_at_door(row) || !preflight_good(&row->preflight)) {
        return command_problem(c, ERR_CONFLICT, "test-first",
                               "Test your camera and microphone first.", NULL);
    }
    return ERR_OK;
}

static void put_door(struct invitation *row, const struct door *door) {
    row->door = door->state;
    row->door_at_ms = door->at_ms;
}

enum err guest_door_join(struct command *c, struct tx *tx, struct guest_place *place) {
    struct invitation *row = &place->row;
    struct door door = {.state = row->door, .at_ms = row->door_at_ms};
    if (row->state == INVITATION_IN_VISIT) {
        return ERR_OK;
    }
    enum err err = check_ready(c, row);
    if (err != ERR_OK) {
        return err;
    }
    struct door_person person = doorway_person(row, place->booked);
    enum door_offer offer = door_offer(&place->doorway.scene, &person);
    if (offer != DOOR_OFFER_JOIN) {
        return refuse(c, offer);
    }
    err = door_change(&door, DOOR_BY_GUEST, DOOR_JOIN, c->now_ms);
    if (err != ERR_OK) {
        return err;
    }
    put_door(row, &door);
    row->visit_id = place->doorway.visit.id;
    err = guest_enter(c, tx, row, INVITATION_ENTER);
    return err == ERR_OK ? doorway_tell(c, tx, &place->doorway, &row->id) : err;
}

/* ---- Ask to join ---- */

struct ask_input {
    const char *token;
};

static const struct field ASK_FIELDS[] = {
    {.name = "token",
     .type = FIELD_TEXT,
     .offset = offsetof(struct ask_input, token),
     .required = true,
     .max = GUEST_TOKEN_MAX},
    {.name = NULL},
};

static enum err refuse_too_soon(struct command *c, const struct door *door) {
    c->reply.body = arena_format(c->arena, "{\"again_at_ms\":%lld}",
                                 (long long)door_again_ms(door->at_ms, c->now_ms));
    return command_problem(c, ERR_CONFLICT, "ask-too-soon", "You were not admitted.",
                           "You may ask again after a minute.");
}

static enum err tell_of_request(struct command *c, struct tx *tx, const struct guest_place *place) {
    enum err err = announce_room(c, tx, &place->row);
    if (err == ERR_OK) {
        err = announce_visit(c, tx, &place->doorway.visit);
    }
    if (err == ERR_OK) {
        announce_request(c, &place->doorway.visit, &place->row);
    }
    return err == ERR_OK ? announce_guest(c, tx, &place->row) : err;
}

/* Only at a closed door; who sees Join now, or has asked already, sees the same again. */
static enum err put_request(struct command *c, struct tx *tx, struct guest_place *place) {
    struct invitation *row = &place->row;
    struct door door = {.state = row->door, .at_ms = row->door_at_ms};
    struct door_person person = doorway_person(row, place->booked);
    enum door_offer offer = door_offer(&place->doorway.scene, &person);
    if (offer == DOOR_OFFER_JOIN || offer == DOOR_OFFER_ASKED) {
        return ERR_OK;
    }
    if (offer == DOOR_OFFER_WAIT || offer == DOOR_OFFER_BLOCKED) {
        return refuse(c, offer);
    }
    enum err err = door_change(&door, DOOR_BY_GUEST, DOOR_ASK, c->now_ms);
    if (err == ERR_AGAIN) {
        return refuse_too_soon(c, &door);
    }
    if (err != ERR_OK) {
        return err;
    }
    put_door(row, &door);
    err = invitation_row_save(tx, row);
    return err == ERR_OK ? tell_of_request(c, tx, place) : err;
}

static enum err ask(struct command *c, struct tx *tx) {
    const struct ask_input *input = c->input;
    struct guest_place place;
    enum err err = guest_find_usable(c, tx, input->token, SEAT_USE, &place);
    if (err == ERR_OK && !place.at_door) {
        return command_problem(c, ERR_CONFLICT, "no-door", "This link needs no asking.", NULL);
    }
    if (err == ERR_OK && place.row.state != INVITATION_IN_VISIT) {
        err = check_ready(c, &place.row);
        if (err == ERR_OK) {
            err = put_request(c, tx, &place);
        }
    }
    return err == ERR_OK ? guest_reply_view(c, tx, &place) : err;
}

const struct command_kind guest_ask = {.name = "guest.ask",
                                       .access = ACCESS_ANYONE,
                                       .mode = COMMAND_WRITE,
                                       .fields = ASK_FIELDS,
                                       .input_size = sizeof(struct ask_input),
                                       .apply = ask};
