/* portal_code: a request for a one-time code (A2), as it lies in the store, and what a typed code comes to.
 *
 *   asked ──portal.tick──► handled ──the right code──► gone: it has opened a session
 *     │                      ├──PORTAL_CODE_TRIES wrong ones──► used up ─┐
 *     └──────────────────────┴──PORTAL_CODE_LIFE_MS──► expired ──────────┴──portal.tick──► gone
 *
 * A request belongs to the browser that made it, by a cookie: whoever does not have it can neither use the
 * code nor use up the tries. The code is six digits of an HMAC over the request's id (vault.h): nothing secret
 * is stored. A row is made for every address alike; whether it is a client's is looked up when the answer has
 * left, so neither the answer nor its time can say. Works in the caller's transaction. */
#ifndef ANTEROOM_VISIT_PORTAL_CODE_H
#define ANTEROOM_VISIT_PORTAL_CODE_H

#include "notify/outbox.h"
#include "store/vault.h"

struct tx;

enum {
    PORTAL_CODE_LIFE_MS = 10 * 60 * 1000,
    PORTAL_CODE_TRIES = 5,
    PORTAL_CODE_DUE_MAX = 8, /* handled by one tick */
};

struct portal_code {
    struct id practice_id;
    struct id id;
    enum outbox_channel channel;
    const char *address; /* checked; an e-mail address or a number in E.164 */
    struct hash address_blind;
    int64_t tries; /* wrong ones so far */
    int64_t asked_at_ms;
    int64_t expires_at_ms;
};

enum portal_verdict {
    PORTAL_RIGHT,
    PORTAL_WRONG,
    PORTAL_OVER, /* no try is left, its time has passed, or the clock was put back to before it was asked for */
};

/* Pure but for the key; takes the same time for every wrong code. */
enum portal_verdict portal_code_judge(const struct vault *vault, const struct portal_code *row,
                                      const char *code, int64_t now_ms);

/* Writes a new row: practice_id, channel, address and asked_at_ms are read, the rest is filled in. `browser` is
 * the cookie's value. */
must_check enum err portal_code_insert(struct tx *tx, const char *browser, struct portal_code *row);
/* ERR_NOT_FOUND. */
must_check enum err portal_code_load(struct tx *tx, const struct id *practice_id,
                                     const struct id *id, struct portal_code *out);
/* The request of the browser that shows this cookie. ERR_NOT_FOUND. */
must_check enum err portal_code_of_browser(struct tx *tx, const struct id *practice_id,
                                           const char *browser, struct portal_code *out);
must_check enum err portal_code_count_try(struct tx *tx, struct portal_code *row);
must_check enum err portal_code_remove(struct tx *tx, const struct portal_code *row);

/* Of any practice: up to PORTAL_CODE_DUE_MAX requests that nobody has looked at yet, the oldest first. */
must_check enum err portal_code_list_due(struct tx *tx, struct portal_code out[PORTAL_CODE_DUE_MAX],
                                         size_t *count);
must_check enum err portal_code_set_handled(struct tx *tx, const struct portal_code *row,
                                            int64_t now_ms);
/* Of any practice: takes out what has expired, also what a clock that was put back would keep, and portal sessions that can
 * no longer be open. */
must_check enum err portal_code_purge(struct tx *tx, int64_t now_ms);

#endif
