#include "serve/serve.h"

#include "base/clock.h"
#include "base/log.h"
#include "cli/cli.h"
#include "cli/control.h"
#include "cli/folder.h"
#include "command/execute.h"
#include "command/idempotency.h"
#include "command/limits.h"
#include "command/queue.h"
#include "gateway/pages.h"
#include "gateway/routes.h"
#include "notify/mail.h"
#include "notify/sender.h"
#include "notify/sms.h"
#include "practice/contact_names.h"
#include "practice/kinds.h"
#include "serve/bridge.h"
#include "serve/ready.h"
#include "store/file.h"
#include "store/vault.h"
#include "visit/commands.h"
#include "visit/invitation/letter.h"
#include "visit/invitation/link.h"
#include "visit/invitation/sms_rules.h"
#include "visit/portal/portal_kinds.h"

#include <curl/curl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { TICK_MS = 1000, START_POLL_MS = 20, PASSWORD_MAX = 512, URL_MAX = CONFIG_TEXT_MAX + 64 };

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
    char mail_password[PASSWORD_MAX];
    char sms_token[PASSWORD_MAX];
    char sms_callback[URL_MAX + 32];
    struct mail_config mail;
    struct sms_config sms;
    struct sms_rules sms_rules;
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

static int64_t member_ms(const json_t *person, const char *name) {
    return json_integer_value(json_object_get(person, name));
}

static struct id member_id(const json_t *object, const char *name) {
    const char *text = json_string_value(json_object_get(object, name));
    struct id id = {0};
    if (text == NULL || id_parse(text, strlen(text), &id) != ERR_OK) {
        return (struct id){0};
    }
    return id;
}

static enum err seed_presence(struct serve *serve, const char *body) {
    json_t *root = json_loads(body, 0, NULL);
    const json_t *people = json_object_get(root, "people");
    size_t count = json_array_size(people);
    struct live_seed *seeds = calloc(count + 1, sizeof *seeds);
    for (size_t i = 0; seeds != NULL && i < count; i++) {
        const json_t *person = json_array_get(people, i);
        seeds[i] = (struct live_seed){
            .participant_id = member_id(person, "id"),
            .user = json_is_true(json_object_get(person, "user")),
            .room_id = member_id(person, "room_id"),
            .visit_id = member_id(person, "visit_id"),
            .reconnecting_after_ms = member_ms(person, "reconnecting_after_ms"),
            .left_after_ms = member_ms(person, "left_after_ms"),
        };
    }
    json_decref(root);
    if (seeds == NULL) {
        return ERR_NOMEM;
    }
    live_presence_seed(gateway_live(serve->gateway), seeds, count,
                       (struct live_time){.mono_ms = clock_mono_ms(), .wall_ms = clock_wall_ms()});
    free(seeds);
    return ERR_OK;
}

/* Before the queue's writer takes the store over: everybody is expected back. */
static enum err restart_visits(struct serve *serve) {
    struct command *c = command_new(&visit_restart);
    if (c == NULL) {
        return ERR_NOMEM;
    }
    command_run_now(serve->folder.store, NULL, c, clock_wall_ms());
    enum err err = c->reply.problem == NULL ? ERR_OK : ERR_IO;
    if (err == ERR_OK && c->reply.body != NULL) {
        err = seed_presence(serve, c->reply.body);
    }
    command_free(c);
    return err;
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

/* The first line of the file, or "" when none is named. */
static enum err read_secret(const char *path, char out[PASSWORD_MAX]) {
    size_t size = 0;
    if (path[0] == '\0') {
        return ERR_OK;
    }
    enum err err = file_read(path, out, PASSWORD_MAX - 1, &size);
    out[err == ERR_OK ? size : 0] = '\0';
    out[strcspn(out, "\r\n")] = '\0';
    return err;
}

/* Which text messages may be sent at all; before any command runs. */
static enum err sms_begin(struct serve *serve) {
    const struct config *config = &serve->config;
    enum err err = read_secret(config->sms.token_file, serve->sms_token);
    bool set_up = config->sms.url[0] != '\0' && serve->sms_token[0] != '\0';
    (void)snprintf(serve->sms_callback, sizeof serve->sms_callback, "%s/api/v1/sms/status",
                   serve->url);
    serve->sms = (struct sms_config){
        .url = config->sms.url,
        .account = config->sms.account,
        .token = serve->sms_token,
        .from = config->sms.from,
        .callback = serve->sms_callback,
    };
    serve->sms_rules = (struct sms_rules){
        .token = set_up ? serve->sms_token : NULL,
        .countries = config->sms.countries,
        .caps = {.user = config->sms.daily_per_user, .practice = config->sms.daily_per_practice},
    };
    sms_rules_init(&serve->sms_rules);
    return err;
}

static enum err sender_begin(struct serve *serve) {
    const struct config *config = &serve->config;
    enum err err = read_secret(config->mail.password_file, serve->mail_password);
    if (err != ERR_OK) {
        return err;
    }
    serve->mail = (struct mail_config){
        .url = config->mail.url,
        .from = config->mail.from,
        .user = config->mail.user,
        .password = serve->mail_password,
        .require_tls = config->mail.require_tls,
    };
    struct sender_config sender = {
        .store = serve->folder.store,
        .queue = serve->queue,
        .sent = &delivery_sent,
        .failed = &delivery_failed,
        .compose = letter_compose,
        .now_ms = wall_ms,
    };
    if (config->mail.url[0] != '\0') {
        sender.carriers[OUTBOX_EMAIL] = mail_carrier(&serve->mail);
    }
    if (serve->sms_rules.token != NULL) {
        sender.carriers[OUTBOX_SMS] = sms_carrier(&serve->sms);
    }
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
    {"visits", restart_visits},
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
    explicit_bzero(serve->mail_password, sizeof serve->mail_password);
    explicit_bzero(serve->sms_token, sizeof serve->sms_token);
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
