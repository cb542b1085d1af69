#include "cli/folder.h"

#include "cli/cli.h"
#include "store/store.h"
#include "store/vault.h"

#include <stdio.h>

enum { PATH_BYTES = 4096 };

/* Small enough for tests that make many users; never used unless the configuration asks for it. */
static const struct password_cost CHEAP = {.passes = 1, .memory_bytes = 8192};

static const char *key_reason(enum err err) {
    switch (err) {
    case ERR_NOT_FOUND:
        return "is not there; `anteroom init` makes it";
    case ERR_DENIED:
        return "may be read by others than its owner; its mode must be 0600";
    case ERR_INVALID:
        return "is no key file";
    default:
        return "cannot be read";
    }
}

static const char *store_reason(enum err err) {
    switch (err) {
    case ERR_CRYPTO:
        return "was made with another key file";
    case ERR_CONFLICT:
        return "comes from a newer version of Anteroom";
    default:
        return "cannot be opened";
    }
}

int folder_open(const struct config *config, struct folder *out) {
    char path[PATH_BYTES];
    *out = (struct folder){.lock = {.fd = -1}};
    enum err err = lock_take(config->server.data, &out->lock);
    if (err == ERR_CONFLICT) {
        fprintf(stderr, "Another process uses the data folder %s.\n", config->server.data);
        return CLI_BUSY;
    }
    if (err != ERR_OK) {
        fprintf(stderr, "The data folder %s cannot be used.\n", config->server.data);
        return CLI_CONFIG;
    }
    err = vault_harden_process();
    if (err != ERR_OK) {
        fprintf(stderr, "Core dumps cannot be turned off.\n");
        return CLI_CONFIG;
    }
    err = vault_open(config->keys.file,
                     config->timing.cheap_passwords ? &CHEAP : &VAULT_PASSWORD_COST, &out->vault);
    if (err != ERR_OK) {
        fprintf(stderr, "The key file %s %s.\n", config->keys.file, key_reason(err));
        return CLI_CONFIG;
    }
    (void)snprintf(path, sizeof path, "%s/anteroom.db", config->server.data);
    err = store_open(path, out->vault, &out->store);
    if (err != ERR_OK) {
        fprintf(stderr, "The database %s %s.\n", path, store_reason(err));
        return CLI_CONFIG;
    }
    return -1;
}

void folder_close(struct folder *folder) {
    store_close(folder->store);
    vault_close(folder->vault);
    lock_give(&folder->lock);
}
