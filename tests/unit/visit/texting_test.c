/* W13: texts between one guest and the staff, and what a room tells all its guests. */
#include "people.h"

#include "visit/room/guest_text.h"

#include "../unit.h"

#include <stdio.h>
#include <string.h>

static struct world world;
static struct world_user owner;
static struct world_user nurse;
static struct device phone;
static struct invited mara;

static int set_up(void **state) {
    (void)state;
    people_init(&world);
    owner = people_provider(&world, "owner@lakeside.test");
    nurse = people_provider(&world, "nurse@lakeside.test");
    phone = (struct device){.count = 0};
    mara = people_waiting(&world, &owner, &phone, "Mara Lind");
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    people_fini(&world);
    return 0;
}

static void grant(bool send, bool view, bool admit) {
    people_grant(&world, &owner, &nurse,
                 (struct grant){{[RIGHT_SEND] = send, [RIGHT_VIEW] = view, [RIGHT_ADMIT] = admit}});
}

static struct command *guest_says(struct device *device, const struct invited *who,
                                  const char *text, const char *key) {
    char json[1024];
    (void)snprintf(json, sizeof json, "{\"token\":\"%s\",\"text\":\"%s\"}", who->token, text);
    struct command *c = world_command(&texting_guest_write, PEOPLE_HOST, NULL);
    for (size_t i = 0; i < device->count; i++) {
        world_cookie(c, device->names[i], device->values[i]);
    }
    people_input(c, json);
    c->facts.idempotency_key = key;
    (void)world_run(&world, c);
    return c;
}

static struct command *staff_says(const struct world_user *user, const struct invited *who,
                                  const char *text) {
    char json[1024];
    (void)snprintf(json, sizeof json, "{\"text\":\"%s\"}", text);
    return people_call(&world, &texting_write, user, &who->id, json);
}

static json_t *read_texts(const struct world_user *user, const struct invited *who) {
    struct command *c = people_call(&world, &texting_list, user, &who->id, NULL);
    assert_int_equal(c->reply.status, 200);
    json_t *body = world_body(c);
    json_t *texts = json_incref(json_object_get(body, "texts"));
    json_decref(body);
    command_free(c);
    return texts;
}

/* The row's mark: how many texts, how many of them unread; -1 where there is none. */
static void mark_is(int64_t count, int64_t unread) {
    json_t *line = people_line(&world, &owner, &mara.id);
    const json_t *texts = json_object_get(line, "texts");
    assert_int_equal(texts == NULL ? -1 : json_integer_value(json_object_get(texts, "count")),
                     count);
    assert_int_equal(texts == NULL ? -1 : json_integer_value(json_object_get(texts, "unread")),
                     unread);
    json_decref(line);
}

static void W13_both_sides_write_and_read_and_the_author_is_named(void **state) {
    (void)state;
    mark_is(-1, -1);
    struct command *c = guest_says(&phone, &mara, "My camera is\\nupside down", NULL);
    assert_int_equal(c->reply.status, 200);
    assert_int_equal(people_events(c, "guest", &mara.id, "guest.view"), 1);
    assert_int_equal(people_events(c, "room", &owner.room_id, "guest.changed"), 1);
    assert_int_equal(c->event_count, 2);
    command_free(c);
    mark_is(1, 1);
    grant(true, true, false);
    c = staff_says(&nurse, &mara, "Turn the phone round");
    assert_int_equal(c->reply.status, 201);
    assert_int_equal(people_events(c, "guest", &mara.id, "guest.view"), 1);
    assert_int_equal(people_events(c, "room", &owner.room_id, "guest.changed"), 1);
    assert_int_equal(c->event_count, 2);
    command_free(c);
    mark_is(2, 1);
    json_t *texts = read_texts(&owner, &mara);
    assert_int_equal(json_array_size(texts), 2);
    const json_t *first = json_array_get(texts, 0);
    const json_t *second = json_array_get(texts, 1);
    assert_string_equal(people_text(first, "from"), "guest");
    assert_string_equal(people_text(first, "text"), "My camera is\nupside down");
    assert_string_equal(people_text(first, "name"), "(none)");
    assert_string_equal(people_text(second, "from"), "staff");
    assert_string_equal(people_text(second, "name"), "Dr. Ada Quill");
    json_decref(texts);
    assert_int_equal(people_do(&world, &texting_read, &nurse, &mara.id, "{\"sequence\":2}"), 204);
    mark_is(2, 0);
    json_t *view = people_open(&world, &phone, &mara);
    assert_int_equal(json_array_size(json_object_get(view, "texts")), 2);
    json_decref(view);
}

static void W13_a_mark_goes_only_as_far_as_was_seen(void **state) {
    (void)state;
    assert_int_equal(people_done(guest_says(&phone, &mara, "One", NULL)), 200);
    assert_int_equal(people_done(guest_says(&phone, &mara, "Two", NULL)), 200);
    struct command *c = people_call(&world, &texting_read, &owner, &mara.id, "{\"sequence\":1}");
    assert_int_equal(c->reply.status, 204);
    assert_int_equal(people_events(c, "room", &owner.room_id, "guest.changed"), 1);
    command_free(c);
    mark_is(2, 1);
    c = people_call(&world, &texting_read, &owner, &mara.id, "{\"sequence\":1}");
    assert_int_equal(c->event_count, 0);
    command_free(c);
}

/* W3: another guest of the same room, with the seat and link of their own, sees and hears nothing of it. */
static void W13_W3_another_guest_learns_nothing(void **state) {
    (void)state;
    struct device tablet = {.count = 0};
    struct invited noah = people_waiting(&world, &owner, &tablet, "Noah Berg");
    struct command *c = guest_says(&phone, &mara, "Only for the doctor", NULL);
    assert_int_equal(people_events(c, "guest", &noah.id, "guest.view"), 0);
    assert_int_equal(people_events(c, "notice", NULL, "notice.changed"), 0);
    command_free(c);
    c = staff_says(&owner, &mara, "Only for Mara");
    for (size_t i = 0; i < c->event_count; i++) {
        bool words = strstr(c->events[i].data, "Only for Mara") != NULL;
        bool hers = strcmp(c->events[i].stream.name, "guest") == 0 &&
                    id_equal(&c->events[i].stream.id, &mara.id);
        assert_int_equal(words, hers);
    }
    command_free(c);
    json_t *view = people_open(&world, &tablet, &noah);
    assert_int_equal(json_array_size(json_object_get(view, "texts")), 0);
    json_decref(view);
    /* With the link but not the seat there are no texts to see, and none to send. */
    view = people_open(&world, &tablet, &mara);
    assert_null(json_object_get(view, "texts"));
    json_decref(view);
    assert_int_equal(people_done(guest_says(&tablet, &mara, "Not me", NULL)), 401);
}

static void W13_what_is_sent_twice_is_there_once(void **state) {
    (void)state;
    assert_int_equal(people_done(guest_says(&phone, &mara, "Hello", "key-1")), 200);
    struct command *c = guest_says(&phone, &mara, "Hello", "key-1");
    assert_int_equal(c->reply.status, 200);
    assert_int_equal(c->event_count, 0);
    command_free(c);
    world_reopen(&world); /* whatever was answered is there after a crash, and so is its key */
    assert_int_equal(people_done(guest_says(&phone, &mara, "Hello", "key-1")), 200);
    assert_int_equal(people_done(guest_says(&phone, &mara, "Hello", "key-2")), 200);
    mark_is(2, 2);
    struct device tablet = {.count = 0};
    struct invited noah = people_waiting(&world, &owner, &tablet, "Noah Berg");
    assert_int_equal(people_done(guest_says(&tablet, &noah, "Hello", "key-1")), 200);
    assert_int_equal(world_count(&world, "SELECT COUNT(*) FROM guest_text"), 3);
}

static void W13_texts_are_bounded_in_length_and_number(void **state) {
    (void)state;
    char text[GUEST_TEXT_MAX + 2];
    memset(text, 'x', sizeof text);
    text[GUEST_TEXT_MAX + 1] = '\0';
    json_t *document = json_pack("{s:s}", "text", text);
    struct command *c = world_command(&texting_write, PEOPLE_HOST, &owner);
    struct field_error error;
    assert_int_equal(fields_read(document, c->kind->fields, c->arena, c->input, &error),
                     ERR_INVALID);
    command_free(c);
    json_decref(document);
    text[GUEST_TEXT_MAX] = '\0';
    for (int i = 0; i < GUEST_TEXT_SIDE_MAX; i++) {
        assert_int_equal(people_done(guest_says(&phone, &mara, text, NULL)), 200);
    }
    c = guest_says(&phone, &mara, "one more", NULL);
    assert_string_equal(c->reply.problem, "texts-full");
    assert_int_equal(people_done(c), 409);
    for (int i = 0; i < GUEST_TEXT_SIDE_MAX; i++) {
        assert_int_equal(people_done(staff_says(&owner, &mara, "yes")), 201);
    }
    assert_int_equal(people_done(staff_says(&owner, &mara, "one more")), 409);
    json_t *texts = read_texts(&owner, &mara);
    assert_int_equal(json_array_size(texts), GUEST_TEXT_SHOWN_MAX);
    json_decref(texts);
    json_t *view = people_open(&world, &phone, &mara);
    const json_t *shown = json_object_get(view, "texts");
    assert_int_equal(json_array_size(shown), GUEST_TEXT_GUEST_MAX);
    assert_int_equal(json_integer_value(json_object_get(
                         json_array_get(shown, GUEST_TEXT_GUEST_MAX - 1), "sequence")),
                     GUEST_TEXT_SHOWN_MAX);
    json_decref(view);
}

static void W13_only_while_the_guest_waits(void **state) {
    (void)state;
    struct device tablet = {.count = 0};
    struct invited noah = people_invite(&world, &owner, "waiting_room", "Noah Berg");
    struct command *c = staff_says(&owner, &noah, "Too early");
    assert_string_equal(c->reply.problem, "not-waiting");
    command_free(c);
    assert_int_equal(people_take(&world, &tablet, &noah), 200);
    assert_int_equal(people_done(guest_says(&tablet, &noah, "Too early", NULL)), 409);
    (void)people_start(&world, &owner, &mara, 1);
    assert_int_equal(people_done(guest_says(&phone, &mara, "May I?", NULL)), 200);
    assert_int_equal(people_join(&world, &phone, &mara), 200);
    assert_int_equal(people_done(guest_says(&phone, &mara, "In the visit", NULL)), 409);
    assert_int_equal(people_done(staff_says(&owner, &mara, "In the visit")), 409);
    json_t *view = people_open(&world, &phone, &mara);
    assert_null(json_object_get(view, "texts"));
    json_decref(view);
}

/* Every set of rights: viewing reads and marks, sending writes and sets the notice, admitting does neither. */
static void W13_I9_reading_takes_view_and_writing_takes_send(void **state) {
    (void)state;
    assert_int_equal(people_done(guest_says(&phone, &mara, "Hello", NULL)), 200);
    for (unsigned mask = 0; mask < 8; mask++) {
        bool send = (mask & 1U) != 0;
        bool view = (mask & 2U) != 0;
        grant(send, view, (mask & 4U) != 0);
        assert_int_equal(people_do(&world, &texting_list, &nurse, &mara.id, NULL),
                         view ? 200 : 404);
        assert_int_equal(people_do(&world, &texting_read, &nurse, &mara.id, "{\"sequence\":1}"),
                         view ? 204 : 404);
        assert_int_equal(people_done(staff_says(&nurse, &mara, "Hello")), send ? 201 : 404);
        assert_int_equal(
            people_do(&world, &notice_set, &nurse, &owner.room_id, "{\"text\":\"Running late\"}"),
            send ? 200 : 404);
        assert_int_equal(people_do(&world, &notice_clear, &nurse, &owner.room_id, NULL),
                         send ? 200 : 404);
    }
}

static const json_t *notice_of(const json_t *holder) {
    const json_t *notice = json_object_get(holder, "notice");
    assert_non_null(notice);
    return notice;
}

static void W13_a_notice_and_an_estimate_are_shown_to_all_who_wait_and_taken_back(void **state) {
    (void)state;
    struct command *c = people_call(&world, &notice_set, &owner, &owner.room_id,
                                    "{\"text\":\"Running 10 minutes late\",\"estimate_min\":15}");
    assert_int_equal(c->reply.status, 200);
    assert_int_equal(people_events(c, "notice", &owner.room_id, "notice.changed"), 1);
    assert_int_equal(people_events(c, "room", &owner.room_id, "notice.changed"), 1);
    assert_int_equal(c->event_count, 2);
    command_free(c);
    world_reopen(&world);
    json_t *view = people_open(&world, &phone, &mara);
    assert_string_equal(people_text(notice_of(view), "text"), "Running 10 minutes late");
    assert_int_equal(json_integer_value(json_object_get(notice_of(view), "estimate_at_ms")),
                     world.now_ms + 15 * 60000);
    json_decref(view);
    assert_int_equal(people_do(&world, &notice_set, &owner, &owner.room_id, "{\"text\":\"  \"}"),
                     400);
    assert_int_equal(people_do(&world, &notice_clear, &owner, &owner.room_id, NULL), 200);
    assert_int_equal(people_do(&world, &notice_clear, &owner, &owner.room_id, NULL), 200);
    view = people_open(&world, &phone, &mara);
    assert_int_equal(json_object_size(notice_of(view)), 0);
    json_decref(view);
    assert_int_equal(world_count(&world, "SELECT COUNT(*) FROM room_notice"
                                         " WHERE body_sealed IS NOT NULL"
                                         " OR estimate_at_ms IS NOT NULL"),
                     0);
}

static void W13_a_notice_is_its_own_rooms_alone(void **state) {
    (void)state;
    struct command *c =
        people_call(&world, &notice_set, &nurse, &nurse.room_id, "{\"text\":\"Back at ten\"}");
    assert_int_equal(c->reply.status, 200);
    assert_int_equal(people_events(c, "notice", &owner.room_id, "notice.changed"), 0);
    command_free(c);
    json_t *view = people_open(&world, &phone, &mara);
    assert_int_equal(json_object_size(notice_of(view)), 0);
    json_decref(view);
    assert_int_equal(
        people_do(&world, &notice_set, &nurse, &owner.room_id, "{\"text\":\"Not mine\"}"), 404);
    struct id other = world_practice(&world, "hilltop.test");
    (void)other;
    struct world_user eve = world_user(&world, "hilltop.test", "eve@hilltop.test", ROLE_ADMIN);
    assert_int_equal(people_do(&world, &notice_set, &owner, &eve.room_id, "{\"text\":\"x\"}"), 404);
}

/* Whoever has the disk but no key reads no text. */
static void W13_texts_and_notices_lie_sealed(void **state) {
    (void)state;
    assert_int_equal(people_done(guest_says(&phone, &mara, "zebra-guest", NULL)), 200);
    assert_int_equal(people_done(staff_says(&owner, &mara, "zebra-staff")), 201);
    assert_int_equal(
        people_do(&world, &notice_set, &owner, &owner.room_id, "{\"text\":\"zebra-notice\"}"), 200);
    static const char *const FILES[] = {"", "-wal"};
    for (size_t i = 0; i < 2; i++) {
        char path[160];
        (void)snprintf(path, sizeof path, "%s%s", world.database, FILES[i]);
        FILE *file = fopen(path, "rb");
        static char bytes[4 << 20];
        size_t size = file == NULL ? 0 : fread(bytes, 1, sizeof bytes, file);
        assert_true(file == NULL || size < sizeof bytes);
        assert_null(memmem(bytes, size, "zebra", 5));
        if (file != NULL) {
            (void)fclose(file);
        }
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(W13_both_sides_write_and_read_and_the_author_is_named),
        TEST(W13_a_mark_goes_only_as_far_as_was_seen),
        TEST(W13_W3_another_guest_learns_nothing),
        TEST(W13_what_is_sent_twice_is_there_once),
        TEST(W13_texts_are_bounded_in_length_and_number),
        TEST(W13_only_while_the_guest_waits),
        TEST(W13_I9_reading_takes_view_and_writing_takes_send),
        TEST(W13_a_notice_and_an_estimate_are_shown_to_all_who_wait_and_taken_back),
        TEST(W13_a_notice_is_its_own_rooms_alone),
        TEST(W13_texts_and_notices_lie_sealed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
