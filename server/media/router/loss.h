/* loss: which packets of a producer are missing, and when to ask for them again (RFC 4585
 * section 6.2.1).
 *
 * A gap is asked for at once, then every LOSS_RETRY_MS, LOSS_TRIES_MAX times; a gap wider than the
 * list is hopeless: it is forgotten and only a key frame helps. Pure: time is handed in. */
#ifndef ANTEROOM_MEDIA_ROUTER_LOSS_H
#define ANTEROOM_MEDIA_ROUTER_LOSS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LOSS_MAX = 128, LOSS_TRIES_MAX = 8, LOSS_RETRY_MS = 60 };

struct loss_entry {
    uint64_t number;
    int64_t asked_ms;
    unsigned tries;
};

struct loss {
    bool started;
    uint64_t newest;
    struct loss_entry missing[LOSS_MAX]; /* ascending by number */
    size_t count;
};

void loss_init(struct loss *loss);
/* Packet `number` came. False when the gap before it is wider than the list, which is then empty: a
 * key frame is needed. */
bool loss_receive(struct loss *loss, uint64_t number);
/* Numbers to ask for now, ascending, at most `room`; `gave_up` tells that one of them was asked for
 * in vain. */
size_t loss_due(struct loss *loss, int64_t now_ms, uint16_t *out, size_t room, bool *gave_up);

#endif
