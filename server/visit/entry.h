/* entry: whether there is a place in a visit for one more. */
#ifndef ANTEROOM_VISIT_ENTRY_H
#define ANTEROOM_VISIT_ENTRY_H

#include "visit/visit_row.h"

struct command;
struct tx;

/* A guest who is not in the visit is about to enter. ERR_CONFLICT with the problem set: `visit-ended`, or `visit-full`
 * when VISIT_PEOPLE_MAX are in, the host among them (V1). Whoever is on hold or has left holds no place. */
must_check enum err entry_check(struct command *c, struct tx *tx, const struct visit *visit);

#endif
