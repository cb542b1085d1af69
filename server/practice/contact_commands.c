/* contact_commands: reading, making, changing and removing one contact. */
#include "command/fields.h"
#include "practice/client.h"
#include "practice/contact.h"
#include "practice/contact_kinds.h"

#include <jansson.h>

static const char *or_empty(const char *text) {
    return text == NULL ? "" : text;
}

/* The input's fields, checked; the first that is wrong becomes the problem. */
static enum err read_fields(struct command *c, struct contact_fields *out) {
    const struct contact_input *input = c->input;
    struct contact_fields fields = {
        .name = or_empty(input->name),
        .email = or_empty(input->email),
        .mobile = or_empty(input->mobile),
        .birth_date = or_empty(input->birth_date),
        .notes = or_empty(input->notes),
    };
    char today[CONTACT_DATE_TEXT];
    struct contact_problems problems;
    contact_check_today(c->now_ms, today);
    enum err err = contact_check(&fields, today, c->arena, &problems);
    if (err != ERR_OK) {
        return err;
    }
    if (problems.count > 0) {
        return command_problem_field(c, problems.list[0].field, problems.list[0].reason);
    }
    *out = fields;
    return ERR_OK;
}

static enum err reply_contact(struct command *c, int status, const struct contact *contact) {
    command_audit(c, "contact", &contact->id);
    return command_reply_json(c, status, contact_json(contact, true));
}

static enum err get(struct command *c, struct tx *tx) {
    struct contact contact;
    enum err err = contact_load(tx, &c->actor.practice_id, &c->facts.path_ids[0], &contact);
    return err == ERR_OK ? reply_contact(c, 200, &contact) : err;
}

static enum err create(struct command *c, struct tx *tx) {
    struct contact contact = {.id = id_new()};
    enum err err = read_fields(c, &contact.fields);
    if (err != ERR_OK) {
        return err;
    }
    err = contact_insert(tx, &c->actor.practice_id, &contact, c->now_ms);
    if (err == ERR_FULL) {
        return command_problem(c, ERR_CONFLICT, "contacts-full",
                               "The address book holds no more contacts.",
                               "Remove some that are no longer needed.");
    }
    return err == ERR_OK ? reply_contact(c, 201, &contact) : err;
}

static enum err change(struct command *c, struct tx *tx) {
    const struct contact_input *input = c->input;
    struct contact contact;
    enum err err = contact_load(tx, &c->actor.practice_id, &c->facts.path_ids[0], &contact);
    if (err == ERR_OK) {
        err = read_fields(c, &contact.fields);
    }
    if (err == ERR_OK && contact.version != input->version) {
        return command_problem(c, ERR_CONFLICT, "contact-changed",
                               "Somebody has changed this contact meanwhile.",
                               "Look at it again, then make your change.");
    }
    if (err == ERR_OK) {
        err = contact_save(tx, &c->actor.practice_id, &contact, c->now_ms);
    }
    if (err == ERR_OK) {
        err = client_session_end_changed(c, tx, &contact.id, &contact.fields);
    }
    return err == ERR_OK ? reply_contact(c, 200, &contact) : err;
}

static enum err remove_contact(struct command *c, struct tx *tx) {
    const struct id *id = &c->facts.path_ids[0];
    enum err err = contact_erase(tx, &c->actor.practice_id, id, c->now_ms);
    if (err == ERR_OK) {
        err = client_session_end_changed(c, tx, id, NULL);
    }
    if (err == ERR_OK) {
        command_audit(c, "contact", id);
    }
    return err == ERR_OK ? command_reply_empty(c) : err;
}

/* The bounds here are those of memory; contact_check has the sentences for a person. */
static const struct field FIELDS[] = {
    {"name", FIELD_TEXT, offsetof(struct contact_input, name), true, 0, 1000, NULL},
    {"email", FIELD_TEXT, offsetof(struct contact_input, email), false, 0, 1000, NULL},
    {"mobile", FIELD_TEXT, offsetof(struct contact_input, mobile), false, 0, 1000, NULL},
    {"birth_date", FIELD_TEXT, offsetof(struct contact_input, birth_date), false, 0, 100, NULL},
    {"notes", FIELD_TEXT_LINES, offsetof(struct contact_input, notes), false, 0, 10000, NULL},
    {"version", FIELD_INT, offsetof(struct contact_input, version), false, 1, INT64_MAX, NULL},
    {NULL, FIELD_TEXT, 0, false, 0, 0, NULL},
};

const struct command_kind contact_get = {
    .name = "contact.get", .access = ACCESS_USER, .mode = COMMAND_READ, .apply = get};

const struct command_kind contact_create = {
    .name = "contact.create",
    .access = ACCESS_USER,
    .mode = COMMAND_WRITE,
    .fields = FIELDS,
    .input_size = sizeof(struct contact_input),
    .apply = create,
};

const struct command_kind contact_change = {
    .name = "contact.change",
    .access = ACCESS_USER,
    .mode = COMMAND_WRITE,
    .fields = FIELDS,
    .input_size = sizeof(struct contact_input),
    .apply = change,
};

const struct command_kind contact_remove = {
    .name = "contact.remove",
    .access = ACCESS_USER,
    .mode = COMMAND_WRITE,
    .apply = remove_contact,
};
