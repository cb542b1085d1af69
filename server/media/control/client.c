#include "media/control/client.h"

#include "base/log.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CONTROL_FD = 3, SOCKET_BUFFER_BYTES = 1 << 20, READS_A_TURN = 256 };

struct pending {
    uint32_t request; /* 0: free */
    client_reply *reply;
    void *context;
};

struct client {
    enum client_state state;
    bool closing;
    unsigned open_handles;
    uv_loop_t *loop;
    char *program;
    struct message_configure listen;
    struct client_owner owner;
    uv_timer_t retry;
    uint64_t backoff_ms;
    /* of the worker that lives; made anew for each */
    struct link *link;
    uint32_t next_request;
    size_t pending_count;
    struct pending pending[CLIENT_REQUESTS_MAX]; /* by request % CLIENT_REQUESTS_MAX */
};

/* One worker process. It outlives its place in the client until libuv has closed both handles. */
struct link {
    struct client *client; /* NULL: the client has turned away from it */
    uv_process_t process;
    uv_poll_t poll;
    int fd;
    int pid;
    bool exited;
    unsigned open_handles;
};

static void start(struct client *client);

static void free_if_closed(struct client *client) {
    if (client->closing && client->open_handles == 0) {
        free(client->program);
        free(client);
    }
}

static void on_link_handle_closed(uv_handle_t *handle) {
    struct link *link = handle->data;
    if (--link->open_handles == 0) {
        close(link->fd);
        free(link);
    }
}

/* Closes a link; the process is ended if it still runs, and waited for by libuv. */
static void link_close(struct link *link) {
    link->client = NULL;
    uv_poll_stop(&link->poll);
    uv_close((uv_handle_t *)&link->poll, on_link_handle_closed);
    if (link->exited) {
        uv_close((uv_handle_t *)&link->process, on_link_handle_closed);
    } else {
        uv_process_kill(&link->process, SIGKILL);
    }
}

static void fail_pending(struct client *client, enum err err) {
    for (size_t i = 0; i < CLIENT_REQUESTS_MAX; i++) {
        struct pending pending = client->pending[i];
        client->pending[i] = (struct pending){0};
        if (pending.request != 0 && pending.reply != NULL) {
            pending.reply(pending.context, err, NULL);
        }
    }
    client->pending_count = 0;
}

static void on_retry(uv_timer_t *timer) {
    start(timer->data);
}

static void retry_later(struct client *client) {
    uv_timer_start(&client->retry, on_retry, client->backoff_ms, 0);
    client->backoff_ms = client->backoff_ms * 2 > CLIENT_BACKOFF_MAX_MS ? CLIENT_BACKOFF_MAX_MS
                                                                        : client->backoff_ms * 2;
}

/* The worker is gone or useless. */
static void lose(struct client *client) {
    bool was_up = client->state == CLIENT_UP;
    struct link *link = client->link;
    client->link = NULL;
    client->state = CLIENT_DOWN;
    if (link != NULL) {
        log_event(LOG_WARN, "media.worker-gone", log_int("worker", link->pid));
        link_close(link);
    }
    retry_later(client);
    fail_pending(client, ERR_UNAVAILABLE);
    if (was_up) {
        client->owner.on_down(client->owner.owner);
    }
}

static void on_process_exit(uv_process_t *process, int64_t status, int signal) {
    struct link *link = process->data;
    (void)status;
    (void)signal;
    link->exited = true;
    if (link->client != NULL) {
        lose(link->client);
    } else {
        uv_close((uv_handle_t *)process, on_link_handle_closed);
    }
}

static void take_configured(struct client *client, const struct message *message) {
    const struct message_configured *configured = &message->body.configured;
    if (configured->err != ERR_OK) {
        log_event(LOG_ERROR, "media.ports-not-available",
                  log_err("err", (enum err)configured->err));
        lose(client);
        return;
    }
    client->state = CLIENT_UP;
    client->backoff_ms = CLIENT_BACKOFF_FIRST_MS;
    log_event(LOG_INFO, "media.worker-up", log_int("worker", client->link->pid),
              log_int("udp_port", configured->udp_port), log_int("tcp_port", configured->tcp_port));
    client->owner.on_up(client->owner.owner, configured);
}

static void take_answer(struct client *client, const struct message *message) {
    struct pending *slot = &client->pending[message->request % CLIENT_REQUESTS_MAX];
    if (message->request == 0 || slot->request != message->request) {
        log_event(LOG_ERROR, "media.unasked-answer", log_int("type", message->type));
        lose(client);
        return;
    }
    struct pending pending = *slot;
    *slot = (struct pending){0};
    client->pending_count--;
    enum err err = message->type == MESSAGE_DONE ? (enum err)message->body.done.err : ERR_OK;
    if (pending.reply != NULL) {
        pending.reply(pending.context, err, message);
    }
}

static void take(struct client *client, const void *data, size_t size) {
    struct message message;
    if (message_read(data, size, MESSAGE_TO_GATEWAY, &message) != ERR_OK) {
        log_event(LOG_ERROR, "media.bad-message", log_int("size", (int64_t)size));
        lose(client);
        return;
    }
    switch (message.type) {
    case MESSAGE_CONFIGURED:
        if (client->state == CLIENT_STARTING) {
            take_configured(client, &message);
        }
        break;
    case MESSAGE_DONE:
    case MESSAGE_COUNTERS:
        take_answer(client, &message);
        break;
    default:
        if (client->state == CLIENT_UP) {
            client->owner.on_fact(client->owner.owner, &message);
        }
        break;
    }
}

static void on_readable(uv_poll_t *poll, int status, int events) {
    struct link *link = poll->data;
    (void)events;
    struct message buffer;
    for (size_t i = 0; i < READS_A_TURN && link->client != NULL; i++) {
        ssize_t got =
            status < 0 ? 0 : recv(link->fd, &buffer, sizeof buffer, MSG_DONTWAIT | MSG_TRUNC);
        if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
            return;
        }
        if (got <= 0) {
            lose(link->client);
            return;
        }
        take(link->client, &buffer, (size_t)got);
    }
}

static enum err send_message(struct client *client, const struct message *message) {
    ssize_t sent =
        send(client->link->fd, message, message_size(message->type), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent >= 0) {
        return ERR_OK;
    }
    return errno == EAGAIN ? ERR_FULL : ERR_UNAVAILABLE;
}

static enum err spawn(struct client *client, struct link *link, int worker_fd) {
    char *arguments[] = {client->program, (char *)"media", NULL};
    char *environment[] = {NULL}; /* it may hold secrets; a worker needs none of it */
    uv_stdio_container_t stdio[CONTROL_FD + 1] = {
        {.flags = UV_IGNORE},
        {.flags = UV_IGNORE},
        {.flags = UV_INHERIT_FD, .data.fd = STDERR_FILENO},
        {.flags = UV_INHERIT_FD, .data.fd = worker_fd},
    };
    uv_process_options_t options = {
        .exit_cb = on_process_exit,
        .file = client->program,
        .args = arguments,
        .env = environment,
        .stdio_count = CONTROL_FD + 1,
        .stdio = stdio,
    };
    link->process.data = link;
    return uv_spawn(client->loop, &link->process, &options) == 0 ? ERR_OK : ERR_IO;
}

/* The link with its process and its poll; NULL when the machine refuses. */
static struct link *link_new(struct client *client) {
    int pair[2];
    int size = SOCKET_BUFFER_BYTES;
    struct link *link = calloc(1, sizeof *link);
    if (link == NULL ||
        socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair) != 0) {
        free(link);
        return NULL;
    }
    (void)setsockopt(pair[0], SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
    (void)setsockopt(pair[1], SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
    link->client = client;
    link->fd = pair[0];
    link->poll.data = link;
    must(uv_poll_init(client->loop, &link->poll, link->fd) == 0);
    link->open_handles = 2;
    enum err err = spawn(client, link, pair[1]);
    close(pair[1]);
    if (err != ERR_OK) {
        link->exited = true;
        link_close(link);
        return NULL;
    }
    link->pid = uv_process_get_pid(&link->process);
    must(uv_poll_start(&link->poll, UV_READABLE, on_readable) == 0);
    return link;
}

static void start(struct client *client) {
    struct message configure = {.type = MESSAGE_CONFIGURE, .request = 0};
    configure.body.configure = client->listen;
    client->link = link_new(client);
    if (client->link == NULL || send_message(client, &configure) != ERR_OK) {
        log_event(LOG_ERROR, "media.cannot-start",
                  log_int("pause_ms", (int64_t)client->backoff_ms));
        lose(client);
        return;
    }
    client->state = CLIENT_STARTING;
}

struct client *client_new(uv_loop_t *loop, const struct client_config *config,
                          const struct client_owner *owner) {
    struct client *client = calloc(1, sizeof *client);
    if (client == NULL) {
        return NULL;
    }
    client->program = strdup(config->program == NULL ? "/proc/self/exe" : config->program);
    if (client->program == NULL) {
        free(client);
        return NULL;
    }
    client->loop = loop;
    client->listen = config->listen;
    client->owner = *owner;
    client->backoff_ms = CLIENT_BACKOFF_FIRST_MS;
    client->next_request = 1;
    must(uv_timer_init(loop, &client->retry) == 0);
    client->retry.data = client;
    client->open_handles = 1;
    start(client);
    return client;
}

static void on_client_handle_closed(uv_handle_t *handle) {
    struct client *client = handle->data;
    client->open_handles--;
    free_if_closed(client);
}

void client_free(struct client *client) {
    if (client == NULL) {
        return;
    }
    client->closing = true;
    client->state = CLIENT_DOWN;
    if (client->link != NULL) {
        link_close(client->link);
        client->link = NULL;
    }
    fail_pending(client, ERR_CLOSED);
    uv_close((uv_handle_t *)&client->retry, on_client_handle_closed);
}

enum client_state client_state_of(const struct client *client) {
    return client->state;
}

int client_pid(const struct client *client) {
    return client->link == NULL ? 0 : client->link->pid;
}

enum err client_ask(struct client *client, struct message *message, client_reply *reply,
                    void *context) {
    if (client->state != CLIENT_UP) {
        return ERR_UNAVAILABLE;
    }
    struct pending *slot = &client->pending[client->next_request % CLIENT_REQUESTS_MAX];
    if (slot->request != 0) {
        return ERR_FULL;
    }
    message->request = client->next_request;
    enum err err = send_message(client, message);
    if (err != ERR_OK) {
        return err;
    }
    *slot = (struct pending){.request = message->request, .reply = reply, .context = context};
    client->pending_count++;
    client->next_request = client->next_request == UINT32_MAX ? 1 : client->next_request + 1;
    return ERR_OK;
}
