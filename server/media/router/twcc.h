/* twcc: the receiver's half of transport-wide congestion control
 * (draft-holmer-rmcat-transport-wide-cc-extensions-01).
 *
 * It notes when each numbered packet of a transport arrived and writes the feedback from which the
 * sender estimates its bandwidth. Each packet is reported once.
 *
 *   | SSRC | media SSRC | base sequence (16) | status count (16) | reference time (24, 64 ms) | feedback count (8) |
 *   | chunks of 16 bits: 0 S(2) run(13)  or  1 1 seven statuses of 2 bits | deltas, 8 or 16 bits of 250 us |
 *
 * Pure: time is handed in. */
#ifndef ANTEROOM_MEDIA_ROUTER_TWCC_H
#define ANTEROOM_MEDIA_ROUTER_TWCC_H

#include "base/bytes.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    TWCC_WINDOW = 1024,     /* packets kept until they are reported; older ones are given up */
    TWCC_STATUSES_MAX = 256 /* of one report; the rest go into the next */
};

struct twcc {
    bool started;
    uint8_t feedback_count;
    uint64_t next;                    /* first number that is not reported yet */
    uint64_t newest;                  /* highest number that arrived */
    int64_t arrivals_us[TWCC_WINDOW]; /* 0: not arrived */
};

void twcc_init(struct twcc *twcc);
/* A packet with this transport-wide number arrived; `now_us` is above 0. */
void twcc_receive(struct twcc *twcc, uint16_t sequence, int64_t now_us);
/* Whether a report would say anything. */
bool twcc_due(const struct twcc *twcc);
/* Appends one feedback packet and forgets what it reports. Call it again while twcc_due(). */
void twcc_report(struct twcc *twcc, uint32_t ssrc, uint32_t media_ssrc, struct writer *out);

#endif
