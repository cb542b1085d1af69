/* sandbox: takes from the media process whatever it does not need.
 *
 * A worker parses what strangers send. It holds no key and no record; after sandbox_enter() it also cannot
 * open a file, start a program, or make a connection: its sockets are open already or come as accepted connections. */
#ifndef ANTEROOM_MEDIA_WORKER_SANDBOX_H
#define ANTEROOM_MEDIA_WORKER_SANDBOX_H

#include "base/err.h"

/* Dies with the parent, dumps no core, and has no descriptor above `last_fd`. ERR_IO when the kernel
 * refuses, ERR_CLOSED when the parent is gone already. */
must_check enum err sandbox_prepare(int last_fd);
/* Cannot be traced from here on, and makes only the system calls of the packet loop; any other ends the process. ERR_IO when the kernel refuses. */
must_check enum err sandbox_enter(void);

#endif
