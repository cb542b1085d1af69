/* notice: what a waiting room tells all who wait in it: set, changed, taken back (W13). */
#include "practice/grant.h"
#include "visit/announce.h"
#include "visit/commands.h"
#include "visit/room/notice_row.h"

#include <jansson.h>

enum { MINUTE_MS = 60 * 1000 };

struct set_input {
    const char *text;
    int64_t estimate_min;
};

static const struct field SET_FIELDS[] = {
    {.name = "text",
     .type = FIELD_TEXT,
     .offset = offsetof(struct set_input, text),
     .max = NOTICE_TEXT_MAX},
    {.name = "estimate_min",
     .type = FIELD_INT,
     .offset = offsetof(struct set_input, estimate_min),
     .min = 0,
     .max = NOTICE_ESTIMATE_MAX_MIN},
    {.name = NULL},
};

/* Stores it and tells everybody whom it is meant for. */
static enum err publish(struct command *c, struct tx *tx, const struct notice *notice) {
    enum err err = grant_reach_room(c, tx, &notice->room_id, RIGHT_SEND);
    if (err == ERR_OK) {
        command_audit(c, "room", &notice->room_id);
        err = notice_row_save(tx, notice);
    }
    if (err == ERR_OK) {
        announce_notice(c, notice);
    }
    return err == ERR_OK ? command_reply_json(c, 200, notice_row_json(notice)) : err;
}

static struct notice new_notice(const struct command *c) {
    return (struct notice){.practice_id = c->actor.practice_id,
                           .room_id = c->facts.path_ids[0],
                           .author_id = c->actor.user_id,
                           .set_at_ms = c->now_ms};
}

static enum err set(struct command *c, struct tx *tx) {
    const struct set_input *input = c->input;
    struct notice notice = new_notice(c);
    notice.text = input->text == NULL || input->text[0] == '\0' ? NULL : input->text;
    notice.estimate_at_ms =
        input->estimate_min == 0 ? 0 : c->now_ms + input->estimate_min * MINUTE_MS;
    if (notice_row_empty(&notice)) {
        return command_problem_field(c, "text", "Write a notice, or choose an estimate.");
    }
    return publish(c, tx, &notice);
}

static enum err clear(struct command *c, struct tx *tx) {
    struct notice notice = new_notice(c);
    return publish(c, tx, &notice);
}

const struct command_kind notice_set = {.name = "notice.set",
                                        .access = ACCESS_USER,
                                        .mode = COMMAND_WRITE,
                                        .fields = SET_FIELDS,
                                        .input_size = sizeof(struct set_input),
                                        .apply = set};
const struct command_kind notice_clear = {
    .name = "notice.clear", .access = ACCESS_USER, .mode = COMMAND_WRITE, .apply = clear};
