/* folder: the data folder of a configuration, opened for change: its lock, its keys, its database. What `serve`
 * and the commands that work without a server begin with. */
#ifndef ANTEROOM_CLI_FOLDER_H
#define ANTEROOM_CLI_FOLDER_H

#include "config/config.h"
#include "store/lock.h"

struct store;
struct vault;

struct folder {
    struct lock lock;
    struct vault *vault;
    struct store *store;
};

/* Takes the lock, reads the key file, opens the database. -1: go on; else the exit code (enum cli_exit) after the
 * reason was printed; `out` must be closed either way. */
int folder_open(const struct config *config, struct folder *out);
/* Takes what folder_open left, however it went. */
void folder_close(struct folder *folder);

#endif
