#include "visit/room/arrival.h"

#include "base/address.h"
#include "command/command.h"
#include "notify/text.h"
#include "practice/alert.h"
#include "practice/practice.h"
#include "store/store.h"
#include "visit/invitation/link.h"
#include "visit/invitation/sms_rules.h"

#include <jansson.h>
#include <string.h>

enum { SECOND_MS = 1000 };

/* The outbox's kinds of this file: in one's own room, in another's, and the test. */
static const char OWN[] = "alert";
static const char OTHER[] = "alert_delegate";
static const char TEST[] = "alert_test";

bool arrival_is(const struct outbox_row *message) {
    return strcmp(message->kind, OWN) == 0 || strcmp(message->kind, OTHER) == 0 ||
           strcmp(message->kind, TEST) == 0;
}

static enum err queue(struct command *c, struct tx *tx, const struct id *user_id, const char *kind,
                      enum outbox_channel channel, const char *recipient) {
    struct outbox_row message = {
        .practice_id = c->actor.practice_id,
        .subject_id = *user_id,
        .kind = kind,
        .channel = channel,
        .recipient = recipient,
        .queued_at_ms = c->now_ms,
        .deadline_ms = c->now_ms + (int64_t)ARRIVAL_LIFE_S * SECOND_MS,
    };
    enum err err = outbox_queue(tx, &message);
    if (err == ERR_OK) {
        command_effect(c, EFFECT_OUTBOX, NULL, NULL, NULL);
    }
    return err;
}

enum err arrival_test(struct command *c, struct tx *tx, enum outbox_channel channel,
                      const char *recipient) {
    return queue(c, tx, &c->actor.user_id, TEST, channel, recipient);
}

/* Whether an SMS may go to the user now; what may not goes by e-mail. */
static enum err check_sms(struct command *c, struct tx *tx, const struct id *user_id,
                          const struct alert *alert, bool *may) {
    const struct sms_rules *rules = sms_rules_get();
    *may = false;
    if (!alert->sms || alert->mobile == NULL || rules->token == NULL ||
        !sms_rules_country(rules->countries, alert->mobile)) {
        return ERR_OK;
    }
    enum err err = outbox_check_sms(tx, &c->actor.practice_id, user_id, &rules->caps, c->now_ms);
    *may = err == ERR_OK;
    return err == ERR_RATE ? ERR_OK : err;
}

static enum err post(struct command *c, struct tx *tx, const struct user *user, const char *kind) {
    struct alert alert;
    bool by_sms = false;
    enum err err = alert_load(tx, &c->actor.practice_id, &user->id, &alert);
    if (err == ERR_OK) {
        err = check_sms(c, tx, &user->id, &alert, &by_sms);
    }
    if (err == ERR_OK && by_sms) {
        err = queue(c, tx, &user->id, kind, OUTBOX_SMS, alert.mobile);
    }
    /* A user's address is what they sign in with: it need not be one that mail reaches. */
    bool by_email = (alert.email || (alert.sms && !by_sms)) &&
                    address_check_email(user->email, strlen(user->email)) == ERR_OK;
    return err == ERR_OK && by_email ? queue(c, tx, &user->id, kind, OUTBOX_EMAIL, user->email)
                                     : err;
}

static void tell_page(struct command *c, const struct invitation *row, const struct user *owner,
                      const struct id *user_id) {
    command_event(c, (struct stream){.name = "user", .id = *user_id}, "room.arrived",
                  json_pack("{s:s, s:s, s:s, s:s, s:s*}", "room_id", row->room_id.text,
                            "owner_name", owner->name, "id", row->id.text, "name", row->name,
                            "appointment_id",
                            id_is_none(&row->appointment_id) ? NULL : row->appointment_id.text));
}

static enum err tell(struct command *c, struct tx *tx, const struct invitation *row,
                     const struct user *owner, const struct id *user_id) {
    struct user user;
    bool own = id_equal(user_id, &owner->id);
    enum err err = user_load(tx, &c->actor.practice_id, user_id, &user);
    if (err == ERR_OK && !own) {
        tell_page(c, row, owner, user_id);
    }
    return err == ERR_OK ? post(c, tx, &user, own ? OWN : OTHER) : err;
}

enum err arrival_alert(struct command *c, struct tx *tx, const struct invitation *row) {
    struct id users[ALERT_USERS_MAX];
    size_t count = 0;
    struct id owner_id;
    struct user owner;
    enum err err = room_owner(tx, &row->practice_id, &row->room_id, &owner_id);
    if (err == ERR_OK) {
        err = user_load(tx, &row->practice_id, &owner_id, &owner);
    }
    if (err == ERR_OK) {
        err = alert_users(tx, &row->practice_id, &row->room_id, users, &count);
    }
    for (size_t i = 0; err == ERR_OK && i < count; i++) {
        err = tell(c, tx, row, &owner, &users[i]);
    }
    return err;
}

/* ---- the text, when it is sent ---- */

/* Past its time, or so far before it that only a clock that was put back can be the reason. */
static bool is_late(const struct outbox_row *message, int64_t now_ms) {
    const int64_t life_ms = (int64_t)ARRIVAL_LIFE_S * SECOND_MS;
    int64_t left_ms = message->deadline_ms - now_ms;
    return left_ms <= 0 || left_ms > 2 * life_ms;
}

static enum err check_wanted(struct tx *tx, const struct outbox_row *message) {
    struct user user;
    struct alert alert;
    enum err err = user_load(tx, &message->practice_id, &message->subject_id, &user);
    if (err == ERR_OK) {
        err = alert_load(tx, &message->practice_id, &message->subject_id, &alert);
    }
    if (err != ERR_OK) {
        return err == ERR_NOT_FOUND ? ERR_EXPIRED : err;
    }
    bool test = strcmp(message->kind, TEST) == 0;
    bool wanted = test || alert.sms || (message->channel == OUTBOX_EMAIL && alert.email);
    return user.disabled || !wanted ? ERR_EXPIRED : ERR_OK;
}

/* By kind (own, other, test) and channel. */
static enum text_key text_of(const struct outbox_row *message) {
    bool sms = message->channel == OUTBOX_SMS;
    if (strcmp(message->kind, TEST) == 0) {
        return sms ? TEXT_SMS_ALERT_TEST : TEXT_ALERT_TEST;
    }
    if (strcmp(message->kind, OTHER) == 0) {
        return sms ? TEXT_SMS_ALERT_OTHER : TEXT_ALERT_OTHER;
    }
    return sms ? TEXT_SMS_ALERT : TEXT_ALERT;
}

enum err arrival_letter(struct tx *tx, const struct outbox_row *message, int64_t now_ms,
                        struct letter *out) {
    struct practice practice;
    enum err err = is_late(message, now_ms) ? ERR_EXPIRED : check_wanted(tx, message);
    if (err == ERR_OK) {
        err = practice_load(tx, &message->practice_id, &practice);
    }
    if (err != ERR_OK) {
        return err;
    }
    const struct text_value values[] = {{"practice", practice.name}, {"link", link_url()}};
    const char *text = text_fill(tx_arena(tx), TEXT_EN[text_of(message)], values,
                                 sizeof values / sizeof values[0]);
    if (text == NULL) {
        return ERR_NOMEM;
    }
    *out = (struct letter){.to = message->recipient,
                           .from_name = practice.name,
                           .subject = TEXT_EN[TEXT_ALERT_SUBJECT],
                           .text = text,
                           .id = message->id.text,
                           .now_ms = now_ms};
    return ERR_OK;
}
