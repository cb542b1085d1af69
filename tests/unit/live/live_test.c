#include "live/live.h"

#include "../unit.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WALL 1700000000000

/* A connection that keeps the texts of all frames that it was sent. */
struct line {
    char texts[64][512];
    size_t count;
    char bye[32];
    struct live_socket *socket;
};

struct world {
    struct live *live;
    struct line lines[4];
    int64_t now_ms;
    size_t lost_count;
    size_t returned_count;
    struct id host_visit;
    size_t left_count;
    struct id left;
    enum effect_kind effects[8];
    size_t effect_count;
};

static struct id id_of(char digit) {
    struct id id;
    memset(id.text, digit, ID_DIGITS);
    id.text[ID_DIGITS] = '\0';
    return id;
}

#define USER    id_of('1')
#define SESSION id_of('2')
#define ROOM    id_of('3')
#define GUEST_A id_of('a')
#define GUEST_B id_of('b')
#define SEAT    id_of('4')
#define VISIT   id_of('5')

static void on_send(void *connection, struct frame *frame, bool snapshot) {
    (void)snapshot;
    struct line *line = connection;
    size_t head = frame->bytes[1] < 126 ? 2 : 4;
    assert_true(line->count < 64);
    assert_true(frame->size - head < 512);
    memcpy(line->texts[line->count], frame->bytes + head, frame->size - head);
    line->texts[line->count][frame->size - head] = '\0';
    line->count++;
}

static void on_bye(void *connection, const char *reason) {
    struct line *line = connection;
    (void)snprintf(line->bye, sizeof line->bye, "%s", reason);
}

static void on_lost(void *owner, const struct id *visit_id) {
    struct world *world = owner;
    world->lost_count++;
    world->host_visit = *visit_id;
}

static void on_returned(void *owner, const struct id *visit_id) {
    struct world *world = owner;
    world->returned_count++;
    world->host_visit = *visit_id;
}

static void on_left(void *owner, const struct id *participant_id) {
    struct world *world = owner;
    world->left_count++;
    world->left = *participant_id;
}

static void on_effect(void *owner, const struct effect *effect) {
    struct world *world = owner;
    world->effects[world->effect_count++] = effect->kind;
}

static struct world *world_new(void) {
    static struct world world;
    memset(&world, 0, sizeof world);
    world.live = live_new(&(struct live_config){
        .send = on_send,
        .bye = on_bye,
        .owner = &world,
        .host_lost = on_lost,
        .host_returned = on_returned,
        .left = on_left,
        .effect = on_effect,
    });
    assert_non_null(world.live);
    return &world;
}

static void world_end(struct world *world) {
    for (size_t i = 0; i < 4; i++) {
        live_gone(world->live, world->lines[i].socket);
    }
    live_free(world->live);
}

static struct live_time now(const struct world *world) {
    return (struct live_time){.mono_ms = world->now_ms, .wall_ms = WALL + world->now_ms};
}

static struct listener user_listener(void) {
    return (struct listener){
        .kind = LISTENER_USER,
        .user_id = USER,
        .session_id = SESSION,
        .room_id = ROOM,
        .streams = {{"room", ROOM}, {"user", USER}},
        .stream_count = 2,
    };
}

static struct listener guest_listener(struct id invitation) {
    return (struct listener){
        .kind = LISTENER_GUEST,
        .invitation_id = invitation,
        .seat_id = SEAT,
        .room_id = ROOM,
        .streams = {{"guest", invitation}},
        .stream_count = 1,
    };
}

static struct line *join(struct world *world, size_t index, struct listener listener,
                         const char *snapshots) {
    struct line *line = &world->lines[index];
    assert_int_equal(live_join(world->live, line, &listener, snapshots, now(world), &line->socket),
                     ERR_OK);
    return line;
}

static bool heard(const struct line *line, const char *part) {
    for (size_t i = 0; i < line->count; i++) {
        if (strstr(line->texts[i], part) != NULL) {
            return true;
        }
    }
    return false;
}

#define ROOM_SNAPSHOT "[{\"stream\":\"room\",\"data\":{\"guests\":[]}}]"

static const struct command_kind KIND = {.name = "test"};

/* One commit with one event on `stream`, or none, and one effect, or none. */
static void commit(struct world *world, const struct event *event, const struct effect *effect) {
    struct command *c = command_new(&KIND);
    if (event != NULL) {
        c->events[c->event_count++] = *event;
    }
    if (effect != NULL) {
        c->effects[c->effect_count++] = *effect;
    }
    live_commit(world->live, c, now(world));
    command_free(c);
}

static void publish(struct world *world, const char *stream, struct id id, const char *name,
                    const char *data) {
    commit(world, &(struct event){{stream, id}, name, data}, NULL);
}

static void a_hello_gets_welcome_snapshot_and_what_follows(void **state) {
    (void)state;
    struct world *world = world_new();
    struct line *user =
        join(world, 0, user_listener(), "[{\"stream\":\"room\",\"data\":{\"guests\":[1, 2]}}]");
    assert_string_equal(user->texts[0],
                        "{\"type\":\"welcome\",\"as\":\"user\",\"now_ms\":1700000000000}");
    assert_string_equal(
        user->texts[1],
        "{\"type\":\"snapshot\",\"stream\":\"room\",\"seq\":0,\"data\":{\"guests\":[1,2],"
        "\"presence\":{}}}");
    publish(world, "room", ROOM, "guest.changed", "{\"id\":\"x\"}");
    assert_string_equal(user->texts[2], "{\"type\":\"event\",\"stream\":\"room\",\"seq\":1,"
                                        "\"name\":\"guest.changed\",\"data\":{\"id\":\"x\"}}");
    struct line *second =
        join(world, 1, user_listener(), "[{\"stream\":\"room\",\"data\":{\"guests\":[]}}]");
    assert_true(heard(second, "\"type\":\"snapshot\",\"stream\":\"room\",\"seq\":1,"));
    publish(world, "room", ROOM, "guest.removed", "{\"id\":\"x\"}");
    assert_true(heard(user, "\"seq\":2,"));
    assert_true(heard(second, "\"seq\":2,"));
    world_end(world);
}

static void streams_count_apart(void **state) {
    (void)state;
    struct world *world = world_new();
    struct line *user = join(world, 0, user_listener(), NULL);
    for (int i = 0; i < 3; i++) {
        publish(world, "room", ROOM, "guest.changed", "{}");
    }
    publish(world, "user", USER, "preferences.changed", "{}");
    assert_true(heard(user, "\"stream\":\"user\",\"seq\":1,"));
    publish(world, "room", id_of('9'), "guest.changed", "{\"other\":1}");
    assert_false(heard(user, "other"));
    world_end(world);
}

/* W3: nothing of another guest, of the room, nor a count in the sequence reaches a guest's connection. */
static void w3_a_guest_hears_of_nobody_else(void **state) {
    (void)state;
    struct world *world = world_new();
    struct listener nosy = guest_listener(GUEST_A);
    nosy.streams[1] = (struct stream){"room", ROOM};
    nosy.streams[2] = (struct stream){"guest", GUEST_B};
    nosy.streams[3] = (struct stream){"user", USER};
    nosy.stream_count = 4;
    struct line *a = join(world, 0, nosy, "[{\"stream\":\"guest\",\"data\":{}}]");
    size_t before = a->count;
    struct line *b = join(world, 1, guest_listener(GUEST_B), NULL);
    publish(world, "room", ROOM, "guest.arrived", "{\"id\":\"b\"}");
    publish(world, "guest", GUEST_B, "guest.view", "{\"state\":\"checked_in\"}");
    publish(world, "user", USER, "preferences.changed", "{}");
    commit(world, NULL, &(struct effect){EFFECT_SUBSCRIBE_GUEST, GUEST_A, ROOM, "room"});
    commit(world, NULL, &(struct effect){EFFECT_SUBSCRIBE_GUEST, GUEST_A, GUEST_B, "guest"});
    publish(world, "room", ROOM, "guest.changed", "{\"id\":\"b\"}");
    publish(world, "guest", GUEST_B, "guest.view", "{\"state\":\"checked_in\"}");
    world->now_ms += 5000;
    live_tick(world->live, now(world));
    live_gone(world->live, b->socket);
    b->socket = NULL;
    assert_int_equal(a->count, before);
    publish(world, "guest", GUEST_A, "guest.view", "{}");
    assert_int_equal(a->count, before + 1);
    assert_true(heard(a, "\"stream\":\"guest\",\"seq\":1,"));
    world_end(world);
}

/* W13, W3: the room's notice reaches every guest of it, and tells none of another, not even by a count. */
static void w13_a_notice_reaches_its_own_rooms_guests_alike(void **state) {
    (void)state;
    struct world *world = world_new();
    struct listener first = guest_listener(GUEST_A);
    first.streams[1] = (struct stream){"notice", ROOM};
    first.streams[2] = (struct stream){"notice", id_of('9')};
    first.stream_count = 3;
    struct line *a = join(world, 0, first, NULL);
    publish(world, "notice", ROOM, "notice.changed", "{\"late\":1}");
    struct listener second = guest_listener(GUEST_B);
    second.streams[1] = (struct stream){"notice", ROOM};
    second.stream_count = 2;
    struct line *b = join(world, 1, second, NULL);
    publish(world, "notice", ROOM, "notice.changed", "{\"late\":2}");
    publish(world, "notice", id_of('9'), "notice.changed", "{\"other\":1}");
    assert_true(heard(a, "\"seq\":0,\"name\":\"notice.changed\",\"data\":{\"late\":1}"));
    assert_true(heard(a, "\"seq\":0,\"name\":\"notice.changed\",\"data\":{\"late\":2}"));
    assert_true(heard(b, "\"seq\":0,\"name\":\"notice.changed\",\"data\":{\"late\":2}"));
    assert_false(heard(b, "\"late\":1"));
    assert_false(heard(a, "other"));
    world_end(world);
}

/* W12: from the commit on the old room hears nothing of the guest, the new one hears that they are there, and the
 * guest hears the new room's notice. */
static void w12_a_guest_who_is_handed_over_is_the_new_rooms(void **state) {
    (void)state;
    struct world *world = world_new();
    const struct id other_room = id_of('9');
    struct listener guest = guest_listener(GUEST_A);
    guest.streams[1] = (struct stream){"notice", ROOM};
    guest.stream_count = 2;
    struct line *a = join(world, 0, guest, NULL);
    struct line *old_host = join(world, 1, user_listener(), NULL);
    struct listener other = user_listener();
    other.user_id = id_of('8');
    other.room_id = other_room;
    other.streams[0].id = other_room;
    struct line *new_host = join(world, 2, other, NULL);
    assert_false(heard(new_host, GUEST_A.text));
    struct event event = {{"room", ROOM}, "guest.handed_over", "{\"id\":\"a\"}"};
    commit(world, &event, &(struct effect){EFFECT_GUEST_MOVED, GUEST_A, other_room, NULL});
    assert_true(heard(old_host, "guest.handed_over"));
    assert_true(heard(new_host, "guest.presence"));
    assert_true(heard(new_host, GUEST_A.text));
    size_t before = old_host->count;
    publish(world, "notice", ROOM, "notice.changed", "{\"old\":1}");
    publish(world, "notice", other_room, "notice.changed", "{\"new\":1}");
    assert_false(heard(a, "\"old\""));
    assert_true(heard(a, "\"new\""));
    live_gone(world->live, a->socket);
    a->socket = NULL;
    world->now_ms += 5000;
    live_tick(world->live, now(world));
    assert_true(heard(new_host, "reconnecting"));
    assert_int_equal(old_host->count, before);
    world_end(world);
}

/* Rule 2 and the fan-out: whoever loses the right does not hear that commit, whoever gains it does. */
static void a_commit_is_heard_by_who_has_the_right_after_it(void **state) {
    (void)state;
    struct world *world = world_new();
    struct line *a = join(world, 0, guest_listener(GUEST_A), NULL);
    const struct event first = {{"visit", VISIT}, "visit.changed", "{\"n\":1}"};
    const struct event second = {{"visit", VISIT}, "visit.changed", "{\"n\":2}"};
    commit(world, &first, &(struct effect){EFFECT_SUBSCRIBE_GUEST, GUEST_A, VISIT, "visit"});
    assert_true(heard(a, "{\"n\":1}"));
    commit(world, &second, &(struct effect){EFFECT_UNSUBSCRIBE_GUEST, GUEST_A, VISIT, "visit"});
    assert_false(heard(a, "{\"n\":2}"));
    world_end(world);
}

/* I5: of two pages of one guest the newest stays. */
static void i5_the_newest_page_of_a_guest_stays(void **state) {
    (void)state;
    struct world *world = world_new();
    struct line *older = join(world, 0, guest_listener(GUEST_A), NULL);
    struct line *other = join(world, 1, guest_listener(GUEST_B), NULL);
    struct line *newer = join(world, 2, guest_listener(GUEST_A), NULL);
    assert_string_equal(older->bye, "seat_moved");
    assert_string_equal(newer->bye, "");
    assert_string_equal(other->bye, "");
    size_t before = older->count;
    publish(world, "guest", GUEST_A, "guest.view", "{}");
    assert_int_equal(older->count, before);
    assert_true(heard(newer, "guest.view"));
    world_end(world);
}

static void i5_a_seat_that_moves_ends_the_other_devices_page(void **state) {
    (void)state;
    struct world *world = world_new();
    struct line *line = join(world, 0, guest_listener(GUEST_A), NULL);
    commit(world, NULL, &(struct effect){EFFECT_SEAT_MOVED, GUEST_A, SEAT, NULL});
    assert_string_equal(line->bye, "");
    commit(world, &(struct event){{"guest", GUEST_A}, "guest.view", "{}"},
           &(struct effect){EFFECT_SEAT_MOVED, GUEST_A, id_of('6'), NULL});
    assert_string_equal(line->bye, "seat_moved");
    assert_false(heard(line, "guest.view")); /* it is the other device's */
    world_end(world);
}

static void sessions_and_users_end_with_their_sockets(void **state) {
    (void)state;
    struct world *world = world_new();
    struct listener elsewhere = user_listener();
    elsewhere.session_id = id_of('7');
    struct line *here = join(world, 0, user_listener(), NULL);
    struct line *there = join(world, 1, elsewhere, NULL);
    struct line *guest = join(world, 2, guest_listener(GUEST_A), NULL);
    commit(world, &(struct event){{"user", USER}, "session.ended", "{}"},
           &(struct effect){EFFECT_SESSION_ENDED, SESSION, {""}, NULL});
    assert_true(heard(here, "session.ended"));
    assert_string_equal(here->bye, "signed_out");
    assert_string_equal(there->bye, "");
    commit(world, NULL, &(struct effect){EFFECT_USER_ENDED, USER, {""}, "session_expired"});
    assert_string_equal(there->bye, "session_expired");
    assert_string_equal(guest->bye, "");
    world_end(world);
}

static void the_media_of_a_session_ends_with_it(void **state) {
    (void)state;
    struct world *world = world_new();
    struct listener elsewhere = user_listener();
    elsewhere.session_id = id_of('7');
    (void)join(world, 0, user_listener(), NULL);
    struct line *speaks = join(world, 1, elsewhere, NULL);
    live_claim_media(world->live, speaks->socket);
    commit(world, NULL, &(struct effect){EFFECT_SESSION_ENDED, SESSION, {""}, NULL});
    assert_int_equal(world->left_count, 0);
    commit(world, NULL, &(struct effect){EFFECT_SESSION_ENDED, id_of('7'), {""}, NULL});
    assert_int_equal(world->left_count, 1);
    struct id user = USER;
    assert_true(id_equal(&world->left, &user));
    world_end(world);
}

/* W11: the room sees reconnecting after 5 s, left after 2 min, and the return. */
static void w11_the_room_hears_of_presence(void **state) {
    (void)state;
    struct world *world = world_new();
    struct line *user = join(world, 0, user_listener(), NULL);
    struct line *guest = join(world, 1, guest_listener(GUEST_A), NULL);
    assert_true(heard(user,
                      "\"name\":\"guest.presence\",\"data\":{\"id\":\"aaaaaaaaaaaaaaaaaaaaaaaa"
                      "aaaaaaaa\",\"presence\":{\"state\":\"online\""));
    live_gone(world->live, guest->socket);
    guest->socket = NULL;
    world->now_ms = 4999;
    live_tick(world->live, now(world));
    assert_false(heard(user, "reconnecting"));
    world->now_ms = 5000;
    live_tick(world->live, now(world));
    assert_true(heard(user, "{\"state\":\"reconnecting\",\"since_ms\":1700000005000}"));
    world->now_ms = 120000;
    live_heard(world->live, user->socket, now(world));
    live_tick(world->live, now(world));
    assert_true(heard(user, "{\"state\":\"left\""));
    (void)join(world, 2, guest_listener(GUEST_A), NULL);
    assert_true(heard(user, "{\"state\":\"online\",\"since_ms\":1700000120000}"));
    world_end(world);
}

/* W4: five hundred wait; whoever else opens the room costs those who have it open nothing. */
static void w4_another_page_of_the_room_tells_the_others_nothing(void **state) {
    (void)state;
    struct world *world = world_new();
    struct line *user = join(world, 0, user_listener(), ROOM_SNAPSHOT);
    (void)join(world, 1, guest_listener(GUEST_A), NULL);
    size_t before = user->count;
    struct line *second = join(world, 2, user_listener(), ROOM_SNAPSHOT);
    assert_int_equal(user->count, before);
    assert_int_equal(second->count, 2);
    assert_true(heard(second, "\"presence\":{\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\":"
                              "{\"state\":\"online\""));
    world_end(world);
}

/* W10: whoever waited before a restart is reconnecting in the room that is opened after it. */
static void w10_seeds_are_seen_after_a_start(void **state) {
    (void)state;
    struct world *world = world_new();
    const struct live_seed seeds[] = {
        {.participant_id = GUEST_A, .room_id = ROOM},
        {.participant_id = USER, .user = true, .visit_id = VISIT},
    };
    live_presence_seed(world->live, seeds, 2, now(world));
    world->now_ms = 6000;
    live_tick(world->live, now(world));
    struct line *user = join(world, 0, user_listener(), ROOM_SNAPSHOT);
    assert_true(heard(user, "\"presence\":{\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\":"
                            "{\"state\":\"reconnecting\",\"since_ms\":1700000000000}}"));
    world_end(world);
}

static void who_is_removed_from_a_room_has_no_presence(void **state) {
    (void)state;
    struct world *world = world_new();
    struct line *guest = join(world, 0, guest_listener(GUEST_A), NULL);
    publish(world, "room", ROOM, "guest.removed", "{\"id\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"}");
    live_heard(world->live, guest->socket, now(world));
    struct line *user = join(world, 1, user_listener(), ROOM_SNAPSHOT);
    assert_true(heard(user, "\"presence\":{}"));
    world_end(world);
}

/* A page whose place is over stays open, and nobody asks whether it is there. */
static void who_is_in_no_room_has_no_presence(void **state) {
    (void)state;
    struct world *world = world_new();
    struct listener over = guest_listener(GUEST_A);
    over.room_id = (struct id){.text = ""};
    struct line *guest = join(world, 0, over, NULL);
    publish(world, "guest", GUEST_A, "guest.view", "{}");
    assert_true(heard(guest, "guest.view"));
    world->now_ms = 120000;
    live_tick(world->live, now(world));
    assert_int_equal(world->left_count, 0);
    world_end(world);
}

/* V5: the visit hears that its host dropped, and that they are back. */
static void v5_a_host_is_lost_and_returns(void **state) {
    (void)state;
    struct world *world = world_new();
    struct line *user = join(world, 0, user_listener(), NULL);
    struct command *c = command_new(&KIND);
    c->actor.user_id = USER;
    c->effects[c->effect_count++] = (struct effect){EFFECT_ADMITTED, USER, VISIT, NULL};
    live_commit(world->live, c, now(world));
    command_free(c);
    assert_int_equal(world->effects[0], EFFECT_ADMITTED);
    world->now_ms = 5000;
    live_tick(world->live, now(world));
    live_tick(world->live, now(world));
    assert_int_equal(world->lost_count, 1);
    assert_string_equal(world->host_visit.text, VISIT.text);
    live_heard(world->live, user->socket, now(world));
    assert_int_equal(world->returned_count, 1);
    commit(world, NULL, &(struct effect){EFFECT_VISIT_ENDED, {""}, VISIT, NULL});
    world->now_ms = 20000;
    live_tick(world->live, now(world));
    assert_int_equal(world->lost_count, 1);
    world_end(world);
}

static void people_of_a_visit_hear_of_each_others_presence(void **state) {
    (void)state;
    struct world *world = world_new();
    struct listener a = guest_listener(GUEST_A);
    a.visit_id = VISIT;
    a.streams[1] = (struct stream){"visit", VISIT};
    a.stream_count = 2;
    struct listener host = user_listener();
    host.visit_id = VISIT;
    host.streams[2] = (struct stream){"visit", VISIT};
    host.stream_count = 3;
    struct line *guest = join(world, 0, a, NULL);
    struct line *user = join(world, 1, host, NULL);
    assert_true(heard(guest, "\"name\":\"participant.presence\",\"data\":{\"id\":\"1111"));
    assert_true(heard(user, "\"name\":\"participant.presence\",\"data\":{\"id\":\"aaaa"));
    commit(world, NULL, &(struct effect){EFFECT_DISMISSED, GUEST_A, VISIT, NULL});
    size_t before = guest->count;
    world->now_ms = 5000;
    live_heard(world->live, user->socket, now(world));
    live_tick(world->live, now(world));
    assert_int_equal(guest->count, before);
    world_end(world);
}

/* W3: a guest who was admitted but has not joined is not seen in the visit. */
static void w3_nobody_sees_who_has_not_joined(void **state) {
    (void)state;
    struct world *world = world_new();
    struct listener in = guest_listener(GUEST_A);
    in.visit_id = VISIT;
    in.streams[1] = (struct stream){"visit", VISIT};
    in.stream_count = 2;
    struct listener not_yet = guest_listener(GUEST_B);
    not_yet.visit_id = VISIT;
    struct line *a = join(world, 0, in, NULL);
    size_t before = a->count;
    struct line *b = join(world, 1, not_yet, NULL);
    live_gone(world->live, b->socket);
    b->socket = NULL;
    world->now_ms = 4000;
    live_heard(world->live, a->socket, now(world));
    world->now_ms = 6000;
    live_tick(world->live, now(world));
    assert_int_equal(a->count, before);
    world_end(world);
}

static void notifications_go_to_the_newest_speaker(void **state) {
    (void)state;
    struct world *world = world_new();
    struct id who = USER;
    struct line *first = join(world, 0, user_listener(), NULL);
    struct line *second = join(world, 1, user_listener(), NULL);
    assert_int_equal(live_notify(world->live, &who, "speaking", "{}"), ERR_NOT_FOUND);
    live_claim_media(world->live, first->socket);
    assert_int_equal(live_notify(world->live, &who, "speaking", "{\"n\":1}"), ERR_OK);
    live_claim_media(world->live, second->socket);
    assert_int_equal(live_notify(world->live, &who, "speaking", "{\"n\":2}"), ERR_OK);
    assert_true(heard(first, "{\"type\":\"notify\",\"name\":\"speaking\",\"data\":{\"n\":1}}"));
    assert_false(heard(first, "{\"n\":2}"));
    assert_true(heard(second, "{\"n\":2}"));
    world_end(world);
}

static void a_listener_without_a_kind_or_a_broken_snapshot_joins_nothing(void **state) {
    (void)state;
    struct world *world = world_new();
    struct live_socket *socket = NULL;
    struct listener none = {0};
    struct listener user = user_listener();
    assert_int_equal(live_join(world->live, &world->lines[0], &none, NULL, now(world), &socket),
                     ERR_INVALID);
    assert_int_equal(live_join(world->live, &world->lines[0], &user, "{}", now(world), &socket),
                     ERR_INVALID);
    assert_int_equal(live_join(world->live, &world->lines[0], &user, "[{}]", now(world), &socket),
                     ERR_INVALID);
    assert_int_equal(live_count(world->live), 0);
    world_end(world);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_hello_gets_welcome_snapshot_and_what_follows),
        cmocka_unit_test(streams_count_apart),
        cmocka_unit_test(w13_a_notice_reaches_its_own_rooms_guests_alike),
        cmocka_unit_test(w12_a_guest_who_is_handed_over_is_the_new_rooms),
        cmocka_unit_test(w3_a_guest_hears_of_nobody_else),
        cmocka_unit_test(a_commit_is_heard_by_who_has_the_right_after_it),
        cmocka_unit_test(i5_the_newest_page_of_a_guest_stays),
        cmocka_unit_test(i5_a_seat_that_moves_ends_the_other_devices_page),
        cmocka_unit_test(sessions_and_users_end_with_their_sockets),
        cmocka_unit_test(the_media_of_a_session_ends_with_it),
        cmocka_unit_test(w11_the_room_hears_of_presence),
        cmocka_unit_test(w4_another_page_of_the_room_tells_the_others_nothing),
        cmocka_unit_test(w10_seeds_are_seen_after_a_start),
        cmocka_unit_test(who_is_removed_from_a_room_has_no_presence),
        cmocka_unit_test(who_is_in_no_room_has_no_presence),
        cmocka_unit_test(v5_a_host_is_lost_and_returns),
        cmocka_unit_test(people_of_a_visit_hear_of_each_others_presence),
        cmocka_unit_test(w3_nobody_sees_who_has_not_joined),
        cmocka_unit_test(notifications_go_to_the_newest_speaker),
        cmocka_unit_test(a_listener_without_a_kind_or_a_broken_snapshot_joins_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
