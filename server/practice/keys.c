/* Rotating a practice's data key, in bounded steps that `anteroom rotate-keys` submits one after another:
 * begin writes a new key, each step takes it into use and re-seals a batch, finish takes the old key away once
 * a look over every row has found nothing that needs it. What stops half-way is simply begun again. */
#include "command/authenticate.h"
#include "practice/kinds.h"
#include "store/practice_key.h"
#include "store/reseal.h"
#include "store/store.h"

#include <jansson.h>

static enum err pick_practice(struct command *c, struct tx *tx) {
    return authenticate_practice(tx, c->facts.host, &c->actor.practice_id);
}

static enum err apply_begin(struct command *c, struct tx *tx) {
    enum err err = pick_practice(c, tx);
    if (err == ERR_OK) {
        err = practice_key_next(tx, &c->actor.practice_id, c->now_ms);
    }
    if (err == ERR_FULL) {
        return command_problem(c, ERR_CONFLICT, "too-many-keys",
                               "Too many rotations were begun and not finished.",
                               "Restart the server, then rotate again.");
    }
    return err == ERR_OK ? command_reply_empty(c) : err;
}

const struct command_kind keys_begin = {
    .name = "keys.begin",
    .access = ACCESS_SYSTEM,
    .mode = COMMAND_WRITE,
    .apply = apply_begin,
};

static enum err apply_step(struct command *c, struct tx *tx) {
    const struct keys_step_input *input = c->input;
    struct reseal_place place = {.column_index = input->column_index, .after = input->after};
    bool more = false;
    enum err err = pick_practice(c, tx);
    if (err == ERR_OK) {
        err = practice_key_use(tx, &c->actor.practice_id);
    }
    if (err == ERR_OK) {
        err = reseal_step(tx, &c->actor.practice_id, &place, &more);
    }
    if (err != ERR_OK) {
        return err;
    }
    json_t *body =
        json_pack("{s:b, s:I}", "more", more, "column_index", (json_int_t)place.column_index);
    if (!id_is_none(&place.after)) {
        (void)json_object_set_new(body, "after", json_string(place.after.text));
    }
    return command_reply_json(c, 200, body);
}

static const struct field STEP_FIELDS[] = {
    {"column_index", FIELD_INT, offsetof(struct keys_step_input, column_index), false, 0, 10000,
     NULL},
    {"after", FIELD_ID, offsetof(struct keys_step_input, after), false, 0, 0, NULL},
    {NULL, FIELD_TEXT, 0, false, 0, 0, NULL},
};

const struct command_kind keys_step = {
    .name = "keys.step",
    .access = ACCESS_SYSTEM,
    .mode = COMMAND_WRITE,
    .fields = STEP_FIELDS,
    .input_size = sizeof(struct keys_step_input),
    .apply = apply_step,
    .quiet = true,
};

/* Whatever is written from now on uses the new key, so a clean snapshot stays clean. */
static enum err prepare_finish(struct command *c) {
    struct tx *tx = NULL;
    int64_t *count = arena_alloc(c->arena, sizeof *count);
    if (count == NULL) {
        return ERR_NOMEM;
    }
    enum err err = store_reader_begin(c->reader, c->arena, &tx);
    if (err != ERR_OK) {
        return err;
    }
    err = pick_practice(c, tx);
    if (err == ERR_OK) {
        err = reseal_count_old(tx, &c->actor.practice_id, count);
    }
    store_reader_end(tx);
    c->prepared = count;
    return err;
}

static enum err apply_finish(struct command *c, struct tx *tx) {
    const int64_t *count = c->prepared;
    if (*count > 0) {
        return command_problem(c, ERR_CONFLICT, "not-resealed",
                               "Some fields still use an older key.", "Rotate the keys again.");
    }
    enum err err = practice_key_retire(tx, &c->actor.practice_id);
    return err == ERR_OK ? command_reply_empty(c) : err;
}

const struct command_kind keys_finish = {
    .name = "keys.finish",
    .access = ACCESS_SYSTEM,
    .mode = COMMAND_WRITE,
    .prepare = prepare_finish,
    .apply = apply_finish,
};
