/* zone_rule: the rule that holds after a zone's last listed transition, as POSIX writes it in TZ:
 * "CET-1CEST,M3.5.0,M10.5.0/3" (and RFC 9636's hours from -167 to 167). Pure. */
#ifndef ANTEROOM_BASE_ZONE_RULE_H
#define ANTEROOM_BASE_ZONE_RULE_H

#include "base/zone.h"

enum { ZONE_RULE_MAX = 128 };

/* ERR_INVALID. */
must_check enum err zone_rule_parse(const char *text, struct zone_rule *out);
int32_t zone_rule_offset_s(const struct zone_rule *rule, int64_t utc_s);

#endif
