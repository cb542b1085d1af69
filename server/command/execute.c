#include "command/execute.h"

#include "base/log.h"
#include "command/audit.h"
#include "command/authenticate.h"
#include "command/idempotency.h"
#include "command/json_memory.h"
#include "store/store.h"

/* The command did not happen: nothing but its problem leaves. */
static void refuse(struct command *c, enum err err) {
    c->refused = err;
    c->event_count = 0;
    c->effect_count = 0;
    c->reply.cookie_count = 0;
    c->reply.listener = (struct listener){.kind = LISTENER_NONE};
    if (c->reply.problem == NULL) {
        c->reply.body = NULL;
        command_problem_default(c, err);
    }
}

static void lose(struct command *c) {
    c->reply = (struct reply){.status = 0};
    refuse(c, ERR_UNAVAILABLE);
}

static const char *actor_kind(const struct command *c) {
    if (!id_is_none(&c->actor.user_id)) {
        return "user";
    }
    if (!id_is_none(&c->actor.guest_id)) {
        return "guest";
    }
    if (!id_is_none(&c->actor.client_id)) {
        return "client";
    }
    return c->kind->access == ACCESS_SYSTEM ? "system" : "anyone";
}

static struct id actor_id(const struct actor *actor) {
    if (!id_is_none(&actor->user_id)) {
        return actor->user_id;
    }
    return id_is_none(&actor->guest_id) ? actor->client_id : actor->guest_id;
}

static enum err append(const struct command *c, struct tx *tx, const struct audit_note *note,
                       const char *outcome) {
    const struct audit_row row = {
        .practice_id = c->actor.practice_id,
        .at_ms = c->now_ms,
        .actor_kind = actor_kind(c),
        .actor_id = actor_id(&c->actor),
        .session_id =
            id_is_none(&c->actor.session_id) ? c->actor.client_session_id : c->actor.session_id,
        .action = c->kind->name,
        .subject = note->subject,
        .subject_id = note->id,
        .outcome = outcome,
    };
    return audit_append(tx, &row);
}

static enum err write_audit(const struct command *c, struct tx *tx, const char *outcome) {
    static const struct audit_note NO_RECORD = {.subject = ""};
    if (id_is_none(&c->actor.practice_id)) {
        return ERR_OK;
    }
    enum err err = ERR_OK;
    for (size_t i = 0; err == ERR_OK && i < c->audit_count; i++) {
        err = append(c, tx, &c->audits[i], outcome);
    }
    if (c->audit_count == 0 && !c->kind->quiet) {
        err = append(c, tx, &NO_RECORD, outcome);
    }
    return err;
}

/* What the kind itself does; what found no memory on the way must not be missing in silence. */
static enum err apply(struct command *c, struct tx *tx) {
    (void)json_memory_failed();
    enum err err = c->kind->apply(c, tx);
    return err == ERR_OK && c->incomplete ? ERR_NOMEM : err;
}

static enum err apply_and_record(struct command *c, struct tx *tx) {
    enum err err = apply(c, tx);
    if (err == ERR_OK && !c->kind->quiet) {
        err = authenticate_touch(c, tx);
    }
    if (err == ERR_OK && c->incomplete) {
        err = ERR_NOMEM;
    }
    if (err == ERR_OK) {
        err = write_audit(c, tx, "done");
    }
    if (err == ERR_OK && idempotency_applies(c)) {
        err = idempotency_remember(c, tx);
    }
    return err;
}

static enum err run(struct command *c, struct tx *tx) {
    if (c->kind->mode == COMMAND_READ) {
        return write_audit(c, tx, c->refused == ERR_OK ? "done" : err_name(c->refused));
    }
    enum err err = authenticate_command(c, tx);
    if (err != ERR_OK) {
        return err;
    }
    if (idempotency_applies(c)) {
        err = idempotency_answer(c, tx);
        if (err != ERR_NOT_FOUND) {
            return err;
        }
    }
    return apply_and_record(c, tx);
}

/* Whether a refusal is one for lack of a right: to whoever has none, another's record is not there. */
static bool lacks_right(const struct command *c, enum err refused) {
    return refused == ERR_DENIED ||
           ((refused == ERR_UNAUTHENTICATED || refused == ERR_NOT_FOUND) && c->audit_count > 0);
}

/* A refusal for lack of a right is on record too: whatever was noted, or one row without a record. */
static void audit_refusal(struct store *store, struct command *c, enum err refused) {
    struct tx *tx = NULL;
    if (!lacks_right(c, refused)) {
        return;
    }
    enum err err = store_tx_begin(store, c->arena, &tx);
    if (err != ERR_OK) {
        return;
    }
    err = write_audit(c, tx, err_name(refused));
    if (err == ERR_OK) {
        err = store_tx_keep(tx);
    } else {
        store_tx_drop(tx);
    }
    if (err != ERR_OK) {
        log_event(LOG_ERROR, "audit.refusal-not-written", log_err("err", err));
    }
}

static void execute_one(struct store *store, struct command *c, int64_t now_ms) {
    struct tx *tx = NULL;
    c->now_ms = now_ms;
    c->vault = store_vault(store);
    enum err err = store_tx_begin(store, c->arena, &tx);
    if (err == ERR_OK) {
        err = run(c, tx);
        if (err == ERR_OK) {
            err = store_tx_keep(tx);
        } else {
            store_tx_drop(tx);
        }
    }
    if (err != ERR_OK) {
        refuse(c, err);
        audit_refusal(store, c, err);
    } else {
        must(c->reply.status != 0);
    }
}

enum err command_execute_group(struct store *store, struct command *const *commands, size_t count,
                               int64_t now_ms) {
    enum err err = store_group_begin(store);
    if (err == ERR_OK) {
        for (size_t i = 0; i < count; i++) {
            execute_one(store, commands[i], now_ms);
        }
        err = store_group_commit(store);
    }
    for (size_t i = 0; err != ERR_OK && i < count; i++) {
        lose(commands[i]);
    }
    return err;
}

enum err command_prepare(struct command *c) {
    (void)json_memory_failed();
    enum err err = c->kind->prepare == NULL ? ERR_OK : c->kind->prepare(c);
    if (err == ERR_OK && c->incomplete) {
        err = ERR_NOMEM;
    }
    if (err != ERR_OK) {
        refuse(c, err);
    }
    return err;
}

bool command_execute_read(struct command *c, int64_t now_ms) {
    struct tx *tx = NULL;
    c->now_ms = now_ms;
    enum err err = store_reader_begin(c->reader, c->arena, &tx);
    if (err == ERR_OK) {
        err = authenticate_command(c, tx);
        if (err == ERR_OK) {
            err = apply(c, tx);
        }
        store_reader_end(tx);
    }
    if (err != ERR_OK) {
        refuse(c, err);
        return lacks_right(c, err);
    }
    must(c->reply.status != 0);
    return c->audit_count > 0;
}

/* A connection to read by costs more than most commands, so only who reads beside the writer gets one. */
static bool needs_reader(const struct command_kind *kind) {
    return kind->prepare != NULL || kind->mode == COMMAND_READ;
}

void command_run_now(struct store *store, struct limits *limits, struct command *c,
                     int64_t now_ms) {
    struct store_reader *own = NULL;
    c->vault = store_vault(store);
    c->limits = limits;
    c->now_ms = now_ms;
    enum err err =
        c->reader == NULL && needs_reader(c->kind) ? store_reader_new(store, &own) : ERR_OK;
    if (err != ERR_OK) {
        refuse(c, err);
        return;
    }
    c->reader = own == NULL ? c->reader : own;
    bool to_writer = command_prepare(c) == ERR_OK;
    if (to_writer && c->kind->mode == COMMAND_READ) {
        to_writer = command_execute_read(c, now_ms);
    }
    c->reader = NULL;
    store_reader_free(own);
    if (to_writer) {
        (void)command_execute_group(store, &c, 1, now_ms);
    }
}
