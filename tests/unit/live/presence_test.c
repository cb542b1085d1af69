#include "live/presence.h"

#include "../unit.h"

#include <stdio.h>
#include <string.h>

#define WALL 1700000000000

struct changes {
    size_t count;
    enum presence_state last;
    struct id who;
    size_t again; /* how often it was said that a guest is still gone */
};

static void on_changed(void *owner, const struct presence_entry *entry) {
    struct changes *changes = owner;
    changes->count++;
    changes->last = entry->state;
    changes->who = entry->participant_id;
}

static void on_still_left(void *owner, const struct presence_entry *entry) {
    struct changes *changes = owner;
    changes->again++;
    changes->who = entry->participant_id;
}

static struct presence *presence_with(struct changes *changes) {
    *changes = (struct changes){0};
    struct presence *presence = presence_new(&(struct presence_config){
        .reconnecting_after_ms = 5000,
        .left_after_ms = 120000,
        .owner = changes,
        .changed = on_changed,
        .still_left = on_still_left,
    });
    assert_non_null(presence);
    return presence;
}

static struct live_time at(int64_t ms) {
    return (struct live_time){.mono_ms = ms, .wall_ms = WALL + ms};
}

static struct id numbered(unsigned number) {
    struct id id;
    char text[ID_TEXT];
    (void)snprintf(text, sizeof text, "%08x%024x", number * 2654435761U, number);
    assert_int_equal(id_parse(text, ID_DIGITS, &id), ERR_OK);
    return id;
}

/* I8: what is over meanwhile is over for whoever is gone, so it is said of them again. */
static void i8_it_is_said_again_of_a_guest_who_is_still_gone(void **state) {
    (void)state;
    struct changes changes;
    struct presence *presence = presence_with(&changes);
    struct id gone = numbered(1);
    struct id user = numbered(2);
    struct presence_entry *entry = presence_add(presence, &gone, false, at(0));
    (void)presence_add(presence, &user, true, at(0));
    presence_tick(presence, at(120000));
    presence_tick(presence, at(120000 + PRESENCE_AGAIN_MS - 1));
    assert_int_equal(changes.again, 0);
    presence_tick(presence, at(120000 + PRESENCE_AGAIN_MS));
    presence_tick(presence, at(121000 + PRESENCE_AGAIN_MS));
    assert_int_equal(changes.again, 1);
    assert_true(id_equal(&changes.who, &gone));
    presence_tick(presence, at(120000 + 2 * PRESENCE_AGAIN_MS));
    assert_int_equal(changes.again, 2);
    presence_heard(presence, entry, at(130000 + 2 * PRESENCE_AGAIN_MS));
    presence_tick(presence, at(131000 + 2 * PRESENCE_AGAIN_MS));
    assert_int_equal(changes.again, 2);
    presence_free(presence);
}

/* W11: reconnecting after 5 s without a heartbeat, left after 2 min, to the millisecond. */
static void w11_silence_is_reconnecting_then_left(void **state) {
    (void)state;
    struct changes changes;
    struct presence *presence = presence_with(&changes);
    struct id id = numbered(1);
    struct presence_entry *entry = presence_add(presence, &id, false, at(1000));
    assert_int_equal(entry->state, PRESENCE_ONLINE);
    presence_heard(presence, entry, at(3000));
    presence_tick(presence, at(7999));
    assert_int_equal(changes.count, 0);
    presence_tick(presence, at(8000));
    assert_int_equal(changes.count, 1);
    assert_int_equal(entry->state, PRESENCE_RECONNECTING);
    assert_int_equal(entry->since_ms, WALL + 8000);
    presence_tick(presence, at(122999));
    assert_int_equal(changes.count, 1);
    presence_tick(presence, at(123000));
    assert_int_equal(entry->state, PRESENCE_LEFT);
    assert_int_equal(entry->since_ms, WALL + 123000);
    presence_heard(presence, entry, at(500000));
    assert_int_equal(entry->state, PRESENCE_ONLINE);
    assert_int_equal(changes.count, 3);
    presence_free(presence);
}

/* W11: the practice's own settings, where it has some. */
static void w11_a_participants_own_times_come_first(void **state) {
    (void)state;
    struct changes changes;
    struct presence *presence = presence_with(&changes);
    struct id id = numbered(1);
    struct presence_entry *entry = presence_add(presence, &id, false, at(0));
    entry->reconnecting_after_ms = 8000;
    entry->left_after_ms = 30000;
    presence_tick(presence, at(7999));
    assert_int_equal(entry->state, PRESENCE_ONLINE);
    presence_tick(presence, at(8000));
    assert_int_equal(entry->state, PRESENCE_RECONNECTING);
    presence_tick(presence, at(29999));
    assert_int_equal(entry->state, PRESENCE_RECONNECTING);
    presence_tick(presence, at(30000));
    assert_int_equal(entry->state, PRESENCE_LEFT);
    presence_free(presence);
}

/* Rule 3, W10: after a start everybody is reconnecting with the whole grace. */
static void w10_after_a_start_everybody_has_the_whole_grace(void **state) {
    (void)state;
    struct changes changes;
    struct presence *presence = presence_with(&changes);
    struct id id = numbered(1);
    struct presence_entry *entry = presence_seed(presence, &id, false, at(1000));
    assert_int_equal(entry->state, PRESENCE_RECONNECTING);
    presence_tick(presence, at(120999));
    assert_int_equal(entry->state, PRESENCE_RECONNECTING);
    assert_int_equal(changes.count, 0);
    presence_tick(presence, at(121000));
    assert_int_equal(entry->state, PRESENCE_LEFT);
    presence_free(presence);
}

static void a_known_participant_is_not_seeded_over(void **state) {
    (void)state;
    struct changes changes;
    struct presence *presence = presence_with(&changes);
    struct id id = numbered(1);
    struct presence_entry *entry = presence_add(presence, &id, false, at(0));
    assert_ptr_equal(presence_seed(presence, &id, false, at(1)), entry);
    assert_int_equal(entry->state, PRESENCE_ONLINE);
    presence_forget(presence, &id);
    assert_null(presence_find(presence, &id));
    presence_forget(presence, &id);
    presence_free(presence);
}

static void users_without_a_visit_are_forgotten_and_guests_stay(void **state) {
    (void)state;
    struct changes changes;
    struct presence *presence = presence_with(&changes);
    struct id guest = numbered(1);
    struct id user = numbered(2);
    struct id host = numbered(3);
    assert_non_null(presence_add(presence, &guest, false, at(0)));
    assert_non_null(presence_add(presence, &user, true, at(0)));
    presence_add(presence, &host, true, at(0))->visit_id = numbered(9);
    presence_tick(presence, at(120000));
    assert_non_null(presence_find(presence, &guest));
    assert_null(presence_find(presence, &user));
    assert_non_null(presence_find(presence, &host));
    presence_free(presence);
}

static void a_full_table_forgets_whoever_left(void **state) {
    (void)state;
    struct changes changes;
    struct presence *presence = presence_with(&changes);
    for (unsigned i = 0; i < PRESENCE_MAX; i++) {
        struct id id = numbered(i);
        assert_non_null(presence_add(presence, &id, false, at(i == 7 ? 0 : 100000)));
    }
    struct id more = numbered(PRESENCE_MAX);
    assert_null(presence_add(presence, &more, false, at(100000)));
    presence_tick(presence, at(120000));
    assert_non_null(presence_add(presence, &more, false, at(120000)));
    struct id gone = numbered(7);
    assert_null(presence_find(presence, &gone));
    presence_free(presence);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(w11_a_participants_own_times_come_first),
        cmocka_unit_test(i8_it_is_said_again_of_a_guest_who_is_still_gone),
        cmocka_unit_test(w11_silence_is_reconnecting_then_left),
        cmocka_unit_test(w10_after_a_start_everybody_has_the_whole_grace),
        cmocka_unit_test(a_known_participant_is_not_seeded_over),
        cmocka_unit_test(users_without_a_visit_are_forgotten_and_guests_stay),
        cmocka_unit_test(a_full_table_forgets_whoever_left),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
