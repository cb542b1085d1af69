#include "base/clock.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <time.h>

static _Atomic int64_t steady_ms;

static int64_t clock_ns(clockid_t which) {
    struct timespec now;
    clock_gettime(which, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int64_t clock_wall_ms(void) {
    return clock_ns(CLOCK_REALTIME) / 1000000;
}

int64_t clock_steady(int64_t last_ms, int64_t wall_ms) {
    bool small_step = wall_ms < last_ms && last_ms - wall_ms <= CLOCK_STEP_MS;
    return small_step ? last_ms : wall_ms;
}

int64_t clock_steady_ms(void) {
    int64_t last_ms = atomic_load(&steady_ms);
    int64_t next_ms = 0;
    do {
        next_ms = clock_steady(last_ms, clock_wall_ms());
    } while (!atomic_compare_exchange_weak(&steady_ms, &last_ms, next_ms));
    return next_ms;
}

int64_t clock_mono_ms(void) {
    return clock_ns(CLOCK_MONOTONIC) / 1000000;
}

int64_t clock_mono_ns(void) {
    return clock_ns(CLOCK_MONOTONIC);
}
