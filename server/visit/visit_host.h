/* visit_host: the host of a running visit goes away or comes back. */
#ifndef ANTEROOM_VISIT_VISIT_HOST_H
#define ANTEROOM_VISIT_VISIT_HOST_H

#include "visit/visit_row.h"

struct command;

/* Puts the message (host lost, returned, restart) to the visit; when it changed anything, saves it and
 * tells the others. A message that the state has no row for does nothing. */
must_check enum err visit_host_change(struct command *c, struct tx *tx, struct visit *visit,
                                      enum visit_message message);

#endif
