/* authenticate: who sends this command, decided inside its transaction.
 *
 * The practice comes from the host, the user from the cookie "session". A session is over when it was
 * ended, when its user is disabled, or when nothing happened for min(the practice's threshold, 4 h)
 * and its user hosts no visit: to the millisecond, whether or not session.expire has come by. */
#ifndef ANTEROOM_COMMAND_AUTHENTICATE_H
#define ANTEROOM_COMMAND_AUTHENTICATE_H

#include "command/command.h"

enum {
    SESSION_IDLE_MAX_S = 4 * 60 * 60,
    SESSION_TOUCH_MS = 60 * 1000, /* activity is written at most this often */
};

#define SESSION_COOKIE "session"
/* What the names of the seats' cookies begin with: the only ones of which a browser may hold many. */
#define SEAT_COOKIE_PREFIX "seat_"

enum {
    CLIENT_IDLE_MS = 2 * 60 * 60 * 1000,
    CLIENT_LIFE_MS = 12 * 60 * 60 * 1000,
};

#define CLIENT_COOKIE "client"

/* The practice that a Host header means: the one with that host, else the only one. ERR_NOT_FOUND. */
must_check enum err authenticate_practice(struct tx *tx, const char *host, struct id *out);

/* How long a session lives without activity, given the practice's own threshold. */
int64_t authenticate_idle_limit_ms(int64_t sign_out_after_s);

/* Fills in c->actor from host and cookie as c->kind->access wants it, with c->now_ms as the time.
 * ERR_NOT_FOUND (no practice), ERR_UNAUTHENTICATED, ERR_DENIED (the role lacks the route). */
must_check enum err authenticate_command(struct command *c, struct tx *tx);

/* For a command of ACCESS_ANYONE that turns out to need a signed-in user (live.hello): fills in the
 * actor from the cookie. ERR_UNAUTHENTICATED. */
must_check enum err authenticate_user(struct command *c, struct tx *tx);

/* The client whose portal session the cookie "client" is: fills in client_id and client_session_id. It is
 * over when it was ended, CLIENT_IDLE_MS after the client last did something, CLIENT_LIFE_MS after the sign-in,
 * when the contact was removed, and when the address that the code went to is no longer theirs.
 * ERR_EXPIRED while a session that ran out is remembered, else ERR_UNAUTHENTICATED. Sets no reply. */
must_check enum err authenticate_client(struct command *c, struct tx *tx);

/* The user did something: the session lives on from c->now_ms. Writes at most once a minute, with an
 * event session.extended. */
must_check enum err authenticate_touch(struct command *c, struct tx *tx);

#endif
