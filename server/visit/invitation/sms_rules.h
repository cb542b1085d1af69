/* sms_rules: who may be written to by text message, and how often; against SMS fraud. */
#ifndef ANTEROOM_VISIT_SMS_RULES_H
#define ANTEROOM_VISIT_SMS_RULES_H

#include "notify/outbox.h"

struct command;

struct sms_rules {
    const char *token;       /* of the gateway; NULL: no text messages */
    const char *countries;   /* allowed prefixes, "+1,+49"; "" allows every country */
    struct outbox_caps caps; /* a day */
};

/* Set once, before any command runs; kept by reference. */
void sms_rules_init(const struct sms_rules *rules);
/* Never NULL. */
const struct sms_rules *sms_rules_get(void);

/* Whether a number in E.164 begins with one of the prefixes. Pure. */
bool sms_rules_country(const char *countries, const char *number);

enum { SMS_RULES_NUMBER_TEXT_MAX = 40 }; /* characters of a number as people write it */

/* A number that somebody typed, NULL or "" too, in E.164 and of an allowed country; in the command's arena.
 * Else the problem of the field `mobile`. */
must_check enum err sms_rules_read_number(struct command *c, const char *text, const char **out);

#endif
