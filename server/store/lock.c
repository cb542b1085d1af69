#include "store/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <unistd.h>

enum { PATH_BYTES = 4096 };

enum err lock_take(const char *folder, struct lock *out) {
    char path[PATH_BYTES];
    int size = snprintf(path, sizeof path, "%s/anteroom.lock", folder);
    if (size < 0 || (size_t)size >= sizeof path) {
        return ERR_TOO_LARGE;
    }
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) {
        return errno == ENOENT ? ERR_NOT_FOUND : ERR_IO;
    }
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        enum err err = errno == EWOULDBLOCK ? ERR_CONFLICT : ERR_IO;
        close(fd);
        return err;
    }
    out->fd = fd;
    return ERR_OK;
}

void lock_give(struct lock *lock) {
    if (lock->fd >= 0) {
        close(lock->fd);
        lock->fd = -1;
    }
}
