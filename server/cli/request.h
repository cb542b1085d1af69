/* request: one command of the command line as JSON, on its way to a store and back.
 *
 *   {"command":"user.add","host":"HOST"?,"input":{...}?}     one line
 *   {"status":201,"body":{...}?,"problem":ID?,"title":T?,"detail":T?,"field":F?}   one line back
 *
 * The same text goes through the control socket to a running server, or to command_run_now here. Only the
 * kinds in request.c's table can be asked for. */
#ifndef ANTEROOM_CLI_REQUEST_H
#define ANTEROOM_CLI_REQUEST_H

#include "command/command.h"

enum { REQUEST_BYTES_MAX = 16 * 1024, REPLY_BYTES_MAX = 4 * 1024 * 1024 };

/* The command that `request` asks for, ready to be submitted. On an err `*out` is untouched and `*reply`
 * is the answer (a new reference). */
must_check enum err request_command(const struct json_t *request, struct command **out,
                                    struct json_t **reply);

/* The answer of a finished command, a new reference. */
struct json_t *request_reply(const struct command *c);

#endif
