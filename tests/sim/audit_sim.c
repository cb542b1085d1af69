#include "audit_sim.h"

#include "../unit/unit.h"

#include "command/audit.h"
#include "store/query.h"

#include <string.h>

enum { ARENA_BYTES = 1 << 24, ROWS_MAX = 100000 };

/* What one command left in the log. */
struct tally {
    size_t rows;      /* of its action, with its outcome */
    size_t own_name;  /* of them: under the actor's own name */
    size_t about;     /* of them: about the record that the path names */
    size_t elsewhere; /* of its action under another's name */
};

struct expected {
    const char *kind; /* of the actor; NULL: not known from outside */
    struct id actor;
    const char *outcome;
};

static struct tally read_rows(struct audit_sim *sim, const struct command *c,
                              const struct expected *expected) {
    struct tally tally = {0};
    struct arena *arena = arena_new(1 << 20);
    struct tx *tx = world_look(&sim->core->world, arena);
    struct query q = query_every_practice(
        tx, "SELECT sequence, action, actor_kind, actor_id, subject_id, outcome FROM audit"
            " WHERE sequence > ? ORDER BY sequence");
    query_bind_int(&q, sim->seen);
    while (query_row(&q)) {
        sim->seen = query_int(&q, 0);
        if (strcmp(query_text(&q, 1), c->kind->name) != 0) {
            continue;
        }
        struct id actor = query_id(&q, 3);
        struct id subject = query_id(&q, 4);
        bool same = expected->kind != NULL && strcmp(query_text(&q, 2), expected->kind) == 0 &&
                    id_equal(&actor, &expected->actor);
        bool outcome = strcmp(query_text(&q, 5), expected->outcome) == 0;
        tally.rows += outcome ? 1 : 0;
        tally.own_name += same && outcome ? 1 : 0;
        tally.about += outcome && id_equal(&subject, &c->facts.path_ids[0]) ? 1 : 0;
        tally.elsewhere += same ? 0 : 1;
    }
    assert_int_equal(query_end(&q), ERR_OK);
    store_reader_end(tx);
    arena_free(arena);
    return tally;
}

/* The guest whose own page was answered. */
static struct id guest_of(const struct command *c) {
    struct id id = {.text = ""};
    json_t *view = world_body(c);
    const char *text = people_text(view, "invitation_id");
    if (strlen(text) == ID_DIGITS) {
        assert_int_equal(id_parse(text, ID_DIGITS, &id), ERR_OK);
    }
    json_decref(view);
    return id;
}

static struct expected expect(const struct audit_sim *sim, const struct command *c) {
    size_t user = core_user_of(sim->core, c);
    bool refused = c->reply.status >= 400;
    struct expected expected = {.kind = NULL, .outcome = refused ? err_name(c->refused) : "done"};
    if (user != CORE_NOBODY) {
        expected.kind = "user";
        expected.actor = sim->core->users[user].id;
    } else if (strncmp(c->kind->name, "guest.", 6) == 0 && c->reply.status == 200) {
        expected.actor = guest_of(c);
        expected.kind = id_is_none(&expected.actor) ? NULL : "guest";
    }
    return expected;
}

static void must_hold(const struct command *c, bool holds, const char *what) {
    if (!holds) {
        fail_msg("%s, answered with %d: not %s", c->kind->name, c->reply.status, what);
    }
}

static void look(void *owner, const struct command *c) {
    struct audit_sim *sim = owner;
    struct expected expected = expect(sim, c);
    struct tally tally = read_rows(sim, c, &expected);
    bool system = c->kind->access == ACCESS_SYSTEM;
    bool named = !id_is_none(&c->facts.path_ids[0]) && !c->kind->form;
    bool done = c->reply.status < 400 && (c->reply.status != 200 || !c->kind->quiet);
    bool denied = expected.kind != NULL && c->reply.status == 404;
    must_hold(c, expected.kind == NULL || tally.elsewhere == 0, "nobody else's name");
    if (!system && done) {
        must_hold(c, tally.rows > 0, "on record");
        must_hold(c, expected.kind == NULL || tally.own_name > 0, "under the actor's own name");
    }
    if (!system && named && (done || denied)) {
        must_hold(c, tally.about > 0, "about the record that was named");
        must_hold(c, tally.own_name > 0, "under the actor's own name");
    }
}

void audit_sim_init(struct audit_sim *sim, struct core *core) {
    *sim = (struct audit_sim){.core = core};
    core_watch(core, sim, look);
}

void audit_sim_verify(const struct audit_sim *sim) {
    struct audit_head head = {.sequence = 0};
    struct arena *arena = arena_new(ARENA_BYTES);
    struct tx *tx = world_look(&sim->core->world, arena);
    assert_int_equal(audit_verify(tx, &sim->core->practice_id, ROWS_MAX, &head), ERR_OK);
    store_reader_end(tx);
    arena_free(arena);
    assert_true(head.sequence >= sim->seen && sim->seen > 0);
}
