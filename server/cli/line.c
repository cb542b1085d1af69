#include "cli/line.h"

#include "command/fields.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

static const char NAME[] = "control.sock";

/* A socket's path is short; through the folder's descriptor it is, however deep the folder lies. */
static enum err address_of(const char *folder, struct sockaddr_un *out, int *folder_fd) {
    int fd = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) {
        return errno == ENOENT ? ERR_NOT_FOUND : ERR_IO;
    }
    *out = (struct sockaddr_un){.sun_family = AF_UNIX};
    (void)snprintf(out->sun_path, sizeof out->sun_path, "/proc/self/fd/%d/%s", fd, NAME);
    *folder_fd = fd;
    return ERR_OK;
}

static enum err listen_at(int folder, const struct sockaddr_un *address, int *out) {
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) {
        return ERR_IO;
    }
    (void)unlinkat(folder, NAME, 0);
    if (fchmod(fd, 0600) != 0 || bind(fd, (const struct sockaddr *)address, sizeof *address) != 0 ||
        fchmodat(folder, NAME, 0600, 0) != 0 || listen(fd, 4) != 0) {
        close(fd);
        return ERR_IO;
    }
    *out = fd;
    return ERR_OK;
}

enum err line_listen(const char *folder, int *out) {
    struct sockaddr_un address;
    int folder_fd = -1;
    enum err err = address_of(folder, &address, &folder_fd);
    if (err == ERR_OK) {
        err = listen_at(folder_fd, &address, out);
        close(folder_fd);
    }
    return err;
}

static enum err connect_to(const struct sockaddr_un *address, int *out) {
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) {
        return ERR_IO;
    }
    if (connect(fd, (const struct sockaddr *)address, sizeof *address) != 0) {
        int reason = errno;
        close(fd);
        if (reason == ENOENT || reason == ECONNREFUSED) {
            return ERR_NOT_FOUND;
        }
        return reason == EACCES ? ERR_DENIED : ERR_IO;
    }
    *out = fd;
    return ERR_OK;
}

enum err line_connect(const char *folder, int *out) {
    struct sockaddr_un address;
    int folder_fd = -1;
    enum err err = address_of(folder, &address, &folder_fd);
    if (err == ERR_OK) {
        err = connect_to(&address, out);
        close(folder_fd);
    }
    return err;
}

void line_unlink(const char *folder) {
    int fd = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        (void)unlinkat(fd, NAME, 0);
        close(fd);
    }
}

void line_set_timeout(int fd, int timeout_s) {
    struct timeval timeout = {.tv_sec = timeout_s};
    (void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
    (void)setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof timeout);
}

/* Reads into `text` until a line feed; its place is the line's size. */
static enum err read_text(int fd, char *text, size_t size_max, size_t *out) {
    size_t used = 0;
    for (;;) {
        if (used == size_max) {
            return ERR_TOO_LARGE;
        }
        ssize_t got = recv(fd, text + used, size_max - used, 0);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return got == 0 ? ERR_CLOSED : ERR_IO;
        }
        char *end = memchr(text + used, '\n', (size_t)got);
        used += (size_t)got;
        if (end != NULL) {
            *out = (size_t)(end - text);
            return ERR_OK;
        }
    }
}

enum err line_read(int fd, size_t size_max, struct json_t **out) {
    char *text = malloc(size_max);
    size_t size = 0;
    if (text == NULL) {
        return ERR_NOMEM;
    }
    enum err err = read_text(fd, text, size_max, &size);
    if (err == ERR_OK) {
        err = fields_parse(text, size, out);
    }
    explicit_bzero(text, size);
    free(text);
    return err;
}

static enum err send_all(int fd, const char *text, size_t size) {
    while (size > 0) {
        ssize_t sent = send(fd, text, size, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) {
            continue;
        }
        if (sent <= 0) {
            return ERR_IO;
        }
        text += sent;
        size -= (size_t)sent;
    }
    return ERR_OK;
}

enum err line_write(int fd, const struct json_t *json) {
    char *text = json_dumps(json, JSON_COMPACT);
    if (text == NULL) {
        return ERR_NOMEM;
    }
    size_t size = strlen(text);
    enum err err = send_all(fd, text, size);
    if (err == ERR_OK) {
        err = send_all(fd, "\n", 1);
    }
    explicit_bzero(text, size);
    free(text);
    return err;
}
