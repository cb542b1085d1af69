/* seqmap: renumbers a producer's packets for one consumer, and back again for its NACKs.
 *
 * A consumer sees a stream without gaps of our making: packets that are left out (paused, padding
 * only) shift all that follows. The map is a short list of runs; within a run out = in - shift.
 *
 *   in:   10 11 12 | 13 (left out) | 14 15 | … paused … | 40 41
 *   out:   1  2  3 |               |  4  5 |            |  6  7
 *
 * Pure. Numbers never wrap (rtp_extend). A packet older than the oldest run is not forwarded any
 * more. */
#ifndef ANTEROOM_MEDIA_ROUTER_SEQMAP_H
#define ANTEROOM_MEDIA_ROUTER_SEQMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SEQMAP_RUNS_MAX = 16 }; /* a further run replaces the oldest */

struct seqmap_run {
    uint64_t first_in;
    uint64_t end_in; /* exclusive; UINT64_MAX for the run that goes on */
    uint64_t shift;  /* out = in - shift, modulo 2^64 */
};

struct seqmap {
    struct seqmap_run runs[SEQMAP_RUNS_MAX]; /* oldest first */
    size_t count;
    uint64_t newest_in;
    uint64_t newest_out;
};

/* `first_out` is the number that the first packet gets; at least 65536, so that none falls below 0.
 */
void seqmap_init(struct seqmap *map, uint64_t first_out);
/* From `in` on packets are forwarded again, numbered right behind what was sent. `in` is newer than
 * all that was forwarded. */
void seqmap_begin(struct seqmap *map, uint64_t in);
/* `in` will not be forwarded. Only the newest number can be left out without a gap. */
void seqmap_leave_out(struct seqmap *map, uint64_t in);
/* The number that `in` is sent with; false when it belongs to no run. */
bool seqmap_forward(struct seqmap *map, uint64_t in, uint64_t *out);
/* The packet that was sent as `out`; false when it was never sent or is too old. */
bool seqmap_back(const struct seqmap *map, uint16_t out, uint64_t *in);

#endif
