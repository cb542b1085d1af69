#include "visit/appointment/appointment_view.h"

#include "command/command.h"
#include "visit/appointment/appointment_line.h"
#include "visit/invitation/delivery.h"

#include <jansson.h>

static json_t *person_json(const struct appointment_person *person) {
    json_t *json = json_pack("{s:s, s:s}", "id", person->id.text, "name", person->name);
    if (person->has_letter) {
        json_object_set_new(json, "news", json_string(appointment_news_name(person->news)));
        json_object_set_new(json, "delivery", delivery_json(person->delivery, person->reason));
    }
    return json;
}

static json_t *people_json(const struct appointment_person *people) {
    json_t *json = json_array();
    for (; people != NULL; people = people->next) {
        if (json_array_append_new(json, person_json(people)) != 0) {
            json_decref(json);
            return NULL;
        }
    }
    return json;
}

static const char *state_of(const struct appointment *appointment,
                            const struct appointment_line *line) {
    if (appointment->cancelled) {
        return "cancelled";
    }
    return line->running ? "running" : line->started ? "ended" : "scheduled";
}

static json_t *line_json(const struct appointment *appointment,
                         const struct appointment_line *line) {
    json_t *json =
        json_pack("{s:s, s:s, s:s, s:I, s:I, s:I, s:o, s:o, s:s}", "id", appointment->id.text,
                  "room_id", appointment->room_id.text, "title", appointment->title, "starts_at_ms",
                  (json_int_t)appointment->starts_at_ms, "length_s",
                  (json_int_t)appointment->length_s, "capacity",
                  (json_int_t)appointment->client_ids.count, "clients", people_json(line->clients),
                  "taken_out", people_json(line->taken_out), "state", state_of(appointment, line));
    if (line->running) {
        json_object_set_new(json, "visit_id", json_string(line->visit_id.text));
    }
    json_object_set_new(json, "waiting", json_integer(line->waiting));
    return json;
}

static enum err put_list(struct tx *tx, const struct appointment_scope *scope,
                         const struct appointment_list *list, json_t *out) {
    struct appointment_line *lines = NULL;
    enum err err = appointment_line_list(tx, scope, list, &lines);
    for (size_t i = 0; err == ERR_OK && i < list->count; i++) {
        if (json_array_append_new(out, line_json(&list->rows[i], &lines[i])) != 0) {
            err = ERR_NOMEM;
        }
    }
    return err;
}

enum err appointment_view_list(struct tx *tx, const struct appointment_scope *scope, json_t *out) {
    struct appointment_list list;
    enum err err = appointment_row_list(tx, scope, &list);
    return err == ERR_OK ? put_list(tx, scope, &list, out) : err;
}

enum err appointment_view_json(struct tx *tx, const struct appointment *appointment, json_t **out) {
    const struct appointment_scope scope = {.kind = APPOINTMENT_SCOPE_ONE,
                                            .practice_id = appointment->practice_id,
                                            .of_id = appointment->id};
    struct appointment row = *appointment;
    const struct appointment_list list = {.rows = &row, .count = 1};
    struct appointment_line *line = NULL;
    enum err err = appointment_line_list(tx, &scope, &list, &line);
    json_t *json = err == ERR_OK ? line_json(appointment, line) : NULL;
    if (err == ERR_OK && json == NULL) {
        err = ERR_NOMEM;
    }
    if (err == ERR_OK) {
        *out = json;
    }
    return err;
}

enum err appointment_view_announce(struct command *c, struct tx *tx,
                                   const struct appointment *appointment) {
    const struct stream room = {.name = "room", .id = appointment->room_id};
    json_t *json = NULL;
    bool shown = true;
    enum err err = appointment->cancelled
                       ? appointment_line_shows_cancelled(tx, appointment, c->now_ms, &shown)
                       : ERR_OK;
    if (err == ERR_OK && !shown) {
        command_event(c, room, "appointment.removed",
                      json_pack("{s:s}", "id", appointment->id.text));
        return ERR_OK;
    }
    if (err == ERR_OK) {
        err = appointment_view_json(tx, appointment, &json);
    }
    if (err == ERR_OK) {
        command_event(c, room, "appointment.changed", json);
    }
    return err;
}

enum err appointment_view_announce_id(struct command *c, struct tx *tx,
                                      const struct id *practice_id,
                                      const struct id *appointment_id) {
    struct appointment appointment;
    if (id_is_none(appointment_id)) {
        return ERR_OK;
    }
    enum err err = appointment_row_load(tx, practice_id, appointment_id, &appointment);
    return err == ERR_OK ? appointment_view_announce(c, tx, &appointment) : err;
}
