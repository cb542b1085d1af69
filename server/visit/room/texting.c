/* texting: a guest who waits, and the staff of the room, write to each other (W13).
 *
 * Nobody else ever sees a text: it goes to the guest's own page and to those who may read it in the room. Reading
 * takes the right to view, writing the right to send: what is said to a guest is said in the owner's name, as an
 * invitation is. */
#include "practice/practice.h"
#include "visit/announce.h"
#include "visit/commands.h"
#include "visit/guest/guest.h"
#include "visit/reach.h"
#include "visit/room/guest_text.h"

#include <jansson.h>
#include <string.h>

struct write_input {
    const char *text;
};

static const struct field WRITE_FIELDS[] = {
    {.name = "text",
     .type = FIELD_TEXT_LINES,
     .offset = offsetof(struct write_input, text),
     .required = true,
     .min = 1,
     .max = GUEST_TEXT_MAX},
    {.name = NULL},
};

struct read_input {
    int64_t sequence;
};

static const struct field READ_FIELDS[] = {
    {.name = "sequence",
     .type = FIELD_INT,
     .offset = offsetof(struct read_input, sequence),
     .required = true,
     .min = 1,
     .max = GUEST_TEXT_SHOWN_MAX},
    {.name = NULL},
};

struct guest_write_input {
    const char *token;
    const char *text;
};

static const struct field GUEST_WRITE_FIELDS[] = {
    {.name = "token",
     .type = FIELD_TEXT,
     .offset = offsetof(struct guest_write_input, token),
     .required = true,
     .max = GUEST_TOKEN_MAX},
    {.name = "text",
     .type = FIELD_TEXT_LINES,
     .offset = offsetof(struct guest_write_input, text),
     .required = true,
     .min = 1,
     .max = GUEST_TEXT_MAX},
    {.name = NULL},
};

static enum err check_waits(struct command *c, const struct invitation *row) {
    return invitation_waits(row->state) ? ERR_OK
                                        : command_problem(c, ERR_CONFLICT, "not-waiting",
                                                          "This guest is not waiting.", NULL);
}

static enum err refuse_full(struct command *c) {
    return command_problem(c, ERR_CONFLICT, "texts-full", "No more messages can be sent here.",
                           "Call instead.");
}

/* Both sides see it: the room its mark, the guest the text. */
static enum err tell_both(struct command *c, struct tx *tx, const struct invitation *row) {
    enum err err = announce_room(c, tx, row);
    return err == ERR_OK ? announce_guest(c, tx, row) : err;
}

static enum err list(struct command *c, struct tx *tx) {
    struct invitation row;
    json_t *texts = NULL;
    enum err err = reach_invitation(c, tx, &c->facts.path_ids[0], RIGHT_VIEW, &row);
    if (err == ERR_OK) {
        err = guest_text_list(tx, &row.practice_id, &row.id, GUEST_TEXT_SHOWN_MAX, &texts);
    }
    return err == ERR_OK ? command_reply_json(c, 200, json_pack("{s:o}", "texts", texts)) : err;
}

static enum err write_text(struct command *c, struct tx *tx) {
    const struct write_input *input = c->input;
    struct invitation row;
    struct user author;
    enum err err = reach_invitation(c, tx, &c->facts.path_ids[0], RIGHT_SEND, &row);
    if (err == ERR_OK) {
        err = check_waits(c, &row);
    }
    if (err == ERR_OK) {
        err = user_load(tx, &c->actor.practice_id, &c->actor.user_id, &author);
    }
    if (err != ERR_OK) {
        return err;
    }
    struct guest_text text = {.practice_id = row.practice_id,
                              .invitation_id = row.id,
                              .author_id = c->actor.user_id,
                              .body = input->text,
                              .written_at_ms = c->now_ms};
    err = guest_text_add(tx, &text);
    if (err == ERR_FULL) {
        return refuse_full(c);
    }
    if (err == ERR_OK) {
        err = tell_both(c, tx, &row);
    }
    return err == ERR_OK ? command_reply_json(c, 201, guest_text_json(&text, author.name)) : err;
}

static enum err mark_read(struct command *c, struct tx *tx) {
    const struct read_input *input = c->input;
    struct invitation row;
    int64_t changed = 0;
    enum err err = reach_invitation(c, tx, &c->facts.path_ids[0], RIGHT_VIEW, &row);
    if (err == ERR_OK) {
        err = guest_text_mark_read(tx, &row.practice_id, &row.id, input->sequence, c->now_ms,
                                   &changed);
    }
    if (err == ERR_OK && changed > 0) {
        err = announce_room(c, tx, &row);
    }
    return err == ERR_OK ? command_reply_empty(c) : err;
}

static enum err guest_write(struct command *c, struct tx *tx) {
    const struct guest_write_input *input = c->input;
    struct guest_place place;
    enum err err = guest_find_usable(c, tx, input->token, SEAT_USE, &place);
    if (err == ERR_OK) {
        err = check_waits(c, &place.row);
    }
    if (err != ERR_OK) {
        return err;
    }
    struct guest_text text = {.practice_id = place.row.practice_id,
                              .invitation_id = place.row.id,
                              .send_key = c->facts.idempotency_key,
                              .body = input->text,
                              .written_at_ms = c->now_ms};
    err = guest_text_add(tx, &text);
    if (err == ERR_FULL) {
        return refuse_full(c);
    }
    bool again = err == ERR_CONFLICT; /* the answer to the first one was lost on its way */
    if (err == ERR_OK) {
        err = tell_both(c, tx, &place.row);
    }
    return err == ERR_OK || again ? guest_reply_view(c, tx, &place) : err;
}

const struct command_kind texting_list = {
    .name = "texts.list", .access = ACCESS_USER, .mode = COMMAND_READ, .apply = list};
const struct command_kind texting_write = {.name = "texts.write",
                                           .access = ACCESS_USER,
                                           .mode = COMMAND_WRITE,
                                           .fields = WRITE_FIELDS,
                                           .input_size = sizeof(struct write_input),
                                           .apply = write_text};
const struct command_kind texting_read = {.name = "texts.read",
                                          .access = ACCESS_USER,
                                          .mode = COMMAND_WRITE,
                                          .fields = READ_FIELDS,
                                          .input_size = sizeof(struct read_input),
                                          .apply = mark_read};
const struct command_kind texting_guest_write = {.name = "guest.write",
                                                 .access = ACCESS_ANYONE,
                                                 .mode = COMMAND_WRITE,
                                                 .fields = GUEST_WRITE_FIELDS,
                                                 .input_size = sizeof(struct guest_write_input),
                                                 .apply = guest_write};
