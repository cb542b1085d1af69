#include "door_sim.h"

#include "../unit/unit.h"

#include "base/zone.h"
#include "command/authenticate.h"
#include "practice/client.h"
#include "visit/portal/portal_kinds.h"
#include "visit/visit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const int64_t MINUTE_MS = 60000;
static const int64_t HOUR_MS = 3600000;
static const int64_t LENGTH_MS = 30 * 60000;

/* ---- the oracle ---- */

static struct door_sim_appointment *at_of(struct door_sim *sim,
                                          const struct door_sim_comer *comer) {
    return &sim->appointments[comer->at];
}

static bool signed_in(const struct door_sim *sim, const struct door_sim_comer *comer) {
    int64_t now_ms = sim->world->now_ms;
    return comer->has_session && now_ms < comer->session_active_ms + CLIENT_IDLE_MS &&
           now_ms < comer->session_since_ms + CLIENT_LIFE_MS;
}

static bool booked(const struct door_sim *sim, const struct door_sim_comer *comer) {
    return comer->client < sim->appointments[comer->at].capacity && signed_in(sim, comer);
}

static size_t in_count(const struct door_sim *sim, size_t appointment) {
    size_t count = 0;
    for (size_t i = 0; i < sim->comer_count; i++) {
        count += sim->comers[i].at == appointment && sim->comers[i].row == ROW_IN ? 1 : 0;
    }
    return count;
}

static bool stands_at_door(const struct door_sim_comer *comer) {
    return comer->row == ROW_CHECKED_IN || comer->row == ROW_LEFT;
}

/* SPEC A3 and A4, in its own order. */
static const char *offer_of(const struct door_sim *sim, const struct door_sim_comer *comer) {
    static const char *const CLOSED[] = {[WORD_NONE] = "ask",
                                         [WORD_ASKED] = "asked",
                                         [WORD_ADMITTED] = "join",
                                         [WORD_DENIED] = "denied",
                                         [WORD_BLOCKED] = "blocked"};
    const struct door_sim_appointment *at = &sim->appointments[comer->at];
    if (!stands_at_door(comer)) {
        return "(none)";
    }
    if (!at->running) {
        return "wait";
    }
    bool free_place = in_count(sim, comer->at) < at->capacity && comer->word != WORD_BLOCKED;
    return booked(sim, comer) || free_place ? "join" : CLOSED[comer->word];
}

static bool dead(const struct door_sim *sim, const struct door_sim_appointment *at) {
    return !at->running && sim->world->now_ms >= at->dies_ms;
}

static const char *fresh_state(const struct door_sim *sim, const struct door_sim_appointment *at) {
    return at->cancelled ? "cancelled" : dead(sim, at) ? "expired" : "invited";
}

static const char *state_of(const struct door_sim *sim, const struct door_sim_comer *comer) {
    const struct door_sim_appointment *at = &sim->appointments[comer->at];
    switch (comer->row) {
    case ROW_NONE:
        return fresh_state(sim, at);
    case ROW_TAKEN:
        return dead(sim, at) ? "expired" : "invited";
    case ROW_CHECKED_IN:
        return "checked_in";
    case ROW_IN:
        return "in_visit";
    case ROW_LEFT:
        return "left";
    case ROW_HOLD:
        return "on_hold";
    case ROW_ENDED:
        return at->running ? "invited" : "ended";
    case ROW_REMOVED:
        return comer->joined ? "removed" : "cancelled";
    default:
        return "cancelled";
    }
}

static struct door_sim_comer *comer_of(struct door_sim *sim, const struct id *id) {
    for (size_t i = 0; i < sim->comer_count; i++) {
        if (sim->comers[i].row != ROW_NONE && id_equal(&sim->comers[i].id, id)) {
            return &sim->comers[i];
        }
    }
    return NULL;
}

void door_sim_hears(const struct door_sim *sim, const struct event *event) {
    bool alone = strcmp(event->stream.name, "guest") == 0 &&
                 strstr(event->data, "\"state\":\"in_visit\"") == NULL;
    for (size_t i = 0; alone && i < sim->comer_count; i++) {
        const struct door_sim_comer *comer = &sim->comers[i];
        bool own = id_equal(&comer->id, &event->stream.id);
        assert_true(own || strstr(event->data, comer->name) == NULL);
        assert_true(own || comer->row == ROW_NONE || strstr(event->data, comer->id.text) == NULL);
    }
}

void door_sim_check(struct door_sim *sim) {
    for (size_t i = 0; i < sim->comer_count; i++) {
        struct door_sim_comer *comer = &sim->comers[i];
        json_t *view = people_open(sim->world, &comer->device, &at_of(sim, comer)->link);
        assert_string_equal(people_text(view, "state"), state_of(sim, comer));
        assert_string_equal(people_text(json_object_get(view, "door"), "offer"),
                            offer_of(sim, comer));
        json_decref(view);
    }
}

/* ---- a step, and what it may be heard of ---- */

static void remember_offers(struct door_sim *sim) {
    for (size_t i = 0; i < sim->comer_count; i++) {
        sim->comers[i].offer_before = offer_of(sim, &sim->comers[i]);
    }
}

/* The model has been brought up to date: whoever was told had a part in it, or sees another offer. */
static int finish(struct door_sim *sim, struct command *c, const struct door_sim_comer *acted) {
    for (size_t i = 0; i < c->event_count; i++) {
        const struct event *event = &c->events[i];
        struct door_sim_comer *told =
            strcmp(event->name, "guest.view") == 0 ? comer_of(sim, &event->stream.id) : NULL;
        assert_true(told == NULL || told == acted ||
                    strcmp(told->offer_before, offer_of(sim, told)) != 0);
    }
    return sim->finish(sim->owner, c);
}

static struct door_sim_comer *any_comer(struct door_sim *sim) {
    return &sim->comers[sim->roll(sim->owner, (uint32_t)sim->comer_count)];
}

static void set_word(struct door_sim *sim, struct door_sim_comer *comer, enum door_sim_word word) {
    comer->word = word;
    comer->word_ms = sim->world->now_ms;
}

/* ---- what may happen ---- */

static void make_clients(struct door_sim *sim) {
    static const char *const NAMES[DOOR_SIM_CLIENTS] = {"One Client", "Two Client", "Three Client",
                                                        "Four Client"};
    for (size_t i = 0; i < DOOR_SIM_CLIENTS; i++) {
        sim->clients[i] = people_contact(sim->world, &sim->hosts[0], NAMES[i]);
    }
    sim->has_clients = true;
}

/* In an hour, on the minute; the simulation's days are in a Berlin winter. */
static void book(struct door_sim *sim) {
    if (sim->appointment_count == DOOR_SIM_APPOINTMENTS) {
        return;
    }
    if (!sim->has_clients) {
        make_clients(sim);
    }
    struct door_sim_appointment *at = &sim->appointments[sim->appointment_count];
    int64_t starts_ms = (sim->world->now_ms + HOUR_MS) / MINUTE_MS * MINUTE_MS;
    int64_t civil_s = starts_ms / 1000 + 3600;
    int year, month, day;
    char when[48];
    zone_date(civil_s / 86400, &year, &month, &day);
    (void)snprintf(when, sizeof when, "%04d-%02d-%02dT%02d:%02d", year, month, day,
                   (int)(civil_s % 86400 / 3600), (int)(civil_s % 3600 / 60));
    *at = (struct door_sim_appointment){.host = sim->roll(sim->owner, DOOR_SIM_HOSTS),
                                        .capacity = 1 + sim->roll(sim->owner, 3),
                                        .dies_ms = starts_ms + LENGTH_MS + 24 * HOUR_MS};
    at->link = people_book(sim->world, &sim->hosts[at->host], when, sim->clients, at->capacity);
    sim->appointment_count++;
}

/* Somebody new opens the link; each of the first four has a client's account. */
static void come(struct door_sim *sim) {
    if (sim->comer_count == DOOR_SIM_COMERS || sim->appointment_count == 0) {
        return;
    }
    struct door_sim_comer *comer = &sim->comers[sim->comer_count];
    size_t at = sim->roll(sim->owner, 4) == 0 ? sim->appointment_count - 1 : 0;
    size_t before = 0;
    for (size_t i = 0; i < sim->comer_count; i++) {
        before += sim->comers[i].at == at ? 1 : 0;
    }
    *comer = (struct door_sim_comer){
        .at = at, .client = before < DOOR_SIM_CLIENTS ? before : DOOR_SIM_CLIENTS};
    (void)snprintf(comer->name, sizeof comer->name, "Comer-%zu-", sim->comer_count);
    sim->comer_count++;
}

static struct command *press(struct door_sim *sim, struct door_sim_comer *comer,
                             const struct command_kind *kind, const char *more) {
    char json[320];
    (void)snprintf(json, sizeof json, "{\"token\":\"%s\"%s}", at_of(sim, comer)->link.token, more);
    struct command *c = people_guest(sim->world, kind, &comer->device, PEOPLE_HOST, json);
    if (c->reply.status == 200 && signed_in(sim, comer) &&
        comer->session_active_ms <= sim->world->now_ms - CLIENT_TOUCH_MS) {
        comer->session_active_ms = sim->world->now_ms;
    }
    return c;
}

/* The portal leads back to the link's page, which says hello. */
static void greet(struct door_sim *sim, struct door_sim_comer *comer) {
    struct command *c = press(sim, comer, &live_hello, ",\"as\":\"guest\"");
    (void)finish(sim, c, comer);
}

static void sign_in_or_out(struct door_sim *sim) {
    struct door_sim_comer *comer = any_comer(sim);
    if (comer->client == DOOR_SIM_CLIENTS) {
        return;
    }
    if (!signed_in(sim, comer)) {
        people_portal(sim->world, &comer->device, &sim->clients[comer->client]);
        comer->has_session = true;
        comer->session_since_ms = sim->world->now_ms;
        comer->session_active_ms = sim->world->now_ms;
        greet(sim, comer);
        return;
    }
    struct command *c = world_command(&portal_sign_out, PEOPLE_HOST, NULL);
    for (size_t i = 0; i < comer->device.count; i++) {
        world_cookie(c, comer->device.names[i], comer->device.values[i]);
    }
    assert_int_equal(world_run(sim->world, c), 204);
    command_free(c);
    people_portal_leave(&comer->device);
    comer->has_session = false;
}

/* A place that can still be used, or be made. */
static bool alive(const struct door_sim *sim, const struct door_sim_comer *comer) {
    const char *state = state_of(sim, comer);
    return strcmp(state, "expired") != 0 && strcmp(state, "cancelled") != 0 &&
           strcmp(state, "removed") != 0 && strcmp(state, "ended") != 0;
}

static bool fresh(const struct door_sim_comer *comer) {
    return comer->row == ROW_NONE || comer->row == ROW_ENDED;
}

static void take(struct door_sim *sim, struct door_sim_comer *comer) {
    char more[64];
    (void)snprintf(more, sizeof more, ",\"name\":\"%s\"", comer->name);
    bool may = alive(sim, comer);
    bool is_new = fresh(comer);
    struct command *c = press(sim, comer, &guest_take, more);
    assert_int_equal(c->reply.status, may ? 200 : 409);
    if (may && is_new) {
        const struct door_sim_appointment *at = at_of(sim, comer);
        json_t *view = world_body(c);
        const char *id = people_text(view, "invitation_id");
        assert_int_equal(id_parse(id, strlen(id), &comer->id), ERR_OK);
        json_decref(view);
        comer->row = ROW_TAKEN;
        comer->tested = false;
        comer->joined = false;
        comer->row_expires_ms =
            at->dies_ms > sim->world->now_ms ? at->dies_ms : sim->world->now_ms + 24 * HOUR_MS;
        set_word(sim, comer, WORD_NONE);
    }
    (void)finish(sim, c, comer);
}

static void test_devices(struct door_sim *sim, struct door_sim_comer *comer) {
    bool may = alive(sim, comer) && !fresh(comer);
    struct command *c = press(sim, comer, &guest_preflight,
                              ",\"preflight\":{\"result\":\"passed\",\"browser\":\"passed\","
                              "\"operating_system\":\"passed\",\"camera\":\"passed\","
                              "\"microphone\":\"passed\"}");
    assert_int_equal(c->reply.status == 200, may);
    if (may) {
        comer->tested = true;
        comer->row = comer->row == ROW_TAKEN ? ROW_CHECKED_IN : comer->row;
    }
    (void)finish(sim, c, comer);
}

static void join(struct door_sim *sim, struct door_sim_comer *comer) {
    bool offered = strcmp(offer_of(sim, comer), "join") == 0 && comer->tested;
    bool full = in_count(sim, comer->at) >= VISIT_PEOPLE_MAX - 1;
    bool enters = offered && !full;
    struct command *c = press(sim, comer, &guest_join, "");
    assert_int_equal(c->reply.status == 200, enters || comer->row == ROW_IN);
    if (offered && full) {
        assert_string_equal(c->reply.problem, "visit-full");
    }
    assert_int_equal(people_effects(c, EFFECT_ADMITTED), enters ? 1 : 0);
    if (enters) {
        comer->row = ROW_IN;
        comer->joined = true;
        comer->word = comer->word == WORD_ASKED ? WORD_NONE : comer->word;
    }
    for (size_t i = 0; i < c->effect_count; i++) {
        assert_true(c->effects[i].kind != EFFECT_ADMITTED ||
                    id_equal(&c->effects[i].a, &comer->id));
    }
    (void)finish(sim, c, comer);
}

static void ask(struct door_sim *sim, struct door_sim_comer *comer) {
    const char *offer = offer_of(sim, comer);
    bool again = strcmp(offer, "denied") == 0 && sim->world->now_ms >= comer->word_ms + MINUTE_MS;
    bool asks = comer->tested && (strcmp(offer, "ask") == 0 || again);
    bool same = comer->row == ROW_IN ||
                (comer->tested && (strcmp(offer, "join") == 0 || strcmp(offer, "asked") == 0));
    struct command *c = press(sim, comer, &guest_ask, "");
    assert_int_equal(c->reply.status == 200, asks || same);
    assert_int_equal(people_events(c, "room", NULL, "door.asked"), asks ? 1 : 0);
    if (asks) {
        set_word(sim, comer, WORD_ASKED);
    }
    (void)finish(sim, c, comer);
}

static void leave(struct door_sim *sim, struct door_sim_comer *comer) {
    bool may = comer->row == ROW_IN || comer->row == ROW_LEFT;
    struct command *c = press(sim, comer, &guest_leave, "");
    assert_int_equal(c->reply.status == 200, may);
    comer->row = may ? ROW_LEFT : comer->row;
    (void)finish(sim, c, comer);
}

static void guest_acts(struct door_sim *sim) {
    static void (*const ACTS[])(struct door_sim *, struct door_sim_comer *) = {
        take, take, test_devices, test_devices, join, join, join, ask, ask, leave};
    ACTS[sim->roll(sim->owner, sizeof ACTS / sizeof ACTS[0])](sim, any_comer(sim));
}

/* Comes, and goes as far as the door lets them. */
static void guest_arrives(struct door_sim *sim) {
    come(sim);
    if (sim->comer_count > 0) {
        struct door_sim_comer *comer = &sim->comers[sim->comer_count - 1];
        take(sim, comer);
        test_devices(sim, comer);
        join(sim, comer);
    }
}

/* Nobody hears the stream of another: that of who was lost is theirs. */
static void is_lost(struct door_sim *sim) {
    char json[80];
    struct door_sim_comer *comer = any_comer(sim);
    if (comer->row == ROW_NONE) {
        return;
    }
    (void)snprintf(json, sizeof json, "{\"guest_id\":\"%s\"}", comer->id.text);
    struct command *c = people_call(sim->world, &visit_guest_lost, NULL, NULL, json);
    assert_int_equal(c->reply.status, 204);
    comer->row = comer->row == ROW_IN ? ROW_LEFT : comer->row;
    (void)finish(sim, c, comer);
}

static void host_is_lost(struct door_sim *sim) {
    char json[80];
    const struct door_sim_appointment *at = &sim->appointments[0];
    (void)snprintf(json, sizeof json, "{\"visit_id\":\"%s\"}", at->visit_id.text);
    if (at->running) {
        struct command *c = people_call(
            sim->world, sim->roll(sim->owner, 2) == 0 ? &visit_host_lost : &visit_host_returned,
            NULL, NULL, json);
        assert_int_equal(finish(sim, c, NULL), 204);
    }
}

/* The host's own press, or another user's: to whom the guest is not there. */
static struct command *host_press(struct door_sim *sim, const struct door_sim_comer *comer,
                                  const struct command_kind *kind, const char *json, bool *own) {
    size_t host = sim->appointments[comer->at].host;
    *own = sim->roll(sim->owner, 6) != 0;
    return people_call(sim->world, kind, &sim->hosts[*own ? host : 1 - host], &comer->id, json);
}

static void admit(struct door_sim *sim, struct door_sim_comer *comer) {
    bool own = false;
    const struct door_sim_appointment *at = at_of(sim, comer);
    bool full = in_count(sim, comer->at) >= VISIT_PEOPLE_MAX - 1;
    bool turns = at->running && stands_at_door(comer) && comer->word != WORD_ADMITTED && !full;
    struct command *c = host_press(sim, comer, &answer_admit, NULL, &own);
    assert_true(own || c->reply.status == 404);
    if (own && turns) {
        assert_int_equal(c->reply.status, 204);
        set_word(sim, comer, WORD_ADMITTED);
    }
    (void)finish(sim, c, comer);
}

static void deny(struct door_sim *sim, struct door_sim_comer *comer) {
    bool own = false;
    bool block = sim->roll(sim->owner, 3) == 0;
    bool at_door = at_of(sim, comer)->running && stands_at_door(comer);
    bool turns = at_door && (comer->word == WORD_ASKED ||
                             (block && (comer->word == WORD_NONE || comer->word == WORD_DENIED)));
    bool same = at_door && comer->word == (block ? WORD_BLOCKED : WORD_DENIED);
    struct command *c =
        host_press(sim, comer, &answer_deny, block ? "{\"block\":true}" : "{}", &own);
    assert_int_equal(c->reply.status == 204, own && (turns || same));
    if (own && turns) {
        set_word(sim, comer, block ? WORD_BLOCKED : WORD_DENIED);
    }
    (void)finish(sim, c, comer);
}

static void hold_or_take_in(struct door_sim *sim, struct door_sim_comer *comer) {
    bool own = false;
    bool holds = sim->roll(sim->owner, 2) == 0;
    bool full = in_count(sim, comer->at) >= VISIT_PEOPLE_MAX - 1;
    bool turns = holds ? comer->row == ROW_IN : comer->row == ROW_HOLD && !full;
    struct command *c = host_press(sim, comer, holds ? &host_hold : &host_take_in, NULL, &own);
    assert_true(!own || !turns || c->reply.status == 204);
    assert_true(own || c->reply.status == 404);
    if (own && turns) {
        comer->row = holds ? ROW_HOLD : ROW_IN;
    }
    (void)finish(sim, c, comer);
}

static void remove_guest(struct door_sim *sim, struct door_sim_comer *comer) {
    bool own = false;
    bool open = comer->row >= ROW_TAKEN && comer->row <= ROW_HOLD;
    struct command *c = host_press(sim, comer, &invite_remove, NULL, &own);
    assert_true(own || c->reply.status == 404);
    if (own && c->reply.status == 204 && open) {
        comer->row = ROW_REMOVED;
    }
    assert_true(!own || !open || c->reply.status == 204);
    (void)finish(sim, c, comer);
}

static void host_acts(struct door_sim *sim) {
    static void (*const ACTS[])(struct door_sim *, struct door_sim_comer *) = {
        admit, admit, admit, deny, deny, hold_or_take_in, hold_or_take_in, remove_guest};
    struct door_sim_comer *comer = any_comer(sim);
    if (comer->row != ROW_NONE) {
        ACTS[sim->roll(sim->owner, sizeof ACTS / sizeof ACTS[0])](sim, comer);
    }
}

/* The model learns from the answer who was admitted, and holds it against what it knows. */
static void admit_all(struct door_sim *sim) {
    const struct door_sim_appointment *at = &sim->appointments[0];
    if (!at->running) {
        return;
    }
    struct command *c =
        people_call(sim->world, &answer_admit_all, &sim->hosts[at->host], &at->visit_id, NULL);
    assert_int_equal(c->reply.status, 200);
    json_t *body = world_body(c);
    json_t *admitted = json_object_get(body, "admitted");
    for (size_t i = 0; i < json_array_size(admitted); i++) {
        struct id id;
        const char *text = json_string_value(json_array_get(admitted, i));
        assert_int_equal(id_parse(text, strlen(text), &id), ERR_OK);
        struct door_sim_comer *comer = comer_of(sim, &id);
        assert_non_null(comer);
        assert_true(comer->word == WORD_ASKED && stands_at_door(comer));
        set_word(sim, comer, WORD_ADMITTED);
        comer->offer_before = "(admitted)"; /* is told, whatever was offered before */
    }
    for (size_t i = 0; i < sim->comer_count; i++) {
        const struct door_sim_comer *comer = &sim->comers[i];
        assert_true(json_is_true(json_object_get(body, "full")) || comer->at != 0 ||
                    !stands_at_door(comer) || comer->word != WORD_ASKED);
    }
    json_decref(body);
    (void)finish(sim, c, NULL);
}

static bool hosts_any(const struct door_sim *sim, size_t host) {
    for (size_t i = 0; i < sim->appointment_count; i++) {
        if (sim->appointments[i].running && sim->appointments[i].host == host) {
            return true;
        }
    }
    return false;
}

static void start(struct door_sim *sim) {
    if (sim->appointment_count == 0) {
        return;
    }
    struct door_sim_appointment *at =
        &sim->appointments[sim->roll(sim->owner, (uint32_t)sim->appointment_count)];
    bool was_running = at->running;
    struct command *c =
        people_call(sim->world, &appointment_start, &sim->hosts[at->host], &at->link.id, NULL);
    assert_true(!was_running || c->reply.status == 201);
    assert_true(!at->cancelled || c->reply.status == 409);
    if (c->reply.status == 201) {
        json_t *body = world_body(c);
        const char *id = people_text(body, "id");
        struct id found;
        assert_int_equal(id_parse(id, strlen(id), &found), ERR_OK);
        assert_true(!was_running || id_equal(&found, &at->visit_id));
        assert_true(was_running || !hosts_any(sim, at->host));
        at->visit_id = found;
        at->running = true;
        json_decref(body);
    }
    (void)finish(sim, c, NULL);
}

static void cancel(struct door_sim *sim) {
    if (sim->appointment_count < DOOR_SIM_APPOINTMENTS || sim->roll(sim->owner, 4) != 0) {
        return;
    }
    struct door_sim_appointment *at = &sim->appointments[1];
    struct command *c =
        people_call(sim->world, &appointment_cancel, &sim->hosts[at->host], &at->link.id, NULL);
    assert_int_equal(c->reply.status, at->running ? 409 : 204);
    for (size_t i = 0; !at->running && i < sim->comer_count; i++) {
        struct door_sim_comer *comer = &sim->comers[i];
        bool open = comer->row >= ROW_TAKEN && comer->row <= ROW_HOLD;
        if (comer->at == 1 && open) {
            comer->row = ROW_CANCELLED;
            comer->offer_before = "(cancelled)";
        }
    }
    at->cancelled |= !at->running;
    (void)finish(sim, c, NULL);
}

void door_sim_step(struct door_sim *sim) {
    static void (*const ALWAYS[])(struct door_sim *) = {book, start, come, guest_arrives};
    static void (*const ACTIONS[])(struct door_sim *) = {
        guest_arrives, guest_arrives,  guest_acts,     guest_acts, guest_acts, guest_acts,
        guest_acts,    guest_acts,     guest_acts,     host_acts,  host_acts,  host_acts,
        admit_all,     start,          start,          is_lost,    is_lost,    host_is_lost,
        cancel,        sign_in_or_out, sign_in_or_out, book};
    remember_offers(sim);
    if (sim->comer_count == 0) {
        ALWAYS[sim->roll(sim->owner, sizeof ALWAYS / sizeof ALWAYS[0])](sim);
    } else {
        ACTIONS[sim->roll(sim->owner, sizeof ACTIONS / sizeof ACTIONS[0])](sim);
    }
}

void door_sim_ended(struct door_sim *sim, size_t host) {
    for (size_t i = 0; i < sim->appointment_count; i++) {
        struct door_sim_appointment *at = &sim->appointments[i];
        if (!at->running || at->host != host) {
            continue;
        }
        at->running = false;
        for (size_t k = 0; k < sim->comer_count; k++) {
            struct door_sim_comer *comer = &sim->comers[k];
            bool was_in = comer->row == ROW_IN || comer->row == ROW_LEFT || comer->row == ROW_HOLD;
            if (comer->at == i) {
                comer->row = was_in ? ROW_ENDED : comer->row;
                set_word(sim, comer, WORD_NONE);
            }
        }
    }
}

void door_sim_swept(struct door_sim *sim) {
    for (size_t i = 0; i < sim->comer_count; i++) {
        struct door_sim_comer *comer = &sim->comers[i];
        bool over = comer->row == ROW_TAKEN && !at_of(sim, comer)->running &&
                    sim->world->now_ms >= comer->row_expires_ms;
        comer->row = over ? ROW_NONE : comer->row;
    }
}
