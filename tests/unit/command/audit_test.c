#include "command/audit.h"

#include "practice/kinds.h"
#include "world.h"

#include "../unit.h"

#include <stdio.h>
#include <string.h>

#define HOST "lakeside.test"

enum { ROWS = 5 };

/* A practice whose chain has ROWS rows: the practice, a user, and sign-ins. */
struct chain {
    struct world world;
    struct id practice_id;
    struct audit_head head; /* before any damage */
};

static enum err with_tx(struct world *world, enum err (*step)(struct tx *tx, void *state),
                        void *state) {
    struct store_reader *reader = NULL;
    struct arena *arena = arena_new(4 * 1024 * 1024);
    struct tx *tx = NULL;
    assert_int_equal(store_reader_new(world->store, &reader), ERR_OK);
    assert_int_equal(store_reader_begin(reader, arena, &tx), ERR_OK);
    enum err err = step(tx, state);
    store_reader_end(tx);
    store_reader_free(reader);
    arena_free(arena);
    return err;
}

static enum err read_head(struct tx *tx, void *state) {
    struct chain *chain = state;
    return audit_head(tx, &chain->practice_id, &chain->head);
}

static int set_up(void **state) {
    static struct chain chain;
    memset(&chain, 0, sizeof chain);
    world_init(&chain.world);
    chain.practice_id = world_practice(&chain.world, HOST);
    struct world_user user = world_user(&chain.world, HOST, "ada@lakeside.test", ROLE_STAFF);
    for (int i = 2; i < ROWS; i++) {
        world_sign_in(&chain.world, HOST, &user);
    }
    assert_int_equal(with_tx(&chain.world, read_head, &chain), ERR_OK);
    assert_int_equal(chain.head.sequence, ROWS);
    *state = &chain;
    return 0;
}

static int tear_down(void **state) {
    struct chain *chain = *state;
    world_fini(&chain->world);
    return 0;
}

/* Walks the whole chain in batches of two; `at` is where it stopped. */
struct walk {
    struct id practice_id;
    struct audit_head at;
};

static enum err walk_on(struct tx *tx, void *state) {
    struct walk *walk = state;
    return audit_verify(tx, &walk->practice_id, 2, &walk->at);
}

static enum err verify(struct chain *chain, int64_t *stopped_at) {
    struct walk walk = {.practice_id = chain->practice_id};
    enum err err;
    do {
        err = with_tx(&chain->world, walk_on, &walk);
    } while (err == ERR_AGAIN);
    *stopped_at = walk.at.sequence;
    return err;
}

static void s6_an_untouched_chain_holds(void **state) {
    struct chain *chain = *state;
    int64_t at = 0;
    assert_int_equal(verify(chain, &at), ERR_OK);
    assert_int_equal(at, ROWS);
}

static void s6_any_change_of_a_row_breaks_the_chain_there(void **state) {
    struct chain *chain = *state;
    static const char *const CHANGES[] = {
        "UPDATE audit SET at_ms = at_ms + 1 WHERE sequence = 3",
        "UPDATE audit SET actor_kind = 'guest' WHERE sequence = 3",
        "UPDATE audit SET actor_id = NULL WHERE sequence = 3",
        "UPDATE audit SET session_id = NULL WHERE sequence = 3",
        "UPDATE audit SET action = 'session.get' WHERE sequence = 3",
        "UPDATE audit SET subject = 'visit' WHERE sequence = 3",
        "UPDATE audit SET subject_id = NULL WHERE sequence = 3",
        "UPDATE audit SET outcome = 'denied' WHERE sequence = 3",
        "UPDATE audit SET link_hash = (SELECT link_hash FROM audit WHERE sequence = 2)"
        " WHERE sequence = 3",
        "DELETE FROM audit WHERE sequence = 3",
    };
    for (size_t i = 0; i < sizeof CHANGES / sizeof CHANGES[0]; i++) {
        int64_t at = 0;
        world_execute(&chain->world, "CREATE TABLE copy AS SELECT * FROM audit");
        world_execute(&chain->world, CHANGES[i]);
        assert_int_equal(verify(chain, &at), ERR_CRYPTO);
        assert_int_equal(at, 2);
        world_execute(&chain->world, "DELETE FROM audit");
        world_execute(&chain->world, "INSERT INTO audit SELECT * FROM copy");
        world_execute(&chain->world, "DROP TABLE copy");
        assert_int_equal(verify(chain, &at), ERR_OK);
    }
}

static enum err read_logged_link(struct tx *tx, void *state) {
    const struct chain *chain = state;
    struct hash link;
    enum err err = audit_link(tx, &chain->practice_id, chain->head.sequence, &link);
    if (err == ERR_OK && memcmp(&link, &chain->head.link, sizeof link) != 0) {
        return ERR_CRYPTO;
    }
    return err;
}

static void s6_a_tail_that_was_cut_off_shows_against_the_logged_head(void **state) {
    struct chain *chain = *state;
    int64_t at = 0;
    assert_int_equal(with_tx(&chain->world, read_logged_link, chain), ERR_OK);
    world_execute(&chain->world, "DELETE FROM audit WHERE sequence >= 4");
    assert_int_equal(verify(chain, &at), ERR_OK); /* the rest alone cannot tell */
    assert_int_equal(with_tx(&chain->world, read_logged_link, chain), ERR_NOT_FOUND);
}

static void s6_who_did_it_is_on_record(void **state) {
    struct chain *chain = *state;
    assert_int_equal(world_count(&chain->world,
                                 "SELECT COUNT(*) FROM audit a JOIN practice_user u ON"
                                 " a.actor_id = u.id WHERE a.action = 'session.sign-in' AND"
                                 " a.actor_kind = 'user' AND a.subject = 'session' AND"
                                 " a.subject_id = a.session_id AND a.outcome = 'done'"),
                     ROWS - 2);
}

#define ON_A_CHAIN(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        ON_A_CHAIN(s6_an_untouched_chain_holds),
        ON_A_CHAIN(s6_any_change_of_a_row_breaks_the_chain_there),
        ON_A_CHAIN(s6_a_tail_that_was_cut_off_shows_against_the_logged_head),
        ON_A_CHAIN(s6_who_did_it_is_on_record),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
