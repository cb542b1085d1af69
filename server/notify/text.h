/* text: the words that leave the house, one table per language (text_en.c), and filling them in.
 *
 * Nothing medical, no reason and no guest's name stands in a template (I13). */
#ifndef ANTEROOM_NOTIFY_TEXT_H
#define ANTEROOM_NOTIFY_TEXT_H

#include "base/arena.h"

#include <stddef.h>
#include <stdint.h>

enum text_key {
    TEXT_INVITE_SUBJECT,
    TEXT_INVITE_WAITING_ROOM, /* {host} {practice} {link} {until} {telephone} */
    TEXT_INVITE_CONNECT_NOW,  /* the same */
    TEXT_SMS_WAITING_ROOM,    /* the same, in a few words */
    TEXT_SMS_CONNECT_NOW,
    TEXT_ALERT_SUBJECT, /* to staff: a guest has arrived (W16) */
    TEXT_ALERT,         /* {practice} {link}: where to sign in; no name at all */
    TEXT_ALERT_OTHER,   /* the same, in a room that another user owns */
    TEXT_ALERT_TEST,
    TEXT_SMS_ALERT,
    TEXT_SMS_ALERT_OTHER,
    TEXT_SMS_ALERT_TEST,
    TEXT_CODE_SUBJECT,
    TEXT_CODE,                        /* {code} {practice} {telephone} */
    TEXT_SMS_CODE,                    /* {code} {practice} {site} */
    TEXT_APPOINTMENT_CREATED_SUBJECT, /* to booked clients */
    TEXT_APPOINTMENT_MOVED_SUBJECT,
    TEXT_APPOINTMENT_CANCELLED_SUBJECT,
    TEXT_APPOINTMENT_CREATED,   /* {host} {practice} {time} {link} {portal} {telephone} */
    TEXT_APPOINTMENT_MOVED,     /* the same */
    TEXT_APPOINTMENT_CANCELLED, /* the same */
    TEXT_SMS_APPOINTMENT_CREATED,
    TEXT_SMS_APPOINTMENT_MOVED,
    TEXT_SMS_APPOINTMENT_CANCELLED,
    TEXT_TIME, /* {weekday} {day} {month} {year} {clock} {zone} */
    TEXT_ZONE, /* {city} */
    TEXT_KEY_COUNT
};

struct text_value {
    const char *name; /* a literal, without braces */
    const char *value;
};

extern const char *const TEXT_EN[TEXT_KEY_COUNT];
extern const char *const TEXT_EN_WEEKDAYS[7]; /* from Sunday */
extern const char *const TEXT_EN_MONTHS[12];

/* `template` with each {name} of `values` replaced; values are never looked into again, so a brace
 * in one stays a brace. NULL when the arena is short. */
char *text_fill(struct arena *arena, const char *template, const struct text_value *values,
                size_t count);

/* "Tuesday, 3 March 2026, 10:30 (London time)": the instant on the clocks of the zone (IANA name), with the
 * zone's own name. An unknown zone counts as UTC. NULL when the arena is short. */
char *text_time(struct arena *arena, const char *zone, int64_t at_ms);

#endif
