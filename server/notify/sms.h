/* sms: the carrier of text messages, over a REST gateway with Twilio's shape.
 *
 *   POST URL/2010-04-01/Accounts/ACCOUNT/Messages.json       basic sign-in ACCOUNT:TOKEN
 *   From=…&To=+4915112345678&Body=…&StatusCallback=CALLBACK/MESSAGE-ID
 *   201 {"sid":…}                                             taken
 *   4xx {"code":21211,…}                                      refused; the code says why
 *
 * The gateway then posts MessageStatus (delivered, undelivered, failed) to the callback as a form, signed:
 * X-Twilio-Signature = base64(HMAC-SHA1(TOKEN, the callback's URL and each name and value, sorted by name)). */
#ifndef ANTEROOM_NOTIFY_SMS_H
#define ANTEROOM_NOTIFY_SMS_H

#include "notify/carrier.h"
#include "notify/form.h"

enum { SMS_CONNECT_MS = 10000, SMS_TRANSFER_MS = 30000 };

struct sms_config {
    const char *url; /* https://api.twilio.com, or http:// of a loopback address; no path */
    const char *account;
    const char *token;
    const char *from;     /* a number in E.164 or a sender's name */
    const char *callback; /* without the message's id */
};

/* `config` is kept by reference. */
struct carrier sms_carrier(const struct sms_config *config);

/* What the gateway's error code means; permanent unless trying again can help. */
struct verdict sms_code_read(long long code);

/* Whether `signature` is the one for this URL and form. Takes the same time for any wrong one. */
bool sms_signature_right(const char *token, const char *url, const struct form *form,
                         const char *signature);

#endif
