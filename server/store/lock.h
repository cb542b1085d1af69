/* lock: one process at a time uses a data folder. `serve` holds it while it runs; the commands that
 * change the store take it when no server runs. The kernel gives it back when the process ends. */
#ifndef ANTEROOM_STORE_LOCK_H
#define ANTEROOM_STORE_LOCK_H

#include "base/err.h"

struct lock {
    int fd; /* -1: not held */
};

/* Takes the lock of `folder` (file anteroom.lock) without waiting. ERR_CONFLICT: another process holds
 * it; ERR_NOT_FOUND: no such folder; ERR_IO. */
must_check enum err lock_take(const char *folder, struct lock *out);
void lock_give(struct lock *lock);

#endif
