#include "serve/carriers.h"

#include "store/file.h"

#include <stdio.h>
#include <string.h>

/* The first line of the file, or "" when none is named. */
static enum err read_secret(const char *path, char out[CARRIERS_SECRET_MAX]) {
    size_t size = 0;
    if (path[0] == '\0') {
        return ERR_OK;
    }
    enum err err = file_read(path, out, CARRIERS_SECRET_MAX - 1, &size);
    out[err == ERR_OK ? size : 0] = '\0';
    out[strcspn(out, "\r\n")] = '\0';
    return err;
}

enum err carriers_set_sms(struct carriers *carriers, const struct config *config, const char *url) {
    enum err err = read_secret(config->sms.token_file, carriers->sms_token);
    bool set_up = config->sms.url[0] != '\0' && carriers->sms_token[0] != '\0';
    (void)snprintf(carriers->sms_callback, sizeof carriers->sms_callback, "%s/api/v1/sms/status",
                   url);
    carriers->sms = (struct sms_config){
        .url = config->sms.url,
        .account = config->sms.account,
        .token = carriers->sms_token,
        .from = config->sms.from,
        .callback = carriers->sms_callback,
    };
    carriers->sms_rules = (struct sms_rules){
        .token = set_up ? carriers->sms_token : NULL,
        .countries = config->sms.countries,
        .caps = {.user = config->sms.daily_per_user, .practice = config->sms.daily_per_practice},
    };
    sms_rules_init(&carriers->sms_rules);
    return err;
}

enum err carriers_set_mail(struct carriers *carriers, const struct config *config) {
    enum err err = read_secret(config->mail.password_file, carriers->mail_password);
    carriers->mail = (struct mail_config){
        .url = config->mail.url,
        .from = config->mail.from,
        .user = config->mail.user,
        .password = carriers->mail_password,
        .require_tls = config->mail.require_tls,
    };
    return err;
}

void carriers_give(const struct carriers *carriers, struct sender_config *sender) {
    if (carriers->mail.url != NULL && carriers->mail.url[0] != '\0') {
        sender->carriers[OUTBOX_EMAIL] = mail_carrier(&carriers->mail);
    }
    if (carriers->sms_rules.token != NULL) {
        sender->carriers[OUTBOX_SMS] = sms_carrier(&carriers->sms);
    }
}

void carriers_wipe(struct carriers *carriers) {
    explicit_bzero(carriers->mail_password, sizeof carriers->mail_password);
    explicit_bzero(carriers->sms_token, sizeof carriers->sms_token);
}
