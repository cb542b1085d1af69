#include "media/router/twcc.h"

#include "media/router/rtcp.h"
#include "media/router/rtp.h"

#include <string.h>

enum {
    REFERENCE_US = 64000,
    DELTA_US = 250,
    STATUSES_A_CHUNK = 7,
    RUN_MAX = 8191,
    FIXED_BYTES = 16
};
enum status { NOT_RECEIVED = 0, SMALL_DELTA = 1, LARGE_DELTA = 2 };

void twcc_init(struct twcc *twcc) {
    memset(twcc, 0, sizeof *twcc);
}

static int64_t *arrival(struct twcc *twcc, uint64_t number) {
    return &twcc->arrivals_us[number % TWCC_WINDOW];
}

void twcc_receive(struct twcc *twcc, uint16_t sequence, int64_t now_us) {
    if (!twcc->started) {
        twcc->started = true;
        twcc->next = twcc->newest = UINT64_C(0x10000) + sequence;
        *arrival(twcc, twcc->newest) = now_us;
        return;
    }
    uint64_t number = rtp_extend(twcc->newest, sequence);
    if (number > twcc->newest) {
        uint64_t gap = number - twcc->newest;
        if (gap >= TWCC_WINDOW) {
            memset(twcc->arrivals_us, 0, sizeof twcc->arrivals_us);
            twcc->next = number;
        }
        twcc->newest = number;
        if (twcc->newest - twcc->next >= TWCC_WINDOW) {
            uint64_t first = twcc->newest - TWCC_WINDOW + 1;
            for (; twcc->next < first; twcc->next++) {
                *arrival(twcc, twcc->next) = 0;
            }
        }
    }
    if (number >= twcc->next && *arrival(twcc, number) == 0) {
        *arrival(twcc, number) = now_us;
    }
}

bool twcc_due(const struct twcc *twcc) {
    return twcc->started && twcc->next <= twcc->newest;
}

struct draft {
    size_t count;
    uint8_t statuses[TWCC_STATUSES_MAX];
    int16_t deltas[TWCC_STATUSES_MAX];
    uint32_t reference;
};

static int64_t first_arrival(struct twcc *twcc) {
    for (uint64_t number = twcc->next; number <= twcc->newest; number++) {
        if (*arrival(twcc, number) != 0) {
            return *arrival(twcc, number);
        }
    }
    return REFERENCE_US;
}

/* Takes packets from the window until it is empty, the report is full or a delta does not fit. */
static void collect(struct twcc *twcc, struct draft *draft) {
    int64_t base_units = first_arrival(twcc) / REFERENCE_US;
    int64_t last = base_units * (REFERENCE_US / DELTA_US);
    draft->reference = (uint32_t)base_units & 0xffffff;
    while (twcc->next <= twcc->newest && draft->count < TWCC_STATUSES_MAX) {
        int64_t at_us = *arrival(twcc, twcc->next);
        enum status status = NOT_RECEIVED;
        int64_t delta = 0;
        if (at_us != 0) {
            delta = at_us / DELTA_US - last;
            if (delta < INT16_MIN || delta > INT16_MAX) {
                break;
            }
            last += delta;
            status = delta >= 0 && delta <= 255 ? SMALL_DELTA : LARGE_DELTA;
        }
        draft->statuses[draft->count] = (uint8_t)status;
        draft->deltas[draft->count++] = (int16_t)delta;
        *arrival(twcc, twcc->next++) = 0;
    }
}

static size_t run_at(const struct draft *draft, size_t from) {
    size_t to = from;
    while (to < draft->count && draft->statuses[to] == draft->statuses[from] &&
           to - from < RUN_MAX) {
        to++;
    }
    return to - from;
}

static size_t make_chunks(const struct draft *draft, uint16_t *chunks) {
    size_t count = 0;
    for (size_t at = 0; at < draft->count;) {
        size_t run = run_at(draft, at);
        if (run >= STATUSES_A_CHUNK || at + run == draft->count) {
            chunks[count++] = (uint16_t)((unsigned)draft->statuses[at] << 13 | run);
            at += run;
            continue;
        }
        unsigned chunk = 0xc000;
        for (size_t i = 0; i < STATUSES_A_CHUNK && at + i < draft->count; i++) {
            chunk |= (unsigned)draft->statuses[at + i] << (12 - 2 * i);
        }
        chunks[count++] = (uint16_t)chunk;
        at = at + STATUSES_A_CHUNK < draft->count ? at + STATUSES_A_CHUNK : draft->count;
    }
    return count;
}

static size_t deltas_size(const struct draft *draft) {
    size_t size = 0;
    for (size_t i = 0; i < draft->count; i++) {
        size += draft->statuses[i];
    }
    return size;
}

void twcc_report(struct twcc *twcc, uint32_t ssrc, uint32_t media_ssrc, struct writer *out) {
    struct draft draft = {0};
    uint16_t chunks[TWCC_STATUSES_MAX];
    uint16_t base = (uint16_t)twcc->next;
    collect(twcc, &draft);
    size_t chunk_count = make_chunks(&draft, chunks);
    size_t size = FIXED_BYTES + 2 * chunk_count + deltas_size(&draft);
    size_t padding = (4 - size % 4) % 4;
    rtcp_write_header(out, RTCP_FORMAT_TWCC, RTCP_RTPFB, size + padding);
    writer_u32(out, ssrc);
    writer_u32(out, media_ssrc);
    writer_u16(out, base);
    writer_u16(out, (uint16_t)draft.count);
    writer_u24(out, draft.reference);
    writer_u8(out, twcc->feedback_count++);
    for (size_t i = 0; i < chunk_count; i++) {
        writer_u16(out, chunks[i]);
    }
    for (size_t i = 0; i < draft.count; i++) {
        if (draft.statuses[i] == SMALL_DELTA) {
            writer_u8(out, (uint8_t)draft.deltas[i]);
        } else if (draft.statuses[i] == LARGE_DELTA) {
            writer_u16(out, (uint16_t)draft.deltas[i]);
        }
    }
    writer_zero(out, padding);
}
