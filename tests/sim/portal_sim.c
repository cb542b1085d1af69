#include "portal_sim.h"

#include "outbox_sim.h"

#include "../unit/unit.h"

#include "visit/portal/portal_code.h"
#include "visit/portal/portal_kinds.h"
#include "visit/portal/portal_sms.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { CODE_DIGITS = 6, LETTERS_WAITED_FOR = 24 };

static void ask(struct door_sim *sim, struct door_sim_comer *comer) {
    static const char *const TO[DOOR_SIM_CLIENTS] = {"One@client.test", "two@client.test",
                                                     "three@client.test", "FOUR@client.test"};
    char json[64];
    (void)snprintf(json, sizeof json, "{\"to\":\"%s\"}", TO[comer->client]);
    struct command *c =
        people_guest(&sim->core->world, &portal_code_ask, &comer->device, PEOPLE_HOST, json);
    assert_int_equal(c->reply.status, 202);
    assert_int_equal(people_effects(c, EFFECT_PORTAL), 1);
    (void)core_finish(sim->core, c);
    size_t before = sim->outbox->count;
    (void)core_finish(sim->core, people_call(&sim->core->world, &portal_tick, NULL, NULL, NULL));
    assert_int_equal(sim->outbox->count, before + 1);
    comer->code_letter = outbox_sim_newest(sim->outbox)->id;
    comer->code[0] = '\0';
    comer->code_asked_ms = sim->core->world.now_ms;
    comer->code_over = false;
    comer->code_tries = 0;
}

/* The post is good to those who wait for a code, mostly. */
static void wait_for_code(struct door_sim *sim, const struct door_sim_comer *comer) {
    for (int i = 0; i < LETTERS_WAITED_FOR && comer->code[0] == '\0'; i++) {
        outbox_sim_step(sim->outbox);
    }
}

bool portal_sim_letter(struct door_sim *sim, const struct outbox_sim_letter *letter,
                       const char *text) {
    if (strcmp(letter->kind, PORTAL_CODE_MESSAGE) != 0) {
        return false;
    }
    const char *at = text;
    while (*at != '\0' && strspn(at, "0123456789") != CODE_DIGITS) {
        at += strspn(at, "0123456789");
        at += *at == '\0' ? 0 : 1;
    }
    assert_true(*at != '\0');
    for (size_t i = 0; i < sim->comer_count; i++) {
        struct door_sim_comer *comer = &sim->comers[i];
        if (id_equal(&comer->code_letter, &letter->id)) {
            assert_true(comer->code[0] == '\0' || strncmp(comer->code, at, CODE_DIGITS) == 0);
            (void)snprintf(comer->code, sizeof comer->code, "%.*s", CODE_DIGITS, at);
        }
    }
    return true;
}

/* The code, or one that is wrong in its last digit. */
static bool type_code(struct door_sim *sim, struct door_sim_comer *comer, bool wrong) {
    char json[48];
    char code[sizeof comer->code];
    bool over = comer->code_tries >= PORTAL_CODE_TRIES || comer->code_over ||
                sim->core->world.now_ms >= comer->code_asked_ms + PORTAL_CODE_LIFE_MS;
    (void)snprintf(code, sizeof code, "%s", comer->code);
    if (wrong) {
        code[CODE_DIGITS - 1] = (char)('0' + (code[CODE_DIGITS - 1] - '0' + 1) % 10);
    }
    (void)snprintf(json, sizeof json, "{\"code\":\"%s\"}", code);
    struct command *c =
        people_guest(&sim->core->world, &portal_sign_in, &comer->device, PEOPLE_HOST, json);
    bool opens = !wrong && !over;
    assert_int_equal(c->reply.status, opens ? 204 : 401);
    comer->code_tries += opens || over ? 0 : 1;
    (void)core_finish(sim->core, c);
    if (over) {
        core_saw(sim->core, SEEN_CODE_OVER);
        comer->code[0] = '\0'; /* asks for a new one next time */
    }
    if (opens) {
        core_saw(sim->core, SEEN_CODE);
        comer->code_letter = (struct id){.text = ""};
        comer->code[0] = '\0';
        comer->has_session = true;
        comer->session_since_ms = sim->core->world.now_ms;
        comer->session_active_ms = sim->core->world.now_ms;
    }
    return opens;
}

/* Types at the very last moment, or at the first that is too late. */
static void dawdle(struct door_sim *sim, const struct door_sim_comer *comer) {
    int64_t end_ms = comer->code_asked_ms + PORTAL_CODE_LIFE_MS;
    if (!comer->code_over && sim->core->world.now_ms < end_ms) {
        sim->core->world.now_ms = end_ms - core_roll(sim->core, 2);
    }
}

/* Somebody else at the client's keyboard: as many wrong ones as are allowed, or one fewer. */
static void guess(struct door_sim *sim, struct door_sim_comer *comer) {
    size_t tries = PORTAL_CODE_TRIES - core_roll(sim->core, 2);
    while (comer->code_tries < tries && comer->code[0] != '\0') {
        assert_false(type_code(sim, comer, true));
    }
}

bool portal_sim_sign_in(struct door_sim *sim, struct door_sim_comer *comer) {
    bool asked = !id_is_none(&comer->code_letter);
    if (!asked || comer->code[0] == '\0' || core_roll(sim->core, 6) == 0) {
        ask(sim, comer);
        wait_for_code(sim, comer);
    }
    if (comer->code[0] == '\0') {
        return false; /* the letter has not come */
    }
    switch (core_roll(sim->core, 8)) {
    case 0:
        dawdle(sim, comer);
        break;
    case 1:
        guess(sim, comer);
        break;
    default:
        break;
    }
    return comer->code[0] != '\0' && type_code(sim, comer, core_roll(sim->core, 8) == 0);
}

void portal_sim_sign_out(struct door_sim *sim, struct door_sim_comer *comer) {
    struct command *c = world_command(&portal_sign_out, PEOPLE_HOST, NULL);
    for (size_t i = 0; i < comer->device.count; i++) {
        world_cookie(c, comer->device.names[i], comer->device.values[i]);
    }
    assert_int_equal(world_run(&sim->core->world, c), 204);
    comer->has_session = false;
    (void)core_finish(sim->core, c);
    people_portal_leave(&comer->device);
}
