#include "visit/invitation/invitation.h"

#include <stddef.h>
#include <string.h>

struct transition {
    enum invitation_state from;
    enum invitation_role role;
    enum invitation_message message;
    enum invitation_state to;
};

/* The whole of what may happen to an invitation. */
static const struct transition TABLE[] = {
    {INVITATION_INVITED, INVITATION_BY_HOST, INVITATION_SEND_AGAIN, INVITATION_INVITED},
    {INVITATION_INVITED, INVITATION_BY_GUEST, INVITATION_CHECK_IN, INVITATION_CHECKED_IN},
    {INVITATION_INVITED, INVITATION_BY_GUEST, INVITATION_CONNECT, INVITATION_IN_VISIT},
    {INVITATION_INVITED, INVITATION_BY_HOST, INVITATION_CANCEL, INVITATION_CANCELLED},
    {INVITATION_INVITED, INVITATION_BY_HOST, INVITATION_REMOVE, INVITATION_REMOVED},
    {INVITATION_INVITED, INVITATION_BY_HOST, INVITATION_HAND_OVER, INVITATION_INVITED},
    {INVITATION_INVITED, INVITATION_BY_HOST, INVITATION_VISIT_END, INVITATION_ENDED},
    {INVITATION_INVITED, INVITATION_BY_SYSTEM, INVITATION_VISIT_END, INVITATION_ENDED},

    {INVITATION_CHECKED_IN, INVITATION_BY_GUEST, INVITATION_CHECK_IN, INVITATION_CHECKED_IN},
    {INVITATION_CHECKED_IN, INVITATION_BY_GUEST, INVITATION_ENTER, INVITATION_IN_VISIT},
    {INVITATION_CHECKED_IN, INVITATION_BY_HOST, INVITATION_SEND_AGAIN, INVITATION_CHECKED_IN},
    {INVITATION_CHECKED_IN, INVITATION_BY_HOST, INVITATION_START, INVITATION_ADMITTED},
    {INVITATION_CHECKED_IN, INVITATION_BY_HOST, INVITATION_REMOVE, INVITATION_REMOVED},
    {INVITATION_CHECKED_IN, INVITATION_BY_HOST, INVITATION_HAND_OVER, INVITATION_CHECKED_IN},
    {INVITATION_CHECKED_IN, INVITATION_BY_SYSTEM, INVITATION_LAPSE, INVITATION_INVITED},

    {INVITATION_ADMITTED, INVITATION_BY_GUEST, INVITATION_JOIN, INVITATION_IN_VISIT},
    {INVITATION_ADMITTED, INVITATION_BY_HOST, INVITATION_SEND_AGAIN, INVITATION_INVITED},
    {INVITATION_ADMITTED, INVITATION_BY_HOST, INVITATION_REMOVE, INVITATION_REMOVED},
    {INVITATION_ADMITTED, INVITATION_BY_HOST, INVITATION_VISIT_END, INVITATION_CHECKED_IN},
    {INVITATION_ADMITTED, INVITATION_BY_SYSTEM, INVITATION_VISIT_END, INVITATION_CHECKED_IN},

    {INVITATION_IN_VISIT, INVITATION_BY_GUEST, INVITATION_JOIN, INVITATION_IN_VISIT},
    {INVITATION_IN_VISIT, INVITATION_BY_GUEST, INVITATION_ENTER, INVITATION_IN_VISIT},
    {INVITATION_IN_VISIT, INVITATION_BY_GUEST, INVITATION_CONNECT, INVITATION_IN_VISIT},
    {INVITATION_IN_VISIT, INVITATION_BY_GUEST, INVITATION_LEAVE, INVITATION_LEFT},
    {INVITATION_IN_VISIT, INVITATION_BY_HOST, INVITATION_HOLD, INVITATION_ON_HOLD},
    {INVITATION_IN_VISIT, INVITATION_BY_HOST, INVITATION_SEND_AGAIN, INVITATION_INVITED},
    {INVITATION_IN_VISIT, INVITATION_BY_HOST, INVITATION_REMOVE, INVITATION_REMOVED},
    {INVITATION_IN_VISIT, INVITATION_BY_HOST, INVITATION_VISIT_END, INVITATION_ENDED},
    {INVITATION_IN_VISIT, INVITATION_BY_SYSTEM, INVITATION_LEAVE, INVITATION_LEFT},
    {INVITATION_IN_VISIT, INVITATION_BY_SYSTEM, INVITATION_VISIT_END, INVITATION_ENDED},

    {INVITATION_LEFT, INVITATION_BY_GUEST, INVITATION_JOIN, INVITATION_IN_VISIT},
    {INVITATION_LEFT, INVITATION_BY_GUEST, INVITATION_ENTER, INVITATION_IN_VISIT},
    {INVITATION_LEFT, INVITATION_BY_GUEST, INVITATION_LEAVE, INVITATION_LEFT},
    {INVITATION_LEFT, INVITATION_BY_HOST, INVITATION_SEND_AGAIN, INVITATION_INVITED},
    {INVITATION_LEFT, INVITATION_BY_HOST, INVITATION_REMOVE, INVITATION_REMOVED},
    {INVITATION_LEFT, INVITATION_BY_HOST, INVITATION_VISIT_END, INVITATION_ENDED},
    {INVITATION_LEFT, INVITATION_BY_SYSTEM, INVITATION_VISIT_END, INVITATION_ENDED},

    {INVITATION_ON_HOLD, INVITATION_BY_HOST, INVITATION_HOLD, INVITATION_ON_HOLD},
    {INVITATION_ON_HOLD, INVITATION_BY_HOST, INVITATION_TAKE_IN, INVITATION_IN_VISIT},
    {INVITATION_ON_HOLD, INVITATION_BY_HOST, INVITATION_REMOVE, INVITATION_REMOVED},
    {INVITATION_ON_HOLD, INVITATION_BY_HOST, INVITATION_VISIT_END, INVITATION_ENDED},
    {INVITATION_ON_HOLD, INVITATION_BY_SYSTEM, INVITATION_VISIT_END, INVITATION_ENDED},

    {INVITATION_CANCELLED, INVITATION_BY_HOST, INVITATION_CANCEL, INVITATION_CANCELLED},
    {INVITATION_REMOVED, INVITATION_BY_HOST, INVITATION_REMOVE, INVITATION_REMOVED},
};

enum err invitation_next(enum invitation_state state, enum invitation_role role,
                         enum invitation_message message, enum invitation_state *next) {
    for (size_t i = 0; i < sizeof TABLE / sizeof TABLE[0]; i++) {
        const struct transition *row = &TABLE[i];
        if (row->from == state && row->role == role && row->message == message) {
            *next = row->to;
            return ERR_OK;
        }
    }
    return ERR_CONFLICT;
}

enum err invitation_change(enum invitation_state *state, enum invitation_role role,
                           enum invitation_message message) {
    return invitation_next(*state, role, message, state);
}

bool invitation_expired(enum invitation_state state, int64_t expires_at_ms, int64_t now_ms) {
    return state == INVITATION_INVITED && now_ms >= expires_at_ms;
}

int64_t invitation_expiry(int64_t now_ms, int64_t lifetime_s) {
    return now_ms + lifetime_s * 1000;
}

bool invitation_final(enum invitation_state state) {
    return state == INVITATION_ENDED || state == INVITATION_CANCELLED ||
           state == INVITATION_REMOVED;
}

bool invitation_with_visit(enum invitation_state state) {
    return state == INVITATION_ADMITTED || state == INVITATION_IN_VISIT ||
           state == INVITATION_LEFT || state == INVITATION_ON_HOLD;
}

bool invitation_waits(enum invitation_state state) {
    return state == INVITATION_CHECKED_IN || state == INVITATION_ADMITTED ||
           state == INVITATION_ON_HOLD;
}

static const char *const STATES[INVITATION_STATE_COUNT] = {
    [INVITATION_INVITED] = "invited",   [INVITATION_CHECKED_IN] = "checked_in",
    [INVITATION_ADMITTED] = "admitted", [INVITATION_IN_VISIT] = "in_visit",
    [INVITATION_LEFT] = "left",         [INVITATION_ON_HOLD] = "on_hold",
    [INVITATION_ENDED] = "ended",       [INVITATION_CANCELLED] = "cancelled",
    [INVITATION_REMOVED] = "removed",
};

static const char *const KINDS[] = {
    [INVITATION_WAITING_ROOM] = "waiting_room",
    [INVITATION_CONNECT_NOW] = "connect_now",
};

const char *invitation_state_name(enum invitation_state state) {
    must((unsigned)state < INVITATION_STATE_COUNT);
    return STATES[state];
}

const char *invitation_kind_name(enum invitation_kind kind) {
    must((unsigned)kind < sizeof KINDS / sizeof KINDS[0]);
    return KINDS[kind];
}

static enum err find_name(const char *const *names, size_t count, const char *name, size_t *out) {
    for (size_t i = 0; i < count; i++) {
        if (strcmp(names[i], name) == 0) {
            *out = i;
            return ERR_OK;
        }
    }
    return ERR_INVALID;
}

enum err invitation_state_parse(const char *name, enum invitation_state *out) {
    size_t index = 0;
    enum err err = find_name(STATES, INVITATION_STATE_COUNT, name, &index);
    if (err == ERR_OK) {
        *out = (enum invitation_state)index;
    }
    return err;
}

enum err invitation_kind_parse(const char *name, enum invitation_kind *out) {
    size_t index = 0;
    enum err err = find_name(KINDS, sizeof KINDS / sizeof KINDS[0], name, &index);
    if (err == ERR_OK) {
        *out = (enum invitation_kind)index;
    }
    return err;
}
