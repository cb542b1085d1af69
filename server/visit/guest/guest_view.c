#include "visit/guest/guest_view.h"

#include "base/bytes.h"
#include "command/authenticate.h"
#include "command/command.h"
#include "visit/door/guest_door.h"
#include "visit/room/guest_text.h"
#include "visit/room/help.h"
#include "visit/room/notice_row.h"
#include "visit/visit_row.h"
#include "visit/visit_view.h"

#include <jansson.h>
#include <string.h>

void guest_view_cookie(const struct invitation *row, char out[GUEST_VIEW_COOKIE]) {
    const struct id *named = id_is_none(&row->appointment_id) ? &row->id : &row->appointment_id;
    memcpy(out, SEAT_COOKIE_PREFIX, 5);
    memcpy(out + 5, named->text, 16);
    out[21] = '\0';
}

static enum seat_device device_of(const struct command *c, const struct invitation *row) {
    char name[GUEST_VIEW_COOKIE];
    guest_view_cookie(row, name);
    const char *secret = command_cookie(c, name);
    struct hash hash = vault_token_hash(secret);
    bool same = bytes_equal_secret(hash.bytes, row->seat_hash.bytes, sizeof hash.bytes);
    return secret != NULL && !id_is_none(&row->seat_id) && same ? SEAT_HOLDER : SEAT_STRANGER;
}

enum err guest_view_find(struct command *c, struct tx *tx, const char *token,
                         struct guest_place *out) {
    memset(out, 0, sizeof *out);
    out->device = SEAT_STRANGER;
    enum err err = practice_load(tx, &c->actor.practice_id, &out->practice);
    if (err != ERR_OK) {
        return err;
    }
    err = invitation_row_load_by_link(tx, &c->actor.practice_id, token, &out->row, &out->current);
    if (err == ERR_OK) {
        out->known = true;
        out->device = device_of(c, &out->row);
        command_audit(c, "invitation", &out->row.id);
    } else if (err == ERR_NOT_FOUND) {
        err = guest_door_find(c, tx, token, out);
    }
    if (out->device == SEAT_HOLDER) {
        c->actor.guest_id = out->row.id;
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

struct standing {
    const char *state;   /* of the view */
    const char *problem; /* NULL: the link works on this device */
};

static bool ran_out(const struct guest_place *place, int64_t now_ms) {
    const struct invitation *row = &place->row;
    return place->at_door
               ? row->state == INVITATION_INVITED && doorway_expired(&place->doorway, now_ms)
               : invitation_expired(row->state, row->expires_at_ms, now_ms);
}

static struct standing standing_of(const struct guest_place *place, int64_t now_ms) {
    const struct invitation *row = &place->row;
    if (!place->known) {
        return (struct standing){"unknown", "link-unknown"};
    }
    if (row->state == INVITATION_REMOVED && row->joined_at_ms != 0) {
        return (struct standing){"removed", "invitation-cancelled"};
    }
    bool withdrawn = place->at_door && place->is_new && place->doorway.appointment.cancelled;
    if (row->state == INVITATION_CANCELLED || row->state == INVITATION_REMOVED || withdrawn) {
        return (struct standing){"cancelled", "invitation-cancelled"};
    }
    if (row->state == INVITATION_ENDED) {
        return (struct standing){"ended", "visit-ended"};
    }
    if (!place->current || ran_out(place, now_ms)) {
        return (struct standing){"expired", "invitation-expired"};
    }
    enum seat_state seat = seat_state_of(row->state, !id_is_none(&row->seat_id));
    if (seat == SEAT_FIXED && place->device == SEAT_STRANGER) {
        return (struct standing){"used", "visit-begun"};
    }
    return (struct standing){invitation_state_name(row->state), NULL};
}

const char *guest_view_refusal(const struct guest_place *place, int64_t now_ms) {
    return standing_of(place, now_ms).problem;
}

/* An unknown link tells of the practice no more than whom to call. */
static json_t *practice_part(const struct guest_place *place) {
    struct practice shown = place->practice;
    if (!place->known) {
        shown.name = "";
        shown.zone = "";
    }
    return practice_json(&shown);
}

static void set_time(json_t *view, const char *name, int64_t at_ms) {
    if (at_ms != 0) {
        json_object_set_new(view, name, json_integer(at_ms));
    }
}

static const char *seat_word(const struct guest_place *place) {
    if (id_is_none(&place->row.seat_id)) {
        return "none";
    }
    return place->device == SEAT_HOLDER ? "here" : "elsewhere";
}

/* Never its title: that is the practice's own (I13). */
static json_t *appointment_part(const struct guest_place *place) {
    const struct appointment *appointment = &place->doorway.appointment;
    return json_pack("{s:I, s:I, s:s}", "starts_at_ms", (json_int_t)appointment->starts_at_ms,
                     "length_s", (json_int_t)appointment->length_s, "zone", place->practice.zone);
}

/* What this guest is offered, and what the host has answered to this guest (A4, A7). */
static json_t *door_part(const struct guest_place *place, int64_t now_ms) {
    const struct invitation *row = &place->row;
    struct door_person person = doorway_person(row, place->booked);
    enum door_offer offer = door_offer(&place->doorway.scene, &person);
    json_t *door = json_pack("{s:s}", "offer", door_offer_name(offer));
    if (offer == DOOR_OFFER_DENIED) {
        json_object_set_new(door, "again_at_ms",
                            json_integer(door_again_ms(row->door_at_ms, now_ms)));
    }
    if (row->door == DOOR_ADMITTED) {
        json_object_set_new(door, "answer", json_string("admitted"));
    } else if (row->door == DOOR_DENIED || row->door == DOOR_BLOCKED) {
        json_object_set_new(door, "answer", json_string("denied"));
    }
    return door;
}

/* What every device may know that shows a link which works. */
static enum err put_link(struct tx *tx, const struct guest_place *place, json_t *view) {
    const struct invitation *row = &place->row;
    struct id owner_id;
    struct user owner;
    enum err err = room_owner(tx, &row->practice_id, &row->room_id, &owner_id);
    if (err == ERR_OK) {
        err = user_load(tx, &row->practice_id, &owner_id, &owner);
    }
    if (err != ERR_OK) {
        return err;
    }
    json_object_set_new(view, "seat", json_string(seat_word(place)));
    json_object_set_new(view, "kind", json_string(invitation_kind_name(row->kind)));
    json_object_set_new(view, "host_name", json_string(owner.name));
    json_object_set_new(view, "needs_name", json_boolean(row->name[0] == '\0'));
    json_object_set_new(view, "sound_only_allowed", json_true());
    set_time(view, "expires_at_ms", row->expires_at_ms);
    if (place->at_door) {
        json_object_set_new(view, "appointment", appointment_part(place));
    }
    if (place->is_new && place->again) {
        json_object_set_new(view, "again", json_true());
    }
    return ERR_OK;
}

/* What the waiting page shows beside: the room's notice, and what this guest and the staff wrote (W13). */
static enum err put_waiting(struct tx *tx, const struct invitation *row, json_t *view) {
    struct notice notice;
    json_t *texts = NULL;
    enum err err = notice_row_load(tx, &row->practice_id, &row->room_id, &notice);
    if (err == ERR_OK) {
        json_object_set_new(view, "notice", notice_row_json(&notice));
        err = guest_text_list(tx, &row->practice_id, &row->id, GUEST_TEXT_GUEST_MAX, &texts);
    }
    if (err == ERR_OK) {
        json_object_set_new(view, "texts", texts);
    }
    return err;
}

static enum err put_help(struct tx *tx, const struct invitation *row, json_t *view) {
    int64_t asked_at_ms = 0;
    enum err err = help_asked_at(tx, row, &asked_at_ms);
    if (err == ERR_OK && asked_at_ms != 0) {
        json_object_set_new(view, "help_asked", json_true());
    }
    return err;
}

/* What only the device that holds the seat may know. */
static enum err put_person(struct tx *tx, const struct guest_place *place, int64_t now_ms,
                           json_t *view) {
    const struct invitation *row = &place->row;
    json_object_set_new(view, "invitation_id", json_string(row->id.text));
    json_object_set_new(view, "name", json_string(row->name));
    set_time(view, "checked_in_at_ms", row->checked_in_at_ms);
    json_t *preflight = preflight_json(&row->preflight);
    if (preflight != NULL) {
        json_object_set_new(view, "preflight", preflight);
    }
    if (place->at_door && doorway_at_door(row)) {
        json_object_set_new(view, "door", door_part(place, now_ms));
    }
    if (invitation_waits(row->state)) {
        return put_waiting(tx, row, view);
    }
    if (row->state != INVITATION_IN_VISIT) {
        return ERR_OK;
    }
    struct visit visit;
    json_t *visit_part = NULL;
    enum err err = visit_row_load(tx, &row->practice_id, &row->visit_id, &visit);
    if (err == ERR_OK) {
        err = visit_view_load(tx, &visit, VISIT_VIEW_GUEST, &visit_part);
    }
    if (err == ERR_OK) {
        json_object_set_new(view, "visit", visit_part);
    }
    return err;
}

/* Why it is over, for the page that says so. */
static enum err put_end(struct tx *tx, const struct guest_place *place, int64_t now_ms,
                        json_t *view) {
    const struct invitation *row = &place->row;
    if (row->state == INVITATION_CANCELLED || row->state == INVITATION_REMOVED) {
        set_time(view, "cancelled_at_ms", row->closed_at_ms);
        return ERR_OK;
    }
    if (place->at_door && place->doorway.appointment.cancelled) {
        set_time(view, "cancelled_at_ms", place->doorway.appointment.closed_at_ms);
        return ERR_OK;
    }
    if (place->at_door && row->state == INVITATION_ENDED &&
        !doorway_expired(&place->doorway, now_ms)) {
        json_object_set_new(view, "appointment", appointment_part(place));
    }
    if (row->state != INVITATION_ENDED) {
        set_time(view, "expires_at_ms", place->current ? row->expires_at_ms : 0);
        return ERR_OK;
    }
    struct visit visit;
    enum err err = visit_row_load(tx, &row->practice_id, &row->visit_id, &visit);
    if (err == ERR_OK) {
        json_object_set_new(view, "ended_reason",
                            json_string(visit_reason_name(visit.life.reason)));
    }
    return err;
}

static enum err put_details(struct tx *tx, const struct guest_place *place, const char *problem,
                            int64_t now_ms, json_t *view) {
    if (!place->known) {
        return ERR_OK;
    }
    if (problem != NULL) {
        return put_end(tx, place, now_ms, view);
    }
    enum err err = put_link(tx, place, view);
    if (err == ERR_OK && place->device == SEAT_HOLDER) {
        err = put_person(tx, place, now_ms, view);
    }
    if (err == ERR_OK && place->device == SEAT_HOLDER) {
        err = put_help(tx, &place->row, view);
    }
    return err;
}

enum err guest_view_json(struct tx *tx, const struct guest_place *place, int64_t now_ms,
                         json_t **out) {
    struct standing standing = standing_of(place, now_ms);
    json_t *view = json_pack("{s:s, s:o, s:I}", "state", standing.state, "practice",
                             practice_part(place), "now_ms", (json_int_t)now_ms);
    if (view == NULL) {
        return ERR_NOMEM;
    }
    enum err err = put_details(tx, place, standing.problem, now_ms, view);
    if (err != ERR_OK) {
        json_decref(view);
        return err;
    }
    *out = view;
    return ERR_OK;
}

enum err guest_view_of_holder(struct tx *tx, const struct invitation *row, int64_t now_ms,
                              json_t **out) {
    struct guest_place place = {.known = true, .current = true, .row = *row, .device = SEAT_HOLDER};
    enum err err = practice_load(tx, &row->practice_id, &place.practice);
    if (err == ERR_OK && !id_is_none(&row->appointment_id)) {
        place.at_door = true;
        err = doorway_load(tx, &row->practice_id, &row->appointment_id, &place.doorway);
        if (err == ERR_OK) {
            err = doorway_booked(tx, &place.doorway, row, now_ms, &place.booked);
        }
    }
    return err == ERR_OK ? guest_view_json(tx, &place, now_ms, out) : err;
}
