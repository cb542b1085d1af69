#include "alert_sim.h"

#include "outbox_sim.h"

#include "../unit/unit.h"

#include "visit/room/arrival.h"
#include "visit/visit.h"

#include <stdio.h>
#include <string.h>

static const int64_t LIFE_MS = (int64_t)ARRIVAL_LIFE_S * 1000;
static const int64_t PAUSE_MS = (int64_t)ARRIVAL_TEST_EVERY_S * 1000;
static const char *const NUMBERS[CORE_USERS] = {"+4915112340001", "+4915112340002",
                                                "+4915112340003"};

/* ---- every arrival is told ---- */

static void add_letter(struct alert_sim *sim, size_t user, enum outbox_channel channel) {
    sim->users[user].letters[channel]++;
    sim->users[user].last_ms = sim->core->world.now_ms;
}

static void arrived(struct alert_sim *sim, size_t room) {
    for (size_t user = 0; user < CORE_USERS; user++) {
        const struct alert_sim_choice *choice = &sim->users[user];
        bool told =
            user == room || (choice->rooms[room] && core_may(sim->core, user, room, RIGHT_VIEW));
        if (told && choice->email) {
            add_letter(sim, user, OUTBOX_EMAIL);
        }
        if (told && choice->sms) {
            add_letter(sim, user, OUTBOX_SMS);
        }
        if (told && user != room && (choice->email || choice->sms)) {
            core_saw(sim->core, SEEN_ALERT_OTHER);
        }
    }
}

static void check_letters(struct alert_sim *sim) {
    size_t found[CORE_USERS][2] = {{0}};
    for (size_t i = 0; i < sim->outbox->count; i++) {
        const struct outbox_sim_letter *letter = &sim->outbox->letters[i];
        for (size_t user = 0; user < CORE_USERS; user++) {
            bool theirs = id_equal(&letter->subject, &sim->core->users[user].id);
            found[user][letter->channel] += theirs ? 1 : 0;
        }
    }
    for (size_t user = 0; user < CORE_USERS; user++) {
        assert_int_equal(found[user][OUTBOX_EMAIL], sim->users[user].letters[OUTBOX_EMAIL]);
        assert_int_equal(found[user][OUTBOX_SMS], sim->users[user].letters[OUTBOX_SMS]);
    }
}

static void look(void *owner, const struct command *c) {
    struct alert_sim *sim = owner;
    for (size_t i = 0; i < c->event_count; i++) {
        const struct event *event = &c->events[i];
        if (strcmp(event->stream.name, "room") == 0 && strcmp(event->name, "guest.arrived") == 0) {
            arrived(sim, core_room_of(sim->core, &event->stream.id));
        }
    }
    if (people_effects(c, EFFECT_OUTBOX) > 0 ||
        people_events(c, "room", NULL, "guest.arrived") > 0) {
        check_letters(sim);
    }
}

void alert_sim_init(struct alert_sim *sim, struct core *core, struct outbox_sim *outbox) {
    memset(sim, 0, sizeof *sim);
    sim->core = core;
    sim->outbox = outbox;
    core_watch(core, sim, look);
}

/* ---- what users choose ---- */

static void choose(struct alert_sim *sim, size_t user) {
    char json[160];
    struct alert_sim_choice *choice = &sim->users[user];
    choice->email = core_roll(sim->core, 2) == 0;
    choice->sms = core_roll(sim->core, 2) == 0;
    (void)snprintf(json, sizeof json,
                   "{\"sound\":true,\"desktop\":true,\"email\":%s,\"sms\":%s%s%s%s}",
                   choice->email ? "true" : "false", choice->sms ? "true" : "false",
                   choice->sms ? ",\"mobile\":\"" : "", choice->sms ? NUMBERS[user] : "",
                   choice->sms ? "\"" : "");
    struct command *c =
        people_call(&sim->core->world, &alerts_change, &sim->core->users[user], NULL, json);
    assert_int_equal(c->reply.status, 200);
    (void)core_finish(sim->core, c);
}

static void choose_room(struct alert_sim *sim, size_t user) {
    size_t room = core_roll(sim->core, CORE_USERS);
    bool on = core_roll(sim->core, 3) != 0;
    bool may = core_may(sim->core, user, room, RIGHT_VIEW);
    struct command *c = people_call(&sim->core->world, &alerts_choose_room, &sim->core->users[user],
                                    &sim->core->users[room].room_id,
                                    on ? "{\"chosen\":true}" : "{\"chosen\":false}");
    assert_int_equal(c->reply.status, !may ? 404 : user == room ? 409 : 200);
    if (c->reply.status == 200) {
        sim->users[user].rooms[room] = on;
    }
    (void)core_finish(sim->core, c);
}

/* One in ten seconds; a clock that was put back makes the pause no longer. */
static void test(struct alert_sim *sim, size_t user) {
    struct alert_sim_choice *choice = &sim->users[user];
    bool sms = core_roll(sim->core, 2) == 0;
    bool any = choice->letters[OUTBOX_EMAIL] + choice->letters[OUTBOX_SMS] > 0;
    int64_t left_ms = choice->last_ms + PAUSE_MS - sim->core->world.now_ms;
    bool pause = any && left_ms > 0 && left_ms <= PAUSE_MS;
    struct command *c = people_call(&sim->core->world, &alerts_test, &sim->core->users[user], NULL,
                                    sms ? "{\"via\":\"sms\"}" : "{\"via\":\"email\"}");
    assert_int_equal(c->reply.status, pause ? 429 : sms && !choice->sms ? 400 : 204);
    if (c->reply.status == 204) {
        add_letter(sim, user, sms ? OUTBOX_SMS : OUTBOX_EMAIL);
    }
    (void)core_finish(sim->core, c);
}

void alert_sim_step(struct alert_sim *sim) {
    static void (*const ACTIONS[])(struct alert_sim *, size_t) = {choose, choose_room, choose_room,
                                                                  test};
    ACTIONS[core_roll(sim->core, sizeof ACTIONS / sizeof ACTIONS[0])](
        sim, core_roll(sim->core, CORE_USERS));
}

/* ---- what comes ---- */

bool alert_sim_letter(struct alert_sim *sim, const struct outbox_sim_letter *letter,
                      const char *text) {
    static const char *const NEVER[] = {"Guest-", "Comer-", "Client", "#"};
    size_t user = 0;
    while (user < CORE_USERS && !id_equal(&sim->core->users[user].id, &letter->subject)) {
        user++;
    }
    if (user == CORE_USERS) {
        return false;
    }
    const struct alert_sim_choice *choice = &sim->users[user];
    bool sms = letter->channel == OUTBOX_SMS;
    int64_t left_ms = letter->deadline_ms - sim->core->world.now_ms;
    assert_true(strcmp(letter->kind, "alert_test") == 0 || choice->sms || (!sms && choice->email));
    assert_true(!sms || strcmp(letter->to, NUMBERS[user]) == 0);
    assert_in_range(left_ms, 1, 2 * LIFE_MS);
    for (size_t i = 0; i < sizeof NEVER / sizeof NEVER[0]; i++) {
        assert_null(strstr(text, NEVER[i]));
    }
    core_saw(sim->core, SEEN_ALERT);
    return true;
}
