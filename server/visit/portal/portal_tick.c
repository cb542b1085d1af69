/* portal_tick: what follows when a code was asked for, once its answer has left. Here, and nowhere before, it
 * is looked up whether the address is a client's. */
#include "command/audit.h"
#include "practice/contact.h"
#include "store/query.h"
#include "visit/invitation/sms_rules.h"
#include "visit/portal/portal_code.h"
#include "visit/portal/portal_kinds.h"
#include "visit/portal/portal_sms.h"

static const int64_t DAY_MS = (int64_t)24 * 60 * 60 * 1000;

enum err portal_sms_check(struct tx *tx, const struct id *practice_id, int64_t now_ms) {
    const struct outbox_caps *caps = &sms_rules_get()->caps;
    struct id nobody = {""};
    enum err err = outbox_check_sms(tx, practice_id, &nobody, caps, now_ms);
    if (err != ERR_OK) {
        return err;
    }
    struct query q = query_of(tx, "SELECT queued_at_ms FROM outbox WHERE practice_id = ?"
                                  " AND channel = 'sms' AND kind = ?"
                                  " ORDER BY sequence DESC LIMIT 1 OFFSET ?");
    query_bind_id(&q, practice_id);
    query_bind_text(&q, PORTAL_CODE_MESSAGE);
    query_bind_int(&q, (caps->practice + 1) / 2 - 1);
    int64_t queued_at_ms = 0;
    err = query_number(&q, &queued_at_ms);
    return err == ERR_OK && queued_at_ms > now_ms - DAY_MS ? ERR_RATE : err;
}

static enum err queue(struct command *c, struct tx *tx, const struct portal_code *row) {
    struct outbox_row message = {
        .practice_id = row->practice_id,
        .subject_id = row->id,
        .kind = PORTAL_CODE_MESSAGE,
        .channel = row->channel,
        .recipient = row->address,
        .queued_at_ms = c->now_ms,
        .deadline_ms = row->expires_at_ms,
    };
    enum err err = ERR_OK;
    if (row->channel == OUTBOX_SMS) {
        err = portal_sms_check(tx, &row->practice_id, c->now_ms);
    }
    if (err == ERR_OK) {
        err = outbox_queue(tx, &message);
    }
    if (err == ERR_OK) {
        command_effect(c, EFFECT_OUTBOX, NULL, NULL, NULL);
    }
    return err;
}

/* On record in the chain of the contact's own practice: a tick belongs to none. */
static enum err note(struct command *c, struct tx *tx, const struct portal_code *row,
                     const struct id *contact_id, enum err outcome) {
    const struct audit_row audit = {.practice_id = row->practice_id,
                                    .at_ms = c->now_ms,
                                    .actor_kind = "system",
                                    .action = c->kind->name,
                                    .subject = "contact",
                                    .subject_id = *contact_id,
                                    .outcome = outcome == ERR_OK ? "done" : err_name(outcome)};
    return audit_append(tx, &audit);
}

static enum err handle(struct command *c, struct tx *tx, const struct portal_code *row) {
    bool email = row->channel == OUTBOX_EMAIL;
    struct contact_ids list = {.count = 0};
    enum err err = contact_by_address(tx, &row->practice_id, email ? row->address : "",
                                      email ? "" : row->address, &list);
    if (err == ERR_OK) {
        err = portal_code_set_handled(tx, row, c->now_ms);
    }
    if (err != ERR_OK || list.count == 0 || c->now_ms >= row->expires_at_ms) {
        return err;
    }
    enum err queued = queue(c, tx, row);
    if (queued != ERR_OK && queued != ERR_RATE) {
        return queued;
    }
    for (size_t i = 0; err == ERR_OK && i < list.count; i++) {
        err = note(c, tx, row, &list.ids[i], queued);
    }
    return err;
}

static enum err tick(struct command *c, struct tx *tx) {
    struct portal_code due[PORTAL_CODE_DUE_MAX];
    size_t count = 0;
    enum err err = portal_code_purge(tx, c->now_ms);
    if (err == ERR_OK) {
        err = portal_code_list_due(tx, due, &count);
    }
    for (size_t i = 0; err == ERR_OK && i < count; i++) {
        err = handle(c, tx, &due[i]);
    }
    return err == ERR_OK ? command_reply_empty(c) : err;
}

const struct command_kind portal_tick = {.name = "portal.tick",
                                         .access = ACCESS_SYSTEM,
                                         .mode = COMMAND_WRITE,
                                         .apply = tick,
                                         .quiet = true};
