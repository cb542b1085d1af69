#include "door_guest_sim.h"

#include "door_oracle.h"
#include "portal_sim.h"

#include "../unit/unit.h"

#include "practice/client.h"
#include "visit/portal/portal_kinds.h"
#include "visit/visit.h"

#include <stdio.h>
#include <string.h>

static const int64_t MINUTE_MS = 60000;
static const int64_t HOUR_MS = 3600000;

/* Somebody new opens the link; each of the first four has a client's account. */
void door_guest_sim_come(struct door_sim *sim) {
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

void door_guest_sim_recognised(struct door_sim *sim, struct door_sim_comer *comer) {
    int64_t now_ms = sim->core->world.now_ms;
    if (door_oracle_signed_in(sim, comer) && comer->session_active_ms <= now_ms - CLIENT_TOUCH_MS) {
        comer->session_active_ms = now_ms;
    }
    comer->bound |= door_oracle_booked(sim, comer) && comer->row != ROW_NONE;
}

static struct command *press(struct door_sim *sim, struct door_sim_comer *comer,
                             const struct command_kind *kind, const char *more) {
    char json[320];
    (void)snprintf(json, sizeof json, "{\"token\":\"%s\"%s}",
                   door_oracle_at(sim, comer)->link.token, more);
    struct command *c = people_guest(&sim->core->world, kind, &comer->device, PEOPLE_HOST, json);
    if (c->reply.status == 200) {
        door_guest_sim_recognised(sim, comer);
    }
    return c;
}

/* The portal leads back to the link's page, which says hello. */
static void greet(struct door_sim *sim, struct door_sim_comer *comer) {
    struct command *c = press(sim, comer, &live_hello, ",\"as\":\"guest\"");
    (void)door_sim_finish(sim, c, comer);
}

void door_guest_sim_sign_in_or_out(struct door_sim *sim) {
    struct door_sim_comer *comer = door_sim_pick(sim);
    if (comer->client == DOOR_SIM_CLIENTS) {
        return;
    }
    if (!door_oracle_signed_in(sim, comer)) {
        if (portal_sim_sign_in(sim, comer)) {
            greet(sim, comer);
        }
        return;
    }
    portal_sim_sign_out(sim, comer);
}

static void take(struct door_sim *sim, struct door_sim_comer *comer) {
    char more[64];
    (void)snprintf(more, sizeof more, ",\"name\":\"%s\"", comer->name);
    bool may = door_oracle_alive(sim, comer);
    bool is_new = door_oracle_fresh(comer);
    struct command *c = press(sim, comer, &guest_take, more);
    assert_int_equal(c->reply.status, may ? 200 : 409);
    if (may && is_new) {
        const struct door_sim_appointment *at = door_oracle_at(sim, comer);
        json_t *view = world_body(c);
        const char *id = people_text(view, "invitation_id");
        assert_int_equal(id_parse(id, strlen(id), &comer->id), ERR_OK);
        json_decref(view);
        bool again = comer->row == ROW_ENDED && comer->tested; /* to the door at once */
        comer->row = again ? ROW_CHECKED_IN : ROW_TAKEN;
        comer->checked_in_ms = sim->core->world.now_ms;
        comer->tested = again;
        comer->joined = false;
        comer->lapsed_as_client = false;
        comer->bound = door_oracle_booked(sim, comer);
        comer->row_expires_ms = at->dies_ms > sim->core->world.now_ms
                                    ? at->dies_ms
                                    : sim->core->world.now_ms + 24 * HOUR_MS;
        door_sim_set_word(sim, comer, WORD_NONE);
    }
    (void)door_sim_finish(sim, c, comer);
}

static void test_devices(struct door_sim *sim, struct door_sim_comer *comer) {
    bool may = door_oracle_alive(sim, comer) && !door_oracle_fresh(comer);
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

void door_guest_sim_join(struct door_sim *sim, struct door_sim_comer *comer) {
    bool offered = strcmp(door_oracle_offer(sim, comer), "join") == 0 && comer->tested;
    bool full = door_oracle_in_count(sim, comer->at) >= VISIT_PEOPLE_MAX - 1;
    bool enters = offered && !full;
    struct command *c = press(sim, comer, &guest_join, "");
    assert_int_equal(c->reply.status == 200, enters || comer->row == ROW_IN);
    if (offered && full) {
        assert_string_equal(c->reply.problem, "visit-full");
        core_saw(sim->core, SEEN_FULL);
    }
    assert_int_equal(people_effects(c, EFFECT_ADMITTED), enters ? 1 : 0);
    if (enters) {
        bool above = door_oracle_in_count(sim, comer->at) >= door_oracle_at(sim, comer)->capacity &&
                     !door_oracle_booked(sim, comer);
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

void door_guest_sim_ask(struct door_sim *sim, struct door_sim_comer *comer) {
    const char *offer = door_oracle_offer(sim, comer);
    bool unknown = sim->core->world.now_ms < comer->word_ms; /* the clock was put back */
    bool minute = unknown || sim->core->world.now_ms >= comer->word_ms + MINUTE_MS;
    bool again = strcmp(offer, "denied") == 0 && minute;
    bool asks = comer->tested && (strcmp(offer, "ask") == 0 || again);
    bool same = comer->row == ROW_IN ||
                (comer->tested && (strcmp(offer, "join") == 0 || strcmp(offer, "asked") == 0));
    struct command *c = press(sim, comer, &guest_ask, "");
    assert_int_equal(c->reply.status == 200, asks || same);
    assert_int_equal(people_events(c, "room", NULL, "door.asked"), asks ? 1 : 0);
    if (asks) {
        door_sim_set_word(sim, comer, WORD_ASKED);
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
    if (!seated || !comer->bound || !door_oracle_booked(sim, comer) ||
        !door_oracle_alive(sim, comer)) {
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

void door_guest_sim_acts(struct door_sim *sim) {
    static void (*const ACTS[])(struct door_sim *, struct door_sim_comer *) = {take,
                                                                               take,
                                                                               test_devices,
                                                                               test_devices,
                                                                               door_guest_sim_join,
                                                                               door_guest_sim_join,
                                                                               door_guest_sim_join,
                                                                               door_guest_sim_ask,
                                                                               door_guest_sim_ask,
                                                                               leave,
                                                                               goes_on_elsewhere};
    ACTS[core_roll(sim->core, sizeof ACTS / sizeof ACTS[0])](sim, door_sim_pick(sim));
}

/* Comes, and goes as far as the door lets them. */
void door_guest_sim_arrives(struct door_sim *sim) {
    door_guest_sim_come(sim);
    if (sim->comer_count > 0) {
        struct door_sim_comer *comer = &sim->comers[sim->comer_count - 1];
        take(sim, comer);
        test_devices(sim, comer);
        door_guest_sim_join(sim, comer);
    }
}

/* Gone, and the appointment is over: a visit of it has ended since they came, or twelve hours are past its end. */
static bool waits_in_vain(struct door_sim *sim, const struct door_sim_comer *comer) {
    const struct door_sim_appointment *at = door_oracle_at(sim, comer);
    bool ended = at->ended_ms != 0 && at->ended_ms >= comer->checked_in_ms;
    bool past = sim->core->world.now_ms >= at->dies_ms - 12 * HOUR_MS;
    return comer->row == ROW_CHECKED_IN && !at->running && (ended || past);
}

void door_guest_sim_lapse(struct door_sim_comer *comer) {
    comer->ended_as_client &= !comer->bound;
    comer->lapsed_as_client = comer->bound;
    comer->bound = false;
    comer->row = ROW_NONE;
}

/* Nobody hears the stream of another: that of who was lost is theirs. */
void door_guest_sim_is_lost(struct door_sim *sim) {
    char json[80];
    struct door_sim_comer *comer = door_sim_pick(sim);
    if (comer->row == ROW_NONE) {
        return;
    }
    (void)snprintf(json, sizeof json, "{\"guest_id\":\"%s\"}", comer->id.text);
    struct command *c = people_call(&sim->core->world, &visit_guest_lost, NULL, NULL, json);
    assert_int_equal(c->reply.status, 204);
    bool over = waits_in_vain(sim, comer);
    if (over) {
        door_guest_sim_lapse(comer);
    } else if (comer->row == ROW_IN) {
        comer->row = ROW_LEFT;
    }
    (void)door_sim_finish(sim, c, comer);
}
