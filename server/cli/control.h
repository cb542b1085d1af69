/* control: the running server's end of the control socket.
 *
 * A thread of its own takes one connection after the other, one request each, submits the command to the
 * queue and sends the answer when the gateway's loop has drained it. The folder and the socket belong to
 * the server's user; whoever else connects (SO_PEERCRED) is closed. */
#ifndef ANTEROOM_CLI_CONTROL_H
#define ANTEROOM_CLI_CONTROL_H

#include "base/err.h"

struct command_queue;
struct control;

/* `folder` is the data folder, whose lock the caller holds. ERR_IO, ERR_NOMEM. */
must_check enum err control_new(const char *folder, struct command_queue *queue,
                                struct control **out);
/* Before the queue is freed; does not wait for the loop: a command under way loses its listener. Takes
 * NULL. */
void control_free(struct control *control);

#endif
