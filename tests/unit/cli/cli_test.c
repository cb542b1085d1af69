#include "cli/cli.h"

#include "cli/control.h"
#include "command/queue.h"
#include "practice/kinds.h"
#include "store/lock.h"
#include "store/query.h"
#include "world.h"

#include "../unit.h"

#include <ctype.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

/* A folder with a configuration and password files; `cli` runs a command in it. */
struct site {
    char folder[64];
    char config[128];
    char password[128];
    char data[128];
    char key[128];
};

static void write_file(const char *path, const char *text) {
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static int set_up(void **state) {
    static struct site site;
    char text[512];
    strcpy(site.folder, "/tmp/anteroom-cli-XXXXXX");
    assert_non_null(mkdtemp(site.folder));
    (void)snprintf(site.config, sizeof site.config, "%s/anteroom.ini", site.folder);
    (void)snprintf(site.password, sizeof site.password, "%s/password", site.folder);
    (void)snprintf(site.data, sizeof site.data, "%s/data", site.folder);
    (void)snprintf(site.key, sizeof site.key, "%s/keys/key", site.folder);
    (void)snprintf(text, sizeof text,
                   "[server]\ndata = %s\npublic_url = http://localhost:8080\n[keys]\nfile = %s\n"
                   "[timing]\ncheap_passwords = yes\n",
                   site.data, site.key);
    write_file(site.config, text);
    write_file(site.password, WORLD_PASSWORD "\n");
    *state = &site;
    return 0;
}

static int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *ftw) {
    (void)status;
    (void)kind;
    (void)ftw;
    return remove(path);
}

static int tear_down(void **state) {
    struct site *site = *state;
    return nftw(site->folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

static int init(struct site *site) {
    char *argv[] = {"init",        "--config",    site->config,        "--practice",
                    "Lakeside",    "--telephone", "+1 555 0100",       "--name",
                    "Ada Quill",   "--email",     "ada@lakeside.test", "--password-file",
                    site->password};
    return cli_init((int)(sizeof argv / sizeof argv[0]), argv);
}

static int add_user(struct site *site, char *email) {
    char *argv[] = {"user",    "add", "--config", site->config, "--name",          "Ben Moss",
                    "--email", email, "--role",   "provider",   "--password-file", site->password};
    return cli_user((int)(sizeof argv / sizeof argv[0]), argv);
}

static int user_by_email(struct site *site, char *action, char *email) {
    char *argv[] = {"user",    action, "--config",        site->config,
                    "--email", email,  "--password-file", site->password};
    return cli_user((int)(sizeof argv / sizeof argv[0]), argv);
}

static int plain(int (*command)(int, char **), struct site *site) {
    char *argv[] = {"command", "--config", site->config};
    return command(3, argv);
}

static void init_makes_key_practice_and_administrator(void **state) {
    struct site *site = *state;
    struct stat status;
    assert_int_equal(init(site), CLI_DONE);
    assert_int_equal(stat(site->key, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    assert_int_equal(stat(site->data, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0700);
    assert_int_equal(plain(cli_check, site), CLI_DONE);
    assert_int_equal(init(site), CLI_FAILED); /* the practice is there already */
}

static void users_are_added_once_given_passwords_and_disabled(void **state) {
    struct site *site = *state;
    assert_int_equal(init(site), CLI_DONE);
    assert_int_equal(add_user(site, "ben@lakeside.test"), CLI_DONE);
    assert_int_equal(add_user(site, "BEN@lakeside.test"), CLI_FAILED);
    assert_int_equal(user_by_email(site, "password", "ben@lakeside.test"), CLI_DONE);
    assert_int_equal(user_by_email(site, "disable", "ben@lakeside.test"), CLI_DONE);
    assert_int_equal(user_by_email(site, "disable", "nobody@lakeside.test"), CLI_FAILED);
}

static void wrong_options_are_told_apart_from_refusals(void **state) {
    struct site *site = *state;
    char *no_action[] = {"user"};
    assert_int_equal(cli_user(1, no_action), CLI_USAGE);
    char *unknown[] = {"init", "--colour-of-sky", "blue"};
    assert_int_equal(cli_init(3, unknown), CLI_USAGE);
    char *missing[] = {"init", "--config", site->config};
    assert_int_equal(cli_init(3, missing), CLI_USAGE);
    char *no_file[] = {"check", "--config", "/nonexistent/anteroom.ini"};
    assert_int_equal(cli_check(3, no_file), CLI_CONFIG);
    assert_int_equal(plain(cli_check, site), CLI_CONFIG); /* init has not run */
}

static void a_key_file_that_others_can_read_is_refused(void **state) {
    struct site *site = *state;
    assert_int_equal(init(site), CLI_DONE);
    assert_int_equal(chmod(site->key, 0640), 0);
    assert_int_equal(add_user(site, "ben@lakeside.test"), CLI_CONFIG);
}

static int check_head(struct site *site, char *head) {
    char *argv[] = {"check", "--config", site->config, "--audit-head", head};
    return cli_check(5, argv);
}

/* PRACTICE:SEQUENCE:LINK of the last entry, plus `beyond`. */
static void read_head(struct site *site, int64_t beyond, char *out, size_t size) {
    struct world world = {.limits = NULL};
    char path[160];
    (void)snprintf(path, sizeof path, "%s/anteroom.db", site->data);
    assert_int_equal(vault_open(site->key, &WORLD_COST, &world.vault), ERR_OK);
    assert_int_equal(store_open(path, world.vault, &world.store), ERR_OK);
    struct store_reader *reader = NULL;
    struct arena *arena = arena_new(65536);
    struct tx *tx = NULL;
    assert_int_equal(store_reader_new(world.store, &reader), ERR_OK);
    assert_int_equal(store_reader_begin(reader, arena, &tx), ERR_OK);
    struct query q = query_every_practice(tx, "SELECT practice_id, sequence, hex(link_hash)"
                                              " FROM audit ORDER BY sequence DESC LIMIT 1");
    assert_true(query_row(&q));
    int used =
        snprintf(out, size, "%s:%lld:", query_text(&q, 0), (long long)(query_int(&q, 1) + beyond));
    const char *link = query_text(&q, 2);
    for (size_t i = 0; link[i] != '\0'; i++) {
        out[(size_t)used + i] = (char)tolower((unsigned char)link[i]);
        out[(size_t)used + i + 1] = '\0';
    }
    assert_int_equal(query_end(&q), ERR_OK);
    store_reader_end(tx);
    store_reader_free(reader);
    arena_free(arena);
    store_close(world.store);
    vault_close(world.vault);
}

static void s6_check_holds_the_audit_log_against_a_head_from_the_servers_log(void **state) {
    struct site *site = *state;
    char head[160];
    assert_int_equal(init(site), CLI_DONE);
    read_head(site, 0, head, sizeof head);
    assert_int_equal(check_head(site, head), CLI_DONE);
    head[strlen(head) - 1] = head[strlen(head) - 1] == '0' ? '1' : '0';
    assert_int_equal(check_head(site, head), CLI_FAILED);
    read_head(site, 1, head, sizeof head);
    assert_int_equal(check_head(site, head), CLI_FAILED);
    assert_int_equal(check_head(site, "nonsense"), CLI_USAGE);
    assert_int_equal(check_head(site, "00112233445566778899aabbccddeeff:x:00"), CLI_USAGE);
}

static void a_held_data_folder_is_busy(void **state) {
    struct site *site = *state;
    struct lock lock;
    struct lock second;
    assert_int_equal(init(site), CLI_DONE);
    assert_int_equal(lock_take(site->data, &lock), ERR_OK);
    assert_int_equal(lock_take(site->data, &second), ERR_CONFLICT);
    assert_int_equal(add_user(site, "ben@lakeside.test"), CLI_BUSY);
    lock_give(&lock);
    assert_int_equal(add_user(site, "ben@lakeside.test"), CLI_DONE);
}

static void rotated_keys_open_everything_and_leave_no_old_one(void **state) {
    struct site *site = *state;
    struct world world = {.limits = NULL};
    assert_int_equal(init(site), CLI_DONE);
    assert_int_equal(add_user(site, "ben@lakeside.test"), CLI_DONE);
    for (int i = 0; i < 6; i++) {
        assert_int_equal(plain(cli_rotate_keys, site), CLI_DONE);
    }
    assert_int_equal(plain(cli_check, site), CLI_DONE);
    assert_int_equal(add_user(site, "cleo@lakeside.test"), CLI_DONE);
    char path[160];
    (void)snprintf(path, sizeof path, "%s/anteroom.db", site->data);
    assert_int_equal(vault_open(site->key, &WORLD_COST, &world.vault), ERR_OK);
    assert_int_equal(store_open(path, world.vault, &world.store), ERR_OK);
    assert_int_equal(world_count(&world, "SELECT COUNT(*) FROM practice_key"), 2);
    assert_int_equal(world_count(&world, "SELECT MAX(version) FROM practice_key"), 7);
    struct world_user ben = {.email = "ben@lakeside.test"};
    world_sign_in(&world, NULL, &ben);
    store_close(world.store);
    vault_close(world.vault);
}

/* A server in this process: store, queue, control socket and a loop that drains. */
struct server {
    struct lock lock;
    struct vault *vault;
    struct store *store;
    struct command_queue *queue;
    struct control *control;
    pthread_t loop;
    int wake;
    atomic_bool stopping;
    atomic_int ended_users;
};

static void wake_loop(void *owner) {
    struct server *server = owner;
    assert_int_equal(eventfd_write(server->wake, 1), 0);
}

static void deliver(void *owner, struct command *c) {
    struct server *server = owner;
    for (size_t i = 0; i < c->effect_count; i++) {
        server->ended_users += c->effects[i].kind == EFFECT_USER_ENDED ? 1 : 0;
    }
    command_free(c);
}

static void *run_loop(void *argument) {
    struct server *server = argument;
    eventfd_t value;
    while (!server->stopping && eventfd_read(server->wake, &value) == 0) {
        command_queue_drain(server->queue, deliver, server);
    }
    return NULL;
}

static int64_t fixed_clock(void *clock) {
    (void)clock;
    return 1800000000000;
}

static void start_server(struct server *server, struct site *site) {
    char path[160];
    memset(server, 0, sizeof *server);
    (void)snprintf(path, sizeof path, "%s/anteroom.db", site->data);
    assert_int_equal(lock_take(site->data, &server->lock), ERR_OK);
    assert_int_equal(vault_open(site->key, &WORLD_COST, &server->vault), ERR_OK);
    assert_int_equal(store_open(path, server->vault, &server->store), ERR_OK);
    server->wake = eventfd(0, EFD_CLOEXEC);
    const struct command_queue_config config = {.store = server->store,
                                                .vault = server->vault,
                                                .prepare_threads = 2,
                                                .now_ms = fixed_clock,
                                                .wake = wake_loop,
                                                .owner = server};
    assert_int_equal(command_queue_new(&config, &server->queue), ERR_OK);
    assert_int_equal(control_new(site->data, server->queue, &server->control), ERR_OK);
    assert_int_equal(pthread_create(&server->loop, NULL, run_loop, server), 0);
}

static void stop_server(struct server *server) {
    control_free(server->control);
    server->stopping = true;
    wake_loop(server);
    pthread_join(server->loop, NULL);
    command_queue_free(server->queue);
    store_close(server->store);
    vault_close(server->vault);
    lock_give(&server->lock);
    close(server->wake);
}

static void beside_a_running_server_commands_go_through_its_socket(void **state) {
    struct site *site = *state;
    struct server server;
    struct stat status;
    char socket_path[160];
    assert_int_equal(init(site), CLI_DONE);
    start_server(&server, site);
    (void)snprintf(socket_path, sizeof socket_path, "%s/control.sock", site->data);
    assert_int_equal(stat(socket_path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    assert_int_equal(add_user(site, "ben@lakeside.test"), CLI_DONE);
    assert_int_equal(add_user(site, "ben@lakeside.test"), CLI_FAILED);
    assert_int_equal(user_by_email(site, "disable", "ben@lakeside.test"), CLI_DONE);
    assert_int_equal(plain(cli_rotate_keys, site), CLI_DONE);
    assert_int_equal(plain(cli_check, site), CLI_DONE);
    stop_server(&server);
    assert_int_equal(server.ended_users, 1);
    assert_int_equal(stat(socket_path, &status), -1);
    assert_int_equal(plain(cli_check, site), CLI_DONE);
}

#define AT_A_SITE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        AT_A_SITE(init_makes_key_practice_and_administrator),
        AT_A_SITE(users_are_added_once_given_passwords_and_disabled),
        AT_A_SITE(wrong_options_are_told_apart_from_refusals),
        AT_A_SITE(a_key_file_that_others_can_read_is_refused),
        AT_A_SITE(s6_check_holds_the_audit_log_against_a_head_from_the_servers_log),
        AT_A_SITE(a_held_data_folder_is_busy),
        AT_A_SITE(rotated_keys_open_everything_and_leave_no_old_one),
        AT_A_SITE(beside_a_running_server_commands_go_through_its_socket),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
