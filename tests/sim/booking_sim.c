#include "booking_sim.h"

#include "outbox_sim.h"

#include "../unit/unit.h"

#include "base/zone.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const int64_t MINUTE_MS = 60000;
static const int64_t HOUR_MS = 3600000;
static const int64_t LENGTH_MS = 30 * 60000;

static const char *const ADDRESSES[DOOR_SIM_CLIENTS] = {"one@client.test", "two@client.test",
                                                        "three@client.test", "four@client.test"};

static void make_clients(struct door_sim *sim) {
    static const char *const NAMES[DOOR_SIM_CLIENTS] = {"One Client", "Two Client", "Three Client",
                                                        "Four Client"};
    for (size_t i = 0; i < DOOR_SIM_CLIENTS; i++) {
        sim->clients[i] = people_contact(&sim->core->world, &sim->core->users[0], NAMES[i]);
    }
    sim->has_clients = true;
}

/* "date":...,"time":... as the practice's clocks show it; the simulation's days are in a Berlin winter. */
static void write_when(int64_t starts_ms, char out[64]) {
    int64_t civil_s = starts_ms / 1000 + 3600;
    int year, month, day;
    zone_date(civil_s / 86400, &year, &month, &day);
    (void)snprintf(out, 64, "\"date\":\"%04d-%02d-%02d\",\"time\":\"%02d:%02d\",\"length_min\":30",
                   year, month, day, (int)(civil_s % 86400 / 3600), (int)(civil_s % 3600 / 60));
}

static int64_t in_hours_ms(const struct door_sim *sim, int64_t hours) {
    return (sim->core->world.now_ms + hours * HOUR_MS) / MINUTE_MS * MINUTE_MS;
}

static void read_link(struct door_sim *sim, struct door_sim_appointment *at) {
    struct command *c = people_call(&sim->core->world, &appointment_get_link,
                                    &sim->core->users[at->room], &at->link.id, NULL);
    assert_int_equal(c->reply.status, 200);
    json_t *body = world_body(c);
    (void)snprintf(at->link.token, sizeof at->link.token, "%s",
                   strchr(people_text(body, "link"), '#') + 1);
    json_decref(body);
    (void)core_finish(sim->core, c);
}

static void write_booking(struct door_sim *sim, const struct door_sim_appointment *at,
                          char json[400]) {
    char when[64];
    write_when(at->starts_ms, when);
    (void)snprintf(json, 400, "{\"title\":\"Check-up\",%s,\"room_id\":\"%s\",\"client_ids\":[",
                   when, sim->core->users[at->room].room_id.text);
    for (size_t i = 0; i < at->capacity; i++) {
        char more[48];
        (void)snprintf(more, sizeof more, "%s\"%s\"", i == 0 ? "" : ",", sim->clients[i].text);
        strncat(json, more, 400 - strlen(json) - 1);
    }
    strncat(json, "]}", 400 - strlen(json) - 1);
}

static void wrote_to_booked(struct door_sim_appointment *at) {
    for (size_t i = 0; i < DOOR_SIM_CLIENTS; i++) {
        at->letters[i] += at->books[i] ? 1 : 0;
    }
}

void booking_sim_check_letters(const struct door_sim *sim, const struct door_sim_appointment *at) {
    for (size_t i = 0; i < DOOR_SIM_CLIENTS; i++) {
        assert_int_equal(outbox_sim_count_to(sim->outbox, &at->link.id, ADDRESSES[i]),
                         at->letters[i]);
    }
}

void booking_sim_book(struct door_sim *sim) {
    if (sim->appointment_count == DOOR_SIM_APPOINTMENTS) {
        return;
    }
    if (!sim->has_clients) {
        make_clients(sim);
    }
    struct door_sim_appointment *at = &sim->appointments[sim->appointment_count];
    char json[400];
    *at = (struct door_sim_appointment){.room = core_roll(sim->core, CORE_USERS),
                                        .run_by = CORE_NOBODY,
                                        .capacity = 1 + core_roll(sim->core, DOOR_SIM_CLIENTS),
                                        .starts_ms = in_hours_ms(sim, 1)};
    at->dies_ms = at->starts_ms + LENGTH_MS + 24 * HOUR_MS;
    size_t user = core_somebody(sim->core, at->room);
    write_booking(sim, at, json);
    struct command *c =
        people_call(&sim->core->world, &appointment_create, &sim->core->users[user], NULL, json);
    bool may = core_may(sim->core, user, at->room, RIGHT_SEND);
    assert_int_equal(c->reply.status, may ? 201 : 404);
    if (may) {
        json_t *body = world_body(c);
        const char *id = people_text(body, "id");
        assert_int_equal(id_parse(id, strlen(id), &at->link.id), ERR_OK);
        json_decref(body);
    }
    (void)core_finish(sim->core, c);
    if (may) {
        for (size_t i = 0; i < at->capacity; i++) {
            at->books[i] = true;
        }
        wrote_to_booked(at);
        booking_sim_check_letters(sim, at);
        read_link(sim, at);
        sim->appointment_count++;
    }
}

/* A new time: the same link lives on, and each booked client is written to. */
void booking_sim_move(struct door_sim *sim) {
    if (sim->appointment_count == 0) {
        return;
    }
    struct door_sim_appointment *at =
        &sim->appointments[core_roll(sim->core, (uint32_t)sim->appointment_count)];
    size_t user = core_somebody(sim->core, at->room);
    int64_t starts_ms = in_hours_ms(sim, 1 + core_roll(sim->core, 4));
    bool may = core_may(sim->core, user, at->room, RIGHT_SEND);
    bool moves = starts_ms != at->starts_ms;
    char when[64];
    char json[80];
    write_when(starts_ms, when);
    (void)snprintf(json, sizeof json, "{%s}", when);
    struct command *c = people_call(&sim->core->world, &appointment_move, &sim->core->users[user],
                                    &at->link.id, json);
    assert_int_equal(c->reply.status, !may ? 404 : at->running || at->cancelled ? 409 : 200);
    if (c->reply.status == 200 && moves) {
        at->starts_ms = starts_ms;
        at->dies_ms = starts_ms + LENGTH_MS + 24 * HOUR_MS;
        wrote_to_booked(at);
        for (size_t i = 0; i < sim->comer_count; i++) {
            struct door_sim_comer *comer = &sim->comers[i];
            bool there = &sim->appointments[comer->at] == at;
            comer->row_expires_ms = there ? at->dies_ms : comer->row_expires_ms;
            comer->offer_before = there ? "(moved)" : comer->offer_before;
        }
    }
    (void)door_sim_finish(sim, c, NULL);
    booking_sim_check_letters(sim, at);
}

static void cancelled(struct door_sim *sim, struct door_sim_appointment *at) {
    if (!at->cancelled) {
        wrote_to_booked(at);
    }
    at->cancelled = true;
    for (size_t i = 0; i < sim->comer_count; i++) {
        struct door_sim_comer *comer = &sim->comers[i];
        bool open = comer->row >= ROW_TAKEN && comer->row <= ROW_HOLD;
        if (&sim->appointments[comer->at] == at && open) {
            comer->row = ROW_CANCELLED;
            comer->offer_before = "(cancelled)";
        }
    }
}

/* The second one only, and seldom: at the first there is always something to see. */
void booking_sim_cancel(struct door_sim *sim) {
    if (sim->appointment_count < DOOR_SIM_APPOINTMENTS || core_roll(sim->core, 4) != 0) {
        return;
    }
    struct door_sim_appointment *at = &sim->appointments[DOOR_SIM_APPOINTMENTS - 1];
    size_t user = core_somebody(sim->core, at->room);
    bool may = core_may(sim->core, user, at->room, RIGHT_SEND);
    struct command *c = people_call(&sim->core->world, &appointment_cancel, &sim->core->users[user],
                                    &at->link.id, NULL);
    assert_int_equal(c->reply.status, !may ? 404 : at->running ? 409 : 204);
    if (c->reply.status == 204) {
        cancelled(sim, at);
    }
    (void)door_sim_finish(sim, c, NULL);
    booking_sim_check_letters(sim, at);
}

/* What it says is so at that moment: a letter that somebody is booked does not leave once they are not, nor the other
 * way round. */
static void check_true(const struct door_sim_appointment *at,
                       const struct outbox_sim_letter *letter) {
    size_t client = 0;
    while (client < DOOR_SIM_CLIENTS && strcasecmp(ADDRESSES[client], letter->to) != 0) {
        client++;
    }
    assert_in_range(client, 0, DOOR_SIM_CLIENTS - 1);
    bool cancelling = strcmp(letter->kind, "appointment_cancelled") == 0;
    bool booked = at->books[client] && !at->cancelled;
    assert_int_equal(cancelling, !booked);
}

bool booking_sim_letter(const struct door_sim *sim, const struct outbox_sim_letter *letter,
                        const char *text) {
    for (size_t i = 0; i < sim->appointment_count; i++) {
        const struct door_sim_appointment *at = &sim->appointments[i];
        if (!id_equal(&at->link.id, &letter->subject)) {
            continue;
        }
        const char *link = strstr(text, "/join#");
        size_t size = strlen(at->link.token);
        bool cancelling = strcmp(letter->kind, "appointment_cancelled") == 0;
        check_true(at, letter);
        assert_int_equal(link == NULL, cancelling);
        assert_true(link == NULL || strncmp(link + 6, at->link.token, size) == 0);
        return true;
    }
    return false;
}
