/* visit_sim: random sequences of everything that users, guests, clients, the post and time can do, with crashes between;
 * invariants after each step.
 *
 *   visit-sim [SEQUENCES [SEED]]
 *
 * The parts play and hold the server against models of their own: guest_sim (invited guests, hand-over), door_sim with
 * booking_sim, clients_sim and portal_sim (appointments, who is booked, the door), text_sim (texts, notices, help),
 * outbox_sim (letters and crashes between "sent" and "recorded"), alert_sim (who is told of arrivals by letter), page_sim
 * (who hears what), audit_sim (who is on record), core (who was granted what). What must hold besides: never a ninth
 * person; a seat for whoever is in; nobody in a visit that is over; a restart changes nothing that a person sees; a clock
 * that is put back gives nobody more time than they would get anew. The seed is printed: the same seed is the same
 * sequences. */
#include "alert_sim.h"
#include "audit_sim.h"
#include "booking_sim.h"
#include "guest_sim.h"
#include "outbox_sim.h"
#include "page_sim.h"
#include "portal_sim.h"
#include "text_sim.h"

#include "../unit/unit.h"

#include "base/clock.h"
#include "practice/kinds.h"
#include "store/query.h"
#include "visit/portal/portal_kinds.h"
#include "visit/visit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STEPS = 160, CHECK_EVERY = 4, ENOUGH = 500 /* sequences in which everything comes about */ };

/* What a sequence is mostly about: so that a room fills, a door is crowded, in some of them. */
enum theme { THEME_ANYTHING, THEME_DOOR, THEME_GUESTS, THEME_COUNT };

struct sim {
    struct core core;
    enum theme theme;
    struct guest_sim guests;
    struct door_sim door;
    struct text_sim texts;
    struct outbox_sim outbox;
    struct page_sim pages;
    struct audit_sim audit;
    struct alert_sim alerts;
};

/* ---- what must hold of the store ---- */

static int64_t count(struct tx *tx, const char *sql) {
    struct query q = query_every_practice(tx, sql);
    int64_t found = query_row(&q) ? query_int(&q, 0) : -1;
    assert_int_equal(query_end(&q), ERR_OK);
    return found;
}

static int64_t count_at(struct tx *tx, const char *sql, int64_t now_ms) {
    struct query q = query_every_practice(tx, sql);
    for (const char *at = strchr(sql, '?'); at != NULL; at = strchr(at + 1, '?')) {
        query_bind_int(&q, now_ms);
    }
    int64_t found = query_row(&q) ? query_int(&q, 0) : -1;
    assert_int_equal(query_end(&q), ERR_OK);
    return found;
}

/* Nothing has more time left than what begins at this moment, however often the clock was put back. */
static void check_time_left(struct sim *sim, struct tx *tx) {
    static const char *const LONGER[] = {
        "SELECT COUNT(*) FROM invitation i JOIN practice p ON p.practice_id = i.practice_id"
        " WHERE i.state = 'invited' AND i.appointment_id IS NULL AND i.expires_at_ms > ? + 1000 *"
        " CASE WHEN i.kind = 'connect_now' THEN p.connect_now_link_s ELSE p.waiting_room_link_s"
        " END",
        "SELECT COUNT(*) FROM visit v JOIN practice p ON p.practice_id = v.practice_id"
        " WHERE v.ended_at_ms IS NULL"
        " AND v.away_until_at_ms > ? + 1000 * (p.host_left_s + p.host_lost_s)",
        "SELECT COUNT(*) FROM session WHERE ended_at_ms IS NULL AND active_at_ms > ?",
        "SELECT COUNT(*) FROM client_session WHERE ended_at_ms IS NULL"
        " AND (active_at_ms > ? OR created_at_ms > ?)",
        "SELECT COUNT(*) FROM portal_code WHERE asked_at_ms > ?",
    };
    for (size_t i = 0; i < sizeof LONGER / sizeof LONGER[0]; i++) {
        if (count_at(tx, LONGER[i], sim->core.world.now_ms) != 0) {
            fail_msg("more time is left than there may be: %s", LONGER[i]);
        }
    }
}

static void check_store(struct sim *sim) {
    struct arena *arena = arena_new(1 << 20);
    struct tx *tx = world_look(&sim->core.world, arena);
    assert_int_equal(count(tx, "SELECT COUNT(*) FROM invitation i JOIN visit v ON"
                               " v.practice_id = i.practice_id AND v.id = i.visit_id"
                               " WHERE v.state = 'ended' AND i.closed_at_ms IS NULL"),
                     0);
    assert_in_range(count(tx, "SELECT COALESCE(MAX(people), 0) FROM (SELECT COUNT(*) AS people"
                              " FROM invitation WHERE state = 'in_visit' GROUP BY visit_id)"),
                    0, VISIT_PEOPLE_MAX - 1);
    assert_int_equal(count(tx, "SELECT COUNT(*) FROM invitation WHERE seat_id IS NULL"
                               " AND state IN ('checked_in', 'admitted', 'in_visit')"),
                     0);
    check_time_left(sim, tx);
    store_reader_end(tx);
    arena_free(arena);
}

/* ---- letters ---- */

static void on_letter(void *owner, const struct outbox_sim_letter *letter, const char *text) {
    struct sim *sim = owner;
    bool ours = guest_sim_letter(&sim->guests, &letter->subject, text) ||
                booking_sim_letter(&sim->door, letter, text) ||
                alert_sim_letter(&sim->alerts, letter, text) ||
                portal_sim_letter(&sim->door, letter, text);
    assert_true(ours);
}

/* ---- guests who speak and look ---- */

static bool any_guest(struct sim *sim, struct text_sim_guest *out) {
    const struct guest_sim_person *person = guest_sim_any(&sim->guests);
    if (person == NULL || person->invited.token[0] == '\0') {
        return false;
    }
    *out = (struct text_sim_guest){.id = person->invited.id,
                                   .token = person->invited.token,
                                   .device = guest_sim_device(&sim->guests, person),
                                   .room = person->room,
                                   .host = person->arrived ? person->taken_by : CORE_NOBODY,
                                   .seated =
                                       person->holder != GUEST_SIM_NO_DEVICE && !person->replaced,
                                   .failed = person->failed};
    if (person->withdrawn) {
        out->host = CORE_NOBODY;
    }
    return true;
}

static bool any_comer(struct sim *sim, struct text_sim_guest *out) {
    struct door_sim_comer *comer = door_sim_any(&sim->door);
    if (comer == NULL) {
        return false;
    }
    const struct door_sim_appointment *at = &sim->door.appointments[comer->at];
    *out = (struct text_sim_guest){.id = comer->id,
                                   .token = at->link.token,
                                   .device = &comer->device,
                                   .room = at->room,
                                   .host = at->running ? at->run_by : CORE_NOBODY,
                                   .seated = comer->row <= ROW_HOLD};
    return true;
}

static bool anybody(struct sim *sim, struct text_sim_guest *out) {
    return core_roll(&sim->core, 2) == 0 ? any_guest(sim, out) || any_comer(sim, out)
                                         : any_comer(sim, out) || any_guest(sim, out);
}

static void text_step(struct sim *sim) {
    struct text_sim_guest guest;
    if (anybody(sim, &guest)) {
        text_sim_step(&sim->texts, &guest);
        text_sim_check(&sim->texts, &guest);
    }
}

static void page_step(struct sim *sim) {
    struct text_sim_guest guest;
    uint32_t what = core_roll(&sim->core, 7);
    if (what == 0) {
        page_sim_close(&sim->pages);
    } else if (what == 6) {
        page_sim_beat(&sim->pages);
    } else if (what < 3) {
        page_sim_open_user(&sim->pages);
    } else if (anybody(sim, &guest)) {
        page_sim_open_guest(&sim->pages, &guest.id, guest.token, guest.device, guest.room);
    }
}

/* ---- visits end, time passes, the server restarts ---- */

static void ended(struct sim *sim, size_t host) {
    guest_sim_ended(&sim->guests, host);
    door_sim_ended(&sim->door, host);
}

static struct id running_visit(struct sim *sim, size_t host) {
    struct id id = {.text = ""};
    struct command *c =
        people_call(&sim->core.world, &waiting_room_get, &sim->core.users[host], NULL, NULL);
    json_t *room = world_body(c);
    const char *text = people_text(json_object_get(room, "visit"), "id");
    if (strlen(text) == ID_DIGITS) {
        assert_int_equal(id_parse(text, ID_DIGITS, &id), ERR_OK);
    }
    json_decref(room);
    (void)core_finish(&sim->core, c);
    return id;
}

static void host_ends(struct sim *sim) {
    static const struct command_kind *const KINDS[] = {&host_end, &host_leave};
    size_t host = core_roll(&sim->core, CORE_USERS);
    struct id id = running_visit(sim, host);
    if (id_is_none(&id)) {
        return;
    }
    size_t which = core_roll(&sim->core, 2);
    struct command *c =
        people_call(&sim->core.world, KINDS[which], &sim->core.users[host], &id, NULL);
    assert_int_equal(c->reply.status, 204);
    if (which == 0) {
        ended(sim, host);
    }
    (void)core_finish(&sim->core, c);
}

static void tick(struct sim *sim, const struct command_kind *kind) {
    (void)core_finish(&sim->core, people_call(&sim->core.world, kind, NULL, NULL, NULL));
}

static void let_pass(struct sim *sim, int64_t ms) {
    struct id before[CORE_USERS];
    for (size_t host = 0; host < CORE_USERS; host++) {
        before[host] = running_visit(sim, host);
    }
    sim->core.world.now_ms += ms;
    for (int i = 0; i < 3; i++) {
        tick(sim, &visit_tick);
    }
    tick(sim, &session_expire);
    tick(sim, &portal_tick);
    core_time_to(&sim->core, sim->core.world.now_ms);
    page_sim_beat(&sim->pages);
    for (size_t host = 0; host < CORE_USERS; host++) {
        struct id after = running_visit(sim, host);
        if (!id_is_none(&before[host]) && id_is_none(&after)) {
            ended(sim, host);
        }
    }
    door_sim_swept(&sim->door);
    guest_sim_swept(&sim->guests);
}

static void time_passes(struct sim *sim) {
    static const int64_t JUMPS_MS[] = {1,      999,    1000,    59999,   60000,   300000,
                                       600000, 599999, 3600000, 7200000, 36000000};
    let_pass(sim, JUMPS_MS[core_roll(&sim->core, sizeof JUMPS_MS / sizeof JUMPS_MS[0])]);
}

static void somebody_comes_late(struct sim *sim) {
    struct guest_sim_person *person = NULL;
    int64_t wait_ms = guest_sim_dawdler(&sim->guests, &person);
    if (wait_ms > 0) {
        let_pass(sim, wait_ms);
        guest_sim_comes_late(&sim->guests, person);
    }
}

/* The process is killed and started again: what every guest's last device sees is the same before and after. */
static void restart(struct sim *sim) {
    char seen[GUEST_SIM_GUESTS][16];
    struct guest_sim *guests = &sim->guests;
    for (size_t i = 0; i < guests->count; i++) {
        json_t *view = people_open(&sim->core.world, guest_sim_device(guests, &guests->people[i]),
                                   &guests->people[i].invited);
        (void)snprintf(seen[i], sizeof seen[i], "%s", people_text(view, "state"));
        json_decref(view);
    }
    outbox_sim_crash(&sim->outbox);
    page_sim_crash(&sim->pages);
    world_reopen(&sim->core.world);
    tick(sim, &visit_restart);
    for (size_t i = 0; i < guests->count; i++) {
        people_sees(&sim->core.world, guest_sim_device(guests, &guests->people[i]),
                    &guests->people[i].invited, seen[i]);
    }
}

/* The clock is put back. A process that goes on lets a small step pass by standing still (clock.h); one that is started
 * again cannot know of it. */
static void clock_put_back(struct sim *sim) {
    static const int64_t BACK_MS[] = {1000,    59000,   61000,    300000,   660000,
                                      1200000, 3600000, 36000000, 86400000, 259200000};
    bool restarts = core_roll(&sim->core, 3) == 0;
    int64_t before_ms = sim->core.world.now_ms;
    int64_t wall_ms =
        before_ms - BACK_MS[core_roll(&sim->core, sizeof BACK_MS / sizeof BACK_MS[0])];
    sim->core.world.now_ms = restarts ? wall_ms : clock_steady(before_ms, wall_ms);
    if (sim->core.world.now_ms == before_ms) {
        return;
    }
    sim->core.behind_ms += before_ms - sim->core.world.now_ms;
    core_saw(&sim->core, SEEN_PUT_BACK);
    if (restarts) {
        restart(sim);
    }
    guest_sim_put_back(&sim->guests);
    door_sim_put_back(&sim->door);
    let_pass(sim, 0);
}

/* ---- the sequence ---- */

static void guest_step(struct sim *sim) {
    guest_sim_step(&sim->guests);
}

static void door_step(struct sim *sim) {
    door_sim_step(&sim->door);
}

static void outbox_step(struct sim *sim) {
    outbox_sim_step(&sim->outbox);
}

static void alert_step(struct sim *sim) {
    alert_sim_step(&sim->alerts);
}

static void grant_step(struct sim *sim) {
    core_grant(&sim->core);
}

static void act(struct sim *sim) {
    static void (*const ACTIONS[])(struct sim *) = {
        guest_step,  guest_step,          guest_step,     guest_step, guest_step, guest_step,
        guest_step,  guest_step,          door_step,      door_step,  door_step,  door_step,
        door_step,   door_step,           door_step,      door_step,  door_step,  outbox_step,
        outbox_step, outbox_step,         outbox_step,    text_step,  text_step,  text_step,
        page_step,   page_step,           page_step,      grant_step, host_ends,  time_passes,
        restart,     somebody_comes_late, clock_put_back, alert_step,
    };
    static void (*const MOSTLY[THEME_COUNT])(struct sim *) = {
        [THEME_DOOR] = door_step, [THEME_GUESTS] = guest_step};
    if (MOSTLY[sim->theme] != NULL && core_roll(&sim->core, 4) != 0) {
        MOSTLY[sim->theme](sim);
        if (core_roll(&sim->core, 8) == 0) {
            page_step(sim);
        }
    } else {
        ACTIONS[core_roll(&sim->core, sizeof ACTIONS / sizeof ACTIONS[0])](sim);
    }
}

/* Whoever waited for the last moment let the server's seconds pass too. */
static void step(struct sim *sim) {
    int64_t before_ms = sim->core.world.now_ms;
    act(sim);
    if (sim->core.world.now_ms != before_ms) {
        let_pass(sim, 0);
    }
    check_store(sim);
}

static uint64_t seen[SEEN_COUNT];

static void run_sequence(uint64_t seed) {
    static struct sim sim;
    memset(&sim, 0, sizeof sim);
    core_init(&sim.core, seed, seen);
    sim.theme = (enum theme)core_roll(&sim.core, THEME_COUNT);
    outbox_sim_init(&sim.outbox, &sim.core, &sim, on_letter);
    alert_sim_init(&sim.alerts, &sim.core, &sim.outbox);
    guest_sim_init(&sim.guests, &sim.core, &sim.outbox);
    door_sim_init(&sim.door, &sim.core, &sim.outbox);
    text_sim_init(&sim.texts, &sim.core);
    page_sim_init(&sim.pages, &sim.core);
    audit_sim_init(&sim.audit, &sim.core);
    core_grant(&sim.core);
    core_grant(&sim.core);
    for (int i = 0; i < STEPS; i++) {
        step(&sim);
        if (i % CHECK_EVERY == CHECK_EVERY - 1) {
            door_sim_check(&sim.door);
            page_sim_check(&sim.pages);
        }
    }
    outbox_sim_drain(&sim.outbox);
    guest_sim_check_letters(&sim.guests);
    audit_sim_verify(&sim.audit);
    page_sim_fini(&sim.pages);
    core_fini(&sim.core);
}

static uint64_t first_seed;
static uint64_t sequences = 12;

static void every_invariant_holds(void **state) {
    (void)state;
    for (uint64_t i = 0; i < sequences; i++) {
        (void)fprintf(stderr, "sequence seed %llu\n", (unsigned long long)(first_seed + i));
        run_sequence(first_seed + i);
    }
    bool all = core_saw_all(seen);
    assert_true(all || sequences < ENOUGH);
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_invariant_holds)};
    sequences = argc > 1 ? strtoull(argv[1], NULL, 10) : sequences;
    first_seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
