#include "notify/sms.h"

#include "base/bytes.h"

#include <jansson.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdlib.h>
#include <string.h>

enum { ANSWER_MAX = 8192, SHA1_BYTES = 20, SIGNATURE_TEXT = 32 };

struct attempt {
    char answer[ANSWER_MAX];
    size_t size;
    struct curl_slist *headers;
};

/* What is too long is left out: the status alone says whether the message was taken. */
static size_t keep_answer(char *data, size_t size, size_t count, void *owner) {
    struct attempt *attempt = owner;
    size_t length = size * count;
    size_t room = ANSWER_MAX - attempt->size;
    size_t kept = length < room ? length : room;
    memcpy(attempt->answer + attempt->size, data, kept);
    attempt->size += kept;
    return length;
}

static void set_transport(const struct sms_config *config, CURL *easy, struct attempt *attempt) {
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)SMS_CONNECT_MS);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)SMS_TRANSFER_MS);
    curl_easy_setopt(easy, CURLOPT_USERNAME, config->account);
    curl_easy_setopt(easy, CURLOPT_PASSWORD, config->token);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, attempt->headers);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, keep_answer);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, attempt);
}

static enum err begin(const struct carrier *carrier, CURL *easy, const struct letter *letter,
                      struct arena *arena, void **out) {
    const struct sms_config *config = carrier->config;
    struct attempt *attempt = arena_alloc(arena, sizeof *attempt);
    const char *callback = arena_format(arena, "%s/%s", config->callback, letter->id);
    const char *url = arena_format(arena, "%s/2010-04-01/Accounts/%s/Messages.json", config->url,
                                   config->account);
    const char *key = arena_format(arena, "Idempotency-Key: %s", letter->id);
    const struct form form = {.pairs = {{"From", config->from},
                                        {"To", letter->to},
                                        {"Body", letter->text},
                                        {"StatusCallback", callback}},
                              .count = 4};
    char *body = callback == NULL ? NULL : form_write(&form, arena);
    if (attempt == NULL || url == NULL || key == NULL || body == NULL) {
        return ERR_NOMEM;
    }
    attempt->headers = curl_slist_append(NULL, key);
    if (attempt->headers == NULL) {
        return ERR_NOMEM;
    }
    curl_easy_setopt(easy, CURLOPT_URL, url);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body);
    set_transport(config, easy, attempt);
    *out = attempt;
    return ERR_OK;
}

struct verdict sms_code_read(long long code) {
    static const struct {
        long long code;
        const char *reason;
    } CODES[] = {
        {21211, "number not valid"},       {21217, "number not valid"},
        {21614, "not a mobile number"},    {21612, "number cannot be reached"},
        {21408, "country not allowed"},    {21610, "recipient refuses messages"},
        {30003, "telephone switched off"}, {30004, "recipient refuses messages"},
        {30005, "number not known"},       {30006, "not a mobile number"},
        {30007, "message refused"},        {30008, "message was lost"},
    };
    for (size_t i = 0; i < sizeof CODES / sizeof CODES[0]; i++) {
        if (CODES[i].code == code) {
            return (struct verdict){.permanent = true, .reason = CODES[i].reason};
        }
    }
    return (struct verdict){.permanent = true, .reason = "message refused"};
}

/* 401, 403 and 429 and all of 5xx are not the recipient's fault: tried again. */
static struct verdict read_answer(const struct attempt *attempt, long status) {
    if (status >= 200 && status < 300) {
        return (struct verdict){.sent = true, .reason = ""};
    }
    if (status == 401 || status == 403) {
        return (struct verdict){.reason = "SMS gateway refused our sign-in"};
    }
    if (status < 400 || status == 429 || status >= 500) {
        return (struct verdict){.reason = "SMS gateway is busy"};
    }
    json_t *answer = json_loadb(attempt->answer, attempt->size, 0, NULL);
    long long code = json_integer_value(json_object_get(answer, "code"));
    json_decref(answer);
    return sms_code_read(code);
}

static struct verdict finish(void *owner, CURL *easy, CURLcode result) {
    struct attempt *attempt = owner;
    long status = 0;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    curl_slist_free_all(attempt->headers);
    bool taken = status >= 200 && status < 300; /* also when the rest of the answer never came */
    return result == CURLE_OK || taken
               ? read_answer(attempt, status)
               : (struct verdict){.reason = "no connection to the SMS gateway"};
}

struct carrier sms_carrier(const struct sms_config *config) {
    return (struct carrier){.begin = begin, .finish = finish, .config = config};
}

static int by_name(const void *a, const void *b) {
    const struct form_pair *left = a;
    const struct form_pair *right = b;
    int order = strcmp(left->name, right->name);
    return order != 0 ? order : strcmp(left->value, right->value);
}

/* The URL, then name and value of each pair in the order of the names, as one text. */
static char *signed_text(const char *url, const struct form *form) {
    struct form_pair sorted[FORM_PAIRS_MAX];
    size_t size = strlen(url) + 1;
    memcpy(sorted, form->pairs, form->count * sizeof sorted[0]);
    qsort(sorted, form->count, sizeof sorted[0], by_name);
    for (size_t i = 0; i < form->count; i++) {
        size += strlen(sorted[i].name) + strlen(sorted[i].value);
    }
    char *text = malloc(size);
    if (text == NULL) {
        return NULL;
    }
    char *at = stpcpy(text, url);
    for (size_t i = 0; i < form->count; i++) {
        at = stpcpy(stpcpy(at, sorted[i].name), sorted[i].value);
    }
    return text;
}

bool sms_signature_right(const char *token, const char *url, const struct form *form,
                         const char *signature) {
    unsigned char mac[SHA1_BYTES];
    unsigned char expected[SIGNATURE_TEXT] = "";
    char given[SIGNATURE_TEXT] = "";
    unsigned int size = sizeof mac;
    char *text = signed_text(url, form);
    bool made = text != NULL && HMAC(EVP_sha1(), token, (int)strlen(token),
                                     (const unsigned char *)text, strlen(text), mac, &size) != NULL;
    free(text);
    if (!made || signature == NULL || strlen(signature) >= sizeof given) {
        return false;
    }
    (void)EVP_EncodeBlock(expected, mac, sizeof mac);
    memcpy(given, signature, strlen(signature));
    return bytes_equal_secret(expected, given, sizeof given);
}
