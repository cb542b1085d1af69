/* visit_sim: random sequences of commands, restarts and clock jumps; invariants after each step.
 *
 *   visit-sim [SEQUENCES [SEED]]
 *
 * What must hold, whatever the order: nobody is in a visit whom its host did not take in; a link that was
 * cancelled or has run out unused is dead for ever; one seat, one device; no event of one guest tells of
 * another who is not in the visit with them; never a ninth person; a restart changes nothing that a
 * person sees; every change is in the audit chain, which verifies; and at the doors of appointments what door_sim.h
 * says. The seed is printed: the same seed is
 * the same sequences. */
#include "door_sim.h"

#include "../unit/unit.h"

#include "command/audit.h"
#include "store/store.h"
#include "visit/visit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { GUESTS = 8, DEVICES = 3, STEPS = 80, HOSTS = 2 };

/* What the simulator knows of a guest without asking the server. */
struct person {
    struct invited invited;
    char name[16];
    int host;
    bool connect_now;
    int64_t expires_at_ms;
    bool arrived;   /* passed pre-flight since its link was last sent */
    bool taken_in;  /* the host started with them, or sent connect now */
    bool withdrawn; /* cancelled, removed, or its visit is over */
    int holder;     /* device that pressed last; -1: none */
};

struct sim {
    struct world world;
    struct id practice_id;
    struct world_user hosts[HOSTS];
    struct person people[GUESTS];
    struct device devices[GUESTS][DEVICES];
    size_t count;
    uint64_t random;
    int64_t audit_rows;
    struct door_sim door;
};

static uint32_t roll(struct sim *sim, uint32_t below) {
    sim->random ^= sim->random << 13;
    sim->random ^= sim->random >> 7;
    sim->random ^= sim->random << 17;
    return (uint32_t)(sim->random >> 33) % below;
}

static struct person *person_of(struct sim *sim, const struct id *id) {
    for (size_t i = 0; i < sim->count; i++) {
        if (id_equal(&sim->people[i].invited.id, id)) {
            return &sim->people[i];
        }
    }
    return NULL;
}

static bool expired(const struct sim *sim, const struct person *person) {
    return !person->arrived && sim->world.now_ms >= person->expires_at_ms;
}

/* A guest's own stream may name others only while they are in the visit together. */
static void check_event(const struct sim *sim, const struct event *event) {
    bool alone = strcmp(event->stream.name, "guest") == 0 &&
                 strstr(event->data, "\"state\":\"in_visit\"") == NULL;
    for (size_t i = 0; alone && i < sim->count; i++) {
        const struct person *other = &sim->people[i];
        bool own = id_equal(&other->invited.id, &event->stream.id);
        assert_true(own || strstr(event->data, other->name) == NULL);
        assert_true(own || strstr(event->data, other->invited.id.text) == NULL);
    }
}

static void check_effect(struct sim *sim, const struct effect *effect) {
    struct person *person = person_of(sim, &effect->a);
    if (effect->kind == EFFECT_ADMITTED && person != NULL) {
        assert_true(person->taken_in);
        assert_false(person->withdrawn);
    }
}

/* Looks at everything that leaves the server; gives the status and frees the command. */
static int finish(struct sim *sim, struct command *c) {
    for (size_t i = 0; i < c->event_count; i++) {
        check_event(sim, &c->events[i]);
        door_sim_hears(&sim->door, &c->events[i]);
    }
    for (size_t i = 0; i < c->effect_count; i++) {
        check_effect(sim, &c->effects[i]);
    }
    return people_done(c);
}

static void check_store(struct sim *sim) {
    struct world *world = &sim->world;
    assert_int_equal(world_count(world, "SELECT COUNT(*) FROM invitation i JOIN visit v ON"
                                        " v.practice_id = i.practice_id AND v.id = i.visit_id"
                                        " WHERE v.state = 'ended' AND i.closed_at_ms IS NULL"),
                     0);
    assert_in_range(world_count(world, "SELECT COALESCE(MAX(people), 0) FROM (SELECT COUNT(*) AS"
                                       " people FROM invitation WHERE state = 'in_visit'"
                                       " GROUP BY visit_id)"),
                    0, VISIT_PEOPLE_MAX - 1);
    assert_int_equal(world_count(world, "SELECT COUNT(*) FROM invitation WHERE seat_id IS NULL"
                                        " AND state IN ('checked_in', 'admitted', 'in_visit')"),
                     0);
    int64_t rows = world_count(world, "SELECT COUNT(*) FROM audit");
    assert_true(rows >= sim->audit_rows);
    sim->audit_rows = rows;
}

static void ended(struct sim *sim, int host) {
    for (size_t i = 0; i < sim->count; i++) {
        struct person *person = &sim->people[i];
        person->withdrawn |= person->host == host && person->taken_in;
    }
    door_sim_ended(&sim->door, (size_t)host);
}

/* ---- what may happen ---- */

static void send_invitation(struct sim *sim) {
    if (sim->count == GUESTS) {
        return;
    }
    struct person *person = &sim->people[sim->count];
    int host = (int)roll(sim, HOSTS);
    bool connect_now = roll(sim, 4) == 0;
    char json[160];
    memset(person, 0, sizeof *person);
    (void)snprintf(person->name, sizeof person->name, "Guest-%zu-Name", sim->count);
    (void)snprintf(json, sizeof json, "{\"kind\":\"%s\",\"via\":\"link\",\"name\":\"%s\"}",
                   connect_now ? "connect_now" : "waiting_room", person->name);
    struct command *c = people_call(&sim->world, &invite_create, &sim->hosts[host], NULL, json);
    if (c->reply.status == 201) {
        people_read_created(c, &person->invited);
        person->host = host;
        person->connect_now = connect_now;
        person->taken_in = connect_now;
        person->holder = -1;
        person->expires_at_ms = sim->world.now_ms + (connect_now ? 600 : 48 * 3600) * 1000LL;
        sim->count++;
    } else {
        assert_true(connect_now);
    }
    (void)finish(sim, c);
}

static int guest_call(struct sim *sim, size_t who, int device, const struct command_kind *kind,
                      const char *result) {
    char json[320];
    char test[200] = "";
    if (result != NULL) {
        (void)snprintf(test, sizeof test,
                       ",\"preflight\":{\"result\":\"%s\",\"browser\":\"passed\","
                       "\"operating_system\":\"passed\",\"camera\":\"%s\","
                       "\"microphone\":\"passed\"}",
                       result, strcmp(result, "failed") == 0 ? "failed" : "passed");
    }
    (void)snprintf(json, sizeof json, "{\"token\":\"%s\"%s}", sim->people[who].invited.token, test);
    return finish(sim,
                  people_guest(&sim->world, kind, &sim->devices[who][device], PEOPLE_HOST, json));
}

static void guest_acts(struct sim *sim) {
    static const struct command_kind *const KINDS[] = {
        &guest_take, &guest_take, &guest_preflight, &guest_preflight, &guest_join, &guest_leave};
    if (sim->count == 0) {
        return;
    }
    size_t who = roll(sim, (uint32_t)sim->count);
    int device = (int)roll(sim, DEVICES);
    const struct command_kind *kind = KINDS[roll(sim, 6)];
    struct person *person = &sim->people[who];
    bool failed = roll(sim, 5) == 0;
    bool tests = kind == &guest_preflight;
    bool dead = person->withdrawn || expired(sim, person);
    int status = guest_call(sim, who, device, kind, !tests ? NULL : failed ? "failed" : "passed");
    if (status != 200) {
        return;
    }
    assert_false(dead);
    assert_true(kind == &guest_take || person->holder == device);
    assert_false(person->taken_in && person->arrived && person->holder != device);
    person->holder = device;
    person->arrived |= tests && !failed;
}

static void host_starts(struct sim *sim) {
    int host = (int)roll(sim, HOSTS);
    char json[200] = "";
    size_t chosen[VISIT_START_MAX];
    size_t count = 0;
    for (size_t i = 0; i < sim->count && count < VISIT_START_MAX; i++) {
        if (sim->people[i].host == host && roll(sim, 2) == 0) {
            chosen[count++] = i;
        }
    }
    if (count == 0) {
        return;
    }
    for (size_t i = 0; i < count; i++) {
        char more[64];
        (void)snprintf(more, sizeof more, "%s\"%s\"", i == 0 ? "{\"invitation_ids\":[" : ",",
                       sim->people[chosen[i]].invited.id.text);
        strncat(json, more, sizeof json - strlen(json) - 1);
    }
    strncat(json, "]}", sizeof json - strlen(json) - 1);
    int status = finish(sim, people_call(&sim->world, &host_start, &sim->hosts[host], NULL, json));
    for (size_t i = 0; status == 201 && i < count; i++) {
        assert_true(sim->people[chosen[i]].arrived);
        sim->people[chosen[i]].taken_in = true;
    }
}

static void host_withdraws(struct sim *sim) {
    static const struct command_kind *const KINDS[] = {&invite_cancel, &invite_remove};
    if (sim->count == 0) {
        return;
    }
    struct person *person = &sim->people[roll(sim, (uint32_t)sim->count)];
    bool own = roll(sim, 4) != 0;
    const struct world_user *user = &sim->hosts[own ? person->host : 1 - person->host];
    int status =
        finish(sim, people_call(&sim->world, KINDS[roll(sim, 2)], user, &person->invited.id, NULL));
    assert_true(own || status == 404);
    person->withdrawn |= status == 204;
}

static void host_sends_again(struct sim *sim) {
    if (sim->count == 0) {
        return;
    }
    struct person *person = &sim->people[roll(sim, (uint32_t)sim->count)];
    struct command *c = people_call(&sim->world, &invite_send_again, &sim->hosts[person->host],
                                    &person->invited.id, NULL);
    if (c->reply.status == 200) {
        struct invited fresh = person->invited;
        assert_false(person->withdrawn);
        people_read_created(c, &fresh);
        if (strcmp(fresh.token, person->invited.token) != 0) {
            person->connect_now = true;
            person->arrived = false;
            person->holder = -1;
            person->expires_at_ms = sim->world.now_ms + 600000;
        }
        person->invited = fresh;
    }
    (void)finish(sim, c);
}

static struct id running_visit(struct sim *sim, int host) {
    struct id id = {.text = ""};
    struct command *c = people_call(&sim->world, &waiting_room_get, &sim->hosts[host], NULL, NULL);
    json_t *room = world_body(c);
    const char *text = people_text(json_object_get(room, "visit"), "id");
    if (strlen(text) == ID_DIGITS) {
        assert_int_equal(id_parse(text, ID_DIGITS, &id), ERR_OK);
    }
    json_decref(room);
    (void)finish(sim, c);
    return id;
}

static void host_ends(struct sim *sim) {
    static const struct command_kind *const KINDS[] = {&host_end, &host_leave};
    int host = (int)roll(sim, HOSTS);
    struct id id = running_visit(sim, host);
    if (id_is_none(&id)) {
        return;
    }
    size_t which = roll(sim, 2);
    assert_int_equal(
        finish(sim, people_call(&sim->world, KINDS[which], &sim->hosts[host], &id, NULL)), 204);
    if (which == 0) {
        ended(sim, host);
    }
}

static void time_passes(struct sim *sim) {
    static const int64_t JUMPS_MS[] = {1,      999,    1000,    59999,   60000,   300000,
                                       600000, 599999, 3600000, 7200000, 36000000};
    struct id before[HOSTS];
    for (int host = 0; host < HOSTS; host++) {
        world_sign_in(&sim->world, PEOPLE_HOST, &sim->hosts[host]);
        before[host] = running_visit(sim, host);
    }
    sim->world.now_ms += JUMPS_MS[roll(sim, sizeof JUMPS_MS / sizeof JUMPS_MS[0])];
    for (int i = 0; i < 3; i++) {
        (void)finish(sim, people_call(&sim->world, &visit_tick, NULL, NULL, NULL));
    }
    for (int host = 0; host < HOSTS; host++) {
        world_sign_in(&sim->world, PEOPLE_HOST, &sim->hosts[host]);
        struct id after = running_visit(sim, host);
        if (!id_is_none(&before[host]) && id_is_none(&after)) {
            ended(sim, host);
        }
    }
    door_sim_swept(&sim->door);
}

/* What every guest's last device sees is the same before and after. */
static void restart(struct sim *sim) {
    char seen[GUESTS][16];
    for (size_t i = 0; i < sim->count; i++) {
        int device = sim->people[i].holder < 0 ? 0 : sim->people[i].holder;
        json_t *view = people_open(&sim->world, &sim->devices[i][device], &sim->people[i].invited);
        (void)snprintf(seen[i], sizeof seen[i], "%s", people_text(view, "state"));
        json_decref(view);
    }
    world_reopen(&sim->world);
    assert_int_equal(finish(sim, people_call(&sim->world, &visit_restart, NULL, NULL, NULL)), 200);
    for (size_t i = 0; i < sim->count; i++) {
        int device = sim->people[i].holder < 0 ? 0 : sim->people[i].holder;
        people_sees(&sim->world, &sim->devices[i][device], &sim->people[i].invited, seen[i]);
    }
}

static uint32_t roll_door(void *owner, uint32_t below) {
    return roll(owner, below);
}

static int finish_door(void *owner, struct command *c) {
    return finish(owner, c);
}

static void door_step(struct sim *sim) {
    door_sim_step(&sim->door);
}

static void step(struct sim *sim) {
    static void (*const ACTIONS[])(struct sim *) = {
        send_invitation,  send_invitation, guest_acts,  guest_acts,     guest_acts, guest_acts,
        guest_acts,       host_starts,     host_starts, host_withdraws, host_ends,  time_passes,
        host_sends_again, restart,         door_step,   door_step,      door_step,  door_step,
        door_step,        door_step,       door_step,   door_step,      door_step,  door_step,
        door_step,        door_step,       door_step,   door_step,
    };
    ACTIONS[roll(sim, sizeof ACTIONS / sizeof ACTIONS[0])](sim);
    check_store(sim);
}

static void check_audit(struct sim *sim) {
    struct arena *arena = arena_new(1 << 24);
    struct store_reader *reader = NULL;
    struct tx *tx = NULL;
    struct audit_head head = {.sequence = 0};
    assert_int_equal(store_reader_new(sim->world.store, &reader), ERR_OK);
    assert_int_equal(store_reader_begin(reader, arena, &tx), ERR_OK);
    assert_int_equal(audit_verify(tx, &sim->practice_id, 100000, &head), ERR_OK);
    store_reader_end(tx);
    store_reader_free(reader);
    arena_free(arena);
}

static void run_sequence(uint64_t seed) {
    static struct sim sim;
    memset(&sim, 0, sizeof sim);
    sim.random = seed * 0x9e3779b97f4a7c15ull + 1;
    sim.practice_id = people_init(&sim.world);
    sim.hosts[0] = people_provider(&sim.world, "ada@lakeside.test");
    sim.hosts[1] = people_provider(&sim.world, "ben@lakeside.test");
    sim.door = (struct door_sim){.world = &sim.world,
                                 .hosts = sim.hosts,
                                 .owner = &sim,
                                 .roll = roll_door,
                                 .finish = finish_door};
    for (int i = 0; i < STEPS; i++) {
        step(&sim);
        if (i % 3 == 2) {
            door_sim_check(&sim.door);
        }
    }
    check_audit(&sim);
    people_fini(&sim.world);
}

static uint64_t first_seed;
static uint64_t sequences = 12;

static void every_invariant_holds(void **state) {
    (void)state;
    for (uint64_t i = 0; i < sequences; i++) {
        (void)fprintf(stderr, "sequence seed %llu\n", (unsigned long long)(first_seed + i));
        run_sequence(first_seed + i);
    }
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_invariant_holds)};
    sequences = argc > 1 ? strtoull(argv[1], NULL, 10) : sequences;
    first_seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
