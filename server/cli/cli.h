/* cli: the commands that an operator types, one file each. `main` hands over everything after
 * "anteroom": argv[0] is the command's own name.
 *
 * A command that changes records goes to the running server through its control socket; without one it
 * takes the data folder's lock, opens the store and does it here.
 *
 * Exit codes, the same for all: */
#ifndef ANTEROOM_CLI_CLI_H
#define ANTEROOM_CLI_CLI_H

#include "base/err.h"
#include "config/config.h"

#include <stdbool.h>
#include <stddef.h>

enum cli_exit {
    CLI_DONE = 0,
    CLI_FAILED = 1, /* refused, or a check found something; the reason is on standard error */
    CLI_USAGE = 2,  /* the command line is wrong */
    CLI_CONFIG = 3, /* the configuration, the key file or the data folder cannot be used */
    CLI_BUSY = 4,   /* another process holds the data folder */
};

int cli_init(int argc, char **argv);
int cli_user(int argc, char **argv);
int cli_rotate_keys(int argc, char **argv);
int cli_check(int argc, char **argv);

/* --- for the commands themselves --- */

struct json_t;

/* One option that takes a value: "--email". `value` is set to the argument, NULL when absent. */
struct cli_option {
    const char *name;
    const char **value;
    bool required;
};

enum { CLI_PASSWORD_MAX = 1025 };

/* Reads the options; `--help` prints `help` and says CLI_DONE. -1: all is well, go on. */
int cli_options(int argc, char **argv, const struct cli_option *options, size_t count,
                const char *help);

/* Reads and checks the configuration; messages go to standard error. -1: go on. */
int cli_config(const char *path, struct config *out);

/* A password: the first line of `file`, or of standard input when `file` is NULL (asked for without echo
 * on a terminal). ERR_INVALID: empty or too long; ERR_NOT_FOUND. */
must_check enum err cli_password(const char *file, char out[CLI_PASSWORD_MAX]);

/* A running server, or the store itself. */
struct cli_store;

/* -1: go on. */
int cli_open(const struct config *config, struct cli_store **out);
/* Takes NULL. */
void cli_close(struct cli_store *store);

/* Sends one command; steals `input` (may be NULL). CLI_DONE with `*body` (may be NULL; a new reference,
 * NULL for an empty answer), or CLI_FAILED after the problem was printed. */
int cli_ask(struct cli_store *store, const char *command, const char *host, struct json_t *input,
            struct json_t **body);

#endif
