/* seal_window: which packets of one SSRC were seen already, and which index a sequence number means.
 *
 *   newest − 127 … newest: a bit each, bit n is the packet n behind the newest
 *
 * Older packets than that count as seen (RFC 3711 section 3.3.2). Pure. */
#ifndef ANTEROOM_MEDIA_TRANSPORT_SEAL_WINDOW_H
#define ANTEROOM_MEDIA_TRANSPORT_SEAL_WINDOW_H

#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

enum { SEAL_WINDOW_PACKETS = 128 };

/* Zeroed: nothing was seen. */
struct seal_window {
    uint64_t newest;
    uint64_t seen[2];
    bool started;
};

/* ERR_REPLAY: the packet was seen, or is too old to tell. */
must_check enum err seal_window_check(const struct seal_window *window, uint64_t index);
/* The packet is seen from here. Only for one that was authentic. */
void seal_window_note(struct seal_window *window, uint64_t index);
/* RFC 3711 section 3.3.1: the 48-bit index nearest to the newest one. ERR_REPLAY when the sequence number points before the
 * first packet. */
must_check enum err seal_window_index(const struct seal_window *window, uint16_t sequence,
                                      uint64_t *out);

#endif
