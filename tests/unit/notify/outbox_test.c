#include "notify/outbox.h"

#include "world.h"

#include "../unit.h"

#include "notify/retry.h"
#include "store/store.h"

#include <string.h>

struct box {
    struct world world;
    struct id practice_id;
    struct arena *arena;
    struct tx *tx;
};

static int set_up(void **state) {
    static struct box box;
    memset(&box, 0, sizeof box);
    world_init(&box.world);
    box.practice_id = world_practice(&box.world, "lakeside.test");
    box.arena = arena_new(1 << 20);
    assert_int_equal(store_group_begin(box.world.store), ERR_OK);
    assert_int_equal(store_tx_begin(box.world.store, box.arena, &box.tx), ERR_OK);
    *state = &box;
    return 0;
}

static int tear_down(void **state) {
    struct box *box = *state;
    store_tx_drop(box->tx);
    store_group_drop(box->world.store);
    arena_free(box->arena);
    world_fini(&box->world);
    return 0;
}

static struct outbox_row queue(struct box *box, const char *recipient, int64_t at_ms) {
    struct outbox_row row = {.practice_id = box->practice_id,
                             .subject_id = id_new(),
                             .kind = "invitation",
                             .channel = OUTBOX_EMAIL,
                             .recipient = recipient,
                             .queued_at_ms = at_ms,
                             .deadline_ms = at_ms + 3600000};
    assert_int_equal(outbox_queue(box->tx, &row), ERR_OK);
    return row;
}

static bool report_failure(struct box *box, const struct outbox_row *row, int attempt,
                           bool permanent, int64_t now_ms) {
    const struct outbox_outcome outcome = {
        .id = row->id, .attempt = attempt, .permanent = permanent, .reason = "mailbox full"};
    bool changed = false;
    assert_int_equal(
        outbox_record_failed(box->tx, &box->practice_id, &outcome, now_ms, 0, &changed), ERR_OK);
    return changed;
}

static void I12_to_one_recipient_one_after_the_other(void **state) {
    struct box *box = *state;
    struct outbox_row first = queue(box, "mara@example.net", 1000);
    struct outbox_row second = queue(box, "Mara@Example.net", 1001);
    struct outbox_row other = queue(box, "noah@example.net", 1002);
    struct outbox_row due[8];
    size_t count = 0;
    assert_int_equal(outbox_due(box->tx, OUTBOX_EMAIL, 2000, 8, due, &count), ERR_OK);
    assert_int_equal(count, 2);
    assert_true(id_equal(&due[0].id, &first.id));
    assert_true(id_equal(&due[1].id, &other.id));
    assert_true(report_failure(box, &first, 1, false, 2000));
    assert_int_equal(outbox_due(box->tx, OUTBOX_EMAIL, 2001, 8, due, &count), ERR_OK);
    assert_int_equal(count, 1);
    assert_true(report_failure(box, &first, 2, true, 9000));
    assert_int_equal(outbox_due(box->tx, OUTBOX_EMAIL, 9000, 8, due, &count), ERR_OK);
    assert_int_equal(count, 2);
    assert_true(id_equal(&due[0].id, &second.id));
}

/* What was put off by seconds does not wait for hours, because the clock was put back meanwhile. */
static void I12_a_clock_that_is_put_back_delays_no_message(void **state) {
    struct box *box = *state;
    static const int64_t HOUR_MS = 3600000;
    struct outbox_row row = queue(box, "mara@example.net", 5 * HOUR_MS);
    struct outbox_row due[8];
    size_t count = 0;
    assert_int_equal(outbox_due(box->tx, OUTBOX_EMAIL, 5 * HOUR_MS - 1, 8, due, &count), ERR_OK);
    assert_int_equal(count, 0);
    for (int attempt = 1; attempt <= 12; attempt++) {
        assert_int_equal(outbox_due(box->tx, OUTBOX_EMAIL, 2 * HOUR_MS, 8, due, &count), ERR_OK);
        assert_int_equal(count, 1);
        assert_true(report_failure(box, &row, attempt, false, 5 * HOUR_MS));
        assert_int_equal(outbox_due(box->tx, OUTBOX_EMAIL, 5 * HOUR_MS, 8, due, &count), ERR_OK);
        assert_int_equal(count, 0); /* an ordinary pause is kept */
    }
}

static void a_report_that_comes_twice_or_late_changes_nothing(void **state) {
    struct box *box = *state;
    struct outbox_row row = queue(box, "mara@example.net", 1000);
    const struct outbox_outcome sent = {.id = row.id, .attempt = 2, .reason = ""};
    bool changed = true;
    assert_true(report_failure(box, &row, 1, false, 1500));
    assert_false(report_failure(box, &row, 1, true, 1600));
    assert_int_equal(outbox_record_sent(box->tx, &box->practice_id, &sent, &changed), ERR_OK);
    assert_true(changed);
    assert_false(report_failure(box, &row, 3, true, 9100));
    struct outbox_row now;
    assert_int_equal(outbox_load(box->tx, &box->practice_id, &row.id, &now), ERR_OK);
    assert_int_equal(now.state, OUTBOX_SENT);
    assert_int_equal(now.attempts, 2);
}

static void I12_what_has_no_time_left_fails_with_its_reason(void **state) {
    struct box *box = *state;
    struct outbox_row row = queue(box, "mara@example.net", 1000);
    assert_true(report_failure(box, &row, 1, false, row.deadline_ms - 1));
    struct outbox_row now;
    assert_int_equal(outbox_load(box->tx, &box->practice_id, &row.id, &now), ERR_OK);
    assert_int_equal(now.state, OUTBOX_FAILED);
    assert_string_equal(now.reason, "mailbox full");
}

static void bad_recipients_are_refused(void **state) {
    struct box *box = *state;
    struct outbox_row row = {.practice_id = box->practice_id,
                             .subject_id = id_new(),
                             .kind = "invitation",
                             .channel = OUTBOX_EMAIL,
                             .recipient = "mara@example.net\r\nRCPT TO:<eve@example.org>"};
    assert_int_equal(outbox_queue(box->tx, &row), ERR_INVALID);
}

static void the_next_attempt_is_known(void **state) {
    struct box *box = *state;
    int64_t next_ms = -1;
    assert_int_equal(outbox_next(box->tx, &next_ms), ERR_OK);
    assert_int_equal(next_ms, 0);
    struct outbox_row row = queue(box, "mara@example.net", 1000);
    assert_true(report_failure(box, &row, 1, false, 1000));
    assert_int_equal(outbox_next(box->tx, &next_ms), ERR_OK);
    assert_int_equal(next_ms, 1000 + retry_delay_ms(1, 0));
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(I12_to_one_recipient_one_after_the_other),
        CASE(I12_a_clock_that_is_put_back_delays_no_message),
        CASE(a_report_that_comes_twice_or_late_changes_nothing),
        CASE(I12_what_has_no_time_left_fails_with_its_reason),
        CASE(bad_recipients_are_refused),
        CASE(the_next_attempt_is_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
