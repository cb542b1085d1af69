/* carrier: the way out of one channel (mail.h, sms.h).
 *
 *   sender ── begin: a libcurl handle is set up ──► transfer ── finish: its result is read ──► verdict
 *
 * A carrier decides nothing about time: when to try, how often and in which order is the sender's and
 * the outbox's. Thread: the sender's. */
#ifndef ANTEROOM_NOTIFY_CARRIER_H
#define ANTEROOM_NOTIFY_CARRIER_H

#include "base/arena.h"
#include "base/err.h"

#include <curl/curl.h>
#include <stdbool.h>
#include <stdint.h>

/* One message, ready to go; made at the moment of sending. */
struct letter {
    const char *to;        /* the channel's address */
    const char *from_name; /* the practice */
    const char *subject;   /* "" where the channel has none */
    const char *text;
    const char *id; /* the outbox row's: Message-ID or idempotency key */
    int64_t now_ms;
};

struct verdict {
    bool sent;
    bool permanent;     /* not sent, and trying again is useless */
    const char *reason; /* not sent: a literal of a few words; else "" */
};

struct carrier {
    /* Sets `easy` (fresh) up for one transfer; whatever it points to lies in the arena, which outlives the
     * transfer. `attempt` receives what finish needs. ERR_INVALID: the letter cannot be sent at all. */
    enum err (*begin)(const struct carrier *carrier, CURL *easy, const struct letter *letter,
                      struct arena *arena, void **attempt);
    /* Reads the result and gives back what begin took; also called for a transfer that was given up. */
    struct verdict (*finish)(void *attempt, CURL *easy, CURLcode result);
    const void *config;
};

#endif
