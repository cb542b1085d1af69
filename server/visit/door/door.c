#include "visit/door/door.h"

#include <stddef.h>
#include <string.h>

struct transition {
    enum door_state from;
    enum door_role role;
    enum door_message message;
    enum door_state to;
};

/* The whole of what may happen to a person at the door. */
static const struct transition TABLE[] = {
    {DOOR_WAITING, DOOR_BY_GUEST, DOOR_ASK, DOOR_ASKED},
    {DOOR_WAITING, DOOR_BY_GUEST, DOOR_JOIN, DOOR_WAITING},
    {DOOR_WAITING, DOOR_BY_HOST, DOOR_ADMIT, DOOR_ADMITTED},
    {DOOR_WAITING, DOOR_BY_HOST, DOOR_BLOCK, DOOR_BLOCKED},
    {DOOR_WAITING, DOOR_BY_SYSTEM, DOOR_VISIT_END, DOOR_WAITING},

    {DOOR_ASKED, DOOR_BY_GUEST, DOOR_ASK, DOOR_ASKED},
    {DOOR_ASKED, DOOR_BY_GUEST, DOOR_JOIN, DOOR_WAITING},
    {DOOR_ASKED, DOOR_BY_HOST, DOOR_ADMIT, DOOR_ADMITTED},
    {DOOR_ASKED, DOOR_BY_HOST, DOOR_DENY, DOOR_DENIED},
    {DOOR_ASKED, DOOR_BY_HOST, DOOR_BLOCK, DOOR_BLOCKED},
    {DOOR_ASKED, DOOR_BY_SYSTEM, DOOR_VISIT_END, DOOR_WAITING},

    {DOOR_ADMITTED, DOOR_BY_GUEST, DOOR_JOIN, DOOR_ADMITTED},
    {DOOR_ADMITTED, DOOR_BY_HOST, DOOR_ADMIT, DOOR_ADMITTED},
    {DOOR_ADMITTED, DOOR_BY_SYSTEM, DOOR_VISIT_END, DOOR_WAITING},

    {DOOR_DENIED, DOOR_BY_GUEST, DOOR_ASK, DOOR_ASKED},
    {DOOR_DENIED, DOOR_BY_GUEST, DOOR_JOIN, DOOR_DENIED},
    {DOOR_DENIED, DOOR_BY_HOST, DOOR_ADMIT, DOOR_ADMITTED},
    {DOOR_DENIED, DOOR_BY_HOST, DOOR_DENY, DOOR_DENIED},
    {DOOR_DENIED, DOOR_BY_HOST, DOOR_BLOCK, DOOR_BLOCKED},
    {DOOR_DENIED, DOOR_BY_SYSTEM, DOOR_VISIT_END, DOOR_WAITING},

    {DOOR_BLOCKED, DOOR_BY_GUEST, DOOR_JOIN, DOOR_BLOCKED},
    {DOOR_BLOCKED, DOOR_BY_HOST, DOOR_ADMIT, DOOR_ADMITTED},
    {DOOR_BLOCKED, DOOR_BY_HOST, DOOR_BLOCK, DOOR_BLOCKED},
    {DOOR_BLOCKED, DOOR_BY_SYSTEM, DOOR_VISIT_END, DOOR_WAITING},
};

enum err door_next(enum door_state state, enum door_role role, enum door_message message,
                   enum door_state *next) {
    for (size_t i = 0; i < sizeof TABLE / sizeof TABLE[0]; i++) {
        const struct transition *row = &TABLE[i];
        if (row->from == state && row->role == role && row->message == message) {
            *next = row->to;
            return ERR_OK;
        }
    }
    return ERR_CONFLICT;
}

int64_t door_again_ms(int64_t denied_at_ms, int64_t now_ms) {
    return denied_at_ms > now_ms ? now_ms : denied_at_ms + DOOR_AGAIN_MS;
}

enum err door_change(struct door *door, enum door_role role, enum door_message message,
                     int64_t now_ms) {
    enum door_state next = door->state;
    enum err err = door_next(door->state, role, message, &next);
    if (err != ERR_OK) {
        return err;
    }
    if (door->state == DOOR_DENIED && message == DOOR_ASK &&
        now_ms < door_again_ms(door->at_ms, now_ms)) {
        return ERR_AGAIN;
    }
    if (next != door->state) {
        *door = (struct door){.state = next, .at_ms = now_ms};
    }
    return ERR_OK;
}

/* Where nobody goes in by themselves, by what the host has said. */
static const enum door_offer CLOSED[DOOR_STATE_COUNT] = {
    [DOOR_WAITING] = DOOR_OFFER_ASK,     [DOOR_ASKED] = DOOR_OFFER_ASKED,
    [DOOR_ADMITTED] = DOOR_OFFER_JOIN,   [DOOR_DENIED] = DOOR_OFFER_DENIED,
    [DOOR_BLOCKED] = DOOR_OFFER_BLOCKED,
};

enum door_offer door_offer(const struct door_scene *scene, const struct door_person *person) {
    must((unsigned)person->state < DOOR_STATE_COUNT);
    if (!scene->running) {
        return DOOR_OFFER_WAIT;
    }
    if (person->booked) {
        return DOOR_OFFER_JOIN;
    }
    bool stranger = scene->guarded && !person->known;
    if (person->state != DOOR_BLOCKED && !stranger && scene->in_count < scene->capacity) {
        return DOOR_OFFER_JOIN;
    }
    return CLOSED[person->state];
}

static const char *const STATES[DOOR_STATE_COUNT] = {
    [DOOR_WAITING] = "waiting", [DOOR_ASKED] = "asked",     [DOOR_ADMITTED] = "admitted",
    [DOOR_DENIED] = "denied",   [DOOR_BLOCKED] = "blocked",
};

static const char *const OFFERS[DOOR_OFFER_COUNT] = {
    [DOOR_OFFER_WAIT] = "wait",   [DOOR_OFFER_JOIN] = "join",     [DOOR_OFFER_ASK] = "ask",
    [DOOR_OFFER_ASKED] = "asked", [DOOR_OFFER_DENIED] = "denied", [DOOR_OFFER_BLOCKED] = "blocked",
};

const char *door_state_name(enum door_state state) {
    must((unsigned)state < DOOR_STATE_COUNT);
    return STATES[state];
}

const char *door_offer_name(enum door_offer offer) {
    must((unsigned)offer < DOOR_OFFER_COUNT);
    return OFFERS[offer];
}

enum err door_state_parse(const char *name, enum door_state *out) {
    for (int i = 0; i < DOOR_STATE_COUNT; i++) {
        if (strcmp(STATES[i], name) == 0) {
            *out = (enum door_state)i;
            return ERR_OK;
        }
    }
    return ERR_INVALID;
}
