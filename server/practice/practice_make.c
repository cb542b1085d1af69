/* Making and listing practices, from the command line. */
#include "base/zone.h"
#include "practice/kinds.h"
#include "store/practice_key.h"
#include "store/query.h"

#include <jansson.h>
#include <string.h>

static enum err insert_practice(struct command *c, struct tx *tx, const struct id *id) {
    const struct practice_make_input *input = c->input;
    struct query q = query_of(
        tx, "INSERT INTO practice (practice_id, host, name, telephone, zone, colour,"
            " waiting_room_link_s, connect_now_link_s, sign_out_after_s, reconnecting_after_s,"
            " left_after_s, host_left_s, host_lost_s, created_at_ms)"
            " VALUES (?, ?, ?, ?, ?, ?, 172800, 600, 14400, 5, 120, 60, 300, ?)");
    query_bind_id(&q, id);
    query_bind_text(&q, input->host);
    query_bind_text(&q, input->name);
    query_bind_text(&q, input->telephone);
    query_bind_text(&q, input->zone);
    query_bind_text(&q, input->colour);
    query_bind_int(&q, c->now_ms);
    return query_run_one(&q);
}

static bool is_colour(const char *text) {
    return strlen(text) == 7 && text[0] == '#' && strspn(text + 1, "0123456789abcdef") == 6;
}

static enum err apply_practice_make(struct command *c, struct tx *tx) {
    const struct practice_make_input *input = c->input;
    struct id id = id_new();
    if (!is_colour(input->colour)) {
        return command_problem_field(c, "colour", "A colour is # and six hex digits.");
    }
    struct zone zone;
    if (zone_load(input->zone, &zone) != ERR_OK) {
        return command_problem_field(c, "zone",
                                     "A time zone is named as in Europe/Berlin (tzdata).");
    }
    zone_free(&zone);
    enum err err = insert_practice(c, tx, &id);
    if (err == ERR_CONFLICT) {
        return command_problem(c, err, "host-taken", "Another practice has this host.", NULL);
    }
    if (err == ERR_OK) {
        err = practice_key_make(tx, &id, c->now_ms);
    }
    if (err != ERR_OK) {
        return err;
    }
    c->actor.practice_id = id;
    command_audit(c, "practice", &id);
    return command_reply_json(c, 201, json_pack("{s:s}", "id", id.text));
}

static const struct field PRACTICE_FIELDS[] = {
    {"name", FIELD_TEXT, offsetof(struct practice_make_input, name), true, 1, 200, NULL},
    {"telephone", FIELD_TEXT, offsetof(struct practice_make_input, telephone), true, 1, 40, NULL},
    {"zone", FIELD_TEXT, offsetof(struct practice_make_input, zone), true, 1, 64, NULL},
    {"colour", FIELD_TEXT, offsetof(struct practice_make_input, colour), true, 7, 7, NULL},
    {"host", FIELD_TEXT, offsetof(struct practice_make_input, host), true, 1, 253, NULL},
    {NULL, FIELD_TEXT, 0, false, 0, 0, NULL},
};

const struct command_kind practice_make = {
    .name = "practice.make",
    .access = ACCESS_SYSTEM,
    .mode = COMMAND_WRITE,
    .fields = PRACTICE_FIELDS,
    .input_size = sizeof(struct practice_make_input),
    .apply = apply_practice_make,
};

static enum err apply_practice_list(struct command *c, struct tx *tx) {
    struct query q = query_every_practice(
        tx, "SELECT practice_id, host, name FROM practice ORDER BY created_at_ms, practice_id");
    json_t *practices = json_array();
    while (query_row(&q)) {
        struct id id = query_id(&q, 0);
        (void)json_array_append_new(practices,
                                    json_pack("{s:s, s:s, s:s}", "id", id.text, "host",
                                              query_text(&q, 1), "name", query_text(&q, 2)));
    }
    enum err err = query_end(&q);
    if (err != ERR_OK) {
        json_decref(practices);
        return err;
    }
    return command_reply_json(c, 200, json_pack("{s:o}", "practices", practices));
}

const struct command_kind practice_list = {
    .name = "practice.list",
    .access = ACCESS_SYSTEM,
    .mode = COMMAND_READ,
    .apply = apply_practice_list,
};
