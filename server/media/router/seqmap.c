#include "media/router/seqmap.h"

#include "media/router/rtp.h"

#include <string.h>

void seqmap_init(struct seqmap *map, uint64_t first_out) {
    memset(map, 0, sizeof *map);
    map->newest_out = first_out - 1;
}

static void push(struct seqmap *map, uint64_t first_in, uint64_t shift) {
    if (map->count == SEQMAP_RUNS_MAX) {
        memmove(map->runs, map->runs + 1, (SEQMAP_RUNS_MAX - 1) * sizeof map->runs[0]);
        map->count--;
    }
    map->runs[map->count++] =
        (struct seqmap_run){.first_in = first_in, .end_in = UINT64_MAX, .shift = shift};
}

void seqmap_begin(struct seqmap *map, uint64_t in) {
    if (map->count > 0) {
        map->runs[map->count - 1].end_in = map->newest_in + 1;
    }
    push(map, in, in - (map->newest_out + 1));
    map->newest_in = in - 1;
}

void seqmap_leave_out(struct seqmap *map, uint64_t in) {
    if (map->count == 0 || in <= map->newest_in) {
        return;
    }
    struct seqmap_run *last = &map->runs[map->count - 1];
    uint64_t shift = last->shift + 1;
    map->newest_in = in;
    map->newest_out = in - shift;
    if (last->first_in == in) {
        last->first_in = in + 1;
        last->shift = shift;
        return;
    }
    last->end_in = in;
    push(map, in + 1, shift);
}

bool seqmap_forward(struct seqmap *map, uint64_t in, uint64_t *out) {
    for (size_t i = map->count; i > 0; i--) {
        const struct seqmap_run *run = &map->runs[i - 1];
        if (in >= run->first_in && in < run->end_in) {
            *out = in - run->shift;
            map->newest_in = in > map->newest_in ? in : map->newest_in;
            map->newest_out = *out > map->newest_out ? *out : map->newest_out;
            return true;
        }
    }
    return false;
}

bool seqmap_back(const struct seqmap *map, uint16_t out, uint64_t *in) {
    uint64_t number = rtp_extend(map->newest_out, out);
    if (number > map->newest_out) {
        return false;
    }
    for (size_t i = map->count; i > 0; i--) {
        const struct seqmap_run *run = &map->runs[i - 1];
        uint64_t candidate = number + run->shift;
        if (candidate >= run->first_in && candidate < run->end_in && candidate <= map->newest_in) {
            *in = candidate;
            return true;
        }
    }
    return false;
}
