#include "visit/appointment/appointment_view.h"

#include "command/command.h"
#include "practice/contact.h"
#include "visit/appointment/appointment_letter.h"
#include "visit/invitation/delivery.h"
#include "visit/invitation/invitation_row.h"
#include "visit/visit_row.h"

#include <jansson.h>

/* Whoever was removed from the address book has no name any more, and keeps the place. `letter` may be NULL. */
static enum err add_client(struct tx *tx, const struct id *practice_id, const struct id *contact_id,
                           const struct appointment_letter *letter, json_t *clients) {
    struct contact contact;
    enum err err = contact_load(tx, practice_id, contact_id, &contact);
    if (err != ERR_OK && err != ERR_NOT_FOUND) {
        return err;
    }
    const char *name = err == ERR_OK ? contact.fields.name : "";
    json_t *client = json_pack("{s:s, s:s}", "id", contact_id->text, "name", name);
    if (letter != NULL) {
        json_object_set_new(client, "news", json_string(appointment_news_name(letter->news)));
        json_object_set_new(client, "delivery", delivery_json(letter->state, letter->reason));
    }
    return json_array_append_new(clients, client) == 0 ? ERR_OK : ERR_NOMEM;
}

static const struct appointment_letter *letter_of(const struct appointment_letter_list *letters,
                                                  const struct id *contact_id) {
    for (size_t i = 0; i < letters->count; i++) {
        if (id_equal(&letters->rows[i].contact_id, contact_id)) {
            return &letters->rows[i];
        }
    }
    return NULL;
}

static enum err put_clients(struct tx *tx, const struct appointment *appointment, json_t *json) {
    struct appointment_letter_list letters;
    json_t *clients = json_array();
    json_t *taken_out = json_array();
    json_object_set_new(json, "clients", clients);
    json_object_set_new(json, "taken_out", taken_out);
    enum err err =
        appointment_letter_list_last(tx, &appointment->practice_id, &appointment->id, &letters);
    for (size_t i = 0; err == ERR_OK && i < appointment->client_ids.count; i++) {
        const struct id *id = &appointment->client_ids.ids[i];
        err = add_client(tx, &appointment->practice_id, id, letter_of(&letters, id), clients);
    }
    for (size_t i = 0; err == ERR_OK && i < letters.count; i++) {
        const struct appointment_letter *letter = &letters.rows[i];
        if (!appointment_row_books(appointment, &letter->contact_id) &&
            appointment_letter_untold(letter)) {
            err = add_client(tx, &appointment->practice_id, &letter->contact_id, letter, taken_out);
        }
    }
    return err;
}

static enum err put_state(struct tx *tx, const struct appointment *appointment, json_t *json) {
    struct visit visit;
    int64_t waiting = 0;
    enum err err = visit_row_load_newest(tx, &appointment->practice_id, &appointment->id, &visit);
    if (err != ERR_OK && err != ERR_NOT_FOUND) {
        return err;
    }
    bool any = err == ERR_OK;
    bool running = any && visit.life.state != VISIT_ENDED;
    const char *state = appointment->cancelled ? "cancelled"
                        : running              ? "running"
                        : any                  ? "ended"
                                               : "scheduled";
    json_object_set_new(json, "state", json_string(state));
    if (running) {
        json_object_set_new(json, "visit_id", json_string(visit.id.text));
    }
    err = invitation_row_count_waiting(tx, &appointment->practice_id, &appointment->id, &waiting);
    json_object_set_new(json, "waiting", json_integer(waiting));
    return err;
}

enum err appointment_view_json(struct tx *tx, const struct appointment *appointment, json_t **out) {
    json_t *json = json_pack("{s:s, s:s, s:s, s:I, s:I, s:I}", "id", appointment->id.text,
                             "room_id", appointment->room_id.text, "title", appointment->title,
                             "starts_at_ms", (json_int_t)appointment->starts_at_ms, "length_s",
                             (json_int_t)appointment->length_s, "capacity",
                             (json_int_t)appointment->client_ids.count);
    if (json == NULL) {
        return ERR_NOMEM;
    }
    enum err err = put_clients(tx, appointment, json);
    if (err == ERR_OK) {
        err = put_state(tx, appointment, json);
    }
    if (err != ERR_OK) {
        json_decref(json);
        return err;
    }
    *out = json;
    return ERR_OK;
}

enum err appointment_view_shows_cancelled(struct tx *tx, const struct appointment *appointment,
                                          int64_t now_ms, bool *out) {
    struct appointment_letter_list letters;
    bool over = true;
    bool untold = false;
    enum err err = appointment_letter_over(tx, appointment, now_ms, &over);
    if (err == ERR_OK) {
        err =
            appointment_letter_list_last(tx, &appointment->practice_id, &appointment->id, &letters);
    }
    for (size_t i = 0; err == ERR_OK && i < letters.count; i++) {
        untold = untold || appointment_letter_untold(&letters.rows[i]);
    }
    if (err == ERR_OK) {
        *out = untold && !over;
    }
    return err;
}

enum err appointment_view_announce(struct command *c, struct tx *tx,
                                   const struct appointment *appointment) {
    const struct stream room = {.name = "room", .id = appointment->room_id};
    json_t *json = NULL;
    bool shown = true;
    enum err err = appointment->cancelled
                       ? appointment_view_shows_cancelled(tx, appointment, c->now_ms, &shown)
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
