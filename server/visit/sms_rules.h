/* sms_rules: who may be written to by text message, and how often; against SMS fraud. */
#ifndef ANTEROOM_VISIT_SMS_RULES_H
#define ANTEROOM_VISIT_SMS_RULES_H

#include "notify/outbox.h"

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

#endif
