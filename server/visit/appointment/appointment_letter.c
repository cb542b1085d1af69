#include "visit/appointment/appointment_letter.h"

#include "command/command.h"
#include "notify/text.h"
#include "practice/contact.h"
#include "practice/practice.h"
#include "store/store.h"
#include "visit/invitation/link.h"
#include "visit/invitation/sms_rules.h"

#include <string.h>

/* The outbox's kinds, and what each says by channel. */
static const struct {
    const char *kind;
    enum text_key subject;
    enum text_key keys[OUTBOX_CHANNEL_COUNT];
} NEWS[] = {
    [APPOINTMENT_CREATED] = {"appointment_created",
                             TEXT_APPOINTMENT_CREATED_SUBJECT,
                             {TEXT_APPOINTMENT_CREATED, TEXT_SMS_APPOINTMENT_CREATED}},
    [APPOINTMENT_MOVED] = {"appointment_moved",
                           TEXT_APPOINTMENT_MOVED_SUBJECT,
                           {TEXT_APPOINTMENT_MOVED, TEXT_SMS_APPOINTMENT_MOVED}},
    [APPOINTMENT_CANCELLED] = {"appointment_cancelled",
                               TEXT_APPOINTMENT_CANCELLED_SUBJECT,
                               {TEXT_APPOINTMENT_CANCELLED, TEXT_SMS_APPOINTMENT_CANCELLED}},
};
enum { NEWS_COUNT = sizeof NEWS / sizeof NEWS[0] };

static int64_t end_ms(const struct appointment *appointment) {
    return appointment->starts_at_ms + appointment->length_s * 1000;
}

/* ---- queueing ---- */

/* Where to write to: e-mail first. ERR_NOT_FOUND: nowhere. */
static enum err choose_channel(struct command *c, struct tx *tx, const struct contact *contact,
                               struct outbox_row *message) {
    const struct sms_rules *rules = sms_rules_get();
    if (contact->fields.email[0] != '\0') {
        message->channel = OUTBOX_EMAIL;
        message->recipient = contact->fields.email;
        return ERR_OK;
    }
    message->channel = OUTBOX_SMS;
    message->recipient = contact->fields.mobile;
    if (message->recipient[0] == '\0' || rules->token == NULL ||
        !sms_rules_country(rules->countries, message->recipient)) {
        return ERR_NOT_FOUND;
    }
    enum err err =
        outbox_check_sms(tx, &message->practice_id, &c->actor.user_id, &rules->caps, c->now_ms);
    return err == ERR_RATE ? ERR_NOT_FOUND : err;
}

/* A couple who share an address are told once. */
static bool is_told(const struct outbox_row *told, size_t count, const struct outbox_row *message) {
    for (size_t i = 0; i < count; i++) {
        if (told[i].channel == message->channel &&
            strcasecmp(told[i].recipient, message->recipient) == 0) {
            return true;
        }
    }
    return false;
}

static enum err choose_all(struct command *c, struct tx *tx, const struct appointment *appointment,
                           struct outbox_row messages[APPOINTMENT_CLIENTS_MAX], size_t *count) {
    enum err err = ERR_OK;
    *count = 0;
    for (size_t i = 0; err == ERR_OK && i < appointment->client_ids.count; i++) {
        struct contact contact;
        struct outbox_row *message = &messages[*count];
        *message = (struct outbox_row){.practice_id = appointment->practice_id};
        err =
            contact_load(tx, &appointment->practice_id, &appointment->client_ids.ids[i], &contact);
        if (err == ERR_OK) {
            err = choose_channel(c, tx, &contact, message);
        }
        *count += err == ERR_OK && !is_told(messages, *count, message) ? 1 : 0;
        err = err == ERR_NOT_FOUND ? ERR_OK : err;
    }
    return err;
}

enum err appointment_letter_queue(struct command *c, struct tx *tx,
                                  const struct appointment *appointment,
                                  enum appointment_news news) {
    struct outbox_row messages[APPOINTMENT_CLIENTS_MAX];
    size_t count = 0;
    enum err err = choose_all(c, tx, appointment, messages, &count);
    for (size_t i = 0; err == ERR_OK && i < count; i++) {
        messages[i].subject_id = appointment->id;
        messages[i].kind = NEWS[news].kind;
        messages[i].queued_at_ms = c->now_ms;
        messages[i].deadline_ms = end_ms(appointment);
        err = outbox_queue(tx, &messages[i]);
    }
    if (err == ERR_OK && count > 0) {
        command_effect(c, EFFECT_OUTBOX, NULL, NULL, NULL);
    }
    return err;
}

/* ---- writing ---- */

static size_t find_news(const struct outbox_row *message) {
    size_t news = 0;
    while (news < NEWS_COUNT && strcmp(NEWS[news].kind, message->kind) != 0) {
        news++;
    }
    return news;
}

bool appointment_letter_is(const struct outbox_row *message) {
    return find_news(message) < NEWS_COUNT;
}

/* What the texts are filled in with. */
struct facts {
    struct appointment appointment;
    struct practice practice;
    struct user host;
};

static enum err load(struct tx *tx, const struct outbox_row *message, struct facts *out) {
    const struct id *practice_id = &message->practice_id;
    struct id owner_id;
    enum err err = appointment_row_load(tx, practice_id, &message->subject_id, &out->appointment);
    if (err == ERR_OK) {
        err = practice_load(tx, practice_id, &out->practice);
    }
    if (err == ERR_OK) {
        err = room_owner(tx, practice_id, &out->appointment.room_id, &owner_id);
    }
    return err == ERR_OK ? user_load(tx, practice_id, &owner_id, &out->host) : err;
}

enum err appointment_letter_compose(struct tx *tx, const struct outbox_row *message, int64_t now_ms,
                                    struct letter *out) {
    struct arena *arena = tx_arena(tx);
    struct facts facts;
    size_t news = find_news(message);
    enum err err = load(tx, message, &facts);
    if (err != ERR_OK) {
        return err == ERR_NOT_FOUND ? ERR_EXPIRED : err;
    }
    const struct appointment *appointment = &facts.appointment;
    if (now_ms >= end_ms(appointment) ||
        appointment->cancelled != (news == APPOINTMENT_CANCELLED)) {
        return ERR_EXPIRED;
    }
    const char *time = text_time(arena, facts.practice.zone, appointment->starts_at_ms);
    const char *link = link_appointment(tx_vault(tx), appointment, arena);
    const char *portal = arena_format(arena, "%s/portal", link_url());
    if (time == NULL || link == NULL || portal == NULL) {
        return ERR_NOMEM;
    }
    const struct text_value values[] = {{"host", facts.host.name},
                                        {"practice", facts.practice.name},
                                        {"time", time},
                                        {"link", link},
                                        {"portal", portal},
                                        {"telephone", facts.practice.telephone}};
    const char *text = text_fill(arena, TEXT_EN[NEWS[news].keys[message->channel]], values,
                                 sizeof values / sizeof values[0]);
    if (text == NULL) {
        return ERR_NOMEM;
    }
    *out = (struct letter){.to = message->recipient,
                           .from_name = facts.practice.name,
                           .subject = TEXT_EN[NEWS[news].subject],
                           .text = text,
                           .id = message->id.text,
                           .now_ms = now_ms};
    return ERR_OK;
}
