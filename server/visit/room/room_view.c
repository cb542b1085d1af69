#include "visit/room/room_view.h"

#include "command/command.h"
#include "practice/practice.h"
#include "visit/appointment/appointment_row.h"
#include "visit/invitation/delivery.h"
#include "visit/invitation/sms_rules.h"
#include "visit/room/guest_text.h"
#include "visit/room/handover_row.h"
#include "visit/room/help.h"
#include "visit/room/notice_row.h"
#include "visit/visit_row.h"
#include "visit/visit_view.h"

#include <jansson.h>

/* In a running visit, whether joined yet or not, is one state to the room. */
static const char *line_state(enum invitation_state state) {
    return invitation_with_visit(state) && state != INVITATION_ON_HOLD
               ? invitation_state_name(INVITATION_IN_VISIT)
               : invitation_state_name(state);
}

static enum err put_delivery(struct tx *tx, const struct invitation *row, json_t *line) {
    struct outbox_row message;
    enum err err = outbox_latest(tx, &row->practice_id, &row->id, &message);
    if (err == ERR_NOT_FOUND) {
        return ERR_OK;
    }
    if (err != ERR_OK) {
        return err;
    }
    json_object_set_new(line, "delivery", delivery_json(message.state, message.reason));
    return ERR_OK;
}

/* W12: who brought the guest here, and from whose room. */
static enum err put_handover(struct tx *tx, const struct invitation *row, json_t *line) {
    struct handover last;
    struct id owner_id;
    struct user author;
    struct user owner;
    enum err err = handover_row_load_last(tx, &row->practice_id, &row->id, &last);
    if (err == ERR_NOT_FOUND) {
        return ERR_OK;
    }
    if (err == ERR_OK) {
        err = user_load(tx, &row->practice_id, &last.author_id, &author);
    }
    if (err == ERR_OK) {
        err = room_owner(tx, &row->practice_id, &last.from_room_id, &owner_id);
    }
    if (err == ERR_OK) {
        err = user_load(tx, &row->practice_id, &owner_id, &owner);
    }
    if (err == ERR_OK) {
        json_object_set_new(line, "handed_over",
                            json_pack("{s:s, s:s, s:I}", "by_name", author.name, "from_name",
                                      owner.name, "at_ms", (json_int_t)last.at_ms));
    }
    return err;
}

/* How much was written, and whether some of it was not yet seen; the words themselves come when asked for. */
static enum err put_texts(struct tx *tx, const struct invitation *row, json_t *line) {
    struct guest_text_tally tally;
    enum err err = guest_text_count(tx, &row->practice_id, &row->id, &tally);
    if (err == ERR_OK && tally.count > 0) {
        json_object_set_new(line, "texts",
                            json_pack("{s:I, s:I}", "count", (json_int_t)tally.count, "unread",
                                      (json_int_t)tally.unread));
    }
    return err;
}

static enum err put_help(struct tx *tx, const struct invitation *row, json_t *line) {
    int64_t asked_at_ms = 0;
    enum err err = help_asked_at(tx, row, &asked_at_ms);
    if (err == ERR_OK && asked_at_ms != 0) {
        json_object_set_new(line, "help_asked_at_ms", json_integer(asked_at_ms));
    }
    return err;
}

static void put_optional(const struct invitation *row, json_t *line) {
    if (row->address != NULL) {
        json_object_set_new(line, "address", json_string(row->address));
    }
    json_t *preflight = preflight_json(&row->preflight);
    if (preflight != NULL) {
        json_object_set_new(line, "preflight", preflight);
    }
    if (row->checked_in_at_ms != 0) {
        json_object_set_new(line, "checked_in_at_ms", json_integer(row->checked_in_at_ms));
    }
    if (!id_is_none(&row->visit_id)) {
        json_object_set_new(line, "visit_id", json_string(row->visit_id.text));
    }
}

/* Of whoever came to an appointment: which, and how they stand at its door. */
static enum err put_appointment(struct tx *tx, const struct invitation *row, json_t *line) {
    struct appointment appointment;
    if (id_is_none(&row->appointment_id)) {
        return ERR_OK;
    }
    enum err err = appointment_row_load(tx, &row->practice_id, &row->appointment_id, &appointment);
    if (err != ERR_OK) {
        return err;
    }
    json_object_set_new(line, "kind", json_string("appointment"));
    json_object_set_new(line, "appointment_id", json_string(appointment.id.text));
    json_object_set_new(line, "appointment_at_ms", json_integer(appointment.starts_at_ms));
    json_object_set_new(line, "appointment_title", json_string(appointment.title));
    json_object_set_new(line, "booked", json_boolean(!id_is_none(&row->contact_id)));
    json_object_set_new(line, "door", json_string(door_state_name(row->door)));
    return ERR_OK;
}

enum err room_view_guest(struct tx *tx, const struct invitation *row, json_t **out) {
    json_t *line = json_pack(
        "{s:s, s:s, s:s, s:s, s:s, s:I, s:I}", "id", row->id.text, "kind",
        invitation_kind_name(row->kind), "name", row->name, "method",
        invitation_row_method_name(row->method), "state", line_state(row->state), "invited_at_ms",
        (json_int_t)row->invited_at_ms, "expires_at_ms", (json_int_t)row->expires_at_ms);
    if (line == NULL) {
        return ERR_NOMEM;
    }
    put_optional(row, line);
    enum err err = put_delivery(tx, row, line);
    if (err == ERR_OK) {
        err = put_appointment(tx, row, line);
    }
    if (err == ERR_OK) {
        err = put_texts(tx, row, line);
    }
    if (err == ERR_OK) {
        err = put_help(tx, row, line);
    }
    if (err == ERR_OK) {
        err = put_handover(tx, row, line);
    }
    if (err != ERR_OK) {
        json_decref(line);
        return err;
    }
    *out = line;
    return ERR_OK;
}

static enum err put_guests(struct tx *tx, const struct invitation_list *list, json_t *guests) {
    enum err err = ERR_OK;
    for (size_t i = 0; err == ERR_OK && i < list->count; i++) {
        json_t *line = NULL;
        err = room_view_guest(tx, &list->rows[i], &line);
        if (err == ERR_OK) {
            json_array_append_new(guests, line);
        }
    }
    return err;
}

static enum err put_visit(struct tx *tx, const struct id *practice_id, const struct id *host_id,
                          json_t *room) {
    struct visit visit;
    json_t *part = NULL;
    enum err err = visit_row_load_running(tx, practice_id, host_id, &visit);
    if (err == ERR_NOT_FOUND) {
        return ERR_OK;
    }
    if (err == ERR_OK) {
        err = visit_view_load(tx, &visit, VISIT_VIEW_STAFF, &part);
    }
    if (err == ERR_OK) {
        json_object_set_new(room, "visit", part);
    }
    return err;
}

static enum err put_notice(struct tx *tx, const struct id *practice_id, const struct id *room_id,
                           json_t *room) {
    struct notice notice;
    enum err err = notice_row_load(tx, practice_id, room_id, &notice);
    if (err == ERR_OK) {
        json_object_set_new(room, "notice", notice_row_json(&notice));
    }
    return err;
}

enum err room_view_json(struct command *c, struct tx *tx, const struct id *room_id, json_t **out) {
    const struct id *practice_id = &c->actor.practice_id;
    struct id owner_id;
    struct user owner;
    struct invitation_list list;
    json_t *room = NULL;
    enum err err = room_owner(tx, practice_id, room_id, &owner_id);
    if (err == ERR_OK) {
        err = user_load(tx, practice_id, &owner_id, &owner);
    }
    if (err == ERR_OK) {
        err = invitation_row_list_room(tx, practice_id, room_id, c->now_ms, &list);
    }
    if (err != ERR_OK) {
        return err;
    }
    json_t *guests = json_array();
    room = json_pack("{s:s, s:s, s:o, s:b, s:I}", "room_id", room_id->text, "owner_name",
                     owner.name, "guests", guests, "sms_available", sms_rules_get()->token != NULL,
                     "now_ms", (json_int_t)c->now_ms);
    if (room == NULL) {
        return ERR_NOMEM;
    }
    err = put_guests(tx, &list, guests);
    if (err == ERR_OK) {
        err = put_notice(tx, practice_id, room_id, room);
    }
    if (err == ERR_OK) {
        err = put_visit(tx, practice_id, &c->actor.user_id, room);
    }
    if (err != ERR_OK) {
        json_decref(room);
        return err;
    }
    *out = room;
    return ERR_OK;
}
