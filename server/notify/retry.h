/* retry: when a message that could not be sent is tried again. Pure. */
#ifndef ANTEROOM_NOTIFY_RETRY_H
#define ANTEROOM_NOTIFY_RETRY_H

#include <stdbool.h>
#include <stdint.h>

enum {
    RETRY_FIRST_MS = 5000, /* before jitter; doubles with each attempt */
    RETRY_LONGEST_MS = 30 * 60000,
    RETRY_ATTEMPTS_MAX = 40, /* whichever comes first, this or the message's own deadline */
};

/* How long to wait after the attempt number `attempts` (1 is the first) failed: exponential,
 * capped, spread by `random` over three quarters to five quarters, so that a server that comes back
 * is not met by everybody at once. */
int64_t retry_delay_ms(int attempts, uint32_t random);

/* The time of the next attempt in *at_ms; false when no attempt is left before `deadline_ms`. */
bool retry_next(int attempts, uint32_t random, int64_t now_ms, int64_t deadline_ms, int64_t *at_ms);

#endif
