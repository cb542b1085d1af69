#include "visit/room/room_view.h"

#include "command/command.h"
#include "practice/practice.h"
#include "visit/invitation/delivery.h"
#include "visit/invitation/sms_rules.h"
#include "visit/room/notice_row.h"
#include "visit/room/room_line.h"
#include "visit/visit_row.h"
#include "visit/visit_view.h"

#include <jansson.h>

/* In a running visit, whether joined yet or not, is one state to the room. */
static const char *line_state(enum invitation_state state) {
    return invitation_with_visit(state) && state != INVITATION_ON_HOLD
               ? invitation_state_name(INVITATION_IN_VISIT)
               : invitation_state_name(state);
}

static void put_delivery(const struct room_line *line, json_t *json) {
    if (line->has_message) {
        json_object_set_new(json, "delivery", delivery_json(line->delivery, line->reason));
    }
}

/* W12: who brought the guest here, and from whose room. */
static void put_handover(const struct room_line *line, json_t *json) {
    if (line->handed_over_at_ms != 0) {
        json_object_set_new(json, "handed_over",
                            json_pack("{s:s, s:s, s:I}", "by_name", line->handed_over_by,
                                      "from_name", line->handed_over_from, "at_ms",
                                      (json_int_t)line->handed_over_at_ms));
    }
}

/* How much was written, and whether some of it was not yet seen; the words themselves come when asked for. */
static void put_texts(const struct room_line *line, json_t *json) {
    if (line->text_count > 0) {
        json_object_set_new(json, "texts",
                            json_pack("{s:I, s:I}", "count", (json_int_t)line->text_count, "unread",
                                      (json_int_t)line->text_unread));
    }
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
static void put_appointment(const struct invitation *row, const struct room_line *line,
                            json_t *json) {
    if (line->appointment_title != NULL) {
        json_object_set_new(json, "kind", json_string("appointment"));
        json_object_set_new(json, "appointment_id", json_string(row->appointment_id.text));
        json_object_set_new(json, "appointment_at_ms", json_integer(line->appointment_at_ms));
        json_object_set_new(json, "appointment_title", json_string(line->appointment_title));
        json_object_set_new(json, "booked", json_boolean(!id_is_none(&row->contact_id)));
        json_object_set_new(json, "door", json_string(door_state_name(row->door)));
    }
}

static json_t *line_json(const struct invitation *row, const struct room_line *line) {
    json_t *json = json_pack(
        "{s:s, s:s, s:s, s:s, s:s, s:I, s:I}", "id", row->id.text, "kind",
        invitation_kind_name(row->kind), "name", row->name, "method",
        invitation_row_method_name(row->method), "state", line_state(row->state), "invited_at_ms",
        (json_int_t)row->invited_at_ms, "expires_at_ms", (json_int_t)row->expires_at_ms);
    if (json == NULL) {
        return NULL;
    }
    put_optional(row, json);
    put_delivery(line, json);
    put_appointment(row, line, json);
    put_texts(line, json);
    if (line->help_asked_at_ms != 0) {
        json_object_set_new(json, "help_asked_at_ms", json_integer(line->help_asked_at_ms));
    }
    put_handover(line, json);
    return json;
}

enum err room_view_guest(struct tx *tx, const struct invitation *row, json_t **out) {
    struct room_line line;
    enum err err = room_line_load(tx, row, &line);
    json_t *json = err == ERR_OK ? line_json(row, &line) : NULL;
    if (err == ERR_OK && json == NULL) {
        err = ERR_NOMEM;
    }
    if (err == ERR_OK) {
        *out = json;
    }
    return err;
}

static enum err put_guests(struct command *c, struct tx *tx, const struct id *room_id,
                           json_t *guests) {
    const struct id *practice_id = &c->actor.practice_id;
    struct invitation_list list;
    struct room_line *lines = NULL;
    enum err err = invitation_row_list_room(tx, practice_id, room_id, c->now_ms, &list);
    if (err == ERR_OK) {
        err = room_line_list(tx, practice_id, room_id, &list, &lines);
    }
    for (size_t i = 0; err == ERR_OK && i < list.count; i++) {
        if (json_array_append_new(guests, line_json(&list.rows[i], &lines[i])) != 0) {
            err = ERR_NOMEM;
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
    json_t *room = NULL;
    enum err err = room_owner(tx, practice_id, room_id, &owner_id);
    if (err == ERR_OK) {
        err = user_load(tx, practice_id, &owner_id, &owner);
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
    err = put_guests(c, tx, room_id, guests);
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
