#include "notify/retry.h"

int64_t retry_delay_ms(int attempts, uint32_t random) {
    int64_t delay_ms = RETRY_FIRST_MS;
    for (int i = 1; i < attempts && delay_ms < RETRY_LONGEST_MS; i++) {
        delay_ms *= 2;
    }
    if (delay_ms > RETRY_LONGEST_MS) {
        delay_ms = RETRY_LONGEST_MS;
    }
    int64_t spread_ms = delay_ms / 2;
    return delay_ms - delay_ms / 4 + (int64_t)random % (spread_ms + 1);
}

bool retry_next(int attempts, uint32_t random, int64_t now_ms, int64_t deadline_ms,
                int64_t *at_ms) {
    int64_t next_ms = now_ms + retry_delay_ms(attempts, random);
    if (attempts >= RETRY_ATTEMPTS_MAX || next_ms >= deadline_ms) {
        return false;
    }
    *at_ms = next_ms;
    return true;
}
