/* anteroom rotate-keys: every practice gets a new data key, and every sealed field with it. */
#include "cli/cli.h"

#include <jansson.h>
#include <stdio.h>

static const char HELP[] =
    "anteroom rotate-keys: gives every practice a new data key and re-seals all fields with it.\n"
    "\n"
    "  anteroom rotate-keys [--config FILE]\n"
    "\n"
    "Works beside a running server, in small steps that hold nobody up. If it is cut short, both "
    "keys\n"
    "stay; run it again. Backups made before keep their own wrapped keys and need the same key "
    "file.\n"
    "The key file itself does not change.\n"
    "\n"
    "Exit codes: 0 done; 1 refused, the reason is printed; 2 wrong options; 3 configuration, key\n"
    "file or data folder; 4 another process uses the data folder.\n";

/* One step's place becomes the next one's input. */
static int reseal(struct cli_store *store, const char *host) {
    json_t *input = NULL;
    bool more = true;
    int result = CLI_DONE;
    while (result == CLI_DONE && more) {
        json_t *body = NULL;
        result = cli_ask(store, "keys.step", host, input, &body);
        input = NULL;
        more = json_is_true(json_object_get(body, "more"));
        if (more) {
            input = json_incref(body);
            (void)json_object_del(input, "more");
        }
        json_decref(body);
    }
    json_decref(input);
    return result;
}

static int rotate(struct cli_store *store, const char *host) {
    int result = cli_ask(store, "keys.begin", host, NULL, NULL);
    if (result == CLI_DONE) {
        result = reseal(store, host);
    }
    if (result == CLI_DONE) {
        result = cli_ask(store, "keys.finish", host, NULL, NULL);
    }
    if (result == CLI_DONE) {
        printf("%s: all fields are sealed with the new key.\n", host);
    }
    return result;
}

static int rotate_all(struct cli_store *store) {
    json_t *body = NULL;
    json_t *practice = NULL;
    size_t index = 0;
    int result = cli_ask(store, "practice.list", NULL, NULL, &body);
    json_array_foreach(json_object_get(body, "practices"), index, practice) {
        if (result == CLI_DONE) {
            result = rotate(store, json_string_value(json_object_get(practice, "host")));
        }
    }
    json_decref(body);
    return result;
}

int cli_rotate_keys(int argc, char **argv) {
    const char *path = NULL;
    const struct cli_option options[] = {{"--config", &path, false}};
    struct config config;
    struct cli_store *store = NULL;
    int result = cli_options(argc, argv, options, 1, HELP);
    if (result == -1) {
        result = cli_config(path, &config);
    }
    if (result == -1) {
        result = cli_open(&config, &store);
    }
    if (result == -1) {
        result = rotate_all(store);
    }
    cli_close(store);
    return result;
}
