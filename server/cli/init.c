/* anteroom init: the key file, the data folder, the practice and its administrator. */
#include "cli/cli.h"

#include "store/vault.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static const char HELP[] =
    "anteroom init: makes a practice and its administrator.\n"
    "\n"
    "  anteroom init [--config FILE] --practice NAME --telephone NUMBER --name NAME --email "
    "ADDRESS\n"
    "\n"
    "  --config FILE         the configuration; without it, defaults and the environment\n"
    "  --practice NAME       the practice, as guests see it\n"
    "  --telephone NUMBER    the practice's telephone, on every page that a guest may be stuck on\n"
    "  --zone ZONE           its time zone, such as Europe/Berlin (UTC)\n"
    "  --colour COLOUR       of its mark, # and six hex digits (#2f6f6a)\n"
    "  --host HOST           the name under which it is reached (from public_url, else localhost)\n"
    "  --name NAME           the administrator\n"
    "  --email ADDRESS       the administrator's e-mail, to sign in with\n"
    "  --password-file FILE  the administrator's password is this file's first line; without it, "
    "the\n"
    "                        first line of standard input. Eight characters at least.\n"
    "\n"
    "The key file is made with mode 0600 if it is not there. Keep a copy of it apart from the\n"
    "backups of the data: neither can be read without the other.\n"
    "\n"
    "Exit codes: 0 done; 1 refused, the reason is printed; 2 wrong options; 3 configuration, key\n"
    "file or data folder; 4 another process uses the data folder.\n";

struct arguments {
    const char *config;
    const char *practice;
    const char *telephone;
    const char *zone;
    const char *colour;
    const char *host;
    const char *name;
    const char *email;
    const char *password_file;
};

static int read_arguments(int argc, char **argv, struct arguments *out) {
    *out = (struct arguments){.zone = "UTC", .colour = "#2f6f6a"};
    const struct cli_option options[] = {
        {"--config", &out->config, false},
        {"--practice", &out->practice, true},
        {"--telephone", &out->telephone, true},
        {"--zone", &out->zone, false},
        {"--colour", &out->colour, false},
        {"--host", &out->host, false},
        {"--name", &out->name, true},
        {"--email", &out->email, true},
        {"--password-file", &out->password_file, false},
    };
    return cli_options(argc, argv, options, sizeof options / sizeof options[0], HELP);
}

/* The host of "https://HOST[:PORT]", or "localhost". */
static void host_of_url(const char *url, char *out, size_t size) {
    const char *begin = strstr(url, "://");
    begin = begin == NULL ? "localhost" : begin + 3;
    bool bracket = *begin == '[';
    size_t length = bracket ? strcspn(begin, "]") + 1 : strcspn(begin, ":/");
    (void)snprintf(out, size, "%.*s", (int)length, begin);
}

/* The folder and whatever lies above it; the last with mode 0700. */
static enum err make_folder(const char *path) {
    char part[CONFIG_TEXT_MAX];
    size_t size = strlen(path);
    for (size_t i = 1; i <= size && i < sizeof part; i++) {
        if (path[i] != '/' && path[i] != '\0') {
            continue;
        }
        memcpy(part, path, i);
        part[i] = '\0';
        if (mkdir(part, path[i] == '\0' ? 0700 : 0755) != 0 && errno != EEXIST) {
            return ERR_IO;
        }
    }
    return ERR_OK;
}

static enum err make_key_folder(const char *file) {
    char folder[CONFIG_TEXT_MAX];
    const char *slash = strrchr(file, '/');
    if (slash == NULL || slash == file) {
        return ERR_OK;
    }
    (void)snprintf(folder, sizeof folder, "%.*s", (int)(slash - file), file);
    return make_folder(folder);
}

static int make_places(const struct config *config) {
    if (make_folder(config->server.data) != ERR_OK) {
        fprintf(stderr, "The data folder %s cannot be made.\n", config->server.data);
        return CLI_CONFIG;
    }
    enum err err = make_key_folder(config->keys.file);
    if (err == ERR_OK) {
        err = vault_key_file_make(config->keys.file);
    }
    if (err == ERR_OK) {
        printf("Made the key file %s: keep a copy apart from the data's backups.\n",
               config->keys.file);
        if (config->keys.beside_data) {
            printf("It may lie inside the data folder: good for a trial, not for patients.\n");
        }
    } else if (err != ERR_CONFLICT) {
        fprintf(stderr, "The key file %s cannot be made.\n", config->keys.file);
        return CLI_CONFIG;
    }
    return -1;
}

static int make_practice(struct cli_store *store, const struct arguments *arguments,
                         const char *host, const char *password) {
    int result = cli_ask(store, "practice.make", NULL,
                         json_pack("{s:s, s:s, s:s, s:s, s:s}", "name", arguments->practice,
                                   "telephone", arguments->telephone, "zone", arguments->zone,
                                   "colour", arguments->colour, "host", host),
                         NULL);
    if (result == CLI_DONE) {
        printf("Made the practice at %s.\n", host);
        result = cli_ask(store, "user.add", host,
                         json_pack("{s:s, s:s, s:s, s:s}", "name", arguments->name, "email",
                                   arguments->email, "password", password, "role", "admin"),
                         NULL);
    }
    if (result == CLI_DONE) {
        printf("Made its administrator.\n");
        return CLI_DONE;
    }
    fprintf(stderr, "If the practice is there, its administrator can be added by"
                    " `anteroom user add --role admin`.\n");
    return result;
}

int cli_init(int argc, char **argv) {
    struct arguments arguments;
    struct config config;
    struct cli_store *store = NULL;
    char host[CONFIG_TEXT_MAX];
    char password[CLI_PASSWORD_MAX];
    int result = read_arguments(argc, argv, &arguments);
    if (result == -1) {
        result = cli_config(arguments.config, &config);
    }
    if (result != -1) {
        return result;
    }
    if (cli_password(arguments.password_file, password) != ERR_OK || strlen(password) < 8) {
        fprintf(stderr, "A password of eight characters or more is needed, on standard input or in "
                        "--password-file.\n");
        return CLI_USAGE;
    }
    host_of_url(config.server.public_url, host, sizeof host);
    result = make_places(&config);
    if (result == -1) {
        result = cli_open(&config, &store);
    }
    if (result == -1) {
        result = make_practice(store, &arguments, arguments.host == NULL ? host : arguments.host,
                               password);
    }
    explicit_bzero(password, sizeof password);
    cli_close(store);
    return result;
}
