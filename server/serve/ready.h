/* ready: the file that says that the server answers, where, and which processes it is: {"url","pid","media_pids"}.
 * Written whole (a new file takes the old one's place) and again whenever the media processes change. */
#ifndef ANTEROOM_SERVE_READY_H
#define ANTEROOM_SERVE_READY_H

#include "base/err.h"

#include <stddef.h>

/* ERR_IO, ERR_NOMEM. */
must_check enum err ready_write(const char *path, const char *url, const int *media_pids,
                                size_t media_count);

#endif
