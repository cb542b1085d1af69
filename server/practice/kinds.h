/* kinds: the commands of the practice module; one file each subject, whose stem begins the name.
 *
 *   route                kind
 *   POST   /session      session_sign_in
 *   GET    /session      session_get
 *   DELETE /session      session_sign_out
 *   DELETE /sessions     session_sign_out_everywhere
 *
 * Submitted by the server itself: session_activity for a live connection's "activity" message (with the
 * connection's request facts: host and cookies), client_activity once a minute while the page of a client waits or is in
 * a visit (with the same facts: whoever does nothing but wait is not signed out of the portal by it), session_expire once a second. The command line submits
 * the rest; facts.host picks the practice, NULL when there is only one. */
#ifndef ANTEROOM_PRACTICE_KINDS_H
#define ANTEROOM_PRACTICE_KINDS_H

#include "command/command.h"

extern const struct command_kind session_sign_in;
extern const struct command_kind session_get;
extern const struct command_kind session_sign_out;
extern const struct command_kind session_sign_out_everywhere;
extern const struct command_kind session_activity;
extern const struct command_kind session_expire;
extern const struct command_kind client_activity;

struct session_sign_in_input {
    const char *email;
    const char *password;
};

/* Makes a practice with its keys and the defaults of SPEC. 201 {"id"}; ERR_CONFLICT when the host is taken. */
extern const struct command_kind practice_make;
struct practice_make_input {
    const char *name;
    const char *telephone;
    const char *zone;
    const char *colour;
    const char *host;
};

/* Adds a user with a waiting room. 201 {"id", "room_id"}; ERR_CONFLICT when the e-mail is taken. */
extern const struct command_kind user_add;
struct user_add_input {
    const char *name;
    const char *email;
    const char *password;
    int role; /* enum role */
};

/* 200 {"users": [{"id", "name", "email", "role", "disabled"}]} */
extern const struct command_kind user_list;

/* A new password; ends the user's sessions. */
extern const struct command_kind user_password;
/* Shuts the user out; ends the user's sessions. */
extern const struct command_kind user_disable;
struct user_email_input {
    const char *email;
    const char *password; /* user_password only */
};

/* 200 {"practices": [{"id", "host", "name"}]} */
extern const struct command_kind practice_list;

/* Rotating the data key of the practice that the host picks; see keys.c. Step: 200 {"more", "column_index",
 * "after"}, where `after` may be absent; hand both on to the next step. Finish: ERR_CONFLICT while a field
 * still uses an older key. */
extern const struct command_kind keys_begin;
extern const struct command_kind keys_step;
extern const struct command_kind keys_finish;
struct keys_step_input {
    int64_t column_index;
    struct id after;
};

#endif
