#include "core.h"

#include "../unit/unit.h"

#include "command/authenticate.h"
#include "practice/settings_kinds.h"

#include <stdio.h>
#include <string.h>

void core_init(struct core *core, uint64_t seed, uint64_t seen[SEEN_COUNT]) {
    static const char *const EMAILS[CORE_USERS] = {"ada@lakeside.test", "ben@lakeside.test",
                                                   "cleo@lakeside.test"};
    memset(core, 0, sizeof *core);
    core->seen = seen;
    core->random = seed * 0x9e3779b97f4a7c15ull + 1;
    core->practice_id = people_init(&core->world);
    for (size_t i = 0; i < CORE_USERS; i++) {
        core->users[i] = people_provider(&core->world, EMAILS[i]);
    }
}

void core_fini(struct core *core) {
    people_fini(&core->world);
}

void core_time_to(struct core *core, int64_t now_ms) {
    core->world.now_ms = now_ms;
    for (size_t i = 0; i < CORE_USERS; i++) {
        world_sign_in(&core->world, PEOPLE_HOST, &core->users[i]);
    }
}

int64_t core_true_ms(const struct core *core) {
    return core->world.now_ms + core->behind_ms;
}

void core_watch(struct core *core, void *owner,
                void (*look)(void *owner, const struct command *c)) {
    assert_in_range(core->watch_count, 0, CORE_WATCHES_MAX - 1);
    core->watches[core->watch_count++] = (struct core_watch){.owner = owner, .look = look};
}

int core_finish(struct core *core, struct command *c) {
    for (size_t i = 0; i < core->watch_count; i++) {
        core->watches[i].look(core->watches[i].owner, c);
    }
    return people_done(c);
}

void core_saw(struct core *core, enum core_seen what) {
    core->seen[what]++;
}

bool core_saw_all(const uint64_t seen[SEEN_COUNT]) {
    static const char *const NAMES[SEEN_COUNT] = {
        [SEEN_GUEST_IN] = "guests in a visit",
        [SEEN_ABOVE_CAPACITY] = "in above the capacity by the host's word",
        [SEEN_SEAT_MOVED] = "went on on another device",
        [SEEN_FULL] = "told that the visit is full",
        [SEEN_FULL_AGAIN] = "on hold while the visit filled up",
        [SEEN_DELEGATE] = "presses of delegates",
        [SEEN_DENIED] = "presses without the right",
        [SEEN_HANDED_OVER] = "handed over",
        [SEEN_TEXT] = "texts",
        [SEEN_HELP] = "asked for help",
        [SEEN_CODE] = "signed in with a code",
        [SEEN_CODE_OVER] = "codes that were over",
        [SEEN_LETTER_TWICE] = "letters that left twice",
        [SEEN_DEAD_LETTER] = "dead letters",
        [SEEN_FRESH_LINK] = "fresh links by letter",
        [SEEN_ROOM_HEARD] = "events heard by owners",
        [SEEN_DELEGATE_HEARD] = "events heard by delegates",
        [SEEN_GUEST_HEARD] = "views heard by guests",
        [SEEN_VISIT_HEARD] = "visits heard by guests",
        [SEEN_NOTICE_HEARD] = "notices heard by guests",
        [SEEN_PRESENCE_HEARD] = "news of who is there",
        [SEEN_ASKED_TOO_MUCH] = "hellos that asked for too much",
        [SEEN_PAGE_ENDED] = "pages told to go",
        [SEEN_ADDED] = "clients added",
        [SEEN_ADDED_RUNNING] = "clients added while the visit ran",
        [SEEN_ALERT] = "alerts by letter",
        [SEEN_ALERT_OTHER] = "of arrivals in another's room",
        [SEEN_PUT_BACK] = "clocks put back",
        [SEEN_PULLED_IN] = "links that would have lived longer by it",
        [SEEN_TAKEN_OUT] = "clients taken out",
    };
    bool all = true;
    for (size_t i = 0; i < SEEN_COUNT; i++) {
        (void)fprintf(stderr, "%10llu %s\n", (unsigned long long)seen[i], NAMES[i]);
        all &= seen[i] > 0;
    }
    return all;
}

uint32_t core_roll(struct core *core, uint32_t below) {
    core->random ^= core->random << 13;
    core->random ^= core->random >> 7;
    core->random ^= core->random << 17;
    return (uint32_t)(core->random >> 33) % below;
}

bool core_may(const struct core *core, size_t user, size_t room, enum right right) {
    return user == room || core->granted[room][user].rights[right];
}

size_t core_somebody(struct core *core, size_t owner) {
    return core_roll(core, 3) != 0 ? owner : core_roll(core, CORE_USERS);
}

size_t core_user_of(const struct core *core, const struct command *c) {
    const char *session = command_cookie(c, SESSION_COOKIE);
    size_t user = 0;
    while (user < CORE_USERS &&
           (session == NULL || strcmp(core->users[user].session, session) != 0)) {
        user++;
    }
    return user;
}

size_t core_room_of(const struct core *core, const struct id *room_id) {
    size_t room = 0;
    while (room < CORE_USERS && !id_equal(&core->users[room].room_id, room_id)) {
        room++;
    }
    return room;
}

static void grant(struct core *core, size_t owner, size_t user) {
    char json[80];
    uint32_t rights = 1 + core_roll(core, 7);
    bool view = (rights & 1) != 0;
    bool send = (rights & 2) != 0;
    bool admit = (rights & 4) != 0;
    (void)snprintf(json, sizeof json, "{\"view\":%s,\"send\":%s,\"admit\":%s}",
                   view ? "true" : "false", send ? "true" : "false", admit ? "true" : "false");
    struct command *c = people_call(&core->world, &settings_grant, &core->users[owner],
                                    &core->users[user].id, json);
    assert_int_equal(c->reply.status, 200);
    core->granted[owner][user] =
        (struct grant){.rights = {[RIGHT_VIEW] = view, [RIGHT_SEND] = send, [RIGHT_ADMIT] = admit}};
    (void)core_finish(core, c);
}

static void revoke(struct core *core, size_t owner, size_t user) {
    struct command *c = people_call(&core->world, &settings_revoke, &core->users[owner],
                                    &core->users[user].id, NULL);
    assert_int_equal(c->reply.status, 200);
    core->granted[owner][user] = (struct grant){.rights = {false}};
    (void)core_finish(core, c);
}

void core_grant(struct core *core) {
    size_t owner = core_roll(core, CORE_USERS);
    size_t user = (owner + 1 + core_roll(core, CORE_USERS - 1)) % CORE_USERS;
    if (core_roll(core, 3) == 0) {
        revoke(core, owner, user);
    } else {
        grant(core, owner, user);
    }
}
