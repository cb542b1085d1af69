#include "door_host_sim.h"

#include "door_guest_sim.h"
#include "door_oracle.h"

#include "../unit/unit.h"

#include "visit/visit.h"

#include <string.h>

static const int64_t MINUTE_MS = 60000;

void door_host_sim_is_lost(struct door_sim *sim) {
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
    const struct door_sim_appointment *at = door_oracle_at(sim, comer);
    bool full = door_oracle_promised(sim, comer->at) >= VISIT_PEOPLE_MAX - 1;
    bool turns = at->running && door_oracle_stands(comer) && comer->word != WORD_ADMITTED && !full;
    struct command *c = host_press(sim, comer, &answer_admit, NULL, RIGHT_ADMIT, &own);
    assert_true(own || c->reply.status == 404);
    if (own && full && at->running && door_oracle_stands(comer) && comer->word != WORD_ADMITTED) {
        assert_string_equal(c->reply.problem, "visit-full");
        core_saw(sim->core, SEEN_FULL);
    }
    if (own && turns) {
        assert_int_equal(c->reply.status, 204);
        door_sim_set_word(sim, comer, WORD_ADMITTED);
    }
    (void)door_sim_finish(sim, c, comer);
}

static void deny(struct door_sim *sim, struct door_sim_comer *comer) {
    bool own = false;
    bool block = core_roll(sim->core, 3) == 0;
    bool at_door = door_oracle_at(sim, comer)->running && door_oracle_stands(comer);
    bool turns = at_door && (comer->word == WORD_ASKED ||
                             (block && (comer->word == WORD_NONE || comer->word == WORD_DENIED)));
    bool same = at_door && comer->word == (block ? WORD_BLOCKED : WORD_DENIED);
    struct command *c =
        host_press(sim, comer, &answer_deny, block ? "{\"block\":true}" : "{}", RIGHT_ADMIT, &own);
    assert_int_equal(c->reply.status == 204, own && (turns || same));
    if (own && turns) {
        door_sim_set_word(sim, comer, block ? WORD_BLOCKED : WORD_DENIED);
    }
    (void)door_sim_finish(sim, c, comer);
}

/* Whoever is on hold holds no place, and is taken in again only while there is one (V1, W14). */
static void move(struct door_sim *sim, struct door_sim_comer *comer, bool holds) {
    bool own = false;
    bool full = door_oracle_in_count(sim, comer->at) >= VISIT_PEOPLE_MAX - 1;
    bool refused = !holds && comer->row == ROW_HOLD && full;
    bool turns = comer->row == (holds ? ROW_IN : ROW_HOLD) && !refused;
    struct command *c =
        host_press(sim, comer, holds ? &host_hold : &host_take_in, NULL, RIGHT_ADMIT, &own);
    assert_true(!own || !turns || c->reply.status == 204);
    assert_true(own || c->reply.status == 404);
    if (own && refused) {
        assert_non_null(c->reply.problem);
        assert_string_equal(c->reply.problem, "visit-full");
        core_saw(sim->core, SEEN_FULL_AGAIN);
    }
    if (own && turns) {
        comer->row = holds ? ROW_HOLD : ROW_IN;
    }
    (void)door_sim_finish(sim, c, comer);
}

static void hold_or_take_in(struct door_sim *sim, struct door_sim_comer *comer) {
    move(sim, comer, core_roll(sim->core, 2) == 0);
}

static void remove_guest(struct door_sim *sim, struct door_sim_comer *comer) {
    bool own = false;
    bool open = comer->row >= ROW_TAKEN && comer->row <= ROW_HOLD;
    struct command *c = host_press(sim, comer, &invite_remove, NULL, RIGHT_SEND, &own);
    assert_true(own || c->reply.status == 404);
    if (own && c->reply.status == 204 && open) {
        comer->row = ROW_REMOVED;
        door_oracle_at(sim, comer)->guarded |= comer->joined;
    }
    assert_true(!own || !open || c->reply.status == 204);
    (void)door_sim_finish(sim, c, comer);
}

void door_host_sim_acts(struct door_sim *sim) {
    static void (*const ACTS[])(struct door_sim *, struct door_sim_comer *) = {
        admit, admit, admit, deny, deny, hold_or_take_in, hold_or_take_in, remove_guest};
    struct door_sim_comer *comer = door_sim_pick(sim);
    if (comer->row != ROW_NONE) {
        ACTS[core_roll(sim->core, sizeof ACTS / sizeof ACTS[0])](sim, comer);
    }
}

/* The host takes in whoever stands there, and they come. */
void door_host_sim_let_in(struct door_sim *sim) {
    struct door_sim_comer *comer = door_sim_pick(sim);
    if (door_oracle_at(sim, comer)->running && door_oracle_stands(comer)) {
        admit(sim, comer);
        door_guest_sim_join(sim, comer);
    }
}

/* Asks, is answered, and asks again: at once, or a minute later to the millisecond (A7). */
void door_host_sim_plead(struct door_sim *sim) {
    struct door_sim_comer *comer = door_sim_pick(sim);
    if (!door_oracle_stands(comer) || !door_oracle_at(sim, comer)->running) {
        return;
    }
    door_guest_sim_ask(sim, comer);
    deny(sim, comer);
    if (comer->word == WORD_DENIED) {
        int64_t again_ms = comer->word_ms + MINUTE_MS;
        sim->core->world.now_ms = core_roll(sim->core, 2) == 0 ? sim->core->world.now_ms
                                                               : again_ms - core_roll(sim->core, 2);
        door_guest_sim_ask(sim, comer);
    }
}

/* Many come at once, and the host takes in whom the door would not. */
void door_host_sim_crowd(struct door_sim *sim) {
    for (int i = 0; i < 5 && sim->appointments[0].running; i++) {
        door_guest_sim_arrives(sim);
        struct door_sim_comer *comer = &sim->comers[sim->comer_count - 1];
        if (comer->row != ROW_NONE) {
            admit(sim, comer);
            door_guest_sim_join(sim, comer);
        }
    }
}

/* Of one appointment; NULL: there is none. */
static struct door_sim_comer *find(struct door_sim *sim, size_t at, bool in) {
    for (size_t i = 0; i < sim->comer_count; i++) {
        struct door_sim_comer *comer = &sim->comers[i];
        if (comer->at == at && (in ? comer->row == ROW_IN : door_oracle_stands(comer))) {
            return comer;
        }
    }
    return NULL;
}

void door_host_sim_change_places(struct door_sim *sim) {
    struct door_sim_comer *in = find(sim, 0, true);
    struct door_sim_comer *out = find(sim, 0, false);
    if (in != NULL && out != NULL && sim->appointments[0].running) {
        move(sim, in, true);
        admit(sim, out);
        door_guest_sim_join(sim, out);
        move(sim, in, false);
    }
}

/* The model learns from the answer who was admitted, and holds it against what it knows. */
void door_host_sim_admit_all(struct door_sim *sim) {
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
        struct door_sim_comer *comer = door_oracle_comer(sim, &id);
        assert_non_null(comer);
        assert_true(comer->word == WORD_ASKED && door_oracle_stands(comer));
        door_sim_set_word(sim, comer, WORD_ADMITTED);
        comer->offer_before = "(admitted)"; /* is told, whatever was offered before */
    }
    for (size_t i = 0; i < sim->comer_count; i++) {
        const struct door_sim_comer *comer = &sim->comers[i];
        assert_true(json_is_true(json_object_get(body, "full")) || comer->at != 0 ||
                    !door_oracle_stands(comer) || comer->word != WORD_ASKED);
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
void door_host_sim_start(struct door_sim *sim) {
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
