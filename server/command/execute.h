/* execute: what happens to one group of prepared commands; no thread, no clock of its own.
 *
 * The queue's writer calls it for each group; tests and the command line call command_run_now,
 * which takes one command all the way on the caller's thread. For each command, in its savepoint:
 * pick the practice, authenticate, check the route's right, answer a repeated Idempotency-Key from
 * the table, apply, keep the session alive, write audit rows, remember the answer. */
#ifndef ANTEROOM_COMMAND_EXECUTE_H
#define ANTEROOM_COMMAND_EXECUTE_H

#include "command/command.h"

struct store;
struct store_reader;

/* Runs the kind's prepare with what the command's vault, reader, limits and now_ms say. On an err the
 * reply is set and the command is done. */
must_check enum err command_prepare(struct command *c);

/* Applies and commits up to COMMAND_GROUP_MAX prepared commands; afterwards every one has its reply, and
 * events and effects only if they are on the disk. A COMMAND_READ among them has run already and gets its
 * audit rows. ERR_IO: the commit failed and all are 503. */
enum err command_execute_group(struct store *store, struct command *const *commands, size_t count,
                               int64_t now_ms);

/* Runs one that only reads, over a snapshot of its reader. True when the records that it noted must be
 * in the audit log (command_execute_group) before the reply may leave. */
bool command_execute_read(struct command *c, int64_t now_ms);

/* Prepares, applies and commits one command here and now, read or write. For tests and the command line,
 * where nothing else uses the store. It reads over c->reader, or over a connection of its own when that is NULL.
 * The reply tells how it went. */
void command_run_now(struct store *store, struct limits *limits, struct command *c, int64_t now_ms);

#endif
