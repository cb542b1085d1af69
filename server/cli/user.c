/* anteroom user: who can sign in. */
#include "cli/cli.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

static const char HELP[] =
    "anteroom user: the practice's users.\n"
    "\n"
    "  anteroom user add --name NAME --email ADDRESS --role admin|provider|staff\n"
    "  anteroom user list\n"
    "  anteroom user password --email ADDRESS     sets a new one and ends the user's sessions\n"
    "  anteroom user disable --email ADDRESS      shuts the user out and ends the user's sessions\n"
    "\n"
    "  --config FILE         the configuration; without it, defaults and the environment\n"
    "  --host HOST           which practice, when there are several\n"
    "  --password-file FILE  the password is this file's first line; without it, the first line "
    "of\n"
    "                        standard input. Eight characters at least.\n"
    "\n"
    "Works beside a running server and without one. `list` prints one user a line: e-mail, role,\n"
    "active or disabled, name, with tabs between.\n"
    "\n"
    "Exit codes: 0 done; 1 refused, the reason is printed; 2 wrong options; 3 configuration, key\n"
    "file or data folder; 4 another process uses the data folder.\n";

struct arguments {
    const char *config;
    const char *host;
    const char *name;
    const char *email;
    const char *role;
    const char *password_file;
};

static int add(struct cli_store *store, const struct arguments *a, const char *password) {
    return cli_ask(store, "user.add", a->host,
                   json_pack("{s:s, s:s, s:s, s:s}", "name", a->name, "email", a->email, "password",
                             password, "role", a->role),
                   NULL);
}

static int set_password(struct cli_store *store, const struct arguments *a, const char *password) {
    return cli_ask(store, "user.password", a->host,
                   json_pack("{s:s, s:s}", "email", a->email, "password", password), NULL);
}

static int disable(struct cli_store *store, const struct arguments *a, const char *password) {
    (void)password;
    return cli_ask(store, "user.disable", a->host, json_pack("{s:s}", "email", a->email), NULL);
}

static int list(struct cli_store *store, const struct arguments *a, const char *password) {
    (void)password;
    json_t *body = NULL;
    json_t *user = NULL;
    size_t index = 0;
    int result = cli_ask(store, "user.list", a->host, NULL, &body);
    json_array_foreach(json_object_get(body, "users"), index, user) {
        bool disabled = json_is_true(json_object_get(user, "disabled"));
        printf("%s\t%s\t%s\t%s\n", json_string_value(json_object_get(user, "email")),
               json_string_value(json_object_get(user, "role")), disabled ? "disabled" : "active",
               json_string_value(json_object_get(user, "name")));
    }
    json_decref(body);
    return result;
}

struct action {
    const char *name;
    int (*run)(struct cli_store *store, const struct arguments *a, const char *password);
    bool wants_person;
    bool wants_email;
    bool wants_password;
};

static const struct action ACTIONS[] = {
    {"add", add, true, true, true},
    {"list", list, false, false, false},
    {"password", set_password, false, true, true},
    {"disable", disable, false, true, false},
};

static const struct action *find_action(const char *name) {
    for (size_t i = 0; i < sizeof ACTIONS / sizeof ACTIONS[0]; i++) {
        if (strcmp(ACTIONS[i].name, name) == 0) {
            return &ACTIONS[i];
        }
    }
    return NULL;
}

static int read_arguments(const struct action *action, int argc, char **argv,
                          struct arguments *out) {
    *out = (struct arguments){.config = NULL};
    const struct cli_option options[] = {
        {"--config", &out->config, false},
        {"--host", &out->host, false},
        {"--name", &out->name, action->wants_person},
        {"--role", &out->role, action->wants_person},
        {"--email", &out->email, action->wants_email},
        {"--password-file", &out->password_file, false},
    };
    return cli_options(argc, argv, options, sizeof options / sizeof options[0], HELP);
}

static int run(const struct action *action, const struct arguments *arguments) {
    struct config config;
    struct cli_store *store = NULL;
    char password[CLI_PASSWORD_MAX] = "";
    int result = cli_config(arguments->config, &config);
    if (result != -1) {
        return result;
    }
    if (action->wants_password && cli_password(arguments->password_file, password) != ERR_OK) {
        fprintf(stderr, "A password is needed, on standard input or in --password-file.\n");
        return CLI_USAGE;
    }
    result = cli_open(&config, &store);
    if (result == -1) {
        result = action->run(store, arguments, password);
    }
    explicit_bzero(password, sizeof password);
    cli_close(store);
    return result;
}

int cli_user(int argc, char **argv) {
    struct arguments arguments;
    const struct action *action = argc < 2 ? NULL : find_action(argv[1]);
    if (action == NULL) {
        bool help = argc >= 2 && strcmp(argv[1], "--help") == 0;
        fputs(HELP, help ? stdout : stderr);
        return help ? CLI_DONE : CLI_USAGE;
    }
    int result = read_arguments(action, argc - 1, argv + 1, &arguments);
    return result == -1 ? run(action, &arguments) : result;
}
