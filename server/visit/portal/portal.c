/* portal: a client asks for a code, signs in with it, and signs out. What is wrong is told only as far as the
 * browser's own request goes: nothing here says whether an address is known. */
#include "base/address.h"
#include "command/audit.h"
#include "command/authenticate.h"
#include "command/limits.h"
#include "practice/client.h"
#include "practice/name_fold.h"
#include "practice/practice.h"
#include "store/store.h"
#include "visit/invitation/sms_rules.h"
#include "visit/portal/portal_code.h"
#include "visit/portal/portal_kinds.h"
#include "visit/portal/portal_sms.h"

#include <jansson.h>
#include <string.h>

enum {
    TO_MAX = 254,
    CODE_MAX = 32,
    CODE_DIGITS = 6,
    DEVICE_COOKIE_S = 400 * 24 * 60 * 60,
};

/* Where a code goes, as prepare found it. */
struct target {
    enum outbox_channel channel;
    const char *address;
};

static enum err read_mobile(struct command *c, const char *text, struct target *out) {
    const struct sms_rules *rules = sms_rules_get();
    char *number = arena_alloc(c->arena, ADDRESS_MOBILE_TEXT);
    if (number == NULL) {
        return ERR_NOMEM;
    }
    if (address_read_mobile(text, strlen(text), number) != ERR_OK) {
        return command_problem_field(
            c, "to",
            "Enter an e-mail address, or a mobile number with its country code, such as +49.");
    }
    if (rules->token == NULL || !sms_rules_country(rules->countries, number)) {
        return command_problem_field(
            c, "to", "No text messages can be sent there. Enter your e-mail address.");
    }
    *out = (struct target){.channel = OUTBOX_SMS, .address = number};
    return ERR_OK;
}

static enum err read_target(struct command *c, const char *text, struct target *out) {
    if (strchr(text, '@') == NULL) {
        return read_mobile(c, text, out);
    }
    char *address = arena_alloc(c->arena, ADDRESS_EMAIL_MAX + 1);
    if (address == NULL) {
        return ERR_NOMEM;
    }
    if (address_check_email(text, strlen(text)) != ERR_OK) {
        return command_problem_field(c, "to", "This is not a valid e-mail address.");
    }
    address_normal_email(text, address);
    *out = (struct target){.channel = OUTBOX_EMAIL, .address = address};
    return ERR_OK;
}

/* ---- limits ---- */

static enum err find_practice(struct command *c, struct id *out) {
    struct tx *tx = NULL;
    enum err err = store_reader_begin(c->reader, c->arena, &tx);
    if (err == ERR_OK) {
        err = authenticate_practice(tx, c->facts.host, out);
        store_reader_end(tx);
    }
    return err;
}

static enum err take(struct command *c, struct limit *limit, const struct hash *key) {
    int64_t wait_ms = 0;
    enum err err = limit_take(limit, key, sizeof *key, c->now_ms, &wait_ms);
    if (err != ERR_OK) {
        c->reply.retry_after_s = (int)(wait_ms / 1000) + 1;
        return command_problem(c, ERR_RATE, "rate-limited", "Too many tries.",
                               "Wait a few minutes, then try again, or call the practice.");
    }
    return ERR_OK;
}

/* A browser that has signed in by this address before is counted by that alone. Anybody else counts for the
 * network that they come from first, so that one network cannot use up what others may ask for. */
static enum err take_send(struct command *c, const struct id *practice_id,
                          const struct target *target) {
    const char *device = command_cookie(c, PORTAL_DEVICE_COOKIE);
    struct hash address = limits_address(c->facts.peer);
    enum blind_kind kind = target->channel == OUTBOX_EMAIL ? BLIND_EMAIL : BLIND_PHONE;
    struct hash to = vault_blind(c->vault, practice_id, kind, target->address);
    if (vault_device_known(c->vault, practice_id, target->address, device)) {
        struct hash key = vault_token_hash(device);
        return take(c, c->limits->portal_device, &key);
    }
    struct hash pair = to;
    for (size_t i = 0; i < sizeof pair.bytes; i++) {
        pair.bytes[i] ^= address.bytes[i];
    }
    enum err err = take(c, c->limits->portal_address, &address);
    if (err == ERR_OK) {
        err = take(c, c->limits->portal_pair, &pair);
    }
    return err == ERR_OK ? take(c, c->limits->portal_target, &to) : err;
}

/* ---- asking for a code ---- */

static enum err prepare_ask(struct command *c) {
    const struct portal_code_input *input = c->input;
    struct target *target = arena_alloc(c->arena, sizeof *target);
    struct id practice_id;
    if (target == NULL) {
        return ERR_NOMEM;
    }
    enum err err = read_target(c, input->to, target);
    if (err == ERR_OK) {
        err = find_practice(c, &practice_id);
    }
    if (err == ERR_OK && c->limits != NULL) {
        err = take_send(c, &practice_id, target);
    }
    c->prepared = target;
    return err;
}

/* What this browser asked for before is over: its code, and a message that has not left yet. */
static enum err forget_earlier(struct command *c, struct tx *tx) {
    const char *browser = command_cookie(c, PORTAL_CODE_COOKIE);
    struct portal_code earlier;
    if (browser == NULL) {
        return ERR_OK;
    }
    enum err err = portal_code_of_browser(tx, &c->actor.practice_id, browser, &earlier);
    if (err == ERR_NOT_FOUND) {
        return ERR_OK;
    }
    return err == ERR_OK ? portal_code_remove(tx, &earlier) : err;
}

static enum err ask(struct command *c, struct tx *tx) {
    const struct target *target = c->prepared;
    struct session_token browser = vault_session_token();
    struct portal_code row = {.practice_id = c->actor.practice_id,
                              .channel = target->channel,
                              .address = target->address,
                              .asked_at_ms = c->now_ms};
    enum err err = ERR_OK;
    if (target->channel == OUTBOX_SMS) {
        err = portal_sms_check(tx, &c->actor.practice_id, c->now_ms);
        if (err == ERR_RATE) {
            return command_problem(c, err, "sms-cap", "No more text messages can be sent today.",
                                   "Enter your e-mail address, or call the practice.");
        }
    }
    if (err == ERR_OK) {
        err = forget_earlier(c, tx);
    }
    if (err == ERR_OK) {
        err = portal_code_insert(tx, browser.text, &row);
    }
    if (err != ERR_OK) {
        return err;
    }
    command_effect(c, EFFECT_PORTAL, NULL, NULL, NULL);
    command_set_cookie(c, PORTAL_CODE_COOKIE, browser.text, PORTAL_CODE_LIFE_MS / 1000);
    return command_reply_json(
        c, 202, json_pack("{s:I}", "life_s", (json_int_t)(PORTAL_CODE_LIFE_MS / 1000)));
}

/* ---- signing in ---- */

/* Whether the browser shows the cookie of a request that is still there. */
static enum err find_request(struct command *c, bool *out) {
    const char *browser = command_cookie(c, PORTAL_CODE_COOKIE);
    struct portal_code row;
    struct id practice_id;
    struct tx *tx = NULL;
    *out = false;
    if (browser == NULL) {
        return ERR_OK;
    }
    enum err err = store_reader_begin(c->reader, c->arena, &tx);
    if (err != ERR_OK) {
        return err;
    }
    err = authenticate_practice(tx, c->facts.host, &practice_id);
    if (err == ERR_OK) {
        err = portal_code_of_browser(tx, &practice_id, browser, &row);
        *out = err == ERR_OK;
        err = err == ERR_NOT_FOUND ? ERR_OK : err;
    }
    store_reader_end(tx);
    return err;
}

/* Whoever asked for a code is counted by that alone, else by the address. */
static enum err prepare_sign_in(struct command *c) {
    bool asked = false;
    enum err err = c->limits == NULL ? ERR_OK : find_request(c, &asked);
    if (err != ERR_OK || c->limits == NULL) {
        return err;
    }
    struct hash key = asked ? vault_token_hash(command_cookie(c, PORTAL_CODE_COOKIE))
                            : limits_address(c->facts.peer);
    return take(c, c->limits->portal_try, &key);
}

/* The digits alone; "" when there are more than a code has. */
static void read_code(const char *text, char out[CODE_DIGITS + 1]) {
    size_t size = 0;
    for (; *text != '\0'; text++) {
        bool digit = *text >= '0' && *text <= '9';
        if ((!digit && *text != ' ' && *text != '-') || (digit && size == CODE_DIGITS)) {
            size = 0;
            break;
        }
        if (digit) {
            out[size++] = *text;
        }
    }
    out[size] = '\0';
}

/* Refuses without undoing what was written: the try that was counted stays. */
static enum err refuse(struct command *c, struct tx *tx, enum err e, const char *problem,
                       const char *title, const char *detail) {
    const struct audit_row row = {.practice_id = c->actor.practice_id,
                                  .at_ms = c->now_ms,
                                  .actor_kind = "anyone",
                                  .action = c->kind->name,
                                  .subject = "",
                                  .outcome = err_name(e)};
    (void)command_problem(c, e, problem, title, detail);
    return audit_append(tx, &row);
}

static enum err refuse_over(struct command *c, struct tx *tx) {
    return refuse(c, tx, ERR_UNAUTHENTICATED, "code-over", "This code can no longer be used.",
                  "Ask for a new one.");
}

/* One wrong try more; after the last there is nothing left to try. */
static enum err refuse_try(struct command *c, struct tx *tx, struct portal_code *row,
                           const char *problem, const char *title) {
    enum err err = portal_code_count_try(tx, row);
    if (err != ERR_OK) {
        return err;
    }
    return row->tries >= PORTAL_CODE_TRIES ? refuse_over(c, tx)
                                           : refuse(c, tx, ERR_UNAUTHENTICATED, problem, title,
                                                    "Look again, and try once more.");
}

/* The next word of a folded text; "" after the last. */
static const char *next_word(const char *word) {
    word += strcspn(word, " ");
    return word + strspn(word, " ");
}

static bool has_word(const char *name, const char *word, size_t size) {
    while (*name != '\0' && (strcspn(name, " ") != size || strncmp(name, word, size) != 0)) {
        name = next_word(name);
    }
    return *name != '\0';
}

/* Whether each word that was typed is a word of the name. Both are folded. */
static bool is_named(const char *name, const char *typed) {
    const char *word = typed;
    while (*word != '\0' && has_word(name, word, strcspn(word, " "))) {
        word = next_word(word);
    }
    return typed[0] != '\0' && *word == '\0';
}

/* Which of those who share the address typed their name; how many could have. */
static enum err find_named(struct command *c, struct tx *tx, const struct contact_ids *list,
                           const char *name, struct id *out, size_t *count) {
    const char *typed = name_fold(name, c->arena);
    enum err err = typed == NULL ? ERR_NOMEM : ERR_OK;
    *count = 0;
    for (size_t i = 0; err == ERR_OK && i < list->count; i++) {
        struct contact contact;
        err = contact_load(tx, &c->actor.practice_id, &list->ids[i], &contact);
        const char *folded = err == ERR_OK ? name_fold(contact.fields.name, c->arena) : NULL;
        if (err == ERR_OK && folded == NULL) {
            err = ERR_NOMEM;
        }
        if (err == ERR_OK && is_named(folded, typed)) {
            *out = contact.id;
            (*count)++;
        }
    }
    return err;
}

static enum err open_session(struct command *c, struct tx *tx, const struct portal_code *row,
                             const struct id *contact_id) {
    enum err err = client_session_open(c, tx, contact_id, &row->address_blind);
    if (err == ERR_OK) {
        err = portal_code_remove(tx, row);
    }
    if (err != ERR_OK) {
        return err;
    }
    char device[VAULT_DEVICE_TEXT];
    vault_device_make(c->vault, &c->actor.practice_id, row->address, device);
    command_set_cookie(c, PORTAL_DEVICE_COOKIE, device, DEVICE_COOKIE_S);
    command_set_cookie(c, PORTAL_CODE_COOKIE, "", 0);
    command_audit(c, "contact", contact_id);
    return command_reply_empty(c);
}

/* The code was right. A couple, or a parent and child, often share an address: a session is one person's, and
 * the page is not told who the others are, so whoever is there types a name. */
static enum err admit(struct command *c, struct tx *tx, struct portal_code *row) {
    const struct portal_sign_in_input *input = c->input;
    bool email = row->channel == OUTBOX_EMAIL;
    bool named = input->name != NULL && input->name[0] != '\0';
    struct contact_ids list = {.count = 0};
    enum err err = contact_by_address(tx, &c->actor.practice_id, email ? row->address : "",
                                      email ? "" : row->address, &list);
    if (err != ERR_OK) {
        return err;
    }
    if (list.count == 0) {
        return refuse_try(c, tx, row, "code-wrong", "This is not the code that was sent.");
    }
    if (list.count == 1) {
        return open_session(c, tx, row, &list.ids[0]);
    }
    if (!named) {
        return refuse(c, tx, ERR_CONFLICT, "name-needed", "Several people use this address.",
                      "Type your name.");
    }
    struct id contact_id;
    size_t count = 0;
    err = find_named(c, tx, &list, input->name, &contact_id, &count);
    if (err != ERR_OK) {
        return err;
    }
    return count == 1
               ? open_session(c, tx, row, &contact_id)
               : refuse_try(c, tx, row, "name-wrong",
                            "The practice does not find one person by this name at this address.");
}

static enum err sign_in(struct command *c, struct tx *tx) {
    const struct portal_sign_in_input *input = c->input;
    const char *browser = command_cookie(c, PORTAL_CODE_COOKIE);
    char code[CODE_DIGITS + 1];
    struct portal_code row;
    read_code(input->code, code);
    enum err err =
        portal_code_of_browser(tx, &c->actor.practice_id, browser == NULL ? "" : browser, &row);
    if (err != ERR_OK) {
        return err == ERR_NOT_FOUND ? refuse_over(c, tx) : err;
    }
    switch (portal_code_judge(c->vault, &row, code, c->now_ms)) {
    case PORTAL_RIGHT:
        return admit(c, tx, &row);
    case PORTAL_WRONG:
        return refuse_try(c, tx, &row, "code-wrong", "This is not the code that was sent.");
    default:
        return refuse_over(c, tx);
    }
}

static enum err sign_out(struct command *c, struct tx *tx) {
    enum err err = client_session_end(c, tx);
    return err == ERR_OK ? command_reply_empty(c) : err;
}

/* ---- the page before anybody is signed in ---- */

/* Whether this browser waits for a code that can still be used: a tablet that went to read its mail loads the page
 * anew, and must come back to where the code is typed. */
static enum err find_asked(struct command *c, struct tx *tx, bool *out) {
    const char *browser = command_cookie(c, PORTAL_CODE_COOKIE);
    struct portal_code row;
    *out = false;
    if (browser == NULL) {
        return ERR_OK;
    }
    enum err err = portal_code_of_browser(tx, &c->actor.practice_id, browser, &row);
    if (err == ERR_OK) {
        *out = portal_code_judge(c->vault, &row, "", c->now_ms) != PORTAL_OVER;
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err get(struct command *c, struct tx *tx) {
    struct practice practice;
    struct id contact_id;
    bool asked = false;
    enum err err = practice_load(tx, &c->actor.practice_id, &practice);
    if (err == ERR_OK) {
        err = find_asked(c, tx, &asked);
    }
    if (err != ERR_OK) {
        return err;
    }
    err = client_session_find(c, tx, &contact_id);
    if (err != ERR_OK && err != ERR_NOT_FOUND) {
        return err;
    }
    return command_reply_json(
        c, 200,
        json_pack("{s:o, s:b, s:b, s:b}", "practice", practice_json(&practice), "text_messages",
                  sms_rules_get()->token != NULL, "code_asked", asked, "signed_in", err == ERR_OK));
}

static const struct field ASK_FIELDS[] = {
    {"to", FIELD_TEXT, offsetof(struct portal_code_input, to), true, 1, TO_MAX, NULL},
    {NULL, FIELD_TEXT, 0, false, 0, 0, NULL},
};

static const struct field SIGN_IN_FIELDS[] = {
    {"code", FIELD_TEXT, offsetof(struct portal_sign_in_input, code), true, 1, CODE_MAX, NULL},
    {"name", FIELD_TEXT, offsetof(struct portal_sign_in_input, name), false, 0, CONTACT_NAME_MAX,
     NULL},
    {NULL, FIELD_TEXT, 0, false, 0, 0, NULL},
};

const struct command_kind portal_get = {
    .name = "portal.get", .access = ACCESS_ANYONE, .mode = COMMAND_READ, .apply = get};

const struct command_kind portal_code_ask = {
    .name = "portal.code",
    .access = ACCESS_ANYONE,
    .mode = COMMAND_WRITE,
    .fields = ASK_FIELDS,
    .input_size = sizeof(struct portal_code_input),
    .prepare = prepare_ask,
    .apply = ask,
};

/* Quiet: it writes its own audit row for a refusal, which must not be undone. */
const struct command_kind portal_sign_in = {
    .name = "portal.sign-in",
    .access = ACCESS_ANYONE,
    .mode = COMMAND_WRITE,
    .fields = SIGN_IN_FIELDS,
    .input_size = sizeof(struct portal_sign_in_input),
    .prepare = prepare_sign_in,
    .apply = sign_in,
    .quiet = true,
};

const struct command_kind portal_sign_out = {
    .name = "portal.sign-out",
    .access = ACCESS_CLIENT,
    .mode = COMMAND_WRITE,
    .apply = sign_out,
};
