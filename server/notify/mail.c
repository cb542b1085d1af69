#include "notify/mail.h"

#include "notify/message.h"
#include "notify/smtp_reply.h"

#include <string.h>

enum { REPLY_MAX = 256 };

struct attempt {
    const char *bytes;
    size_t size;
    size_t sent;
    struct curl_slist *recipients;
    char refusal[REPLY_MAX]; /* the first reply of 400 and up */
    size_t refusal_size;
};

static size_t read_bytes(char *out, size_t size, size_t count, void *owner) {
    struct attempt *attempt = owner;
    size_t left = attempt->size - attempt->sent;
    size_t take = left < size * count ? left : size * count;
    memcpy(out, attempt->bytes + attempt->sent, take);
    attempt->sent += take;
    return take;
}

/* libcurl hands over each reply line; what comes after the first refusal is only the farewell. */
static size_t keep_reply(char *line, size_t size, size_t count, void *owner) {
    struct attempt *attempt = owner;
    size_t length = size * count;
    if (attempt->refusal_size == 0 && length >= 3 && (line[0] == '4' || line[0] == '5')) {
        attempt->refusal_size = length < REPLY_MAX ? length : REPLY_MAX;
        memcpy(attempt->refusal, line, attempt->refusal_size);
    }
    return length;
}

static bool is_loopback(const char *url) {
    static const char *const HOSTS[] = {"localhost", "127.0.0.1", "[::1]"};
    const char *host = strstr(url, "://");
    host = host == NULL ? url : host + 3;
    for (size_t i = 0; i < sizeof HOSTS / sizeof HOSTS[0]; i++) {
        size_t size = strlen(HOSTS[i]);
        if (strncmp(host, HOSTS[i], size) == 0 &&
            (host[size] == '\0' || host[size] == ':' || host[size] == '/')) {
            return true;
        }
    }
    return false;
}

static void set_transport(const struct mail_config *config, CURL *easy) {
    bool plain_is_fine = is_loopback(config->url) && !config->require_tls;
    curl_easy_setopt(easy, CURLOPT_URL, config->url);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(easy, CURLOPT_USE_SSL,
                     (long)(plain_is_fine ? CURLUSESSL_TRY : CURLUSESSL_ALL));
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)MAIL_CONNECT_MS);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)MAIL_TRANSFER_MS);
    if (config->user != NULL && config->user[0] != '\0') {
        curl_easy_setopt(easy, CURLOPT_USERNAME, config->user);
        curl_easy_setopt(easy, CURLOPT_PASSWORD, config->password);
    }
}

static void set_message(const struct mail_config *config, CURL *easy, struct attempt *attempt) {
    curl_easy_setopt(easy, CURLOPT_MAIL_FROM, config->from);
    curl_easy_setopt(easy, CURLOPT_MAIL_RCPT, attempt->recipients);
    curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(easy, CURLOPT_READFUNCTION, read_bytes);
    curl_easy_setopt(easy, CURLOPT_READDATA, attempt);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, keep_reply);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, attempt);
}

static enum err begin(const struct carrier *carrier, CURL *easy, const struct letter *letter,
                      struct arena *arena, void **out) {
    const struct mail_config *config = carrier->config;
    const struct message message = {.to = letter->to,
                                    .from = config->from,
                                    .from_name = letter->from_name,
                                    .subject = letter->subject,
                                    .text = letter->text,
                                    .id = letter->id,
                                    .date_ms = letter->now_ms};
    struct attempt *attempt = arena_alloc(arena, sizeof *attempt);
    if (attempt == NULL) {
        return ERR_NOMEM;
    }
    char *bytes = NULL;
    enum err err = message_write(&message, arena, &bytes, &attempt->size);
    if (err != ERR_OK) {
        return err;
    }
    attempt->bytes = bytes;
    attempt->recipients = curl_slist_append(NULL, letter->to);
    if (attempt->recipients == NULL) {
        return ERR_NOMEM;
    }
    set_transport(config, easy);
    set_message(config, easy, attempt);
    *out = attempt;
    return ERR_OK;
}

/* No reply line said why: what libcurl knows. Nothing of this is the recipient's fault. */
static const char *transport_reason(CURLcode result) {
    switch (result) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
        return "no connection to the mail server";
    case CURLE_USE_SSL_FAILED:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
        return "mail server cannot be trusted";
    case CURLE_LOGIN_DENIED:
        return "mail server refused our sign-in";
    default:
        return "mail server did not answer";
    }
}

static struct verdict finish(void *owner, CURL *easy, CURLcode result) {
    struct attempt *attempt = owner;
    (void)easy;
    curl_slist_free_all(attempt->recipients);
    if (result == CURLE_OK) {
        return (struct verdict){.sent = true, .reason = ""};
    }
    if (attempt->refusal_size == 0) {
        return (struct verdict){.reason = transport_reason(result)};
    }
    struct smtp_verdict reply = smtp_reply_read(attempt->refusal, attempt->refusal_size);
    return (struct verdict){.permanent = reply.permanent, .reason = reply.reason};
}

struct carrier mail_carrier(const struct mail_config *config) {
    return (struct carrier){.begin = begin, .finish = finish, .config = config};
}
