/* log: fixed text and typed fields, one JSON object a line on standard error.
 *
 * There is no way to log free text from a person: names, addresses, message text, tokens and
 * guests' IP addresses enter only as log_private(), which prints a keyed hash that is stable within
 * one run. Thread-safe; a line is written with one write(2). */
#ifndef ANTEROOM_BASE_LOG_H
#define ANTEROOM_BASE_LOG_H

#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

enum log_kind { LOG_KIND_INT, LOG_KIND_WORD, LOG_KIND_ERR, LOG_KIND_PRIVATE };

struct log_field {
    const char *key;
    enum log_kind kind;
    int64_t number;
    const char *word; /* LOG_KIND_WORD: text of our own (a literal or an id), never a person's */
    uint64_t hash;    /* LOG_KIND_PRIVATE */
};

void log_set_level(enum log_level level);

struct log_field log_int(const char *key, int64_t value);
/* `word` must be of our own making: a literal, an id, a command's name. */
struct log_field log_word(const char *key, const char *word);
struct log_field log_err(const char *key, enum err e);
/* A keyed hash (SipHash, key drawn at start) of what must not be read in a log. `data` may be NULL.
 */
struct log_field log_private(const char *key, const void *data, size_t size);

enum { LOG_FIELDS_MAX = 8 }; /* further fields are dropped */

/* `event` is a literal such as "http.listening". */
void log_write(enum log_level level, const char *event, const struct log_field *fields,
               size_t count);

#define log_event(level, event, ...)                                                               \
    log_write((level), (event), (const struct log_field[]){__VA_ARGS__},                           \
              sizeof((const struct log_field[]){__VA_ARGS__}) / sizeof(struct log_field))

#endif
