#include "command/access.h"

#include <string.h>

static const bool ROUTES_OPEN[][ROLE_STAFF + 1] = {
    /*                  none   admin  provider staff */
    [ACCESS_ANYONE] = {true, true, true, true},
    [ACCESS_USER] = {false, true, true, true},
    [ACCESS_ADMIN] = {false, true, false, false},
    [ACCESS_CLIENT] = {false, false, false,
                       false}, /* no user's role opens it: authenticate_client */
    [ACCESS_SYSTEM] = {false, false, false, false},
};

enum verdict { NO, IF_GRANTED, YES };

static const enum verdict ROOM_RIGHTS[RELATION_COUNT][RIGHT_COUNT] = {
    /*                       view        send        admit */
    [RELATION_NONE] = {NO, NO, NO},
    [RELATION_DELEGATE] = {IF_GRANTED, IF_GRANTED, IF_GRANTED},
    [RELATION_HOST] = {YES, YES, YES},
    [RELATION_OWNER] = {YES, YES, YES},
};

static const char *const ROLE_NAMES[] = {
    [ROLE_NONE] = "", [ROLE_ADMIN] = "admin", [ROLE_PROVIDER] = "provider", [ROLE_STAFF] = "staff"};

enum err access_route(enum access access, enum role role) {
    if (ROUTES_OPEN[access][role]) {
        return ERR_OK;
    }
    return role == ROLE_NONE ? ERR_UNAUTHENTICATED : ERR_DENIED;
}

static enum relation relation_of(const struct actor *actor, const struct id *host_id,
                                 const struct id *owner_id, const struct grant *granted) {
    if (id_is_none(&actor->user_id)) {
        return RELATION_NONE;
    }
    if (id_equal(&actor->user_id, owner_id)) {
        return RELATION_OWNER;
    }
    if (id_equal(&actor->user_id, host_id)) {
        return RELATION_HOST;
    }
    for (enum right right = RIGHT_VIEW; right < RIGHT_COUNT; right++) {
        if (granted->rights[right]) {
            return RELATION_DELEGATE;
        }
    }
    return RELATION_NONE;
}

enum err access_room(const struct actor *actor, const struct id *host_id, const struct id *owner_id,
                     const struct grant *granted, enum right right) {
    enum verdict verdict = ROOM_RIGHTS[relation_of(actor, host_id, owner_id, granted)][right];
    bool may = verdict == YES || (verdict == IF_GRANTED && granted->rights[right]);
    return may ? ERR_OK : ERR_NOT_FOUND;
}

const char *access_role_name(enum role role) {
    return ROLE_NAMES[role];
}

enum role access_role_parse(const char *name) {
    for (enum role role = ROLE_ADMIN; role <= ROLE_STAFF; role++) {
        if (strcmp(ROLE_NAMES[role], name) == 0) {
            return role;
        }
    }
    return ROLE_NONE;
}
