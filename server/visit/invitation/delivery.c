#include "visit/invitation/delivery.h"

#include "notify/sms.h"
#include "visit/announce.h"
#include "visit/appointment/appointment_letter.h"
#include "visit/appointment/appointment_view.h"
#include "visit/commands.h"
#include "visit/invitation/link.h"
#include "visit/invitation/sms_rules.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

static const struct field FIELDS[] = {
    {.name = "id",
     .type = FIELD_ID,
     .offset = offsetof(struct outbox_outcome, id),
     .required = true},
    {.name = "attempt",
     .type = FIELD_INT,
     .offset = offsetof(struct outbox_outcome, attempt),
     .required = true,
     .min = 1,
     .max = 1000},
    {.name = "permanent", .type = FIELD_BOOL, .offset = offsetof(struct outbox_outcome, permanent)},
    {.name = "reason",
     .type = FIELD_TEXT,
     .offset = offsetof(struct outbox_outcome, reason),
     .max = OUTBOX_REASON_MAX},
    {.name = NULL},
};

json_t *delivery_json(enum outbox_state state, const char *reason) {
    return json_pack("{s:s, s:s*}", "state", outbox_state_name(state), "reason",
                     reason[0] == '\0' ? NULL : reason);
}

enum err delivery_hasten(struct command *c, struct tx *tx, const struct outbox_row *message) {
    command_effect(c, EFFECT_OUTBOX, NULL, NULL, NULL);
    return outbox_hasten(tx, message, c->now_ms);
}

static enum err tell_line(struct command *c, struct tx *tx, const struct id *invitation_id) {
    struct invitation row;
    enum err err = invitation_row_load(tx, &c->actor.practice_id, invitation_id, &row);
    return err == ERR_OK && invitation_row_listed(&row, c->now_ms) ? announce_room(c, tx, &row)
                                                                   : err;
}

/* The room's line, or the appointment, shows the state of its last message. */
static enum err tell_room(struct command *c, struct tx *tx, const struct id *message_id) {
    struct outbox_row message;
    enum err err = outbox_load(tx, &c->actor.practice_id, message_id, &message);
    if (err != ERR_OK) {
        return err;
    }
    command_audit(c, "outbox", message_id);
    if (strcmp(message.kind, "invitation") == 0) {
        return tell_line(c, tx, &message.subject_id);
    }
    return appointment_letter_is(&message)
               ? appointment_view_announce_id(c, tx, &message.practice_id, &message.subject_id)
               : ERR_OK; /* staff see nothing of it */
}

static enum err finish(struct command *c, struct tx *tx, enum err err, bool changed) {
    const struct outbox_outcome *outcome = c->input;
    if (err == ERR_OK && changed) {
        err = tell_room(c, tx, &outcome->id);
    }
    return err == ERR_OK ? command_reply_empty(c) : err;
}

static enum err sent(struct command *c, struct tx *tx) {
    bool changed = false;
    enum err err = outbox_record_sent(tx, &c->actor.practice_id, c->input, &changed);
    return finish(c, tx, err, changed);
}

static enum err draw(struct command *c) {
    uint32_t *random = arena_alloc(c->arena, sizeof *random);
    if (random == NULL || getrandom(random, sizeof *random, 0) != (ssize_t)sizeof *random) {
        return ERR_NOMEM;
    }
    c->prepared = random;
    return ERR_OK;
}

static enum err failed(struct command *c, struct tx *tx) {
    const uint32_t *random = c->prepared;
    bool changed = false;
    enum err err =
        outbox_record_failed(tx, &c->actor.practice_id, c->input, c->now_ms, *random, &changed);
    return finish(c, tx, err, changed);
}

/* Before the writer, so that what anybody may send costs it nothing. The same answer for a message that is not
 * there and for a signature that is not right. */
static enum err check_report(struct command *c) {
    const struct id *id = &c->facts.path_ids[0];
    const char *token = sms_rules_get()->token;
    const char *url = arena_format(c->arena, "%s/api/v1/sms/status/%s", link_url(), id->text);
    struct form *form = arena_alloc(c->arena, sizeof *form);
    if (url == NULL || form == NULL) {
        return ERR_NOMEM;
    }
    enum err err = form_read(c->facts.form, c->arena, form);
    if (err == ERR_OK &&
        (token == NULL || !sms_signature_right(token, url, form, c->facts.signature))) {
        err = ERR_NOT_FOUND;
    }
    if (err == ERR_OK) {
        c->prepared = form;
    }
    return err;
}

/* What the gateway says of a message on its way; anything but an end is no news. */
static enum err report(struct command *c, struct tx *tx) {
    const struct form *form = c->prepared;
    struct outbox_row row;
    bool changed = false;
    enum err err = outbox_load(tx, &c->actor.practice_id, &c->facts.path_ids[0], &row);
    if (err != ERR_OK || row.channel != OUTBOX_SMS) {
        return err == ERR_OK ? ERR_NOT_FOUND : err;
    }
    const char *status = form_value(form, "MessageStatus");
    bool delivered = strcmp(status, "delivered") == 0;
    bool lost = strcmp(status, "undelivered") == 0 || strcmp(status, "failed") == 0;
    if (delivered || lost) {
        long long code = strtoll(form_value(form, "ErrorCode"), NULL, 10);
        err = outbox_record_delivery(tx, &row, delivered, sms_code_read(code).reason, &changed);
    }
    if (err == ERR_OK && changed) {
        err = tell_room(c, tx, &row.id);
    }
    return err == ERR_OK ? command_reply_empty(c) : err;
}

const struct command_kind delivery_sent = {.name = "outbox.sent",
                                           .access = ACCESS_SYSTEM,
                                           .mode = COMMAND_WRITE,
                                           .fields = FIELDS,
                                           .input_size = sizeof(struct outbox_outcome),
                                           .apply = sent,
                                           .quiet = true};
const struct command_kind delivery_failed = {.name = "outbox.failed",
                                             .access = ACCESS_SYSTEM,
                                             .mode = COMMAND_WRITE,
                                             .fields = FIELDS,
                                             .input_size = sizeof(struct outbox_outcome),
                                             .prepare = draw,
                                             .apply = failed,
                                             .quiet = true};
const struct command_kind delivery_report = {.name = "outbox.report",
                                             .access = ACCESS_ANYONE,
                                             .mode = COMMAND_WRITE,
                                             .prepare = check_report,
                                             .apply = report,
                                             .form = true};
