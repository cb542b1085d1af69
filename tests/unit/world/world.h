/* world: a store in a folder of its own with a practice and its people, for tests of commands.
 *
 * Time stands still unless the test moves `now_ms`. Passwords are cheap. Everything is gone with
 * world_free. Commands run one at a time on the test's thread (command_run_now). */
#ifndef ANTEROOM_TESTS_WORLD_H
#define ANTEROOM_TESTS_WORLD_H

#include "command/command.h"
#include "store/store.h"
#include "store/vault.h"

#include <jansson.h>

#define WORLD_PASSWORD "correct horse"

struct world_user {
    struct id id;
    struct id room_id;
    char email[64];
    char session[64]; /* the value of the session cookie; "" until world_sign_in */
};

struct world {
    char folder[64];
    char database[96];
    char key_file[96];
    struct vault *vault;
    struct store *store;
    struct store_reader *reader; /* of world_look; NULL until it is asked */
    struct limits *limits;       /* NULL: none */
    int64_t now_ms;
};

extern const struct password_cost WORLD_COST;

/* Its folder is in TMPDIR, or /tmp. */
void world_init(struct world *world);
void world_fini(struct world *world);
/* Closes the store and opens it again, as after a restart. */
void world_reopen(struct world *world);

/* A practice for `host`; world_init has made none. */
struct id world_practice(struct world *world, const char *host);
/* A user of that host's practice; `email` as given, the password is WORLD_PASSWORD. */
struct world_user world_user(struct world *world, const char *host, const char *email,
                             enum role role);
void world_sign_in(struct world *world, const char *host, struct world_user *user);

/* A command with host, session cookie (NULL: none) and nothing else; the caller fills in the input. */
struct command *world_command(const struct command_kind *kind, const char *host,
                              const struct world_user *user);
void world_cookie(struct command *c, const char *name, const char *value);
/* Runs it and gives its HTTP status; c still belongs to the caller. */
int world_run(struct world *world, struct command *c);
/* The reply's body, to be released by json_decref; fails the test when there is none. */
json_t *world_body(const struct command *c);
/* The value of the cookie that the reply sets, or NULL. */
const char *world_set_cookie(const struct command *c, const char *name);

/* A snapshot over the world's one reading connection, to be ended with store_reader_end before anything else runs.
 * Its queries are literals: statements are cached by their address. */
struct tx *world_look(struct world *world, struct arena *arena);

/* The number that `sql` (one column) gives, over all practices. */
int64_t world_count(struct world *world, const char *sql);

/* Runs SQL without parameters as the writer, past every rule: to bring about a state, or damage. */
void world_execute(struct world *world, const char *sql);

#endif
