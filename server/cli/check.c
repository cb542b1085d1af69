/* anteroom check: is what lies in the data folder whole, readable and unchanged? */
#include "cli/cli.h"

#include "command/audit.h"
#include "store/query.h"
#include "store/reseal.h"
#include "store/store.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char HELP[] =
    "anteroom check: looks at the database, every sealed field and the audit log.\n"
    "\n"
    "  anteroom check [--config FILE] [--audit-head PRACTICE:SEQUENCE:LINK]\n"
    "\n"
    "  --audit-head HEAD   a head from the server's log (event audit.head): the audit log must "
    "hold it,\n"
    "                      else its end was cut off or rewritten\n"
    "\n"
    "Changes nothing and works beside a running server.\n"
    "\n"
    "Exit codes: 0 all is well; 1 something is wrong, it is printed; 2 wrong options; 3 "
    "configuration,\n"
    "key file or data folder.\n";

enum { ARENA_BYTES = 64 * 1024 * 1024, AUDIT_BATCH = 1000, PRACTICES_MAX = VAULT_PRACTICES_MAX };

/* A head that the log once told. */
struct expected {
    bool given;
    struct id practice_id;
    struct audit_head head;
};

struct check {
    struct store *store;
    struct store_reader *reader;
    struct expected expected;
    struct id practices[PRACTICES_MAX];
    size_t practice_count;
    int findings;
};

static void found(struct check *check, const char *what, const struct id *practice_id) {
    fprintf(stderr, "%s%s%s\n", what, practice_id == NULL ? "" : " Practice ",
            practice_id == NULL ? "" : practice_id->text);
    check->findings++;
}

/* Runs one step over a snapshot with memory of its own. */
static enum err with_snapshot(struct check *check,
                              enum err (*step)(struct check *check, struct tx *tx, void *state),
                              void *state) {
    struct arena *arena = arena_new(ARENA_BYTES);
    struct tx *tx = NULL;
    enum err err = arena == NULL ? ERR_NOMEM : store_reader_begin(check->reader, arena, &tx);
    if (err == ERR_OK) {
        err = step(check, tx, state);
        store_reader_end(tx);
    }
    arena_free(arena);
    return err;
}

static enum err check_database(struct check *check, struct tx *tx, void *state) {
    (void)state;
    enum err err = store_check(tx);
    if (err == ERR_CRYPTO) {
        found(check, "The database is damaged.", NULL);
        err = ERR_OK;
    }
    return err;
}

static enum err list_practices(struct check *check, struct tx *tx, void *state) {
    (void)state;
    struct query q = query_every_practice(tx, "SELECT practice_id FROM practice");
    while (check->practice_count < PRACTICES_MAX && query_row(&q)) {
        check->practices[check->practice_count++] = query_id(&q, 0);
    }
    return query_end(&q);
}

/* Where one practice's walk stands. */
struct walk {
    const struct id *practice_id;
    struct reseal_place place;
    struct audit_head head;
    bool more;
};

static enum err check_sealed(struct check *check, struct tx *tx, void *state) {
    struct walk *walk = state;
    enum err err = reseal_check_step(tx, walk->practice_id, &walk->place, &walk->more);
    if (err == ERR_CRYPTO) {
        found(check, "A sealed field does not open.", walk->practice_id);
        walk->more = false;
        err = ERR_OK;
    }
    return err;
}

static enum err check_audit(struct check *check, struct tx *tx, void *state) {
    struct walk *walk = state;
    enum err err = audit_verify(tx, walk->practice_id, AUDIT_BATCH, &walk->head);
    walk->more = err == ERR_AGAIN;
    if (err == ERR_CRYPTO) {
        fprintf(stderr, "The audit log is broken after entry %" PRId64 ".\n", walk->head.sequence);
        found(check, "An entry was changed, put in or taken out.", walk->practice_id);
    }
    return err == ERR_AGAIN || err == ERR_CRYPTO ? ERR_OK : err;
}

static enum err check_head(struct check *check, struct tx *tx, void *state) {
    (void)state;
    const struct expected *expected = &check->expected;
    struct hash link;
    enum err err = audit_link(tx, &expected->practice_id, expected->head.sequence, &link);
    if (err == ERR_OK && memcmp(link.bytes, expected->head.link.bytes, sizeof link.bytes) == 0) {
        return ERR_OK;
    }
    if (err == ERR_OK || err == ERR_NOT_FOUND) {
        found(check, "The audit log does not hold the head that the server logged.",
              &expected->practice_id);
        err = ERR_OK;
    }
    return err;
}

static enum err check_practice(struct check *check, const struct id *practice_id) {
    struct walk walk = {.practice_id = practice_id, .more = true};
    enum err err = ERR_OK;
    while (err == ERR_OK && walk.more) {
        err = with_snapshot(check, check_sealed, &walk);
    }
    walk.more = true;
    while (err == ERR_OK && walk.more) {
        err = with_snapshot(check, check_audit, &walk);
    }
    if (err == ERR_OK) {
        printf("%s: %" PRId64 " audit entries\n", practice_id->text, walk.head.sequence);
    }
    return err;
}

static enum err check_all(struct check *check) {
    enum err err = with_snapshot(check, check_database, NULL);
    if (err == ERR_OK) {
        err = with_snapshot(check, list_practices, NULL);
    }
    for (size_t i = 0; err == ERR_OK && i < check->practice_count; i++) {
        err = check_practice(check, &check->practices[i]);
    }
    if (err == ERR_OK && check->expected.given) {
        err = with_snapshot(check, check_head, NULL);
    }
    return err;
}

/* PRACTICE:SEQUENCE:LINK */
static enum err read_head(const char *text, struct expected *out) {
    struct expected expected = {.given = true};
    const char *colon = strchr(text, ':');
    char *end = NULL;
    if (colon == NULL || id_parse(text, (size_t)(colon - text), &expected.practice_id) != ERR_OK) {
        return ERR_INVALID;
    }
    errno = 0;
    expected.head.sequence = strtoll(colon + 1, &end, 10);
    if (errno != 0 || end == colon + 1 || *end != ':' || expected.head.sequence < 1) {
        return ERR_INVALID;
    }
    enum err err =
        bytes_from_hex(end + 1, strlen(end + 1), expected.head.link.bytes, VAULT_HASH_BYTES);
    if (err == ERR_OK) {
        *out = expected;
    }
    return err;
}

static int run(const struct config *config, struct check *check) {
    char path[CONFIG_TEXT_MAX + 32];
    struct vault *vault = NULL;
    if (vault_harden_process() != ERR_OK ||
        vault_open(config->keys.file, &VAULT_PASSWORD_COST, &vault) != ERR_OK) {
        fprintf(stderr, "The key file %s cannot be used.\n", config->keys.file);
        return CLI_CONFIG;
    }
    (void)snprintf(path, sizeof path, "%s/anteroom.db", config->server.data);
    enum err err = store_open_read(path, vault, &check->store);
    if (err == ERR_OK) {
        err = store_reader_new(check->store, &check->reader);
    }
    if (err == ERR_OK) {
        err = check_all(check);
    }
    store_reader_free(check->reader);
    store_close(check->store);
    vault_close(vault);
    if (err != ERR_OK) {
        fprintf(stderr, "The database %s cannot be read: %s.\n", path, err_name(err));
        return check->store == NULL ? CLI_CONFIG : CLI_FAILED;
    }
    return check->findings == 0 ? CLI_DONE : CLI_FAILED;
}

int cli_check(int argc, char **argv) {
    const char *path = NULL;
    const char *head = NULL;
    const struct cli_option options[] = {{"--config", &path, false},
                                         {"--audit-head", &head, false}};
    struct config config;
    struct check check = {.findings = 0};
    int result = cli_options(argc, argv, options, 2, HELP);
    if (result == -1 && head != NULL && read_head(head, &check.expected) != ERR_OK) {
        fprintf(stderr, "--audit-head is PRACTICE:SEQUENCE:LINK as the server logs them.\n");
        result = CLI_USAGE;
    }
    if (result == -1) {
        result = cli_config(path, &config);
    }
    if (result != -1) {
        return result;
    }
    result = run(&config, &check);
    if (result == CLI_DONE) {
        puts("All is well.");
    }
    return result;
}
