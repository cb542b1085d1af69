#include "cli/control.h"

#include "base/log.h"
#include "cli/line.h"
#include "cli/request.h"
#include "command/queue.h"

#include <jansson.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

enum { TIMEOUT_S = 10 };

struct control {
    struct command_queue *queue;
    char *folder;
    int listener;
    int stop; /* an eventfd: readable once the thread is to end */
    pthread_t thread;
};

/* Somebody waits for one command. Freed by whoever comes last: the waiter or the command's end. */
struct waiter {
    pthread_mutex_t lock;
    int finished; /* an eventfd */
    bool abandoned;
    struct json_t *reply;
};

static void waiter_free(struct waiter *waiter) {
    json_decref(waiter->reply);
    close(waiter->finished);
    pthread_mutex_destroy(&waiter->lock);
    free(waiter);
}

static struct waiter *waiter_new(void) {
    struct waiter *waiter = calloc(1, sizeof *waiter);
    int finished = waiter == NULL ? -1 : eventfd(0, EFD_CLOEXEC);
    if (finished < 0) {
        free(waiter);
        return NULL;
    }
    waiter->finished = finished;
    must(pthread_mutex_init(&waiter->lock, NULL) == 0);
    return waiter;
}

/* On the gateway's thread, when the command is drained. */
static void take_reply(struct command *c) {
    struct waiter *waiter = c->replied_to;
    pthread_mutex_lock(&waiter->lock);
    bool abandoned = waiter->abandoned;
    if (!abandoned) {
        waiter->reply = request_reply(c);
        must(eventfd_write(waiter->finished, 1) == 0);
    }
    pthread_mutex_unlock(&waiter->lock);
    if (abandoned) {
        waiter_free(waiter);
    }
}

/* The reply, or NULL when the server stops before it comes. */
static struct json_t *wait_for(struct control *control, struct waiter *waiter) {
    struct pollfd fds[] = {{.fd = waiter->finished, .events = POLLIN},
                           {.fd = control->stop, .events = POLLIN}};
    while (poll(fds, 2, -1) <= 0) {
    }
    pthread_mutex_lock(&waiter->lock);
    struct json_t *reply = json_incref(waiter->reply);
    waiter->abandoned = reply == NULL;
    pthread_mutex_unlock(&waiter->lock);
    if (reply != NULL) {
        waiter_free(waiter);
    }
    return reply;
}

static struct json_t *busy(void) {
    return json_pack("{s:i, s:s, s:s}", "status", 503, "problem", "busy", "title",
                     "The server is busy or stopping.");
}

static struct json_t *run(struct control *control, struct command *c) {
    struct waiter *waiter = waiter_new();
    if (waiter == NULL) {
        command_free(c);
        return busy();
    }
    c->replied = take_reply;
    c->replied_to = waiter;
    if (command_submit(control->queue, c) != ERR_OK) {
        command_free(c);
        waiter_free(waiter);
        return busy();
    }
    struct json_t *reply = wait_for(control, waiter);
    return reply == NULL ? busy() : reply;
}

static bool is_ours(int fd) {
    struct ucred peer;
    socklen_t size = sizeof peer;
    return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 &&
           (peer.uid == geteuid() || peer.uid == 0);
}

static void serve_one(struct control *control, int fd) {
    struct json_t *request = NULL;
    struct json_t *reply = NULL;
    struct command *c = NULL;
    if (!is_ours(fd)) {
        return;
    }
    line_set_timeout(fd, TIMEOUT_S);
    if (line_read(fd, REQUEST_BYTES_MAX, &request) != ERR_OK) {
        return;
    }
    if (request_command(request, &c, &reply) == ERR_OK) {
        reply = run(control, c);
    }
    enum err err = line_write(fd, reply);
    if (err != ERR_OK) {
        log_event(LOG_WARN, "control.reply-lost", log_err("err", err));
    }
    json_decref(request);
    json_decref(reply);
}

static void *run_thread(void *argument) {
    struct control *control = argument;
    for (;;) {
        struct pollfd fds[] = {{.fd = control->listener, .events = POLLIN},
                               {.fd = control->stop, .events = POLLIN}};
        if (poll(fds, 2, -1) <= 0) {
            continue;
        }
        if (fds[1].revents != 0) {
            return NULL;
        }
        int fd = accept4(control->listener, NULL, NULL, SOCK_CLOEXEC);
        if (fd >= 0) {
            serve_one(control, fd);
            close(fd);
        }
    }
}

static void release(struct control *control) {
    if (control->listener >= 0) {
        close(control->listener);
        line_unlink(control->folder);
    }
    if (control->stop >= 0) {
        close(control->stop);
    }
    free(control->folder);
    free(control);
}

enum err control_new(const char *folder, struct command_queue *queue, struct control **out) {
    struct control *control = calloc(1, sizeof *control);
    if (control == NULL) {
        return ERR_NOMEM;
    }
    control->queue = queue;
    control->listener = -1;
    control->folder = strdup(folder);
    control->stop = eventfd(0, EFD_CLOEXEC);
    enum err err = control->folder == NULL || control->stop < 0 ? ERR_NOMEM : ERR_OK;
    if (err == ERR_OK) {
        err = line_listen(folder, &control->listener);
    }
    if (err == ERR_OK && pthread_create(&control->thread, NULL, run_thread, control) != 0) {
        err = ERR_NOMEM;
    }
    if (err != ERR_OK) {
        release(control);
        return err;
    }
    *out = control;
    return ERR_OK;
}

void control_free(struct control *control) {
    if (control != NULL) {
        must(eventfd_write(control->stop, 1) == 0);
        pthread_join(control->thread, NULL);
        release(control);
    }
}
