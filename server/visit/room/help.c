#include "visit/room/help.h"

#include "store/query.h"
#include "store/store.h"
#include "visit/announce.h"
#include "visit/commands.h"
#include "visit/guest/guest.h"

enum err help_asked_at(struct tx *tx, const struct invitation *row, int64_t *at_ms) {
    if (row->preflight.result != PREFLIGHT_FAILED) {
        *at_ms = 0;
        return ERR_OK;
    }
    struct query q = query_of(tx, "SELECT asked_at_ms FROM guest_help WHERE practice_id = ?"
                                  " AND invitation_id = ?");
    query_bind_id(&q, &row->practice_id);
    query_bind_id(&q, &row->id);
    return query_number(&q, at_ms);
}

enum err help_end(struct tx *tx, const struct invitation *row) {
    struct query q =
        query_of(tx, "DELETE FROM guest_help WHERE practice_id = ? AND invitation_id = ?");
    query_bind_id(&q, &row->practice_id);
    query_bind_id(&q, &row->id);
    return query_run(&q, NULL);
}

static enum err keep(struct tx *tx, const struct invitation *row, int64_t now_ms, bool *fresh) {
    int64_t changed = 0;
    struct query q = query_of(tx, "INSERT INTO guest_help (practice_id, invitation_id, asked_at_ms)"
                                  " VALUES (?, ?, ?) ON CONFLICT DO NOTHING");
    query_bind_id(&q, &row->practice_id);
    query_bind_id(&q, &row->id);
    query_bind_int(&q, now_ms);
    enum err err = query_run(&q, &changed);
    if (err == ERR_OK) {
        *fresh = changed > 0;
    }
    return err;
}

struct help_input {
    const char *token;
};

static const struct field HELP_FIELDS[] = {
    {.name = "token",
     .type = FIELD_TEXT,
     .offset = offsetof(struct help_input, token),
     .required = true,
     .max = GUEST_TOKEN_MAX},
    {.name = NULL},
};

static enum err ask(struct command *c, struct tx *tx) {
    const struct help_input *input = c->input;
    struct guest_place place;
    bool fresh = false;
    enum err err = guest_find_usable(c, tx, input->token, SEAT_USE, &place);
    if (err != ERR_OK) {
        return err;
    }
    if (place.row.preflight.result != PREFLIGHT_FAILED) {
        return command_problem(c, ERR_CONFLICT, "nothing-failed", "Your device test did not fail.",
                               "Go on, or test again.");
    }
    err = keep(tx, &place.row, c->now_ms, &fresh);
    if (err == ERR_OK && fresh) {
        err = announce_room(c, tx, &place.row);
    }
    return err == ERR_OK ? guest_reply_view(c, tx, &place) : err;
}

const struct command_kind help_ask = {.name = "guest.help",
                                      .access = ACCESS_ANYONE,
                                      .mode = COMMAND_WRITE,
                                      .fields = HELP_FIELDS,
                                      .input_size = sizeof(struct help_input),
                                      .apply = ask};
