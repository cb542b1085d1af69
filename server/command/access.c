#include "command/access.h"

#include <string.h>

static const bool ROUTES_OPEN[][ROLE_STAFF + 1] = {
    /*                  none   admin  provider staff */
    [ACCESS_ANYONE] = {true, true, true, true},
    [ACCESS_USER] = {false, true, true, true},
    [ACCESS_ADMIN] = {false, true, false, false},
    [ACCESS_SYSTEM] = {false, false, false, false},
};

static const bool ROOM_RIGHTS[RELATION_COUNT][RIGHT_COUNT] = {
    /*                   view   send   admit */
    [RELATION_NONE] = {false, false, false},
    [RELATION_OWNER] = {true, true, true},
};

static const char *const ROLE_NAMES[] = {
    [ROLE_NONE] = "", [ROLE_ADMIN] = "admin", [ROLE_PROVIDER] = "provider", [ROLE_STAFF] = "staff"};

enum err access_route(enum access access, enum role role) {
    if (ROUTES_OPEN[access][role]) {
        return ERR_OK;
    }
    return role == ROLE_NONE ? ERR_UNAUTHENTICATED : ERR_DENIED;
}

enum err access_room(const struct actor *actor, const struct id *owner_id, enum right right) {
    bool is_owner = !id_is_none(&actor->user_id) && id_equal(&actor->user_id, owner_id);
    enum relation relation = is_owner ? RELATION_OWNER : RELATION_NONE;
    return ROOM_RIGHTS[relation][right] ? ERR_OK : ERR_NOT_FOUND;
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
