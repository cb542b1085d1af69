#include "door_sim.h"

#include "booking_sim.h"
#include "portal_sim.h"

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

/* ---- the oracle ---- */

static struct door_sim_appointment *at_of(struct door_sim *sim,
                                          const struct door_sim_comer *comer) {
    return &sim->appointments[comer->at];
}

bool door_sim_signed_in(const struct door_sim *sim, const struct door_sim_comer *comer) {
    int64_t now_ms = sim->core->world.now_ms;
    return comer->has_session && now_ms < comer->session_active_ms + CLIENT_IDLE_MS &&
           now_ms < comer->session_since_ms + CLIENT_LIFE_MS;
}

static bool booked(const struct door_sim *sim, const struct door_sim_comer *comer) {
    return comer->client < sim->appointments[comer->at].capacity && door_sim_signed_in(sim, comer);
}

static size_t in_count(const struct door_sim *sim, size_t appointment) {
    size_t count = 0;
    for (size_t i = 0; i < sim->comer_count; i++) {
        count += sim->comers[i].at == appointment && sim->comers[i].row == ROW_IN ? 1 : 0;
    }
    return count;
}

/* Those who are in, and those who were admitted and have not come in yet. */
static size_t promised_count(const struct door_sim *sim, size_t appointment) {
    size_t count = in_count(sim, appointment);
    for (size_t i = 0; i < sim->comer_count; i++) {
        const struct door_sim_comer *comer = &sim->comers[i];
        bool waits = comer->row == ROW_CHECKED_IN && comer->word == WORD_ADMITTED;
        count += comer->at == appointment && waits ? 1 : 0;
    }
    return count;
}

/* V4: somebody was removed from a visit of it, and may come back as somebody new. */
static bool guarded(const struct door_sim *sim, size_t appointment) {
    bool any = false;
    for (size_t i = 0; i < sim->comer_count; i++) {
        const struct door_sim_comer *comer = &sim->comers[i];
        any |= comer->at == appointment && comer->row == ROW_REMOVED && comer->joined;
    }
    return any;
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
    bool may_pass = comer->word != WORD_BLOCKED && (comer->joined || !guarded(sim, comer->at));
    bool free_place = in_count(sim, comer->at) < at->capacity && may_pass;
    return booked(sim, comer) || free_place ? "join" : CLOSED[comer->word];
}

static bool dead(const struct door_sim *sim, const struct door_sim_appointment *at) {
    return !at->running && sim->core->world.now_ms >= at->dies_ms;
}

static const char *fresh_state(const struct door_sim *sim, const struct door_sim_appointment *at) {
    return at->cancelled ? "cancelled" : dead(sim, at) ? "expired" : "invited";
}

static const char *state_of(const struct door_sim *sim, const struct door_sim_comer *comer) {
    const struct door_sim_appointment *at = &sim->appointments[comer->at];
    switch (comer->row) {
    case ROW_NONE:
        if (comer->ended_as_client && !at->running && booked(sim, comer)) {
            return "ended";
        }
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

/* No event on a guest's own stream tells of another, but of those in the visit with them (W3). */
static void check_event(const struct door_sim *sim, const struct event *event) {
    bool alone = strcmp(event->stream.name, "guest") == 0 &&
                 strstr(event->data, "\"state\":\"in_visit\"") == NULL;
    for (size_t i = 0; alone && i < sim->comer_count; i++) {
        const struct door_sim_comer *comer = &sim->comers[i];
        bool own = id_equal(&comer->id, &event->stream.id);
        assert_true(own || strstr(event->data, comer->name) == NULL);
        assert_true(own || comer->row == ROW_NONE || strstr(event->data, comer->id.text) == NULL);
    }
}

static void look(void *owner, const struct command *c) {
    const struct door_sim *sim = owner;
    for (size_t i = 0; i < c->event_count; i++) {
        check_event(sim, &c->events[i]);
    }
}

void door_sim_init(struct door_sim *sim, struct core *core, struct outbox_sim *outbox) {
    memset(sim, 0, sizeof *sim);
    sim->core = core;
    sim->outbox = outbox;
    core_watch(core, sim, look);
}

void door_sim_check(struct door_sim *sim) {
    for (size_t i = 0; i < sim->comer_count; i++) {
        struct door_sim_comer *comer = &sim->comers[i];
        json_t *view = people_open(&sim->core->world, &comer->device, &at_of(sim, comer)->link);
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
int door_sim_finish(struct door_sim *sim, struct command *c, const struct door_sim_comer *acted) {
    for (size_t i = 0; i < c->event_count; i++) {
        const struct event *event = &c->events[i];
        struct door_sim_comer *told =
            strcmp(event->name, "guest.view") == 0 ? comer_of(sim, &event->stream.id) : NULL;
        assert_true(told == NULL || told == acted ||
                    strcmp(told->offer_before, offer_of(sim, told)) != 0);
    }
    return core_finish(sim->core, c);
}

static struct door_sim_comer *any_comer(struct door_sim *sim) {
    return &sim->comers[core_roll(sim->core, (uint32_t)sim->comer_count)];
}

struct door_sim_comer *door_sim_any(struct door_sim *sim) {
    struct door_sim_comer *comer = sim->comer_count == 0 ? NULL : any_comer(sim);
    return comer == NULL || comer->row == ROW_NONE ? NULL : comer;
}

static void set_word(struct door_sim *sim, struct door_sim_comer *comer, enum door_sim_word word) {
    comer->word = word;
    comer->word_ms = sim->core->world.now_ms;
}

/* ---- what may happen ---- */

/* Somebody new opens the link; each of the first four has a client's account. */
static void come(struct door_sim *sim) {
    if (sim->comer_count == DOOR_SIM_COMERS || sim->appointment_count == 0) {
        return;
    }
    struct door_sim_comer *comer = &sim->comers[sim->comer_count];
    size_t at = core_roll(sim->core, 5) == 0 ? sim->appointment_count - 1 : 0;
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
    struct command *c = people_guest(&sim->core->world, kind, &comer->device, PEOPLE_HOST, json);
    if (c->reply.status == 200 && door_sim_signed_in(sim, comer) &&
        comer->session_active_ms <= sim->core->world.now_ms - CLIENT_TOUCH_MS) {
        comer->session_active_ms = sim->core->world.now_ms;
    }
    comer->bound |= c->reply.status == 200 && booked(sim, comer) && comer->row != ROW_NONE;
    return c;
}

/* The portal leads back to the link's page, which says hello. */
static void greet(struct door_sim *sim, struct door_sim_comer *comer) {
    struct command *c = press(sim, comer, &live_hello, ",\"as\":\"guest\"");
    (void)door_sim_finish(sim, c, comer);
}

static void sign_in_or_out(struct door_sim *sim) {
    struct door_sim_comer *comer = any_comer(sim);
    if (comer->client == DOOR_SIM_CLIENTS) {
        return;
    }
    if (!door_sim_signed_in(sim, comer)) {
        if (portal_sim_sign_in(sim, comer)) {
            greet(sim, comer);
        }
        return;
    }
    portal_sim_sign_out(sim, comer);
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
        bool again = comer->row == ROW_ENDED && comer->tested; /* to the door at once */
        comer->row = again ? ROW_CHECKED_IN : ROW_TAKEN;
        comer->checked_in_ms = sim->core->world.now_ms;
        comer->tested = again;
        comer->joined = false;
        comer->bound = booked(sim, comer);
        comer->row_expires_ms = at->dies_ms > sim->core->world.now_ms
                                    ? at->dies_ms
                                    : sim->core->world.now_ms + 24 * HOUR_MS;
        set_word(sim, comer, WORD_NONE);
    }
    (void)door_sim_finish(sim, c, comer);
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
        comer->checked_in_ms =
            comer->row == ROW_TAKEN ? sim->core->world.now_ms : comer->checked_in_ms;
        comer->row = comer->row == ROW_TAKEN ? ROW_CHECKED_IN : comer->row;
    }
    (void)door_sim_finish(sim, c, comer);
}

static void join(struct door_sim *sim, struct door_sim_comer *comer) {
    bool offered = strcmp(offer_of(sim, comer), "join") == 0 && comer->tested;
    bool full = in_count(sim, comer->at) >= VISIT_PEOPLE_MAX - 1;
    bool enters = offered && !full;
    struct command *c = press(sim, comer, &guest_join, "");
    assert_int_equal(c->reply.status == 200, enters || comer->row == ROW_IN);
    if (offered && full) {
        assert_string_equal(c->reply.problem, "visit-full");
        core_saw(sim->core, SEEN_FULL);
    }
    assert_int_equal(people_effects(c, EFFECT_ADMITTED), enters ? 1 : 0);
    if (enters) {
        bool above = in_count(sim, comer->at) >= at_of(sim, comer)->capacity && !booked(sim, comer);
        assert_true(!above || comer->word == WORD_ADMITTED);
        if (above) {
            core_saw(sim->core, SEEN_ABOVE_CAPACITY);
        }
        comer->row = ROW_IN;
        comer->joined = true;
        comer->word = comer->word == WORD_ASKED ? WORD_NONE : comer->word;
    }
    for (size_t i = 0; i < c->effect_count; i++) {
        assert_true(c->effects[i].kind != EFFECT_ADMITTED ||
                    id_equal(&c->effects[i].a, &comer->id));
    }
    (void)door_sim_finish(sim, c, comer);
}

static void ask(struct door_sim *sim, struct door_sim_comer *comer) {
    const char *offer = offer_of(sim, comer);
    bool again =
        strcmp(offer, "denied") == 0 && sim->core->world.now_ms >= comer->word_ms + MINUTE_MS;
    bool asks = comer->tested && (strcmp(offer, "ask") == 0 || again);
    bool same = comer->row == ROW_IN ||
                (comer->tested && (strcmp(offer, "join") == 0 || strcmp(offer, "asked") == 0));
    struct command *c = press(sim, comer, &guest_ask, "");
    assert_int_equal(c->reply.status == 200, asks || same);
    assert_int_equal(people_events(c, "room", NULL, "door.asked"), asks ? 1 : 0);
    if (asks) {
        set_word(sim, comer, WORD_ASKED);
    }
    (void)door_sim_finish(sim, c, comer);
}

static void leave(struct door_sim *sim, struct door_sim_comer *comer) {
    bool may = comer->row == ROW_IN || comer->row == ROW_LEFT;
    struct command *c = press(sim, comer, &guest_leave, "");
    assert_int_equal(c->reply.status == 200, may);
    comer->row = may ? ROW_LEFT : comer->row;
    (void)door_sim_finish(sim, c, comer);
}

/* A booked client signs in on another device and goes on there: the seat goes along, and whoever was in comes back
 * through the door once that device is tested (A3, I5). */
static void goes_on_elsewhere(struct door_sim *sim, struct door_sim_comer *comer) {
    bool seated = comer->row >= ROW_TAKEN && comer->row <= ROW_HOLD;
    if (!seated || !booked(sim, comer) || !alive(sim, comer)) {
        return;
    }
    struct device other = {.count = 0};
    people_portal(&sim->core->world, &other, &sim->clients[comer->client]);
    comer->device = other;
    comer->session_since_ms = sim->core->world.now_ms;
    comer->session_active_ms = sim->core->world.now_ms;
    struct command *c = press(sim, comer, &guest_take, "");
    assert_int_equal(c->reply.status, 200);
    assert_int_equal(people_effects(c, EFFECT_SEAT_MOVED), 1);
    comer->tested = false;
    comer->row = comer->row == ROW_IN ? ROW_LEFT : comer->row;
    core_saw(sim->core, SEEN_SEAT_MOVED);
    (void)door_sim_finish(sim, c, comer);
}

static void guest_acts(struct door_sim *sim) {
    static void (*const ACTS[])(struct door_sim *, struct door_sim_comer *) = {
        take, take, test_devices, test_devices,     join, join, join,
        ask,  ask,  leave,        goes_on_elsewhere};
    ACTS[core_roll(sim->core, sizeof ACTS / sizeof ACTS[0])](sim, any_comer(sim));
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

/* Gone, and the appointment is over: a visit of it has ended since they came, or twelve hours are past its end. */
static bool waits_in_vain(struct door_sim *sim, const struct door_sim_comer *comer) {
    const struct door_sim_appointment *at = at_of(sim, comer);
    bool ended = at->ended_ms != 0 && at->ended_ms >= comer->checked_in_ms;
    bool past = sim->core->world.now_ms >= at->dies_ms - 12 * HOUR_MS;
    return comer->row == ROW_CHECKED_IN && !at->running && (ended || past);
}

static void lapse(struct door_sim_comer *comer) {
    comer->ended_as_client &= !comer->bound;
    comer->bound = false;
    comer->row = ROW_NONE;
}

/* Nobody hears the stream of another: that of who was lost is theirs. */
static void is_lost(struct door_sim *sim) {
    char json[80];
    struct door_sim_comer *comer = any_comer(sim);
    if (comer->row == ROW_NONE) {
        return;
    }
    (void)snprintf(json, sizeof json, "{\"guest_id\":\"%s\"}", comer->id.text);
    struct command *c = people_call(&sim->core->world, &visit_guest_lost, NULL, NULL, json);
    assert_int_equal(c->reply.status, 204);
    bool over = waits_in_vain(sim, comer);
    if (over) {
        lapse(comer);
    } else if (comer->row == ROW_IN) {
        comer->row = ROW_LEFT;
    }
    (void)door_sim_finish(sim, c, comer);
}

static void host_is_lost(struct door_sim *sim) {
    char json[80];
    const struct door_sim_appointment *at = &sim->appointments[0];
    (void)snprintf(json, sizeof json, "{\"visit_id\":\"%s\"}", at->visit_id.text);
    if (at->running) {
        struct command *c =
            people_call(&sim->core->world,
                        core_roll(sim->core, 2) == 0 ? &visit_host_lost : &visit_host_returned,
                        NULL, NULL, json);
        assert_int_equal(door_sim_finish(sim, c, NULL), 204);
    }
}

/* A press of the host or any other user. `reaches`: whoever hosts the visit, and whoever has the right; to everybody
 * else the guest is not there. */
static struct command *host_press(struct door_sim *sim, const struct door_sim_comer *comer,
                                  const struct command_kind *kind, const char *json,
                                  enum right right, bool *reaches) {
    const struct door_sim_appointment *at = &sim->appointments[comer->at];
    size_t user = core_somebody(sim->core, at->running ? at->run_by : at->room);
    bool hosts = at->running && at->run_by == user;
    *reaches = hosts || core_may(sim->core, user, at->room, right);
    return people_call(&sim->core->world, kind, &sim->core->users[user], &comer->id, json);
}

static void admit(struct door_sim *sim, struct door_sim_comer *comer) {
    bool own = false;
    const struct door_sim_appointment *at = at_of(sim, comer);
    bool full = promised_count(sim, comer->at) >= VISIT_PEOPLE_MAX - 1;
    bool turns = at->running && stands_at_door(comer) && comer->word != WORD_ADMITTED && !full;
    struct command *c = host_press(sim, comer, &answer_admit, NULL, RIGHT_ADMIT, &own);
    assert_true(own || c->reply.status == 404);
    if (own && full && at->running && stands_at_door(comer) && comer->word != WORD_ADMITTED) {
        assert_string_equal(c->reply.problem, "visit-full");
        core_saw(sim->core, SEEN_FULL);
    }
    if (own && turns) {
        assert_int_equal(c->reply.status, 204);
        set_word(sim, comer, WORD_ADMITTED);
    }
    (void)door_sim_finish(sim, c, comer);
}

static void deny(struct door_sim *sim, struct door_sim_comer *comer) {
    bool own = false;
    bool block = core_roll(sim->core, 3) == 0;
    bool at_door = at_of(sim, comer)->running && stands_at_door(comer);
    bool turns = at_door && (comer->word == WORD_ASKED ||
                             (block && (comer->word == WORD_NONE || comer->word == WORD_DENIED)));
    bool same = at_door && comer->word == (block ? WORD_BLOCKED : WORD_DENIED);
    struct command *c =
        host_press(sim, comer, &answer_deny, block ? "{\"block\":true}" : "{}", RIGHT_ADMIT, &own);
    assert_int_equal(c->reply.status == 204, own && (turns || same));
    if (own && turns) {
        set_word(sim, comer, block ? WORD_BLOCKED : WORD_DENIED);
    }
    (void)door_sim_finish(sim, c, comer);
}

static void hold_or_take_in(struct door_sim *sim, struct door_sim_comer *comer) {
    bool own = false;
    bool holds = core_roll(sim->core, 2) == 0;
    bool full = in_count(sim, comer->at) >= VISIT_PEOPLE_MAX - 1;
    bool turns = holds ? comer->row == ROW_IN : comer->row == ROW_HOLD && !full;
    struct command *c =
        host_press(sim, comer, holds ? &host_hold : &host_take_in, NULL, RIGHT_ADMIT, &own);
    assert_true(!own || !turns || c->reply.status == 204);
    assert_true(own || c->reply.status == 404);
    if (own && turns) {
        comer->row = holds ? ROW_HOLD : ROW_IN;
    }
    (void)door_sim_finish(sim, c, comer);
}

static void remove_guest(struct door_sim *sim, struct door_sim_comer *comer) {
    bool own = false;
    bool open = comer->row >= ROW_TAKEN && comer->row <= ROW_HOLD;
    struct command *c = host_press(sim, comer, &invite_remove, NULL, RIGHT_SEND, &own);
    assert_true(own || c->reply.status == 404);
    if (own && c->reply.status == 204 && open) {
        comer->row = ROW_REMOVED;
    }
    assert_true(!own || !open || c->reply.status == 204);
    (void)door_sim_finish(sim, c, comer);
}

static void host_acts(struct door_sim *sim) {
    static void (*const ACTS[])(struct door_sim *, struct door_sim_comer *) = {
        admit, admit, admit, deny, deny, hold_or_take_in, hold_or_take_in, remove_guest};
    struct door_sim_comer *comer = any_comer(sim);
    if (comer->row != ROW_NONE) {
        ACTS[core_roll(sim->core, sizeof ACTS / sizeof ACTS[0])](sim, comer);
    }
}

/* The host takes in whoever stands there, and they come. */
static void let_in(struct door_sim *sim) {
    struct door_sim_comer *comer = any_comer(sim);
    if (at_of(sim, comer)->running && stands_at_door(comer)) {
        admit(sim, comer);
        join(sim, comer);
    }
}

/* Asks, is answered, and asks again: at once, or a minute later to the millisecond (A7). */
static void plead(struct door_sim *sim) {
    struct door_sim_comer *comer = any_comer(sim);
    if (!stands_at_door(comer) || !at_of(sim, comer)->running) {
        return;
    }
    ask(sim, comer);
    deny(sim, comer);
    if (comer->word == WORD_DENIED) {
        int64_t again_ms = comer->word_ms + MINUTE_MS;
        sim->core->world.now_ms = core_roll(sim->core, 2) == 0 ? sim->core->world.now_ms
                                                               : again_ms - core_roll(sim->core, 2);
        ask(sim, comer);
    }
}

/* Many come at once, and the host takes in whom the door would not. */
static void crowd(struct door_sim *sim) {
    for (int i = 0; i < 5 && sim->appointments[0].running; i++) {
        guest_arrives(sim);
        struct door_sim_comer *comer = &sim->comers[sim->comer_count - 1];
        if (comer->row != ROW_NONE) {
            admit(sim, comer);
            join(sim, comer);
        }
    }
}

/* The model learns from the answer who was admitted, and holds it against what it knows. */
static void admit_all(struct door_sim *sim) {
    const struct door_sim_appointment *at = &sim->appointments[0];
    if (!at->running) {
        return;
    }
    struct command *c = people_call(&sim->core->world, &answer_admit_all,
                                    &sim->core->users[at->run_by], &at->visit_id, NULL);
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
    (void)door_sim_finish(sim, c, NULL);
}

static bool hosts_any(const struct door_sim *sim, size_t host) {
    for (size_t i = 0; i < sim->appointment_count; i++) {
        if (sim->appointments[i].running && sim->appointments[i].run_by == host) {
            return true;
        }
    }
    return false;
}

static void started(struct door_sim *sim, struct door_sim_appointment *at, size_t user,
                    const struct command *c) {
    json_t *body = world_body(c);
    const char *id = people_text(body, "id");
    struct id found;
    assert_int_equal(id_parse(id, strlen(id), &found), ERR_OK);
    assert_true(!at->running || id_equal(&found, &at->visit_id));
    assert_true(at->running || !hosts_any(sim, user));
    at->visit_id = found;
    at->running = true;
    at->run_by = user;
    json_decref(body);
}

/* By whoever may admit in the room; of two who try, the second is told that it runs. */
static void start(struct door_sim *sim) {
    if (sim->appointment_count == 0) {
        return;
    }
    struct door_sim_appointment *at =
        &sim->appointments[core_roll(sim->core, (uint32_t)sim->appointment_count)];
    size_t user = core_somebody(sim->core, at->room);
    bool may = core_may(sim->core, user, at->room, RIGHT_ADMIT);
    struct command *c = people_call(&sim->core->world, &appointment_start, &sim->core->users[user],
                                    &at->link.id, NULL);
    assert_int_equal(c->reply.status == 404, !may);
    if (may && at->running) {
        assert_int_equal(c->reply.status, at->run_by == user ? 201 : 409);
    }
    assert_true(!may || !at->cancelled || c->reply.status == 409);
    if (c->reply.status == 201) {
        started(sim, at, user, c);
    }
    (void)door_sim_finish(sim, c, NULL);
}

void door_sim_step(struct door_sim *sim) {
    static void (*const ALWAYS[])(struct door_sim *) = {booking_sim_book, start, come,
                                                        guest_arrives};
    static void (*const ACTIONS[])(struct door_sim *) = {
        guest_arrives,
        guest_arrives,
        guest_acts,
        guest_acts,
        guest_acts,
        guest_acts,
        guest_acts,
        guest_acts,
        guest_acts,
        host_acts,
        host_acts,
        host_acts,
        admit_all,
        start,
        start,
        is_lost,
        is_lost,
        host_is_lost,
        sign_in_or_out,
        sign_in_or_out,
        sign_in_or_out,
        let_in,
        plead,
        let_in,
        crowd,
        booking_sim_book,
        booking_sim_move,
        booking_sim_move,
        booking_sim_cancel,
    };
    remember_offers(sim);
    if (sim->comer_count == 0) {
        ALWAYS[core_roll(sim->core, sizeof ALWAYS / sizeof ALWAYS[0])](sim);
    } else {
        ACTIONS[core_roll(sim->core, sizeof ACTIONS / sizeof ACTIONS[0])](sim);
    }
}

void door_sim_ended(struct door_sim *sim, size_t host) {
    for (size_t i = 0; i < sim->appointment_count; i++) {
        struct door_sim_appointment *at = &sim->appointments[i];
        if (!at->running || at->run_by != host) {
            continue;
        }
        at->running = false;
        at->ended_ms =
            sim->core->world.now_ms > at->ended_ms ? sim->core->world.now_ms : at->ended_ms;
        at->run_by = CORE_NOBODY;
        for (size_t k = 0; k < sim->comer_count; k++) {
            struct door_sim_comer *comer = &sim->comers[k];
            bool was_in = comer->row == ROW_IN || comer->row == ROW_LEFT || comer->row == ROW_HOLD;
            if (comer->at == i) {
                comer->ended_as_client |= was_in && comer->bound;
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
                    sim->core->world.now_ms >= comer->row_expires_ms;
        if (over) {
            lapse(comer);
        }
    }
}
