#include "visit/sms_rules.h"

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
