/* clock: the only file that reads the time. Whatever decides gets its time as an argument. */
#ifndef ANTEROOM_BASE_CLOCK_H
#define ANTEROOM_BASE_CLOCK_H

#include <stdint.h>

enum {
    CLOCK_STEP_MS = 60 * 1000
}; /* a clock that is put back by no more than this stands still instead */

/* Milliseconds since 1970-01-01T00:00:00Z. Anteroom's tests may shift it through the configuration.
 */
int64_t clock_wall_ms(void);
/* What to decide by at wall_ms, when last_ms was decided by before: never earlier, so that what happened later is
 * never the older of two, unless the clock was put back by more than CLOCK_STEP_MS. Pure. */
int64_t clock_steady(int64_t last_ms, int64_t wall_ms);
/* clock_wall_ms() in that way, over all threads of the process. */
int64_t clock_steady_ms(void);
/* Milliseconds and nanoseconds of a clock that never goes back; for intervals only. */
int64_t clock_mono_ms(void);
int64_t clock_mono_ns(void);

#endif
