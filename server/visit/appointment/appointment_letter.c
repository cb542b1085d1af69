#include "visit/appointment/appointment_letter.h"

#include "command/command.h"
#include "notify/text.h"
#include "practice/contact.h"
#include "practice/practice.h"
#include "store/store.h"
#include "visit/invitation/link.h"
#include "visit/invitation/sms_rules.h"
#include "visit/visit_row.h"

#include <string.h>

/* The outbox's kinds, and what each says by channel. */
static const struct {
    const char *kind;
    enum text_key subject;
    enum text_key keys[OUTBOX_CHANNEL_COUNT];
} NEWS[APPOINTMENT_NEWS_COUNT] = {
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
/* A visit that runs past the planned end still takes clients in: the news of that is tried for so long. */
static const int64_t LATE_MS = INT64_C(15) * 60 * 1000;

static int64_t end_ms(const struct appointment *appointment) {
    return appointment->starts_at_ms + appointment->length_s * 1000;
}

enum err appointment_letter_over(struct tx *tx, const struct appointment *appointment,
                                 int64_t now_ms, bool *out) {
    struct visit visit;
    if (now_ms < end_ms(appointment)) {
        *out = false;
        return ERR_OK;
    }
    enum err err = visit_row_load_newest(tx, &appointment->practice_id, &appointment->id, &visit);
    if (err == ERR_OK || err == ERR_NOT_FOUND) {
        *out = err == ERR_NOT_FOUND || visit.life.state == VISIT_ENDED;
        err = ERR_OK;
    }
    return err;
}

/* ---- queueing ---- */

/* E-mail first. NULL, or why not. */
static const char *choose_channel(const struct contact *contact, struct outbox_row *message) {
    const struct sms_rules *rules = sms_rules_get();
    if (contact->fields.email[0] != '\0') {
        message->channel = OUTBOX_EMAIL;
        message->recipient = contact->fields.email;
        return NULL;
    }
    message->channel = OUTBOX_SMS;
    message->recipient = contact->fields.mobile;
    if (message->recipient[0] == '\0') {
        return "no e-mail address or mobile number";
    }
    if (rules->token == NULL) {
        return "no e-mail address";
    }
    return sms_rules_country(rules->countries, message->recipient)
               ? NULL
               : "no text messages to this country";
}

static bool same_address(const struct outbox_row *a, const struct outbox_row *b) {
    return a->channel == b->channel && strcasecmp(a->recipient, b->recipient) == 0;
}

/* Whether a client who is booked is written to at this address too. */
static enum err find_sharer(struct tx *tx, const struct appointment *appointment,
                            const struct outbox_row *message, bool *out) {
    enum err err = ERR_OK;
    *out = false;
    for (size_t i = 0; err == ERR_OK && i < appointment->client_ids.count; i++) {
        struct contact contact;
        struct outbox_row other = *message;
        err =
            contact_load(tx, &appointment->practice_id, &appointment->client_ids.ids[i], &contact);
        if (err == ERR_OK && choose_channel(&contact, &other) == NULL &&
            same_address(&other, message)) {
            *out = true;
        }
        err = err == ERR_NOT_FOUND ? ERR_OK : err;
    }
    return err;
}

static enum err check_cap(struct tx *tx, const struct appointment *appointment, int64_t now_ms,
                          const char **reason) {
    enum err err = outbox_check_sms(tx, &appointment->practice_id, &appointment->creator_id,
                                    &sms_rules_get()->caps, now_ms);
    if (err == ERR_RATE) {
        *reason = "no more text messages today";
        err = ERR_OK;
    }
    return err;
}

enum err appointment_letter_address(struct command *c, struct tx *tx,
                                    const struct appointment *appointment,
                                    enum appointment_news news, const struct id *client_id,
                                    struct outbox_row *message, const char **reason) {
    struct contact contact;
    bool shared = false;
    bool taken_out = news == APPOINTMENT_CANCELLED && !appointment->cancelled;
    enum err err = contact_load(tx, &appointment->practice_id, client_id, &contact);
    if (err == ERR_NOT_FOUND) {
        *reason = "no longer in Contacts";
        return ERR_OK;
    }
    if (err != ERR_OK) {
        return err;
    }
    *reason = choose_channel(&contact, message);
    if (*reason == NULL && taken_out) {
        err = find_sharer(tx, appointment, message, &shared);
    }
    if (shared) {
        *reason = "another booked client has this address";
    }
    return err == ERR_OK && *reason == NULL && message->channel == OUTBOX_SMS
               ? check_cap(tx, appointment, c->now_ms, reason)
               : err;
}

/* A couple who share an address are told once. */
static const struct outbox_row *find_told(const struct outbox_row *told, size_t count,
                                          const struct outbox_row *message) {
    for (size_t i = 0; i < count; i++) {
        if (same_address(&told[i], message)) {
            return &told[i];
        }
    }
    return NULL;
}

static enum err queue_message(struct command *c, struct tx *tx,
                              const struct appointment *appointment, enum appointment_news news,
                              struct outbox_row *message) {
    const int64_t late_ms = c->now_ms + LATE_MS;
    bool over = true;
    enum err err = appointment_letter_over(tx, appointment, c->now_ms, &over);
    if (err != ERR_OK) {
        return err;
    }
    bool late = !over && c->now_ms >= end_ms(appointment);
    message->practice_id = appointment->practice_id;
    message->subject_id = appointment->id;
    message->kind = NEWS[news].kind;
    message->queued_at_ms = c->now_ms;
    message->deadline_ms = late ? late_ms : end_ms(appointment);
    return outbox_queue(tx, message);
}

enum err appointment_letter_queue(struct command *c, struct tx *tx,
                                  const struct appointment *appointment, enum appointment_news news,
                                  const struct id_list *client_ids) {
    struct outbox_row told[APPOINTMENT_LETTERS_MAX];
    size_t count = 0;
    enum err err = ERR_OK;
    must(client_ids->count <= APPOINTMENT_LETTERS_MAX);
    for (size_t i = 0; err == ERR_OK && i < client_ids->count; i++) {
        struct outbox_row message = {.recipient = ""};
        struct appointment_letter letter = {.practice_id = appointment->practice_id,
                                            .appointment_id = appointment->id,
                                            .contact_id = client_ids->ids[i],
                                            .news = news,
                                            .written_at_ms = c->now_ms};
        err = appointment_letter_address(c, tx, appointment, news, &letter.contact_id, &message,
                                         &letter.reason);
        const struct outbox_row *same =
            letter.reason == NULL ? find_told(told, count, &message) : NULL;
        if (err == ERR_OK && letter.reason == NULL && same == NULL) {
            err = queue_message(c, tx, appointment, news, &message);
            told[count++] = message;
            same = &message;
        }
        if (same != NULL) {
            letter.message_id = same->id;
            letter.reason = "";
        }
        if (err == ERR_OK) {
            err = appointment_letter_insert(tx, &letter);
        }
    }
    if (err == ERR_OK && count > 0) {
        command_effect(c, EFFECT_OUTBOX, NULL, NULL, NULL);
    }
    return err;
}

/* ---- writing ---- */

static size_t find_news(const struct outbox_row *message) {
    size_t news = 0;
    while (news < APPOINTMENT_NEWS_COUNT && strcmp(NEWS[news].kind, message->kind) != 0) {
        news++;
    }
    return news;
}

bool appointment_letter_is(const struct outbox_row *message) {
    return find_news(message) < APPOINTMENT_NEWS_COUNT;
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

/* Whether what it says still holds for one of those it is for. */
static enum err check_wanted(struct tx *tx, const struct outbox_row *message, bool cancelling,
                             const struct appointment *appointment, int64_t now_ms) {
    struct id_list clients;
    bool known = false;
    bool over = false;
    enum err err = appointment_letter_over(tx, appointment, now_ms, &over);
    if (err == ERR_OK) {
        err = appointment_letter_list_told(tx, message, &clients, &known);
    }
    if (err != ERR_OK || over) {
        return err == ERR_OK ? ERR_EXPIRED : err;
    }
    bool wanted = !known && cancelling == appointment->cancelled;
    for (size_t i = 0; i < clients.count; i++) {
        bool booked =
            !appointment->cancelled && appointment_row_books(appointment, &clients.ids[i]);
        wanted = wanted || cancelling != booked;
    }
    return wanted ? ERR_OK : ERR_EXPIRED;
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
    err = check_wanted(tx, message, news == APPOINTMENT_CANCELLED, appointment, now_ms);
    if (err != ERR_OK) {
        return err;
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
