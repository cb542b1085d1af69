/* alerts: what each user sets for how arrivals reach them (W16), and the test messages. Nothing here
 * turns a waiting room off (W17). */
#include "base/address.h"
#include "practice/alert.h"
#include "practice/grant.h"
#include "practice/practice.h"
#include "store/query.h"
#include "store/store.h"
#include "visit/commands.h"
#include "visit/invitation/sms_rules.h"
#include "visit/room/arrival.h"

#include <jansson.h>
#include <string.h>

enum { SECOND_MS = 1000 };

struct change_input {
    bool sound;
    bool desktop;
    bool email;
    bool sms;
    const char *mobile;
};

static const struct field CHANGE_FIELDS[] = {
    {.name = "sound",
     .type = FIELD_BOOL,
     .offset = offsetof(struct change_input, sound),
     .required = true},
    {.name = "desktop",
     .type = FIELD_BOOL,
     .offset = offsetof(struct change_input, desktop),
     .required = true},
    {.name = "email",
     .type = FIELD_BOOL,
     .offset = offsetof(struct change_input, email),
     .required = true},
    {.name = "sms",
     .type = FIELD_BOOL,
     .offset = offsetof(struct change_input, sms),
     .required = true},
    {.name = "mobile",
     .type = FIELD_TEXT,
     .offset = offsetof(struct change_input, mobile),
     .max = SMS_RULES_NUMBER_TEXT_MAX},
    {.name = NULL},
};

struct room_input {
    bool chosen;
};

static const struct field ROOM_FIELDS[] = {
    {.name = "chosen",
     .type = FIELD_BOOL,
     .offset = offsetof(struct room_input, chosen),
     .required = true},
    {.name = NULL},
};

static const char *const VIAS[] = {"email", "sms", NULL};
static const enum outbox_channel CHANNELS[] = {OUTBOX_EMAIL, OUTBOX_SMS};

struct test_input {
    int via; /* index in VIAS and CHANNELS */
};

static const struct field TEST_FIELDS[] = {
    {.name = "via",
     .type = FIELD_CHOICE,
     .offset = offsetof(struct test_input, via),
     .required = true,
     .choices = VIAS},
    {.name = NULL},
};

static enum err add_room(struct command *c, struct tx *tx, const struct id *room_id,
                         json_t *rooms) {
    struct id owner_id;
    struct user owner;
    bool chosen = false;
    enum err err = room_owner(tx, &c->actor.practice_id, room_id, &owner_id);
    if (err == ERR_OK) {
        err = user_load(tx, &c->actor.practice_id, &owner_id, &owner);
    }
    if (err == ERR_OK) {
        err = alert_room_chosen(tx, &c->actor.practice_id, room_id, &c->actor.user_id, &chosen);
    }
    if (err == ERR_OK) {
        json_array_append_new(rooms, json_pack("{s:s, s:s, s:b}", "room_id", room_id->text,
                                               "owner_name", owner.name, "chosen", chosen));
    }
    return err;
}

/* The rooms of others that this user may view, and so may hear of. */
static enum err add_rooms(struct command *c, struct tx *tx, json_t *rooms) {
    struct query q = query_of(tx, "SELECT room_id FROM room_grant WHERE practice_id = ?"
                                  " AND user_id = ? AND may_view <> 0"
                                  " ORDER BY granted_at_ms, room_id LIMIT ?");
    query_bind_id(&q, &c->actor.practice_id);
    query_bind_id(&q, &c->actor.user_id);
    query_bind_int(&q, GRANT_USER_MAX - 1);
    enum err err = ERR_OK;
    while (err == ERR_OK && query_row(&q)) {
        struct id room_id = query_id(&q, 0);
        err = add_room(c, tx, &room_id, rooms);
    }
    enum err ended = query_end(&q);
    return err == ERR_OK ? ended : err;
}

static enum err view(struct command *c, struct tx *tx, json_t **out) {
    struct alert alert;
    struct user user;
    enum err err = alert_load(tx, &c->actor.practice_id, &c->actor.user_id, &alert);
    if (err == ERR_OK) {
        err = user_load(tx, &c->actor.practice_id, &c->actor.user_id, &user);
    }
    if (err != ERR_OK) {
        return err;
    }
    json_t *rooms = json_array();
    json_t *object = json_pack("{s:b, s:b, s:b, s:b, s:s, s:s*, s:b, s:o}", "sound", alert.sound,
                               "desktop", alert.desktop, "email", alert.email, "sms", alert.sms,
                               "email_address", user.email, "mobile", alert.mobile, "sms_available",
                               sms_rules_get()->token != NULL, "rooms", rooms);
    if (object == NULL) {
        return ERR_NOMEM;
    }
    err = add_rooms(c, tx, rooms);
    if (err != ERR_OK) {
        json_decref(object);
        return err;
    }
    *out = object;
    return ERR_OK;
}

static enum err get(struct command *c, struct tx *tx) {
    json_t *object = NULL;
    enum err err = view(c, tx, &object);
    return err == ERR_OK ? command_reply_json(c, 200, object) : err;
}

/* Answers with the whole, and tells the user's other open pages the same. */
static enum err reply_changed(struct command *c, struct tx *tx) {
    json_t *object = NULL;
    enum err err = view(c, tx, &object);
    if (err != ERR_OK) {
        return err;
    }
    command_audit(c, "user", &c->actor.user_id);
    command_event(c, (struct stream){.name = "user", .id = c->actor.user_id}, "alerts.changed",
                  json_incref(object));
    return command_reply_json(c, 200, object);
}

/* An empty field takes the number out; by text message there must be one. */
static enum err read_mobile(struct command *c, const struct change_input *input, const char **out) {
    bool given = input->mobile != NULL && input->mobile[0] != '\0';
    if (!input->sms && !given) {
        *out = NULL;
        return ERR_OK;
    }
    if (input->sms && sms_rules_get()->token == NULL) {
        return command_problem_field(c, "sms", "Text messages are not set up here.");
    }
    return sms_rules_read_number(c, input->mobile, out);
}

static enum err change(struct command *c, struct tx *tx) {
    const struct change_input *input = c->input;
    struct alert alert = {
        .sound = input->sound, .desktop = input->desktop, .email = input->email, .sms = input->sms};
    enum err err = read_mobile(c, input, &alert.mobile);
    if (err == ERR_OK) {
        err = alert_save(tx, &c->actor.practice_id, &c->actor.user_id, &alert);
    }
    return err == ERR_OK ? reply_changed(c, tx) : err;
}

static enum err choose_room(struct command *c, struct tx *tx) {
    const struct room_input *input = c->input;
    const struct id *room_id = &c->facts.path_ids[0];
    struct id own;
    enum err err = grant_reach_room(c, tx, room_id, RIGHT_VIEW);
    if (err == ERR_OK) {
        err = room_of_user(tx, &c->actor.practice_id, &c->actor.user_id, &own);
    }
    if (err == ERR_OK && id_equal(&own, room_id)) {
        return command_problem(c, ERR_CONFLICT, "own-room",
                               "You are always told of arrivals in your own waiting room.", NULL);
    }
    if (err == ERR_OK) {
        command_audit(c, "room", room_id);
        err =
            alert_room_choose(tx, &c->actor.practice_id, room_id, &c->actor.user_id, input->chosen);
    }
    return err == ERR_OK ? reply_changed(c, tx) : err;
}

/* One test at a time, so that a held key is no storm of messages. */
static enum err check_pause(struct command *c, struct tx *tx) {
    struct outbox_row latest;
    enum err err = outbox_latest(tx, &c->actor.practice_id, &c->actor.user_id, &latest);
    if (err != ERR_OK) {
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    }
    int64_t pause_ms = (int64_t)ARRIVAL_TEST_EVERY_S * SECOND_MS;
    int64_t left_ms = latest.queued_at_ms + pause_ms - c->now_ms;
    if (left_ms <= 0 || left_ms > pause_ms) { /* beyond it: the clock was put back */
        return ERR_OK;
    }
    c->reply.retry_after_s = (int)((left_ms + SECOND_MS - 1) / SECOND_MS);
    return command_problem(c, ERR_RATE, "too-soon", "A message went out just now.",
                           "Wait ten seconds, then test again.");
}

static enum err find_email(struct command *c, struct tx *tx, const char **out) {
    struct user user;
    enum err err = user_load(tx, &c->actor.practice_id, &c->actor.user_id, &user);
    if (err == ERR_OK && address_check_email(user.email, strlen(user.email)) != ERR_OK) {
        return command_problem_field(c, "email", "No message can go to your e-mail address.");
    }
    if (err == ERR_OK) {
        *out = user.email;
    }
    return err;
}

static enum err find_mobile(struct command *c, struct tx *tx, const char **out) {
    const struct sms_rules *rules = sms_rules_get();
    struct alert alert;
    enum err err = alert_load(tx, &c->actor.practice_id, &c->actor.user_id, &alert);
    if (err != ERR_OK) {
        return err;
    }
    if (alert.mobile == NULL || rules->token == NULL) {
        return command_problem_field(c, "mobile", "Save your mobile number first.");
    }
    err = outbox_check_sms(tx, &c->actor.practice_id, &c->actor.user_id, &rules->caps, c->now_ms);
    if (err == ERR_RATE) {
        return command_problem(c, err, "sms-cap", "No more text messages can be sent today.", NULL);
    }
    *out = alert.mobile;
    return err;
}

static enum err test(struct command *c, struct tx *tx) {
    const struct test_input *input = c->input;
    enum outbox_channel channel = CHANNELS[input->via];
    const char *recipient = NULL;
    enum err err = check_pause(c, tx);
    if (err == ERR_OK) {
        err =
            channel == OUTBOX_SMS ? find_mobile(c, tx, &recipient) : find_email(c, tx, &recipient);
    }
    if (err == ERR_OK) {
        command_audit(c, "user", &c->actor.user_id);
        err = arrival_test(c, tx, channel, recipient);
    }
    return err == ERR_OK ? command_reply_empty(c) : err;
}

const struct command_kind alerts_get = {
    .name = "alerts.get", .access = ACCESS_USER, .mode = COMMAND_READ, .apply = get};

const struct command_kind alerts_change = {.name = "alerts.change",
                                           .access = ACCESS_USER,
                                           .mode = COMMAND_WRITE,
                                           .fields = CHANGE_FIELDS,
                                           .input_size = sizeof(struct change_input),
                                           .apply = change};

const struct command_kind alerts_choose_room = {.name = "alerts.choose-room",
                                                .access = ACCESS_USER,
                                                .mode = COMMAND_WRITE,
                                                .fields = ROOM_FIELDS,
                                                .input_size = sizeof(struct room_input),
                                                .apply = choose_room};

const struct command_kind alerts_test = {.name = "alerts.test",
                                         .access = ACCESS_USER,
                                         .mode = COMMAND_WRITE,
                                         .fields = TEST_FIELDS,
                                         .input_size = sizeof(struct test_input),
                                         .apply = test};
