/* carriers: how messages leave, as the configuration says: mail by SMTP, text messages by their gateway. Holds what the
 * carriers and the rules for text messages keep by reference, their two secrets among it. */
#ifndef ANTEROOM_SERVE_CARRIERS_H
#define ANTEROOM_SERVE_CARRIERS_H

#include "config/config.h"
#include "notify/mail.h"
#include "notify/sender.h"
#include "notify/sms.h"
#include "visit/invitation/sms_rules.h"

enum {
    CARRIERS_SECRET_MAX = 512,                     /* a password or token, and its zero */
    CARRIERS_CALLBACK_MAX = CONFIG_TEXT_MAX + 128, /* our address, and the path for states */
};

/* Zeroed: nothing can be sent. Outlives the sender and every command. */
struct carriers {
    char mail_password[CARRIERS_SECRET_MAX];
    char sms_token[CARRIERS_SECRET_MAX];
    char sms_callback[CARRIERS_CALLBACK_MAX];
    struct mail_config mail;
    struct sms_config sms;
    struct sms_rules sms_rules;
};

/* Text messages and the rules for them; before any command runs. `config` is borrowed for as long as `carriers` lives,
 * `url` is where guests reach us. Errors as file_read(): the token's file. */
must_check enum err carriers_set_sms(struct carriers *carriers, const struct config *config,
                                     const char *url);
/* Mail; as above, for the password's file. */
must_check enum err carriers_set_mail(struct carriers *carriers, const struct config *config);
/* Puts into `sender` the carriers that are set up; the others stay empty. */
void carriers_give(const struct carriers *carriers, struct sender_config *sender);
/* Forgets the secrets. */
void carriers_wipe(struct carriers *carriers);

#endif
