/* guest_limit: how often whoever came by a link may ask, without anybody using up another's share (S11).
 *
 * Whoever holds a seat is counted by that seat alone, everybody else by the address: a hundred guests behind one
 * address do not slow each other down once they have their seats, and a stranger among them slows down
 * nobody but strangers. */
#ifndef ANTEROOM_VISIT_GUEST_LIMIT_H
#define ANTEROOM_VISIT_GUEST_LIMIT_H

#include "base/err.h"
#include "base/id.h"

struct command;
struct limit;

/* Takes one token for `proof` (the seat that the request holds, or its session) from `proven`, or, when it is
 * none, for the request's address from `strangers`. ERR_RATE, with the reply's Retry-After. */
must_check enum err guest_limit_take(struct command *c, const struct id *proof,
                                     struct limit *proven, struct limit *strangers);

#endif
