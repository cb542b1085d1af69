#include "guest_sim.h"

#include "outbox_sim.h"

#include "../unit/unit.h"

#include "visit/visit.h"

#include <stdio.h>
#include <string.h>

enum { LETTER_STEPS = 4 }; /* of the post, while a guest waits for the letter */

static const int64_t WAITING_ROOM_MS = (int64_t)48 * 3600 * 1000;
static const int64_t CONNECT_NOW_MS = (int64_t)600 * 1000;

struct guest_sim_person *guest_sim_find(struct guest_sim *sim, const struct id *id) {
    for (size_t i = 0; i < sim->count; i++) {
        if (id_equal(&sim->people[i].invited.id, id)) {
            return &sim->people[i];
        }
    }
    return NULL;
}

struct guest_sim_person *guest_sim_any(struct guest_sim *sim) {
    return sim->count == 0 ? NULL : &sim->people[core_roll(sim->core, (uint32_t)sim->count)];
}

struct device *guest_sim_device(struct guest_sim *sim, const struct guest_sim_person *person) {
    struct device *devices = sim->devices[person - sim->people];
    return &devices[person->holder == GUEST_SIM_NO_DEVICE ? 0 : person->holder];
}

static bool expired(const struct guest_sim *sim, const struct guest_sim_person *person) {
    return !person->arrived && sim->core->world.now_ms >= person->expires_at_ms;
}

static bool taken_in(const struct guest_sim_person *person) {
    return person->taken_by != CORE_NOBODY;
}

/* The visit has begun with the guest, and the seat belongs to one device until it is over (I5). */
static bool fixed(const struct guest_sim_person *person) {
    return taken_in(person) && person->arrived && !person->withdrawn && !person->replaced;
}

/* A press of this user on this guest: whoever hosts the guest keeps them, everybody else needs the right. */
static void check_press(struct guest_sim *sim, const struct guest_sim_person *person, size_t user,
                        enum right right, int status) {
    bool may = core_may(sim->core, user, person->room, right);
    assert_true(may || person->taken_by == user || status == 404);
    assert_true(!may || status != 404);
    if (user != person->room) {
        core_saw(sim->core, may ? SEEN_DELEGATE : SEEN_DENIED);
    }
}

/* ---- what leaves the server ---- */

/* A guest's own stream names others only while they are in the visit together (W3). */
static void check_event(const struct guest_sim *sim, const struct event *event) {
    bool alone = strcmp(event->stream.name, "guest") == 0 &&
                 strstr(event->data, "\"state\":\"in_visit\"") == NULL;
    for (size_t i = 0; alone && i < sim->count; i++) {
        const struct guest_sim_person *other = &sim->people[i];
        bool own = id_equal(&other->invited.id, &event->stream.id);
        assert_true(own || strstr(event->data, other->name) == NULL);
        assert_true(own || strstr(event->data, other->invited.id.text) == NULL);
    }
}

static void look(void *owner, const struct command *c) {
    struct guest_sim *sim = owner;
    for (size_t i = 0; i < c->event_count; i++) {
        check_event(sim, &c->events[i]);
    }
    for (size_t i = 0; i < c->effect_count; i++) {
        const struct effect *effect = &c->effects[i];
        struct guest_sim_person *person = guest_sim_find(sim, &effect->a);
        if (effect->kind == EFFECT_ADMITTED && person != NULL) {
            assert_true(taken_in(person));
            assert_false(person->withdrawn);
            core_saw(sim->core, SEEN_GUEST_IN);
        }
    }
}

void guest_sim_init(struct guest_sim *sim, struct core *core, struct outbox_sim *outbox) {
    memset(sim, 0, sizeof *sim);
    sim->core = core;
    sim->outbox = outbox;
    core_watch(core, sim, look);
}

/* ---- letters ---- */

bool guest_sim_letter(struct guest_sim *sim, const struct id *subject, const char *text) {
    struct guest_sim_person *person = guest_sim_find(sim, subject);
    if (person == NULL) {
        return false;
    }
    char token[sizeof person->invited.token];
    const char *link = strstr(text, "/join#");
    assert_non_null(link);
    (void)snprintf(token, sizeof token, "%.*s", (int)strcspn(link + 6, " \r\n"), link + 6);
    bool known = person->invited.token[0] != '\0';
    bool same = strcmp(token, person->invited.token) == 0;
    assert_false(person->withdrawn || expired(sim, person));
    assert_true(!known || same != person->replaced);
    if (person->replaced) {
        core_saw(sim->core, SEEN_FRESH_LINK);
    }
    (void)snprintf(person->invited.token, sizeof person->invited.token, "%s", token);
    person->replaced = false;
    return true;
}

void guest_sim_check_letters(const struct guest_sim *sim) {
    for (size_t i = 0; i < sim->count; i++) {
        assert_int_equal(outbox_sim_count(sim->outbox, &sim->people[i].invited.id),
                         sim->people[i].letters);
    }
}

/* ---- sending ---- */

/* Few addresses for many letters: to one recipient they must leave in order. */
static void write_send(struct guest_sim *sim, const struct guest_sim_person *person, size_t user,
                       bool connect_now, char json[400]) {
    char to[64] = "\"via\":\"link\"";
    char room[64] = "";
    uint32_t address = core_roll(sim->core, 2);
    if (person->by_letter && core_roll(sim->core, 3) == 0) {
        (void)snprintf(to, sizeof to, "\"via\":\"sms\",\"mobile\":\"+49151123456%02u\"", address);
    } else if (person->by_letter) {
        (void)snprintf(to, sizeof to, "\"via\":\"email\",\"email\":\"home-%u@guest.test\"",
                       address);
    }
    if (person->room != user) {
        (void)snprintf(room, sizeof room, ",\"room_id\":\"%s\"",
                       sim->core->users[person->room].room_id.text);
    }
    (void)snprintf(json, 400, "{\"kind\":\"%s\",%s,\"name\":\"%s\"%s}",
                   connect_now ? "connect_now" : "waiting_room", to, person->name, room);
}

static void read_sent(const struct command *c, struct guest_sim_person *person) {
    json_t *body = world_body(c);
    const char *id = people_text(json_object_get(body, "invitation"), "id");
    assert_int_equal(id_parse(id, strlen(id), &person->invited.id), ERR_OK);
    assert_true(person->by_letter == (json_object_get(body, "link") == NULL));
    json_decref(body);
    if (!person->by_letter) {
        people_read_created(c, &person->invited);
    }
}

static void send_one(struct guest_sim *sim) {
    if (sim->count == GUEST_SIM_GUESTS) {
        return;
    }
    struct guest_sim_person *person = &sim->people[sim->count];
    size_t user = core_roll(sim->core, CORE_USERS);
    bool connect_now = core_roll(sim->core, 4) == 0;
    char json[400];
    memset(person, 0, sizeof *person);
    person->room = core_somebody(sim->core, user);
    person->by_letter = core_roll(sim->core, 2) == 0;
    (void)snprintf(person->name, sizeof person->name, "Guest-%zu-Name", sim->count);
    write_send(sim, person, user, connect_now, json);
    struct command *c =
        people_call(&sim->core->world, &invite_create, &sim->core->users[user], NULL, json);
    bool may = core_may(sim->core, user, person->room, RIGHT_SEND) &&
               (!connect_now || core_may(sim->core, user, person->room, RIGHT_ADMIT));
    assert_int_equal(may ? c->reply.status == 404 : c->reply.status != 404, false);
    if (c->reply.status == 201) {
        read_sent(c, person);
        person->taken_by = connect_now ? user : CORE_NOBODY;
        person->holder = GUEST_SIM_NO_DEVICE;
        person->letters = person->by_letter ? 1 : 0;
        person->sent_at_ms = sim->core->world.now_ms;
        person->expires_at_ms =
            sim->core->world.now_ms + (connect_now ? CONNECT_NOW_MS : WAITING_ROOM_MS);
        sim->count++;
    } else {
        assert_true(!may || connect_now); /* who hosts a visit cannot open another */
    }
    (void)core_finish(sim->core, c);
}

/* A fresh link, connect now: the place is free again and waits for whoever has it. */
static void renew(struct guest_sim *sim, struct guest_sim_person *person) {
    person->arrived = false;
    person->failed = false;
    person->summoned = false;
    person->holder = GUEST_SIM_NO_DEVICE;
    person->replaced = person->by_letter && person->invited.token[0] != '\0';
    person->expires_at_ms = sim->core->world.now_ms + CONNECT_NOW_MS;
}

static void send_again(struct guest_sim *sim) {
    struct guest_sim_person *person = guest_sim_any(sim);
    if (person == NULL) {
        return;
    }
    size_t user = core_somebody(sim->core, person->room);
    bool waits = outbox_sim_waits(sim->outbox, &person->invited.id, person->expires_at_ms);
    bool fresh = (person->arrived && taken_in(person)) || expired(sim, person);
    struct command *c = people_call(&sim->core->world, &invite_send_again, &sim->core->users[user],
                                    &person->invited.id, NULL);
    check_press(sim, person, user, RIGHT_SEND, c->reply.status);
    if (c->reply.status == 200) {
        int64_t expired_at_ms = person->expires_at_ms;
        assert_false(person->withdrawn);
        if (fresh) {
            renew(sim, person);
        }
        if (!person->by_letter) {
            char before[sizeof person->invited.token];
            (void)snprintf(before, sizeof before, "%s", person->invited.token);
            people_read_created(c, &person->invited);
            assert_int_equal(strcmp(before, person->invited.token) != 0, fresh);
        }
        if (person->arrived && expired_at_ms <= sim->core->world.now_ms) {
            person->expires_at_ms =
                sim->core->world.now_ms + WAITING_ROOM_MS; /* the letter's life */
        }
        bool same = waits && expired_at_ms == person->expires_at_ms;
        person->letters += person->by_letter && !same ? 1 : 0;
    }
    (void)core_finish(sim->core, c);
}

/* ---- guests ---- */

static struct command *guest_call(struct guest_sim *sim, const struct guest_sim_person *person,
                                  int device, const struct command_kind *kind, const char *result) {
    char json[320];
    char test[200] = "";
    if (result != NULL) {
        (void)snprintf(test, sizeof test,
                       ",\"preflight\":{\"result\":\"%s\",\"browser\":\"passed\","
                       "\"operating_system\":\"passed\",\"camera\":\"%s\","
                       "\"microphone\":\"passed\"}",
                       result, strcmp(result, "failed") == 0 ? "failed" : "passed");
    }
    (void)snprintf(json, sizeof json, "{\"token\":\"%s\"%s}", person->invited.token, test);
    return people_guest(&sim->core->world, kind, &sim->devices[person - sim->people][device],
                        PEOPLE_HOST, json);
}

/* What the link says on each device (I5, I7). */
static const char *expected_state(const struct guest_sim *sim,
                                  const struct guest_sim_person *person, int device) {
    if (person->withdrawn) {
        return "cancelled removed ended";
    }
    if (person->replaced || expired(sim, person)) {
        return "expired";
    }
    if (fixed(person)) {
        return person->holder == device ? "admitted in_visit left on_hold" : "used";
    }
    return person->arrived ? "checked_in" : "invited";
}

static void check_link(struct guest_sim *sim, const struct guest_sim_person *person, int device) {
    struct device *there = &sim->devices[person - sim->people][device];
    json_t *view = people_open(&sim->core->world, there, &person->invited);
    const char *expected = expected_state(sim, person, device);
    if (strstr(expected, people_text(view, "state")) == NULL) {
        fail_msg("the link says %s and not %s", people_text(view, "state"), expected);
    }
    json_decref(view);
}

static void press(struct guest_sim *sim, struct guest_sim_person *person, int device,
                  const struct command_kind *kind, bool fails) {
    bool tests = kind == &guest_preflight;
    if (person->invited.token[0] == '\0') {
        return; /* the letter has not come */
    }
    struct command *c = guest_call(sim, person, device, kind,
                                   !tests  ? NULL
                                   : fails ? "failed"
                                           : "passed");
    if (fixed(person) && person->holder != device) {
        assert_non_null(c->reply.problem);
        assert_string_equal(c->reply.problem, "visit-begun");
    }
    if (c->reply.status == 200) {
        assert_false(person->withdrawn || person->replaced || expired(sim, person));
        assert_true(kind == &guest_take || person->holder == device);
        assert_false(taken_in(person) && person->arrived && person->holder != device);
        person->failed = tests ? fails : person->failed && person->holder == device;
        person->holder = device;
        person->arrived |= tests && !fails;
        person->summoned &= kind != &guest_join;
    }
    (void)core_finish(sim->core, c);
    check_link(sim, person, (int)core_roll(sim->core, GUEST_SIM_DEVICES));
}

static void guest_acts(struct guest_sim *sim) {
    static const struct command_kind *const KINDS[] = {
        &guest_take, &guest_take, &guest_preflight, &guest_preflight,
        &guest_join, &guest_join, &guest_leave};
    struct guest_sim_person *person = guest_sim_any(sim);
    if (person != NULL) {
        bool held = person->holder != GUEST_SIM_NO_DEVICE && core_roll(sim->core, 3) != 0;
        int device = held ? person->holder : (int)core_roll(sim->core, GUEST_SIM_DEVICES);
        press(sim, person, device, KINDS[core_roll(sim->core, 7)], core_roll(sim->core, 4) == 0);
    }
}

int64_t guest_sim_dawdler(struct guest_sim *sim, struct guest_sim_person **out) {
    *out = guest_sim_any(sim);
    bool waits = *out != NULL && !(*out)->arrived && !expired(sim, *out);
    return waits ? (*out)->expires_at_ms - sim->core->world.now_ms - core_roll(sim->core, 2) : 0;
}

void guest_sim_comes_late(struct guest_sim *sim, struct guest_sim_person *person) {
    press(sim, person, 0, &guest_take, false);
    press(sim, person, 0, &guest_preflight, false);
}

/* Is invited, and goes as far as the link lets them. */
static void guest_comes(struct guest_sim *sim) {
    size_t before = sim->count;
    send_one(sim);
    struct guest_sim_person *person =
        sim->count > before ? &sim->people[before] : guest_sim_any(sim);
    if (person != NULL) {
        int device = (int)core_roll(sim->core, GUEST_SIM_DEVICES);
        for (int i = 0; i < LETTER_STEPS && person->by_letter; i++) {
            outbox_sim_step(sim->outbox);
        }
        press(sim, person, device, &guest_take, false);
        press(sim, person, device, &guest_preflight, core_roll(sim->core, 4) == 0);
    }
}

/* ---- hosts ---- */

/* Those who are ready mostly, and now and then whoever else is there. */
static size_t choose(struct guest_sim *sim, size_t room,
                     struct guest_sim_person *chosen[VISIT_START_MAX]) {
    size_t count = 0;
    bool careless = core_roll(sim->core, 4) == 0;
    for (size_t i = 0; i < sim->count && count < VISIT_START_MAX; i++) {
        struct guest_sim_person *person = &sim->people[i];
        bool ready = person->arrived && !taken_in(person) && !person->withdrawn;
        if (person->room == room && (ready || careless) && core_roll(sim->core, 3) != 0) {
            chosen[count++] = person;
        }
    }
    return count;
}

static void host_starts(struct guest_sim *sim) {
    struct guest_sim_person *chosen[VISIT_START_MAX];
    char json[200] = "";
    size_t room = core_roll(sim->core, CORE_USERS);
    size_t user = core_somebody(sim->core, room);
    size_t count = choose(sim, room, chosen);
    if (count == 0) {
        return;
    }
    for (size_t i = 0; i < count; i++) {
        char more[64];
        (void)snprintf(more, sizeof more, "%s\"%s\"", i == 0 ? "{\"invitation_ids\":[" : ",",
                       chosen[i]->invited.id.text);
        strncat(json, more, sizeof json - strlen(json) - 1);
    }
    strncat(json, "]}", sizeof json - strlen(json) - 1);
    struct command *c =
        people_call(&sim->core->world, &host_start, &sim->core->users[user], NULL, json);
    for (size_t i = 0; c->reply.status == 201 && i < count; i++) {
        check_press(sim, chosen[i], user, RIGHT_ADMIT, c->reply.status);
        assert_true(chosen[i]->arrived || chosen[i]->taken_by == user);
        assert_true(chosen[i]->taken_by == CORE_NOBODY || chosen[i]->taken_by == user);
        chosen[i]->summoned |= !taken_in(chosen[i]);
        chosen[i]->taken_by = user;
    }
    (void)core_finish(sim->core, c);
}

static void host_withdraws(struct guest_sim *sim) {
    static const struct command_kind *const KINDS[] = {&invite_cancel, &invite_remove};
    struct guest_sim_person *person = guest_sim_any(sim);
    if (person == NULL) {
        return;
    }
    size_t user = core_somebody(sim->core, person->room);
    struct command *c = people_call(&sim->core->world, KINDS[core_roll(sim->core, 2)],
                                    &sim->core->users[user], &person->invited.id, NULL);
    check_press(sim, person, user, RIGHT_SEND, c->reply.status);
    person->withdrawn |= c->reply.status == 204;
    (void)core_finish(sim->core, c);
}

static void host_holds(struct guest_sim *sim) {
    static const struct command_kind *const KINDS[] = {&host_hold, &host_take_in};
    struct guest_sim_person *person = guest_sim_any(sim);
    if (person == NULL) {
        return;
    }
    size_t user = core_somebody(sim->core, taken_in(person) ? person->taken_by : person->room);
    struct command *c = people_call(&sim->core->world, KINDS[core_roll(sim->core, 2)],
                                    &sim->core->users[user], &person->invited.id, NULL);
    check_press(sim, person, user, RIGHT_ADMIT, c->reply.status);
    bool hosts = person->taken_by == user && person->arrived && !person->withdrawn;
    assert_true(!hosts || c->reply.status != 404); /* whatever was taken back meanwhile (V4) */
    assert_true(c->reply.status != 204 ||
                (taken_in(person) && person->arrived && !person->withdrawn));
    (void)core_finish(sim->core, c);
}

/* From the room that the guest is in mostly; it takes the right to admit there, and a guest who belongs to no visit
 * (W12). A press that comes twice, or second, moves nobody. */
static void hand_over(struct guest_sim *sim) {
    struct guest_sim_person *person = guest_sim_any(sim);
    if (person == NULL) {
        return;
    }
    char json[128];
    size_t from = core_somebody(sim->core, person->room);
    size_t to = core_roll(sim->core, CORE_USERS);
    size_t user = core_somebody(sim->core, from);
    (void)snprintf(json, sizeof json, "{\"from_room_id\":\"%s\",\"room_id\":\"%s\"}",
                   sim->core->users[from].room_id.text, sim->core->users[to].room_id.text);
    bool may = core_may(sim->core, user, from, RIGHT_ADMIT);
    bool listed = person->arrived || person->ran_out_ms != person->expires_at_ms;
    bool movable = !taken_in(person) && !person->withdrawn && !expired(sim, person) && listed;
    struct command *c = people_call(&sim->core->world, &handover_guest, &sim->core->users[user],
                                    &person->invited.id, json);
    if (from == person->room) {
        assert_int_equal(c->reply.status == 204, may && movable && to != from);
        assert_int_equal(c->reply.status == 404, !may);
        if (c->reply.status == 204) {
            person->room = to;
            core_saw(sim->core, SEEN_HANDED_OVER);
        }
    } else {
        assert_true(c->reply.status != 204 || (may && to == person->room));
        assert_true(may || c->reply.status == 404);
    }
    (void)core_finish(sim->core, c);
}

void guest_sim_step(struct guest_sim *sim) {
    static void (*const ACTIONS[])(struct guest_sim *) = {
        guest_comes, guest_comes, guest_comes, guest_acts,  guest_acts,  guest_acts,     guest_acts,
        guest_acts,  guest_acts,  host_starts, host_starts, host_starts, host_withdraws, host_holds,
        host_holds,  send_again,  send_again,  send_again,  hand_over};
    ACTIONS[core_roll(sim->core, sizeof ACTIONS / sizeof ACTIONS[0])](sim);
}

void guest_sim_swept(struct guest_sim *sim) {
    const int64_t now_ms = sim->core->world.now_ms;
    for (size_t i = 0; i < sim->count; i++) {
        struct guest_sim_person *person = &sim->people[i];
        person->ran_out_ms = expired(sim, person) ? person->expires_at_ms : person->ran_out_ms;
        if (!person->arrived && !person->withdrawn && person->sent_at_ms > now_ms) {
            person->sent_at_ms = now_ms; /* sent again since the clock was put back */
        }
    }
}

void guest_sim_put_back(struct guest_sim *sim) {
    const int64_t now_ms = sim->core->world.now_ms;
    for (size_t i = 0; i < sim->count; i++) {
        struct guest_sim_person *person = &sim->people[i];
        bool ran_out = person->ran_out_ms == person->expires_at_ms;
        int64_t life_ms = taken_in(person) ? CONNECT_NOW_MS : WAITING_ROOM_MS;
        bool ahead = person->sent_at_ms > now_ms ||
                     (taken_in(person) && person->expires_at_ms > now_ms + life_ms);
        if (ahead && !person->arrived && !person->withdrawn) {
            person->sent_at_ms = person->sent_at_ms > now_ms ? now_ms : person->sent_at_ms;
            person->expires_at_ms = ran_out ? now_ms
                                    : person->expires_at_ms > now_ms + life_ms
                                        ? now_ms + life_ms
                                        : person->expires_at_ms;
            person->ran_out_ms = ran_out ? now_ms : person->ran_out_ms;
            core_saw(sim->core, SEEN_PULLED_IN);
        }
    }
}

void guest_sim_ended(struct guest_sim *sim, size_t host) {
    for (size_t i = 0; i < sim->count; i++) {
        struct guest_sim_person *person = &sim->people[i];
        bool theirs = person->taken_by == host && !person->withdrawn;
        if (theirs && person->summoned) { /* started with, and has not joined: waits on (W10) */
            person->taken_by = CORE_NOBODY;
            person->summoned = false;
        } else {
            person->withdrawn |= theirs;
        }
    }
}
