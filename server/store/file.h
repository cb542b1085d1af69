/* file: the few things that must be done right with small files: private from the first moment,
 * whole, and on the disk. */
#ifndef ANTEROOM_STORE_FILE_H
#define ANTEROOM_STORE_FILE_H

#include "base/err.h"

#include <stddef.h>

/* Makes `path` with mode 0600 if it is absent and syncs its folder. ERR_IO. */
must_check enum err file_make_private(const char *path);

/* Writes a new file with mode 0600 and syncs it and its folder. ERR_CONFLICT when it exists, ERR_IO
 * (nothing is left behind then). */
must_check enum err file_write_new(const char *path, const void *data, size_t size);

/* Reads a file of at most `size` bytes. ERR_NOT_FOUND, ERR_TOO_LARGE, ERR_IO. */
must_check enum err file_read(const char *path, void *data, size_t size, size_t *read_bytes);

#endif
