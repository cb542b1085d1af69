/* client: a contact who is signed in to the portal (A2).
 *
 *   none ──client_session_open──► open ──client_session_end──────────► ended    signed out
 *                                   ├──client_session_end_changed────► ended    contact removed, address changed
 *                                   └──time (authenticate_client)────► over     idle limit, absolute limit
 *
 * A session belongs to one contact, never to an address: several people may share one. It is a random cookie
 * of which the store has the hash. What else ends it stands at authenticate_client. Every function works in
 * the caller's transaction, in c->actor.practice_id. */
#ifndef ANTEROOM_PRACTICE_CLIENT_H
#define ANTEROOM_PRACTICE_CLIENT_H

#include "command/command.h"
#include "practice/contact.h"
#include "store/vault.h"

enum {
    CLIENT_SESSIONS_MAX = 16,    /* open ones of one contact; one more ends the longest unused */
    CLIENT_TOUCH_MS = 60 * 1000, /* activity is written at most this often */
};

/* The contact who is signed in to the portal in the browser that sent the command; c->actor.client_id and
 * client_session_id are filled in, for the audit. ERR_NOT_FOUND: nobody is. */
must_check enum err client_session_find(struct command *c, struct tx *tx, struct id *contact_id);

/* Opens a session for the contact whose address has this blind value, sets its cookie and makes the command
 * its own. */
must_check enum err client_session_open(struct command *c, struct tx *tx,
                                        const struct id *contact_id, const struct hash *address);

/* Whether this session of the contact is open at now_ms: for what is decided beside the contact's own requests.
 * No id is no session. */
must_check enum err client_session_alive(struct tx *tx, const struct id *practice_id,
                                         const struct id *session_id, const struct id *contact_id,
                                         int64_t now_ms, bool *out);

/* The client found by client_session_find or authenticate_client did something: the idle limit begins
 * anew. Writes at most once a minute; does nothing when no client was found. Not for a read. */
must_check enum err client_session_touch(struct command *c, struct tx *tx);

/* Of any practice: where the clock was put back, both limits count from now_ms, so that no session lives longer. */
must_check enum err client_session_pull_in(struct tx *tx, int64_t now_ms);

/* Of any practice: a session whose limits have passed is over, whatever the clock says later. */
must_check enum err client_session_end_over(struct tx *tx, int64_t now_ms);

/* Ends the command's own session and removes its cookie. */
must_check enum err client_session_end(struct command *c, struct tx *tx);

/* The contact's row was changed or erased: ends its sessions that were opened by an address which is no
 * longer there. `now_holds` NULL: the contact was removed. */
must_check enum err client_session_end_changed(struct command *c, struct tx *tx,
                                               const struct id *contact_id,
                                               const struct contact_fields *now_holds);

#endif
