/* limits: the rate limits of what can be guessed (passwords, links), by address and by target.
 *
 * A hello that shows a seat or a session which is alive counts for that one alone: five hundred guests behind one
 * address come back at once after a restart (W10), and no stranger can use up anybody's.
 * Whoever tries a user's passwords from many addresses empties the user's bucket for strangers; a browser
 * that has signed in as this user before (cookie "device") has a bucket of its own, so that nobody can be
 * shut out. In memory only; base/limit.h says how each behaves when it is full. */
#ifndef ANTEROOM_COMMAND_LIMITS_H
#define ANTEROOM_COMMAND_LIMITS_H

#include "base/limit.h"
#include "store/vault.h"

struct limits {
    struct limit *sign_in_address; /* by peer address: 20 tries, one more every 15 s */
    struct limit *sign_in_target;  /* by e-mail from unknown browsers: 10, one more every 30 s */
    struct limit *sign_in_device;  /* by known browser: 10, one more every 30 s */
    struct limit *link_address;    /* by peer address, without a seat: 120 links, one a second */
    struct limit *link_seat;       /* by seat: 60 acts of its holder, one more every second */
    struct limit *hello_address;   /* by peer address: 60 hellos that prove nothing, one a second */
    struct limit *portal_address;  /* by peer address: 12 codes asked for, one more every 30 s */
    struct limit *portal_pair;     /* by target and peer address: 4 codes, one more every 2 min */
    struct limit *portal_target;   /* by target from unknown browsers: 12 codes, one every 5 min */
    struct limit *portal_device;   /* by known browser: 6 codes, one more every minute */
    struct limit *
        portal_try; /* by the browser that asked, else by peer address: 30 codes typed, one every 10 s */
    struct limit *hello_proven; /* by seat or session: 30 hellos, one more every 2 s */
};

/* NULL when memory is short. */
struct limits *limits_new(void);
/* Takes NULL. */
void limits_free(struct limits *limits);

/* The key of a peer's address: an IPv6 address counts by its first 64 bits, which are one customer's. `peer`
 * may be NULL. */
struct hash limits_address(const char *peer);

#endif
