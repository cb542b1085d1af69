/* audit_seen: which reads are on record already: one row per session, record and hour.
 *
 * A bounded table in memory; a place that is needed again forgets its entry, and the read is then on
 * record twice, which harms nobody. Thread-safe. */
#ifndef ANTEROOM_COMMAND_AUDIT_SEEN_H
#define ANTEROOM_COMMAND_AUDIT_SEEN_H

#include "command/command.h"

enum { AUDIT_SEEN_MAX = 16384 };

struct audit_seen;

/* NULL when memory is short. */
struct audit_seen *audit_seen_new(void);
/* Takes NULL. */
void audit_seen_free(struct audit_seen *seen);
/* Takes those of the command's notes away that are on record for this session and hour. */
void audit_seen_drop_known(struct audit_seen *seen, struct command *c);
/* The command's notes are on the disk. */
void audit_seen_add(struct audit_seen *seen, const struct command *c);

#endif
