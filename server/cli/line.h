/* line: one line of JSON over the control socket; and the socket itself. */
#ifndef ANTEROOM_CLI_LINE_H
#define ANTEROOM_CLI_LINE_H

#include "base/err.h"

#include <stddef.h>

struct json_t;

/* A socket listening at `folder`/control.sock, mode 0600; a stale one is replaced (the caller holds the
 * folder's lock). ERR_IO. */
must_check enum err line_listen(const char *folder, int *out);
/* A connection to a running server. ERR_NOT_FOUND: none listens; ERR_DENIED: not ours; ERR_IO. */
must_check enum err line_connect(const char *folder, int *out);
void line_unlink(const char *folder);

/* Gives a connection this long for each read and write. */
void line_set_timeout(int fd, int timeout_s);

/* Reads up to the line's end, at most `size_max` bytes. ERR_TOO_LARGE, ERR_INVALID (no JSON), ERR_CLOSED,
 * ERR_IO. `*out` is a new reference. */
must_check enum err line_read(int fd, size_t size_max, struct json_t **out);
/* ERR_IO, ERR_NOMEM. */
must_check enum err line_write(int fd, const struct json_t *json);

#endif
