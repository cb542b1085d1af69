#include "store/file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum err sync_folder_of(const char *path) {
    char *copy = strdup(path);
    if (copy == NULL) {
        return ERR_NOMEM;
    }
    int folder = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    free(copy);
    if (folder < 0) {
        return ERR_IO;
    }
    enum err err = fsync(folder) == 0 ? ERR_OK : ERR_IO;
    close(folder);
    return err;
}

enum err file_make_private(const char *path) {
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) {
        return ERR_IO;
    }
    close(fd);
    return sync_folder_of(path);
}

static enum err write_all(int fd, const char *data, size_t size) {
    while (size > 0) {
        ssize_t wrote = write(fd, data, size);
        if (wrote < 0 && errno == EINTR) {
            continue;
        }
        if (wrote <= 0) {
            return ERR_IO;
        }
        data += wrote;
        size -= (size_t)wrote;
    }
    return fsync(fd) == 0 ? ERR_OK : ERR_IO;
}

enum err file_write_new(const char *path, const void *data, size_t size) {
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) {
        return errno == EEXIST ? ERR_CONFLICT : ERR_IO;
    }
    enum err err = write_all(fd, data, size);
    close(fd);
    if (err == ERR_OK) {
        err = sync_folder_of(path);
    }
    if (err != ERR_OK) {
        unlink(path);
    }
    return err;
}

enum err file_read(const char *path, void *data, size_t size, size_t *read_bytes) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return errno == ENOENT ? ERR_NOT_FOUND : ERR_IO;
    }
    size_t used = 0;
    enum err err = ERR_OK;
    for (;;) {
        char over;
        ssize_t got = used < size ? read(fd, (char *)data + used, size - used) : read(fd, &over, 1);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            err = ERR_IO;
            break;
        }
        if (got == 0) {
            *read_bytes = used;
            break;
        }
        if (used == size) {
            err = ERR_TOO_LARGE;
            break;
        }
        used += (size_t)got;
    }
    close(fd);
    return err;
}
