/* speech: whether somebody speaks, from the audio levels in their packets (RFC 6464).
 *
 * Speaking begins after several loud packets within a short time and ends when none was loud for a
 * while, so that a click does not light a tile and a breath does not darken it. Pure: time is
 * handed in. */
#ifndef ANTEROOM_MEDIA_ROUTER_SPEECH_H
#define ANTEROOM_MEDIA_ROUTER_SPEECH_H

#include <stdbool.h>
#include <stdint.h>

enum { SPEECH_LOUD_DBOV = 50, SPEECH_BEGIN_PACKETS = 4, SPEECH_END_MS = 800 };

struct speech {
    bool speaking;
    unsigned loud_packets;
    int64_t loud_ms; /* when a packet was loud last */
};

/* `level` is the negative level in dBov: 0 loudest, 127 silence. */
void speech_level(struct speech *speech, uint8_t level, int64_t now_ms);
/* Ends what has become silent. Returns whether they speak. */
bool speech_now(struct speech *speech, int64_t now_ms);

#endif
