/* visit_tick: what time does by itself, across all practices, a bounded piece at a time. */
#include "base/log.h"
#include "command/audit.h"
#include "practice/practice.h"
#include "store/store.h"
#include "visit/announce.h"
#include "visit/commands.h"
#include "visit/ending.h"
#include "visit/visit_host.h"

#include <jansson.h>

enum {
    TICK_ROWS_MAX = 14,  /* two events each */
    TICK_VISITS_MAX = 1, /* up to eight guests with two events each, and two of its own */
};

/* The chain of the record's own practice: a tick belongs to none. */
static enum err note(struct command *c, struct tx *tx, const struct id *practice_id,
                     const char *subject, const struct id *id) {
    const struct audit_row row = {.practice_id = *practice_id,
                                  .at_ms = c->now_ms,
                                  .actor_kind = "system",
                                  .action = c->kind->name,
                                  .subject = subject,
                                  .subject_id = *id,
                                  .outcome = "done"};
    return audit_append(tx, &row);
}

/* Nobody came in time: the line vanishes (I8). A connect-now line stays while its visit runs, and only
 * its guest's page hears of it. */
static enum err sweep(struct command *c, struct tx *tx, struct invitation *row) {
    row->swept = true;
    row->closed_at_ms = invitation_row_listed(row, c->now_ms) ? 0 : c->now_ms;
    enum err err = invitation_row_save(tx, row);
    if (err == ERR_OK) {
        err = announce_room(c, tx, row);
    }
    if (err == ERR_OK && !id_is_none(&row->seat_id)) {
        err = announce_guest(c, tx, row);
    }
    return err == ERR_OK ? note(c, tx, &row->practice_id, "invitation", &row->id) : err;
}

static enum err sweep_rows(struct command *c, struct tx *tx) {
    struct invitation_list due;
    enum err err = invitation_row_list_due(tx, c->now_ms, TICK_ROWS_MAX, &due);
    for (size_t i = 0; err == ERR_OK && i < due.count; i++) {
        err = sweep(c, tx, &due.rows[i]);
    }
    return err;
}

/* The clock was put back: the link lives no longer than one that is sent now; one that had run out is dead (I4). */
static enum err pull_in_link(struct command *c, struct tx *tx, struct invitation *row) {
    struct practice practice;
    enum err err = practice_load(tx, &row->practice_id, &practice);
    if (err != ERR_OK) {
        return err;
    }
    row->invited_at_ms = row->invited_at_ms > c->now_ms ? c->now_ms : row->invited_at_ms;
    int64_t life_s = row->kind == INVITATION_CONNECT_NOW ? practice.connect_now_link_s
                                                         : practice.waiting_room_link_s;
    int64_t latest_ms = row->swept ? c->now_ms : invitation_expiry(c->now_ms, life_s);
    row->expires_at_ms = row->expires_at_ms > latest_ms ? latest_ms : row->expires_at_ms;
    err = invitation_row_pull_in(tx, row);
    if (err == ERR_OK) {
        err = announce_room(c, tx, row);
    }
    if (err == ERR_OK && !id_is_none(&row->seat_id)) {
        err = announce_guest(c, tx, row);
    }
    return err == ERR_OK ? note(c, tx, &row->practice_id, "invitation", &row->id) : err;
}

static enum err pull_in_links(struct command *c, struct tx *tx) {
    struct invitation_list ahead;
    enum err err = invitation_row_list_ahead(tx, c->now_ms, TICK_ROWS_MAX, &ahead);
    for (size_t i = 0; err == ERR_OK && i < ahead.count; i++) {
        err = pull_in_link(c, tx, &ahead.rows[i]);
    }
    return err;
}

/* A deadline beyond every grace: the clock was put back. The grace counts from here (V5). */
static enum err pull_in_visit(struct command *c, struct tx *tx, struct visit *visit) {
    struct practice practice;
    enum err err = practice_load(tx, &visit->practice_id, &practice);
    if (err != ERR_OK) {
        return err;
    }
    int64_t grace_s =
        visit->life.reason == VISIT_HOST_LEFT ? practice.host_left_s : practice.host_lost_s;
    visit->life.away_until_ms = c->now_ms + grace_s * 1000;
    err = visit_row_save(tx, visit);
    return err == ERR_OK ? announce_visit(c, tx, visit) : err;
}

static enum err end_visits(struct command *c, struct tx *tx) {
    struct visit due[TICK_VISITS_MAX];
    size_t count = 0;
    enum err err = visit_row_list_due(tx, c->now_ms, TICK_VISITS_MAX, due, &count);
    for (size_t i = 0; err == ERR_OK && i < count; i++) {
        err = due[i].life.away_until_ms > c->now_ms
                  ? pull_in_visit(c, tx, &due[i])
                  : ending_visit(c, tx, &due[i], INVITATION_BY_SYSTEM, VISIT_MESSAGE_TIME_UP);
        if (err == ERR_OK) {
            err = note(c, tx, &due[i].practice_id, "visit", &due[i].id);
        }
    }
    return err;
}

static enum err tick(struct command *c, struct tx *tx) {
    enum err err = end_visits(c, tx);
    if (err == ERR_OK) {
        err = sweep_rows(c, tx);
    }
    if (err == ERR_OK) {
        err = pull_in_links(c, tx);
    }
    return err == ERR_OK ? command_reply_empty(c) : err;
}

/* Who is expected back, and the practice whose times hold for them: most stand one after the other. */
struct expected {
    json_t *people;
    struct id practice_id;
    int64_t reconnecting_after_ms;
    int64_t left_after_ms;
};

static enum err set_times(struct tx *tx, struct expected *expected, const struct id *practice_id) {
    struct practice practice;
    if (id_equal(&expected->practice_id, practice_id)) {
        return ERR_OK;
    }
    enum err err = practice_load(tx, practice_id, &practice);
    if (err == ERR_OK) {
        expected->practice_id = *practice_id;
        expected->reconnecting_after_ms = practice.reconnecting_after_s * 1000;
        expected->left_after_ms = practice.left_after_s * 1000;
    }
    return err;
}

static enum err expect(struct tx *tx, struct expected *expected, const struct id *practice_id,
                       json_t *person) {
    enum err err = person == NULL ? ERR_NOMEM : set_times(tx, expected, practice_id);
    if (err != ERR_OK) {
        json_decref(person);
        return err;
    }
    json_object_set_new(person, "reconnecting_after_ms",
                        json_integer(expected->reconnecting_after_ms));
    json_object_set_new(person, "left_after_ms", json_integer(expected->left_after_ms));
    json_array_append_new(expected->people, person);
    return ERR_OK;
}

/* Every host counts as dropped. Nobody listens yet, so a restart makes no events. */
static enum err drop_host(struct command *c, struct tx *tx, struct visit *visit,
                          struct expected *expected) {
    enum err err = visit_host_change(c, tx, visit, VISIT_MESSAGE_RESTART);
    c->event_count = 0;
    c->effect_count = 0;
    if (err == ERR_OK) {
        err = expect(tx, expected, &visit->practice_id,
                     json_pack("{s:s, s:b, s:s}", "id", visit->host_id.text, "user", 1, "visit_id",
                               visit->id.text));
    }
    return err == ERR_OK ? note(c, tx, &visit->practice_id, "visit", &visit->id) : err;
}

static enum err drop_hosts(struct command *c, struct tx *tx, struct expected *expected) {
    struct id after = {.text = ""};
    struct visit open[8];
    size_t count = 0;
    enum err err = ERR_OK;
    do {
        err = visit_row_list_open(tx, &after, sizeof open / sizeof open[0], open, &count);
        for (size_t i = 0; err == ERR_OK && i < count; i++) {
            after = open[i].id;
            err = drop_host(c, tx, &open[i], expected);
        }
    } while (err == ERR_OK && count > 0);
    return err;
}

static enum err expect_guests(struct tx *tx, struct expected *expected) {
    struct invitation_present *present = NULL;
    size_t count = 0;
    struct arena_mark mark = arena_mark(tx_arena(tx)); /* the rows and the body share its bound */
    enum err err = invitation_row_list_present(tx, VISIT_RESTART_PEOPLE_MAX, &present, &count);
    for (size_t i = 0; err == ERR_OK && i < count; i++) {
        const char *visit_id = id_is_none(&present[i].visit_id) ? NULL : present[i].visit_id.text;
        err = expect(tx, expected, &present[i].practice_id,
                     json_pack("{s:s, s:b, s:s, s:s*}", "id", present[i].id.text, "user", 0,
                               "room_id", present[i].room_id.text, "visit_id", visit_id));
    }
    arena_rewind(tx_arena(tx), mark);
    if (count == VISIT_RESTART_PEOPLE_MAX) {
        log_event(LOG_WARN, "visit.more-guests-than-expected", log_int("count", (int64_t)count));
    }
    return err;
}

static enum err restart(struct command *c, struct tx *tx) {
    struct expected expected = {.people = json_array()};
    json_t *body = json_pack("{s:o}", "people", expected.people);
    if (body == NULL) {
        return ERR_NOMEM;
    }
    enum err err = drop_hosts(c, tx, &expected);
    if (err == ERR_OK) {
        err = expect_guests(tx, &expected);
    }
    if (err != ERR_OK) {
        json_decref(body);
        return err;
    }
    return command_reply_json(c, 200, body);
}

const struct command_kind visit_tick = {.name = "visit.tick",
                                        .access = ACCESS_SYSTEM,
                                        .mode = COMMAND_WRITE,
                                        .apply = tick,
                                        .quiet = true};
const struct command_kind visit_restart = {.name = "visit.restart",
                                           .access = ACCESS_SYSTEM,
                                           .mode = COMMAND_WRITE,
                                           .apply = restart,
                                           .quiet = true};
