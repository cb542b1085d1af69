#include "visit/invitation/sms_rules.h"

#include "base/address.h"
#include "command/command.h"

#include <string.h>

static const struct sms_rules NONE = {.token = NULL, .countries = ""};
static const struct sms_rules *sms_rules_set = &NONE;

void sms_rules_init(const struct sms_rules *rules) {
    sms_rules_set = rules;
}

const struct sms_rules *sms_rules_get(void) {
    return sms_rules_set;
}

bool sms_rules_country(const char *countries, const char *number) {
    static const char SEPARATORS[] = ", ";
    const char *at = countries + strspn(countries, SEPARATORS);
    if (*at == '\0') {
        return true;
    }
    while (*at != '\0') {
        size_t size = strcspn(at, SEPARATORS);
        if (strncmp(number, at, size) == 0) {
            return true;
        }
        at += size;
        at += strspn(at, SEPARATORS);
    }
    return false;
}

enum err sms_rules_read_number(struct command *c, const char *text, const char **out) {
    char *number = arena_alloc(c->arena, ADDRESS_MOBILE_TEXT);
    if (text == NULL || text[0] == '\0') {
        return command_problem_field(c, "mobile", "Enter a mobile number.");
    }
    if (number == NULL) {
        return ERR_NOMEM;
    }
    if (address_read_mobile(text, strlen(text), number) != ERR_OK) {
        return command_problem_field(c, "mobile",
                                     "Enter the number with its country code, such as +49.");
    }
    if (!sms_rules_country(sms_rules_set->countries, number)) {
        return command_problem_field(c, "mobile", "Text messages to this country are not allowed.");
    }
    *out = number;
    return ERR_OK;
}
