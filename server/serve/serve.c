#include "serve/serve.h"

#include "base/clock.h"
#include "base/log.h"
#include "cli/cli.h"
#include "cli/control.h"
#include "cli/folder.h"
#include "command/idempotency.h"
#include "command/limits.h"
#include "command/queue.h"
#include "gateway/pages.h"
#include "gateway/routes.h"
#include "notify/sender.h"
#include "practice/contact_names.h"
#include "practice/kinds.h"
#include "serve/bridge.h"
#include "serve/carriers.h"
#include "serve/ready.h"
#include "serve/restart.h"
#include "store/vault.h"
#include "visit/commands.h"
#include "visit/invitation/letter.h"
#include "visit/invitation/link.h"
#include "visit/portal/portal_kinds.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { TICK_MS = 1000, START_POLL_MS = 20, URL_MAX = CONFIG_TEXT_MAX + 64 };

static const char HELP[] = "anteroom serve: runs the server until SIGTERM.\n"
                           "\n"
                           "  anteroom serve [--config FILE]\n"
                           "\n"
                           "SIGHUP reads the TLS certificate again. Every key of the configuration "
                           "can also be set by the\n"
                           "environment, such as ANTEROOM_SERVER_LISTEN.\n"
                           "\n"
                           "Exit codes: 0 ended as asked; 1 a part failed; 2 wrong options; 3 "
                           "configuration, key file or data\n"
                           "folder; 4 another server runs in the data folder.\n";

struct serve {
    struct config config;
    char url[URL_MAX]; /* as guests see it */
    struct carriers carriers;
    struct folder folder;
    struct limits *limits;
    struct gateway *gateway;
    struct command_queue *queue;
    struct stage *stage;
    struct bridge bridge;
    struct sender *sender;
    struct control *control;
    uv_timer_t tick;
    int64_t ticked_ms;
    int told_pids[STAGE_WORKERS_MAX];
    bool told;
};

static int64_t wall_ms(void *clock) {
    (void)clock;
    return clock_steady_ms();
}

static void submit(struct serve *serve, struct command *c) {
    enum err err = command_submit(serve->queue, c);
    if (err != ERR_OK) {
        log_event(LOG_WARN, "serve.not-submitted", log_word("command", c->kind->name),
                  log_err("err", err));
        command_free(c);
    }
}

static void submit_system(struct serve *serve, const struct command_kind *kind,
                          const struct id *visit_id) {
    struct command *c = command_new(kind);
    if (c == NULL) {
        return;
    }
    if (visit_id != NULL) {
        ((struct visit_host_input *)c->input)->visit_id = *visit_id;
    }
    submit(serve, c);
}

/* ---- what the gateway calls ---- */

static void on_host_lost(void *owner, const struct id *visit_id) {
    submit_system(owner, &visit_host_lost, visit_id);
}

static void on_host_returned(void *owner, const struct id *visit_id) {
    submit_system(owner, &visit_host_returned, visit_id);
}

/* Their media goes at once, their place at an appointment with the next commit. */
static void on_left(void *owner, const struct id *participant_id) {
    struct serve *serve = owner;
    bridge_left(&serve->bridge, participant_id);
    struct command *c = command_new(&visit_guest_lost);
    if (c != NULL) {
        ((struct visit_guest_input *)c->input)->guest_id = *participant_id;
        submit(serve, c);
    }
}

static void on_effect(void *owner, const struct effect *effect) {
    struct serve *serve = owner;
    if (effect->kind == EFFECT_OUTBOX) {
        sender_wake(serve->sender);
        return;
    }
    if (effect->kind == EFFECT_PORTAL) {
        submit_system(serve, &portal_tick, NULL);
        submit_system(serve, &idempotency_forget, NULL);
        return;
    }
    bridge_effect(&serve->bridge, effect);
}

static void on_media(void *owner, const struct socket_media *message) {
    bridge_media(&((struct serve *)owner)->bridge, message);
}

/* ---- time ---- */

/* The ready file, once every media worker is up and whenever one was replaced. */
static void tell_ready(struct serve *serve) {
    int pids[STAGE_WORKERS_MAX] = {0};
    pids[0] = stage_worker_pid(serve->stage, 0);
    bool changed = !serve->told || memcmp(pids, serve->told_pids, sizeof pids) != 0;
    if (!changed || stage_workers_up(serve->stage) == 0) {
        return;
    }
    memcpy(serve->told_pids, pids, sizeof pids);
    if (!serve->told) {
        log_event(LOG_INFO, "serve.ready", log_int("port", gateway_port(serve->gateway)));
    }
    serve->told = true;
    const char *path = serve->config.server.ready_file;
    enum err err = path[0] == '\0' ? ERR_OK : ready_write(path, serve->url, pids, 1);
    if (err != ERR_OK) {
        log_event(LOG_ERROR, "serve.ready-file", log_err("err", err));
    }
}

static void on_tick(uv_timer_t *timer) {
    struct serve *serve = timer->data;
    tell_ready(serve);
    int64_t now_ms = clock_mono_ms();
    if (now_ms - serve->ticked_ms < TICK_MS) {
        return;
    }
    if (serve->told) {
        uv_timer_set_repeat(timer, TICK_MS);
    }
    serve->ticked_ms = now_ms;
    submit_system(serve, &visit_tick, NULL);
    submit_system(serve, &session_expire, NULL);
    submit_system(serve, &portal_tick, NULL);
    (void)contact_names_drop_idle(clock_wall_ms());
}

/* ---- building ---- */

static void set_log_level(const char *name) {
    static const char *const NAMES[] = {"debug", "info", "warn", "error"};
    for (int i = 0; i < 4; i++) {
        if (strcmp(name, NAMES[i]) == 0) {
            log_set_level((enum log_level)i);
        }
    }
}

static enum err gateway_begin(struct serve *serve) {
    const struct config *config = &serve->config;
    char host[CONFIG_TEXT_MAX];
    int port = 0;
    enum err err = config_address(config->server.listen, host, sizeof host, &port);
    if (err != ERR_OK) {
        return err;
    }
    return gateway_new(
        &(struct gateway_config){
            .host = host,
            .port = port,
            .certificate_path = config->server.tls_certificate,
            .key_path = config->server.tls_key,
            .proxies = config->server.trusted_proxies,
            .origin = config->server.public_url,
            .connections_max = config->server.connections_max,
            .connections_per_address_max = config->server.connections_per_address_max,
            .signals = true,
            .pages = PAGES,
            .page_count = PAGES_COUNT,
            .routes = ROUTES,
            .route_count = ROUTES_COUNT,
            .hello = &live_hello,
            .activity = &session_activity,
            .client_activity = &client_activity,
            .reconnecting_after_ms = config->timing.reconnecting_after_ms,
            .left_after_ms = config->timing.left_after_ms,
            .owner = serve,
            .host_lost = on_host_lost,
            .host_returned = on_host_returned,
            .left = on_left,
            .effect = on_effect,
            .media = on_media,
        },
        &serve->gateway);
}

/* Where guests reach us: as configured, else where we listen. */
static void find_url(struct serve *serve) {
    const struct config *config = &serve->config;
    char host[CONFIG_TEXT_MAX] = "localhost";
    int port = 0;
    if (config->server.public_url[0] != '\0') {
        (void)snprintf(serve->url, sizeof serve->url, "%s", config->server.public_url);
        return;
    }
    must(config_address(config->server.listen, host, sizeof host, &port) == ERR_OK);
    bool v6 = strchr(host, ':') != NULL;
    (void)snprintf(serve->url, sizeof serve->url, "%s://%s%s%s:%d",
                   config->server.tls_certificate[0] == '\0' ? "http" : "https", v6 ? "[" : "",
                   host, v6 ? "]" : "", gateway_port(serve->gateway));
}

/* Before the queue's writer takes the store over. */
static enum err restart_begin(struct serve *serve) {
    struct live_time now = {.mono_ms = clock_mono_ms(), .wall_ms = clock_wall_ms()};
    return restart_expect(serve->folder.store, gateway_live(serve->gateway), now);
}

static enum err queue_begin(struct serve *serve) {
    serve->limits = limits_new();
    if (serve->limits == NULL) {
        return ERR_NOMEM;
    }
    enum err err = command_queue_new(
        &(struct command_queue_config){
            .store = serve->folder.store,
            .vault = serve->folder.vault,
            .limits = serve->limits,
            .prepare_threads = (int)serve->config.server.prepare_threads,
            .now_ms = wall_ms,
            .wake = gateway_wake,
            .owner = serve->gateway,
        },
        &serve->queue);
    if (err == ERR_OK) {
        gateway_set_queue(serve->gateway, serve->queue);
    }
    return err;
}

/* Splits `list` at its commas, in place; returns how many. */
static size_t split(char *list, const char **out, size_t max) {
    size_t count = 0;
    char *rest = list;
    while (rest != NULL && *rest != '\0' && count < max) {
        char *item = strsep(&rest, ",");
        item += strspn(item, " ");
        out[count] = item;
        count += *item == '\0' ? 0 : 1;
    }
    return count;
}

static enum err stage_begin(struct serve *serve) {
    const struct config *config = &serve->config;
    char list[CONFIG_TEXT_MAX];
    const char *announced[STAGE_ADDRESSES_MAX];
    bool everywhere = strcmp(config->media.listen, "0.0.0.0") == 0;
    memcpy(list, config->media.announce, sizeof list);
    enum err err = stage_new(gateway_loop(serve->gateway),
                             &(struct stage_config){
                                 .listen_ip = everywhere ? NULL : config->media.listen,
                                 .udp_port = (uint16_t)config->media.udp_port,
                                 .tcp_port = (uint16_t)config->media.tcp_port,
                                 .with_tcp = true,
                                 .announced_count = split(list, announced, STAGE_ADDRESSES_MAX),
                                 .announced = announced,
                             },
                             &(struct stage_owner){&serve->bridge, bridge_notify}, &serve->stage);
    serve->bridge.gateway = serve->gateway;
    serve->bridge.stage = serve->stage;
    return err;
}

/* Before any command runs: which text messages may be sent at all. */
static enum err sms_begin(struct serve *serve) {
    return carriers_set_sms(&serve->carriers, &serve->config, serve->url);
}

static enum err sender_begin(struct serve *serve) {
    enum err err = carriers_set_mail(&serve->carriers, &serve->config);
    if (err != ERR_OK) {
        return err;
    }
    struct sender_config sender = {
        .store = serve->folder.store,
        .queue = serve->queue,
        .sent = &delivery_sent,
        .failed = &delivery_failed,
        .compose = letter_compose,
        .now_ms = wall_ms,
    };
    carriers_give(&serve->carriers, &sender);
    return sender_new(&sender, &serve->sender);
}

static void tick_begin(struct serve *serve) {
    uv_timer_init(gateway_loop(serve->gateway), &serve->tick);
    serve->tick.data = serve;
    must(uv_timer_start(&serve->tick, on_tick, 0, START_POLL_MS) == 0);
}

struct step {
    const char *what; /* "The ... cannot begin" */
    enum err (*begin)(struct serve *serve);
};

static enum err control_begin(struct serve *serve) {
    return control_new(serve->config.server.data, serve->queue, &serve->control);
}

static const struct step STEPS[] = {
    {"gateway (is the address free, the certificate readable?)", gateway_begin},
    {"text messages (is the token file readable?)", sms_begin},
    {"visits", restart_begin},
    {"command queue", queue_begin},
    {"media engine", stage_begin},
    {"sender of mail (is the password file readable?)", sender_begin},
    {"control socket", control_begin},
};

static int build(struct serve *serve) {
    for (size_t i = 0; i < sizeof STEPS / sizeof STEPS[0]; i++) {
        enum err err = STEPS[i].begin(serve);
        if (err != ERR_OK) {
            fprintf(stderr, "The %s cannot begin: %s.\n", STEPS[i].what, err_name(err));
            return CLI_FAILED;
        }
        if (i == 0) {
            find_url(serve);
            link_init(serve->url);
        }
    }
    tick_begin(serve);
    return -1;
}

static void take_apart(struct serve *serve) {
    control_free(serve->control);
    if (serve->sender != NULL) {
        sender_stop(serve->sender);
    }
    command_queue_free(serve->queue);
    sender_free(serve->sender);
    stage_free(serve->stage);
    gateway_free(serve->gateway);
    limits_free(serve->limits);
    folder_close(&serve->folder);
    carriers_wipe(&serve->carriers);
}

static int run(struct serve *serve) {
    int result = folder_open(&serve->config, &serve->folder);
    if (result == -1) {
        result = build(serve);
    }
    if (result == -1) {
        result = gateway_run(serve->gateway) == ERR_OK ? CLI_DONE : CLI_FAILED;
    }
    if (serve->config.server.ready_file[0] != '\0') {
        (void)remove(serve->config.server.ready_file);
    }
    take_apart(serve);
    return result;
}

int serve_main(int argc, char **argv) {
    const char *path = NULL;
    const struct cli_option options[] = {{"--config", &path, false}};
    int result = cli_options(argc, argv, options, 1, HELP);
    if (result != -1) {
        return result;
    }
    struct serve *serve = calloc(1, sizeof *serve);
    must(serve != NULL);
    serve->folder.lock.fd = -1;
    result = cli_config(path, &serve->config);
    if (result == -1) {
        set_log_level(serve->config.server.log_level);
        (void)umask(077);
        if (vault_harden_process() != ERR_OK || curl_global_init(CURL_GLOBAL_DEFAULT) != 0) {
            fprintf(stderr, "The process cannot be hardened.\n");
            result = CLI_FAILED;
        } else {
            result = run(serve);
            curl_global_cleanup();
        }
    }
    free(serve);
    return result;
}
