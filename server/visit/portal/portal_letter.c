#include "visit/portal/portal_letter.h"

#include "notify/text.h"
#include "practice/practice.h"
#include "store/store.h"
#include "visit/invitation/link.h"
#include "visit/portal/portal_code.h"

#include <string.h>

/* The host of our own address: what stands between "//" and a port or a path. NULL when memory is short. */
static const char *site(struct arena *arena) {
    const char *url = link_url();
    const char *slashes = strstr(url, "//");
    const char *host = slashes == NULL ? url : slashes + 2;
    return arena_text(arena, host, strcspn(host, ":/"));
}

enum err portal_letter_compose(struct tx *tx, const struct outbox_row *message, int64_t now_ms,
                               struct letter *out) {
    static const enum text_key KEYS[] = {[OUTBOX_EMAIL] = TEXT_CODE, [OUTBOX_SMS] = TEXT_SMS_CODE};
    struct arena *arena = tx_arena(tx);
    struct portal_code row;
    struct practice practice;
    enum err err = portal_code_load(tx, &message->practice_id, &message->subject_id, &row);
    if (err == ERR_NOT_FOUND || (err == ERR_OK && now_ms >= row.expires_at_ms)) {
        return ERR_EXPIRED;
    }
    if (err == ERR_OK) {
        err = practice_load(tx, &message->practice_id, &practice);
    }
    if (err != ERR_OK) {
        return err;
    }
    struct portal_digits digits = vault_portal_code(tx_vault(tx), &row.practice_id, &row.id);
    const char *host = site(arena);
    const struct text_value values[] = {{"code", digits.text},
                                        {"practice", practice.name},
                                        {"site", host == NULL ? "" : host},
                                        {"telephone", practice.telephone}};
    const char *text =
        text_fill(arena, TEXT_EN[KEYS[message->channel]], values, sizeof values / sizeof values[0]);
    if (text == NULL || host == NULL) {
        return ERR_NOMEM;
    }
    *out = (struct letter){.to = message->recipient,
                           .from_name = practice.name,
                           .subject = TEXT_EN[TEXT_CODE_SUBJECT],
                           .text = text,
                           .id = message->id.text,
                           .now_ms = now_ms};
    return ERR_OK;
}
