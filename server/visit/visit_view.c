#include "visit/visit_view.h"

#include "practice/practice.h"
#include "visit/door/doorway.h"

#include <jansson.h>

/* NULL: no participant (not taken in yet, removed, on hold). */
static const char *participant_state(enum invitation_state state, bool joined) {
    switch (state) {
    case INVITATION_ADMITTED:
        return "admitted";
    case INVITATION_IN_VISIT:
        return "in_visit";
    case INVITATION_LEFT:
        return "left";
    case INVITATION_ENDED:
        return joined ? "left" : NULL;
    default:
        return NULL;
    }
}

static json_t *guest_json(const struct invitation *guest, enum visit_view_audience audience) {
    const char *state = participant_state(guest->state, guest->joined_at_ms != 0);
    if (state == NULL || (audience == VISIT_VIEW_GUEST && guest->joined_at_ms == 0)) {
        return NULL;
    }
    return json_pack("{s:s, s:s, s:s, s:s}", "id", guest->id.text, "name", guest->name, "role",
                     "guest", "state", state);
}

static json_t *host_json(const struct visit *visit, const char *name) {
    bool left = visit->life.state != VISIT_RUNNING && visit->life.reason == VISIT_HOST_LEFT;
    return json_pack("{s:s, s:s, s:s, s:s}", "id", visit->host_id.text, "name", name, "role",
                     "host", "state", left ? "left" : "in_visit");
}

static void set_time(json_t *object, const char *name, int64_t at_ms) {
    if (at_ms != 0) {
        json_object_set_new(object, name, json_integer(at_ms));
    }
}

json_t *visit_view_json(const struct visit *visit, const char *host_name,
                        const struct invitation_list *guests, enum visit_view_audience audience) {
    bool ended = visit->life.state == VISIT_ENDED;
    json_t *participants = json_pack("[o]", host_json(visit, host_name));
    for (size_t i = 0; i < guests->count; i++) {
        json_t *guest = guest_json(&guests->rows[i], audience);
        if (guest != NULL) {
            json_array_append_new(participants, guest);
        }
    }
    json_t *json =
        json_pack("{s:s, s:s, s:s, s:o, s:I}", "id", visit->id.text, "state",
                  ended ? "ended" : "running", "host_id", visit->host_id.text, "participants",
                  participants, "started_at_ms", (json_int_t)visit->started_at_ms);
    if (json != NULL && ended) {
        json_object_set_new(json, "ended_reason",
                            json_string(visit_reason_name(visit->life.reason)));
    }
    set_time(json, "ended_at_ms", visit->life.ended_at_ms);
    set_time(json, "host_away_until_ms", visit->life.away_until_ms);
    return json;
}

/* Whoever was admitted and has not joined yet is a participant; the others wait to join (A6). */
static enum err put_one_at_door(const struct invitation *row, json_t *waiting,
                                json_t *participants) {
    bool left = row->state == INVITATION_LEFT; /* stands among the visit's own as left */
    if (left && (row->door == DOOR_WAITING || row->door == DOOR_ADMITTED)) {
        return ERR_OK;
    }
    if (row->door == DOOR_ADMITTED) {
        json_t *guest = json_pack("{s:s, s:s, s:s, s:s}", "id", row->id.text, "name", row->name,
                                  "role", "guest", "state", "admitted");
        return json_array_append_new(participants, guest) == 0 ? ERR_OK : ERR_NOMEM;
    }
    json_t *person = json_pack("{s:s, s:s, s:s}", "id", row->id.text, "name", row->name, "state",
                               door_state_name(row->door));
    if (row->door == DOOR_ASKED) {
        set_time(person, "asked_at_ms", row->door_at_ms);
    }
    return json_array_append_new(waiting, person) == 0 ? ERR_OK : ERR_NOMEM;
}

static enum err put_door(struct tx *tx, const struct visit *visit, json_t *json) {
    struct doorway doorway;
    struct invitation_list guests;
    json_t *waiting = json_array();
    json_t *participants = json_object_get(json, "participants");
    json_object_set_new(json, "waiting_to_join", waiting);
    enum err err = doorway_load(tx, &visit->practice_id, &visit->appointment_id, &doorway);
    if (err == ERR_OK) {
        err = invitation_row_list_appointment(tx, &visit->practice_id, &visit->appointment_id,
                                              &guests);
    }
    if (err != ERR_OK) {
        return err;
    }
    json_object_set_new(json, "appointment_id", json_string(visit->appointment_id.text));
    json_object_set_new(json, "capacity", json_integer(doorway.scene.capacity));
    bool runs = visit->life.state != VISIT_ENDED;
    for (size_t i = 0; err == ERR_OK && runs && i < guests.count; i++) {
        if (doorway_at_door(&guests.rows[i])) {
            err = put_one_at_door(&guests.rows[i], waiting, participants);
        }
    }
    return err;
}

enum err visit_view_load(struct tx *tx, const struct visit *visit,
                         enum visit_view_audience audience, json_t **out) {
    struct invitation_list guests;
    struct user host;
    enum err err = invitation_row_list_visit(tx, &visit->practice_id, &visit->id, &guests);
    if (err == ERR_OK) {
        err = user_load(tx, &visit->practice_id, &visit->host_id, &host);
    }
    if (err != ERR_OK) {
        return err;
    }
    json_t *json = visit_view_json(visit, host.name, &guests, audience);
    if (json == NULL) {
        return ERR_NOMEM;
    }
    if (audience == VISIT_VIEW_STAFF && !id_is_none(&visit->appointment_id)) {
        err = put_door(tx, visit, json);
    }
    if (err != ERR_OK) {
        json_decref(json);
        return err;
    }
    *out = json;
    return ERR_OK;
}
