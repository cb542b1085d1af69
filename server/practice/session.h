/* session: what the commands of a session share. */
#ifndef ANTEROOM_PRACTICE_SESSION_H
#define ANTEROOM_PRACTICE_SESSION_H

#include "command/command.h"

enum {
    SESSION_OPEN_MAX = 32, /* open sessions of one user; one more ends the longest unused */
    SESSION_BATCH = 32,    /* sessions ended by one command of session_expire */
};

/* Replies with the Session of the schema for c->actor. */
must_check enum err session_reply(struct command *c, struct tx *tx, int status);

/* Ends one session: row, audit note, event and effect. `reason` is what its sockets are told: "signed_out" or
 * "session_expired". */
must_check enum err session_end(struct command *c, struct tx *tx, const struct id *session_id,
                                const char *reason);

/* Ends all sessions of a user of c->actor.practice_id. */
must_check enum err session_end_all(struct command *c, struct tx *tx, const struct id *user_id,
                                    const char *reason);

#endif
