#include "gateway/gateway.h"

#include "base/clock.h"
#include "base/log.h"
#include "gateway/conn_table.h"
#include "gateway/cookie.h"
#include "gateway/household.h"
#include "gateway/http_deadline.h"
#include "gateway/listening.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

enum { TICK_MS = 250, PING_MS = 2000, DRAIN_MS = 10000 };

enum gateway_state {
    GATEWAY_NEW,
    GATEWAY_RUNNING,
    GATEWAY_DRAINING, /* accepts no more; until the last connection is gone or drain_ms is over */
    GATEWAY_STOPPED,
};

struct gateway {
    uv_loop_t loop;
    enum gateway_state state;
    struct gateway_config config;
    struct http_env env;
    struct socket_env sockets;
    struct live *live;
    struct command_queue *queue;
    struct tls_context *tls;
    char *certificate_path;
    char *key_path;
    char *origin;
    char cookie_suffix[COOKIE_SUFFIX_MAX + 1];
    struct address_range proxies[ADDRESS_RANGES_MAX];

    struct listening listening;
    uv_async_t woken;
    uv_timer_t timer;
    uv_prepare_t before_block;
    uv_signal_t signals[3];
    int64_t pinged_ms;
    int64_t drain_until_ms;

    struct conn_host host;
    uint8_t in[CONN_BUFFER];
    uint8_t out[CONN_BUFFER];
    struct conn_table conns;
    struct households households;
};

static void read_clock(struct gateway *gateway) {
    int64_t wall_ms = clock_wall_ms();
    if (wall_ms / 1000 != gateway->env.wall_ms / 1000) {
        answer_date(wall_ms, gateway->env.date);
    }
    gateway->env.wall_ms = wall_ms;
}

static struct live_time time_now(struct gateway *gateway) {
    read_clock(gateway);
    return (struct live_time){.mono_ms = clock_mono_ms(), .wall_ms = gateway->env.wall_ms};
}

/* ---- connections ---- */

static void on_gone(void *owner, struct conn *conn) {
    struct gateway *gateway = owner;
    conn_table_remove(&gateway->conns, conn);
    household_leave(&gateway->households, &conn->http.peer);
}

static struct gateway *gateway_of(struct conn *conn) {
    return conn->host->owner;
}

static struct conn *conn_around(struct http *http) {
    return (struct conn *)(void *)((char *)http - offsetof(struct conn, http));
}

static void on_dirty(struct http *http) {
    struct conn *conn = conn_around(http);
    if (!conn->closing) {
        conn_table_mark(&gateway_of(conn)->conns, conn);
    }
}

static void flush_dirty(struct gateway *gateway) {
    struct conn *conn = NULL;
    while ((conn = conn_table_take_marked(&gateway->conns)) != NULL) {
        conn_flush(conn);
    }
}

/* ---- accepting ---- */

static void on_refused_closed(uv_handle_t *handle) {
    free(handle->data);
}

/* Without TLS only this machine and the named proxies may come. */
static bool peer_may(const struct gateway *gateway, const struct address *peer) {
    return gateway->env.tls || address_is_loopback(peer) ||
           address_in_ranges(peer, gateway->proxies, gateway->env.proxy_count);
}

static enum err peer_of(const uv_tcp_t *tcp, struct address *peer) {
    struct sockaddr_storage name = {0};
    int size = sizeof name;
    if (uv_tcp_getpeername(tcp, (struct sockaddr *)&name, &size) != 0) {
        return ERR_CLOSED;
    }
    return address_from_sockaddr((const struct sockaddr *)&name, peer);
}

static bool admit(struct gateway *gateway, struct conn *conn, struct address *peer) {
    if (peer_of(&conn->tcp, peer) != ERR_OK || !peer_may(gateway, peer) ||
        conn_table_full(&gateway->conns)) {
        return false;
    }
    if (gateway->tls != NULL) {
        conn->tls = tls_new(gateway->tls);
        if (conn->tls == NULL) {
            return false;
        }
    }
    bool proxy = address_in_ranges(peer, gateway->proxies, gateway->env.proxy_count);
    int64_t connections_max = proxy ? INT64_MAX : gateway->config.connections_per_address_max;
    if (!household_enter(&gateway->households, peer, connections_max)) {
        tls_free(conn->tls);
        return false;
    }
    return true;
}

static void on_connection(uv_stream_t *listener, int status) {
    struct gateway *gateway = listener->data;
    struct conn *conn = status == 0 ? calloc(1, sizeof *conn) : NULL;
    if (conn == NULL) {
        return;
    }
    if (uv_tcp_init(&gateway->loop, &conn->tcp) != 0) {
        free(conn);
        return;
    }
    struct address peer;
    conn->tcp.data = conn;
    if (uv_accept(listener, (uv_stream_t *)&conn->tcp) != 0 || !admit(gateway, conn, &peer)) {
        uv_close((uv_handle_t *)&conn->tcp, on_refused_closed);
        return;
    }
    conn_table_add(&gateway->conns, conn);
    conn_start(conn, &gateway->host, &gateway->env, &peer, conn->tls, clock_mono_ms());
}

/* ---- commands ---- */

static enum err on_submit(void *owner, struct command *c) {
    struct gateway *gateway = owner;
    return gateway->queue == NULL ? ERR_UNAVAILABLE : command_submit(gateway->queue, c);
}

/* Reply first, then what everybody else hears of it: all in commit order. */
static void on_finished(void *owner, struct command *c) {
    struct gateway *gateway = owner;
    http_finish_command(c);
    live_commit(gateway->live, c, time_now(gateway));
    command_free(c);
}

static void on_woken(uv_async_t *async) {
    struct gateway *gateway = async->data;
    read_clock(gateway);
    if (gateway->queue != NULL) {
        command_queue_drain(gateway->queue, on_finished, gateway);
    }
    flush_dirty(gateway);
}

void gateway_wake(void *owner) {
    struct gateway *gateway = owner;
    (void)uv_async_send(&gateway->woken);
}

/* ---- time ---- */

static void expire_conns(struct gateway *gateway, int64_t now_ms) {
    struct conn *next = NULL;
    for (struct conn *conn = gateway->conns.first; conn != NULL; conn = next) {
        next = conn->next;
        if (now_ms >= http_deadline_ms(&conn->http)) {
            http_expire(&conn->http, now_ms);
            conn_flush(conn);
        }
    }
}

static void ping_sockets(struct gateway *gateway, int64_t now_ms) {
    if (now_ms - gateway->pinged_ms < PING_MS) {
        return;
    }
    gateway->pinged_ms = now_ms;
    struct frame *ping = frame_ping();
    for (struct conn *conn = gateway->conns.first; ping != NULL && conn != NULL;
         conn = conn->next) {
        if (conn->http.state == HTTP_SOCKET) {
            conn->http.now_ms = now_ms;
            socket_send(conn->http.socket, ping, false);
        }
    }
    frame_drop(ping);
}

static void stop_now(struct gateway *gateway) {
    gateway->state = GATEWAY_STOPPED;
    while (gateway->conns.first != NULL) {
        conn_close(gateway->conns.first);
    }
    uv_stop(&gateway->loop);
}

static void on_tick(uv_timer_t *timer) {
    struct gateway *gateway = timer->data;
    struct live_time now = time_now(gateway);
    live_tick(gateway->live, now);
    ping_sockets(gateway, now.mono_ms);
    expire_conns(gateway, now.mono_ms);
    flush_dirty(gateway);
    if (gateway->state == GATEWAY_DRAINING &&
        (gateway->conns.count == 0 || now.mono_ms >= gateway->drain_until_ms)) {
        stop_now(gateway);
    }
}

static void on_before_block(uv_prepare_t *prepare) {
    flush_dirty(prepare->data);
}

/* ---- stopping and reloading ---- */

static void begin_drain(struct gateway *gateway) {
    int64_t now_ms = clock_mono_ms();
    if (gateway->state != GATEWAY_RUNNING) {
        stop_now(gateway);
        return;
    }
    log_event(LOG_INFO, "gateway.draining", log_int("connections", (int64_t)gateway->conns.count));
    gateway->state = GATEWAY_DRAINING;
    gateway->env.draining = true;
    gateway->drain_until_ms = now_ms + gateway->config.drain_ms;
    listening_end(&gateway->listening);
    if (gateway->config.draining != NULL) {
        gateway->config.draining(gateway->config.owner);
    }
    struct conn *next = NULL;
    for (struct conn *conn = gateway->conns.first; conn != NULL; conn = next) {
        next = conn->next;
        http_drain(&conn->http, now_ms);
        conn_flush(conn);
    }
    if (gateway->conns.count == 0) {
        stop_now(gateway);
    }
}

static void read_certificate(struct gateway *gateway) {
    struct tls_context *fresh = NULL;
    if (gateway->tls == NULL) {
        return;
    }
    enum err err = tls_context_new(gateway->certificate_path, gateway->key_path, &fresh);
    if (err != ERR_OK) {
        log_event(LOG_ERROR, "gateway.certificate-kept", log_err("err", err));
        return;
    }
    tls_context_free(gateway->tls);
    gateway->tls = fresh;
    log_event(LOG_INFO, "gateway.certificate-read");
}

static void on_signal(uv_signal_t *signal, int number) {
    if (number == SIGHUP) {
        read_certificate(signal->data);
    } else {
        begin_drain(signal->data);
    }
}

/* ---- making and running ---- */

static char *copy_text(const char *text) {
    return text == NULL || text[0] == '\0' ? NULL : strdup(text);
}

static void config_defaults(struct gateway_config *config) {
    if (config->connections_max == 0) {
        config->connections_max = GATEWAY_CONNECTIONS_DEFAULT;
    }
    if (config->connections_per_address_max == 0) {
        config->connections_per_address_max = GATEWAY_PER_ADDRESS_DEFAULT;
    }
    config->drain_ms = config->drain_ms == 0 ? DRAIN_MS : config->drain_ms;
    http_deadline_defaults(&config->limits);
    must(config->connections_max > 0 && config->connections_max < CONN_TABLE_MAX);
}

static void env_fill(struct gateway *gateway) {
    const struct gateway_config *config = &gateway->config;
    gateway->sockets = (struct socket_env){
        .live = gateway->live,
        .hello = config->hello,
        .activity = config->activity,
        .client_activity = config->client_activity,
        .media_owner = config->owner,
        .media = config->media,
    };
    size_t proxy_count = gateway->env.proxy_count;
    gateway->env = (struct http_env){
        .pages = config->pages,
        .page_count = config->page_count,
        .routes = config->routes,
        .route_count = config->route_count,
        .origin = gateway->origin,
        .cookie_suffix = gateway->cookie_suffix,
        .proxies = gateway->proxies,
        .proxy_count = proxy_count,
        .tls = gateway->tls != NULL,
        .limits = config->limits,
        .submit = on_submit,
        .submit_owner = gateway,
        .dirty = on_dirty,
        .sockets = config->hello == NULL ? NULL : &gateway->sockets,
    };
    gateway->host = (struct conn_host){
        .owner = gateway, .in = gateway->in, .out = gateway->out, .gone = on_gone};
    read_clock(gateway);
}

static enum err texts_copy(struct gateway *gateway) {
    const struct gateway_config *config = &gateway->config;
    gateway->certificate_path = copy_text(config->certificate_path);
    gateway->key_path = copy_text(config->key_path);
    gateway->origin = copy_text(config->origin);
    size_t origin_size = gateway->origin == NULL ? 0 : strlen(gateway->origin);
    while (origin_size > 0 && gateway->origin[origin_size - 1] == '/') {
        gateway->origin[--origin_size] = '\0'; /* an Origin has no path */
    }
    if (config->proxies != NULL && address_ranges_parse(config->proxies, gateway->proxies,
                                                        &gateway->env.proxy_count) != ERR_OK) {
        return ERR_INVALID;
    }
    if (config->cookie_suffix != NULL) {
        if (!cookie_suffix_ok(config->cookie_suffix)) {
            return ERR_INVALID;
        }
        memcpy(gateway->cookie_suffix, config->cookie_suffix, strlen(config->cookie_suffix) + 1);
    }
    return ERR_OK;
}

static enum err tls_begin(struct gateway *gateway) {
    if (gateway->certificate_path == NULL) {
        return ERR_OK;
    }
    if (gateway->key_path == NULL) {
        return ERR_INVALID;
    }
    return tls_context_new(gateway->certificate_path, gateway->key_path, &gateway->tls);
}

static enum err listen_begin(struct gateway *gateway) {
    const struct gateway_config *config = &gateway->config;
    enum err err = listening_begin(
        &gateway->listening, &(struct listening_config){
                                 .loop = &gateway->loop,
                                 .host = config->host,
                                 .port = config->port,
                                 .loopback = gateway->tls == NULL && gateway->env.proxy_count == 0,
                                 .owner = gateway,
                                 .accept = on_connection,
                             });
    int port = gateway->listening.port;
    if (err == ERR_OK && config->cookie_suffix == NULL && port != 443) {
        (void)snprintf(gateway->cookie_suffix, sizeof gateway->cookie_suffix, "_%d", port);
    }
    return err;
}

static void signals_begin(struct gateway *gateway) {
    static const int NUMBERS[] = {SIGTERM, SIGINT, SIGHUP};
    for (size_t i = 0; i < sizeof NUMBERS / sizeof NUMBERS[0]; i++) {
        must(uv_signal_init(&gateway->loop, &gateway->signals[i]) == 0);
        gateway->signals[i].data = gateway;
        if (gateway->config.signals) {
            (void)uv_signal_start(&gateway->signals[i], on_signal, NUMBERS[i]);
        }
    }
}

static void handles_begin(struct gateway *gateway) {
    must(uv_async_init(&gateway->loop, &gateway->woken, on_woken) == 0);
    must(uv_timer_init(&gateway->loop, &gateway->timer) == 0);
    must(uv_prepare_init(&gateway->loop, &gateway->before_block) == 0);
    gateway->woken.data = gateway;
    gateway->timer.data = gateway;
    gateway->before_block.data = gateway;
    (void)uv_timer_start(&gateway->timer, on_tick, TICK_MS, TICK_MS);
    (void)uv_prepare_start(&gateway->before_block, on_before_block);
    signals_begin(gateway);
}

/* As many descriptors as the system lets us have; a peer that is gone is an error, no signal. */
static void process_prepare(void) {
    struct rlimit limit;
    (void)signal(SIGPIPE, SIG_IGN);
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max;
        (void)setrlimit(RLIMIT_NOFILE, &limit);
    }
}

static enum err parts_new(struct gateway *gateway) {
    const struct gateway_config *config = &gateway->config;
    enum err err = texts_copy(gateway);
    if (err == ERR_OK) {
        err = conn_table_init(&gateway->conns, (size_t)config->connections_max);
    }
    if (err == ERR_OK) {
        err = tls_begin(gateway);
    }
    if (err == ERR_OK) {
        gateway->live = live_new(&(struct live_config){
            .reconnecting_after_ms = config->reconnecting_after_ms,
            .left_after_ms = config->left_after_ms,
            .send = socket_live_send,
            .bye = socket_live_bye,
            .owner = config->owner,
            .host_lost = config->host_lost,
            .host_returned = config->host_returned,
            .left = config->left,
            .effect = config->effect,
        });
        err = gateway->live == NULL ? ERR_NOMEM : ERR_OK;
    }
    return err == ERR_OK ? listen_begin(gateway) : err;
}

enum err gateway_new(const struct gateway_config *config, struct gateway **out) {
    struct gateway *gateway = calloc(1, sizeof *gateway);
    if (gateway == NULL) {
        return ERR_NOMEM;
    }
    gateway->config = *config;
    config_defaults(&gateway->config);
    process_prepare();
    must(uv_loop_init(&gateway->loop) == 0);
    handles_begin(gateway);
    enum err err = parts_new(gateway);
    if (err != ERR_OK) {
        gateway_free(gateway);
        return err;
    }
    env_fill(gateway);
    *out = gateway;
    return ERR_OK;
}

/* A process is left to whoever started it: its handle goes when it has ended. */
static void close_handle(uv_handle_t *handle, void *owner) {
    (void)owner;
    if (!uv_is_closing(handle) && uv_handle_get_type(handle) != UV_PROCESS) {
        uv_close(handle, NULL);
    }
}

void gateway_free(struct gateway *gateway) {
    if (gateway == NULL) {
        return;
    }
    while (gateway->conns.first != NULL) {
        conn_close(gateway->conns.first);
    }
    uv_walk(&gateway->loop, close_handle, NULL);
    (void)uv_run(&gateway->loop, UV_RUN_DEFAULT);
    must(uv_loop_close(&gateway->loop) == 0);
    live_free(gateway->live);
    tls_context_free(gateway->tls);
    free(gateway->certificate_path);
    free(gateway->key_path);
    free(gateway->origin);
    conn_table_fini(&gateway->conns);
    free(gateway);
}

int gateway_port(const struct gateway *gateway) {
    return gateway->listening.port;
}

struct uv_loop_s *gateway_loop(struct gateway *gateway) {
    return &gateway->loop;
}

struct live *gateway_live(struct gateway *gateway) {
    return gateway->live;
}

void gateway_set_queue(struct gateway *gateway, struct command_queue *queue) {
    gateway->queue = queue;
}

enum err gateway_run(struct gateway *gateway) {
    must(gateway->state == GATEWAY_NEW);
    gateway->state = GATEWAY_RUNNING;
    log_event(LOG_INFO, "gateway.listening", log_int("port", gateway->listening.port));
    (void)uv_run(&gateway->loop, UV_RUN_DEFAULT);
    return gateway->state == GATEWAY_STOPPED ? ERR_OK : ERR_IO;
}

/* ---- media ---- */

void gateway_media_reply(struct gateway *gateway, uint64_t number, int64_t id, const char *data,
                         const char *error_id, const char *title) {
    struct conn *conn = conn_table_find(&gateway->conns, number);
    if (conn != NULL && conn->http.socket != NULL) {
        socket_reply(conn->http.socket, id, data, error_id, title);
    }
}

enum err gateway_media_notify(struct gateway *gateway, const struct id *participant_id,
                              const char *name, const char *data) {
    return live_notify(gateway->live, participant_id, name, data);
}
