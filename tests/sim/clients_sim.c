#include "clients_sim.h"

#include "booking_sim.h"
#include "door_oracle.h"

#include "../unit/unit.h"

#include "visit/portal/portal_kinds.h"
#include "visit/visit.h"

#include <stdio.h>
#include <string.h>

static const int64_t DAY_MS = (int64_t)24 * 3600 * 1000;

/* What a user asks for, and what it comes to. */
struct change {
    bool add[DOOR_SIM_CLIENTS];
    bool take_out[DOOR_SIM_CLIENTS];
    bool books[DOOR_SIM_CLIENTS]; /* afterwards */
    size_t capacity;
    bool contradicts; /* the same client in both lists */
};

static struct change roll(struct door_sim *sim, const struct door_sim_appointment *at) {
    struct change change = {.capacity = 0};
    for (size_t i = 0; i < DOOR_SIM_CLIENTS; i++) {
        uint32_t what = core_roll(sim->core, 16);
        change.add[i] = what < 5 || what == 15;
        change.take_out[i] = what >= 5 && (what < 9 || what == 15);
        change.contradicts |= change.add[i] && change.take_out[i];
        change.books[i] = (at->books[i] || change.add[i]) && !change.take_out[i];
        change.capacity += change.books[i] ? 1 : 0;
    }
    return change;
}

/* "NAME":["ID",...] */
static void write_ids(const struct door_sim *sim, const char *name,
                      const bool chosen[DOOR_SIM_CLIENTS], char *json, size_t size) {
    bool first = true;
    size_t used = strlen(json);
    used += (size_t)snprintf(json + used, size - used, "\"%s\":[", name);
    for (size_t i = 0; i < DOOR_SIM_CLIENTS; i++) {
        if (chosen[i]) {
            used += (size_t)snprintf(json + used, size - used, "%s\"%s\"", first ? "" : ",",
                                     sim->clients[i].text);
            first = false;
        }
    }
    (void)snprintf(json + used, size - used, "]");
}

/* The client's place at the appointment; NULL: they never came, or not as a client. */
static struct door_sim_comer *place_of(struct door_sim *sim, const struct door_sim_appointment *at,
                                       size_t client) {
    for (size_t i = 0; i < sim->comer_count; i++) {
        struct door_sim_comer *comer = &sim->comers[i];
        if (&sim->appointments[comer->at] == at && comer->client == client &&
            (comer->bound || comer->lapsed_as_client)) {
            return comer;
        }
    }
    return NULL;
}

static bool takes_out(const struct change *change, const struct door_sim_appointment *at,
                      size_t client) {
    return at->books[client] && !change->books[client];
}

static bool adds(const struct change *change, const struct door_sim_appointment *at,
                 size_t client) {
    return !at->books[client] && change->books[client];
}

static bool any_is_in(struct door_sim *sim, const struct door_sim_appointment *at,
                      const struct change *change) {
    for (size_t i = 0; i < DOOR_SIM_CLIENTS; i++) {
        const struct door_sim_comer *comer = place_of(sim, at, i);
        if (takes_out(change, at, i) && comer != NULL &&
            (comer->row == ROW_IN || comer->row == ROW_HOLD)) {
            return true;
        }
    }
    return false;
}

static int expect(struct door_sim *sim, const struct door_sim_appointment *at,
                  const struct change *change, bool may) {
    bool over = !at->running && sim->core->world.now_ms >= at->dies_ms - DAY_MS;
    if (!may) {
        return 404;
    }
    if (change->contradicts) {
        return 400;
    }
    return at->cancelled || over || change->capacity == 0 || any_is_in(sim, at, change) ? 409 : 200;
}

static void close_place(struct door_sim_appointment *at, struct door_sim_comer *comer) {
    bool waited = comer->row == ROW_CHECKED_IN || comer->row == ROW_LEFT;
    if (waited || comer->row == ROW_TAKEN || comer->row == ROW_NONE) {
        at->guarded |= waited && comer->joined;
        comer->row = waited ? ROW_REMOVED : ROW_CANCELLED;
        comer->bound = true;
        comer->lapsed_as_client = false;
        comer->offer_before = "(taken out)";
    }
}

/* Whoever is booked once more comes anew. */
static void forget_place(struct door_sim_comer *comer) {
    if (comer->bound && (comer->row == ROW_REMOVED || comer->row == ROW_CANCELLED)) {
        comer->row = ROW_NONE;
        comer->bound = false;
    }
}

/* Whoever stands there signed in is the client at once. */
static void bind_places(struct door_sim *sim, const struct door_sim_appointment *at) {
    for (size_t i = 0; i < sim->comer_count; i++) {
        struct door_sim_comer *comer = &sim->comers[i];
        bool open = comer->row >= ROW_TAKEN && comer->row <= ROW_HOLD;
        comer->bound |=
            &sim->appointments[comer->at] == at && open && door_oracle_booked(sim, comer);
    }
}

static void changed(struct door_sim *sim, struct door_sim_appointment *at,
                    const struct change *change) {
    for (size_t i = 0; i < DOOR_SIM_CLIENTS; i++) {
        struct door_sim_comer *comer = place_of(sim, at, i);
        bool out = takes_out(change, at, i);
        bool in = adds(change, at, i);
        if (out && comer != NULL) {
            close_place(at, comer);
        } else if (in && comer != NULL) {
            forget_place(comer);
        }
        if (out) {
            core_saw(sim->core, SEEN_TAKEN_OUT);
        } else if (in) {
            core_saw(sim->core, at->running ? SEEN_ADDED_RUNNING : SEEN_ADDED);
        }
        at->letters[i] += out || in ? 1 : 0;
        at->books[i] = change->books[i];
    }
    at->capacity = change->capacity;
    bind_places(sim, at);
}

void clients_sim_change(struct door_sim *sim) {
    if (sim->appointment_count == 0) {
        return;
    }
    struct door_sim_appointment *at =
        &sim->appointments[core_roll(sim->core, (uint32_t)sim->appointment_count)];
    size_t user = core_somebody(sim->core, at->room);
    struct change change = roll(sim, at);
    char json[512] = "{";
    write_ids(sim, "add", change.add, json, sizeof json);
    strncat(json, ",", sizeof json - strlen(json) - 1);
    write_ids(sim, "take_out", change.take_out, json, sizeof json);
    strncat(json, "}", sizeof json - strlen(json) - 1);
    int expected = expect(sim, at, &change, core_may(sim->core, user, at->room, RIGHT_SEND));
    struct command *c = people_call(&sim->core->world, &appointment_change_clients,
                                    &sim->core->users[user], &at->link.id, json);
    assert_int_equal(c->reply.status, expected);
    if (expected == 200) {
        changed(sim, at, &change);
    }
    (void)door_sim_finish(sim, c, NULL);
    booking_sim_check_letters(sim, at);
}

/* ---- the client's own pages ---- */

static const char *portal_offer(const struct door_sim_appointment *at,
                                const struct door_sim_comer *comer) {
    return comer->bound && comer->row == ROW_REMOVED ? "blocked" : at->running ? "join" : "wait";
}

static json_t *item_of(const json_t *list, const struct id *id) {
    size_t i = 0;
    while (i < json_array_size(list) &&
           strcmp(people_text(json_array_get(list, i), "id"), id->text) != 0) {
        i++;
    }
    return json_array_get(list, i);
}

void clients_sim_check_portal(struct door_sim *sim, struct door_sim_comer *comer) {
    struct command *c = world_command(&portal_appointments, PEOPLE_HOST, NULL);
    for (size_t i = 0; i < comer->device.count; i++) {
        world_cookie(c, comer->device.names[i], comer->device.values[i]);
    }
    (void)world_run(&sim->core->world, c);
    assert_int_equal(c->reply.status == 200, door_oracle_signed_in(sim, comer));
    json_t *body = c->reply.status == 200 ? world_body(c) : NULL;
    for (size_t i = 0; body != NULL && i < sim->appointment_count; i++) {
        const struct door_sim_appointment *at = &sim->appointments[i];
        const json_t *item = item_of(json_object_get(body, "appointments"), &at->link.id);
        bool dead = !at->running && sim->core->world.now_ms >= at->dies_ms;
        assert_int_equal(item != NULL, at->books[comer->client] && !at->cancelled && !dead);
        if (item != NULL && &sim->appointments[comer->at] == at) {
            assert_string_equal(people_text(item, "offer"), portal_offer(at, comer));
        }
    }
    json_decref(body);
    (void)core_finish(sim->core, c);
}
