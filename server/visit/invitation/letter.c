#include "visit/invitation/letter.h"

#include "notify/text.h"
#include "practice/practice.h"
#include "store/store.h"
#include "visit/appointment/appointment_letter.h"
#include "visit/invitation/invitation_row.h"
#include "visit/invitation/link.h"
#include "visit/portal/portal_letter.h"
#include "visit/portal/portal_sms.h"
#include "visit/room/arrival.h"

#include <string.h>

static enum err load(struct tx *tx, const struct outbox_row *message, int64_t now_ms,
                     struct invitation *row, struct practice *practice, struct user *host) {
    struct id owner_id;
    enum err err = invitation_row_load(tx, &message->practice_id, &message->subject_id, row);
    if (err == ERR_NOT_FOUND) {
        return ERR_EXPIRED;
    }
    bool leads_in = row->state == INVITATION_INVITED || row->state == INVITATION_CHECKED_IN;
    if (err == ERR_OK && (!leads_in || now_ms >= row->expires_at_ms)) {
        return ERR_EXPIRED;
    }
    if (err == ERR_OK) {
        err = practice_load(tx, &message->practice_id, practice);
    }
    if (err == ERR_OK) {
        err = room_owner(tx, &message->practice_id, &row->room_id, &owner_id);
    }
    return err == ERR_OK ? user_load(tx, &message->practice_id, &owner_id, host) : err;
}

/* By channel; waiting room, connect now. */
static const enum text_key KEYS[OUTBOX_CHANNEL_COUNT][2] = {
    [OUTBOX_EMAIL] = {TEXT_INVITE_WAITING_ROOM, TEXT_INVITE_CONNECT_NOW},
    [OUTBOX_SMS] = {TEXT_SMS_WAITING_ROOM, TEXT_SMS_CONNECT_NOW},
};

static enum err compose_invitation(struct tx *tx, const struct outbox_row *message, int64_t now_ms,
                                   struct letter *out) {
    struct invitation row;
    struct practice practice;
    struct user host;
    enum err err = load(tx, message, now_ms, &row, &practice, &host);
    if (err != ERR_OK) {
        return err;
    }
    struct arena *arena = tx_arena(tx);
    const char *link = link_text(tx_vault(tx), &row, arena);
    const char *until = text_time(arena, practice.zone, row.expires_at_ms);
    if (link == NULL || until == NULL) {
        return ERR_NOMEM;
    }
    const struct text_value values[] = {{"host", host.name},
                                        {"practice", practice.name},
                                        {"link", link},
                                        {"until", until},
                                        {"telephone", practice.telephone}};
    bool now = row.kind == INVITATION_CONNECT_NOW;
    enum text_key key = KEYS[message->channel][now];
    const char *text = text_fill(arena, TEXT_EN[key], values, sizeof values / sizeof values[0]);
    if (text == NULL) {
        return ERR_NOMEM;
    }
    *out = (struct letter){.to = message->recipient,
                           .from_name = practice.name,
                           .subject = TEXT_EN[TEXT_INVITE_SUBJECT],
                           .text = text,
                           .id = message->id.text,
                           .now_ms = now_ms};
    return ERR_OK;
}

enum err letter_compose(struct tx *tx, const struct outbox_row *message, int64_t now_ms,
                        struct letter *out) {
    if (arrival_is(message)) {
        return arrival_letter(tx, message, now_ms, out);
    }
    if (appointment_letter_is(message)) {
        return appointment_letter_compose(tx, message, now_ms, out);
    }
    return strcmp(message->kind, PORTAL_CODE_MESSAGE) == 0
               ? portal_letter_compose(tx, message, now_ms, out)
               : compose_invitation(tx, message, now_ms, out);
}
