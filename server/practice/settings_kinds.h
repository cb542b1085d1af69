/* settings_kinds: the commands of the settings page, and of who may work in which waiting room.
 *
 *   route                          kind
 *   GET    /settings               settings_get
 *   PUT    /settings/practice      settings_change_practice   (administrators)
 *   PUT    /settings/grants/{id}   settings_grant             {id}: the user who is granted access
 *   DELETE /settings/grants/{id}   settings_revoke
 *   GET    /rooms                  rooms_get */
#ifndef ANTEROOM_PRACTICE_SETTINGS_KINDS_H
#define ANTEROOM_PRACTICE_SETTINGS_KINDS_H

#include "command/command.h"

extern const struct command_kind settings_get;

extern const struct command_kind settings_change_practice;
struct settings_practice_input {
    int64_t waiting_room_link_s;
    int64_t connect_now_link_s;
    int64_t sign_out_after_s;
    int64_t reconnecting_after_s;
    int64_t left_after_s;
    int64_t host_left_s;
    int64_t host_lost_s;
};

extern const struct command_kind settings_grant;
struct settings_grant_input {
    bool send;
    bool view;
    bool admit;
};
extern const struct command_kind settings_revoke;

extern const struct command_kind rooms_get;

#endif
