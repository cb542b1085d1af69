/* household: how many connections each address holds. Whoever can choose addresses inside it counts as one
 * (address_household()). Pure. */
#ifndef ANTEROOM_GATEWAY_HOUSEHOLD_H
#define ANTEROOM_GATEWAY_HOUSEHOLD_H

#include "gateway/address.h"

enum { HOUSEHOLD_ROWS = 4096 };

struct household;

/* Zeroed: nobody. It holds memory only for addresses that have a connection. */
struct households {
    struct household *rows[HOUSEHOLD_ROWS];
};

/* One connection more from `peer`. False, and nothing counted, when it holds `connections_max` already or memory is
 * short. */
bool household_enter(struct households *households, const struct address *peer,
                     int64_t connections_max);
/* One connection less; it had entered. */
void household_leave(struct households *households, const struct address *peer);

#endif
