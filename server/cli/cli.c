#include "cli/cli.h"

#include "base/clock.h"
#include "base/log.h"
#include "cli/folder.h"
#include "cli/line.h"
#include "cli/request.h"
#include "command/execute.h"
#include "store/file.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

struct cli_store {
    char folder[CONFIG_TEXT_MAX];
    bool remote; /* a server runs: every request goes through its control socket */
    struct folder here;
};

static const struct cli_option *find_option(const char *argument, const struct cli_option *options,
                                            size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (strcmp(argument, options[i].name) == 0) {
            return &options[i];
        }
    }
    return NULL;
}

static int usage(const char *reason, const char *what, const char *help) {
    fprintf(stderr, "%s %s\n\n%s", reason, what, help);
    return CLI_USAGE;
}

int cli_options(int argc, char **argv, const struct cli_option *options, size_t count,
                const char *help) {
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--help") == 0) {
            fputs(help, stdout);
            return CLI_DONE;
        }
        const struct cli_option *option = find_option(argv[i], options, count);
        if (option == NULL) {
            return usage("Unknown option:", argv[i], help);
        }
        if (i + 1 == argc) {
            return usage("A value is missing after", argv[i], help);
        }
        *option->value = argv[++i];
    }
    for (size_t i = 0; i < count; i++) {
        if (options[i].required && *options[i].value == NULL) {
            return usage("Missing:", options[i].name, help);
        }
    }
    return -1;
}

int cli_config(const char *path, struct config *out) {
    char message[CONFIG_ERROR_MAX];
    config_init(out);
    enum err err = config_read(out, path, environ, message);
    if (err == ERR_OK) {
        err = config_check(out, message);
    }
    if (err != ERR_OK) {
        fprintf(stderr, "%s\n", message);
        return CLI_CONFIG;
    }
    log_set_level(LOG_WARN);
    return -1;
}

/* Reads one line from the terminal without showing it. */
static enum err ask_password(char *out, size_t size) {
    struct termios shown;
    if (tcgetattr(STDIN_FILENO, &shown) != 0) {
        return ERR_IO;
    }
    struct termios hidden = shown;
    hidden.c_lflag &= ~(tcflag_t)ECHO;
    fputs("Password: ", stderr);
    (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
    char *line = fgets(out, (int)size, stdin);
    (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
    fputs("\n", stderr);
    return line == NULL ? ERR_INVALID : ERR_OK;
}

enum err cli_password(const char *file, char out[CLI_PASSWORD_MAX]) {
    char line[CLI_PASSWORD_MAX + 1];
    enum err err = ERR_OK;
    if (file != NULL) {
        size_t size = 0;
        err = file_read(file, line, sizeof line - 1, &size);
        line[err == ERR_OK ? size : 0] = '\0';
    } else if (isatty(STDIN_FILENO)) {
        err = ask_password(line, sizeof line);
    } else if (fgets(line, sizeof line, stdin) == NULL) {
        err = ERR_INVALID;
    }
    if (err != ERR_OK) {
        return err;
    }
    size_t size = strcspn(line, "\r\n");
    if (size == 0 || size >= CLI_PASSWORD_MAX) {
        err = ERR_INVALID;
    } else {
        memcpy(out, line, size);
        out[size] = '\0';
    }
    explicit_bzero(line, sizeof line);
    return err;
}

int cli_open(const struct config *config, struct cli_store **out) {
    struct cli_store *store = calloc(1, sizeof *store);
    int probe = -1;
    if (store == NULL) {
        return CLI_FAILED;
    }
    store->here.lock.fd = -1;
    (void)snprintf(store->folder, sizeof store->folder, "%s", config->server.data);
    enum err err = line_connect(store->folder, &probe);
    int result = -1;
    if (err == ERR_OK) {
        close(probe);
        store->remote = true;
    } else {
        result = folder_open(config, &store->here);
    }
    if (result != -1) {
        cli_close(store);
        return result;
    }
    *out = store;
    return -1;
}

void cli_close(struct cli_store *store) {
    if (store != NULL) {
        folder_close(&store->here);
        free(store);
    }
}

static struct json_t *unavailable(void) {
    return json_pack("{s:i, s:s}", "status", 503, "title", "The server does not answer.");
}

static struct json_t *ask_server(const struct cli_store *store, const struct json_t *request) {
    struct json_t *reply = NULL;
    int fd = -1;
    if (line_connect(store->folder, &fd) != ERR_OK) {
        return unavailable();
    }
    line_set_timeout(fd, 60);
    enum err err = line_write(fd, request);
    if (err == ERR_OK) {
        err = line_read(fd, REPLY_BYTES_MAX, &reply);
    }
    close(fd);
    return err == ERR_OK ? reply : unavailable();
}

static struct json_t *ask_here(struct cli_store *store, const struct json_t *request) {
    struct command *c = NULL;
    struct json_t *reply = NULL;
    if (request_command(request, &c, &reply) != ERR_OK) {
        return reply;
    }
    command_run_now(store->here.store, NULL, c, clock_wall_ms());
    reply = request_reply(c);
    command_free(c);
    return reply;
}

static int print_problem(const struct json_t *reply) {
    const char *field = json_string_value(json_object_get(reply, "field"));
    const char *title = json_string_value(json_object_get(reply, "title"));
    const char *detail = json_string_value(json_object_get(reply, "detail"));
    fprintf(stderr, "%s%s%s%s%s\n", field == NULL ? "" : field, field == NULL ? "" : ": ",
            title == NULL ? "The server gave no answer." : title, detail == NULL ? "" : " ",
            detail == NULL ? "" : detail);
    return CLI_FAILED;
}

int cli_ask(struct cli_store *store, const char *command, const char *host, struct json_t *input,
            struct json_t **body) {
    struct json_t *request =
        json_pack("{s:s, s:s*, s:o*}", "command", command, "host", host, "input", input);
    struct json_t *reply = store->remote ? ask_server(store, request) : ask_here(store, request);
    json_decref(request);
    int64_t status = json_integer_value(json_object_get(reply, "status"));
    int result = CLI_DONE;
    if (status < 200 || status > 299) {
        result = print_problem(reply);
    } else if (body != NULL) {
        *body = json_incref(json_object_get(reply, "body"));
    }
    json_decref(reply);
    return result;
}
