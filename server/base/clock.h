/* clock: the only file that reads the time. Whatever decides gets its time as an argument. */
#ifndef ANTEROOM_BASE_CLOCK_H
#define ANTEROOM_BASE_CLOCK_H

#include <stdint.h>

/* Milliseconds since 1970-01-01T00:00:00Z. Anteroom's tests may shift it through the configuration.
 */
int64_t clock_wall_ms(void);
/* Milliseconds and nanoseconds of a clock that never goes back; for intervals only. */
int64_t clock_mono_ms(void);
int64_t clock_mono_ns(void);

#endif
