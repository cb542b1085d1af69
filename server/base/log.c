#include "base/log.h"

#include "base/clock.h"

#include <inttypes.h>
#include <pthread.h>
#include <sodium.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

enum { LINE_BYTES = 1024 };

static _Atomic int minimum_level = LOG_INFO;
static pthread_once_t key_once = PTHREAD_ONCE_INIT;
static unsigned char key[crypto_shorthash_KEYBYTES];

static void draw_key(void) {
    must(getrandom(key, sizeof key, 0) == (ssize_t)sizeof key);
}

static uint64_t keyed_hash(const void *data, size_t size) {
    unsigned char out[crypto_shorthash_BYTES];
    uint64_t hash;
    crypto_shorthash(out, data, size, key);
    memcpy(&hash, out, sizeof hash);
    return hash;
}

void log_set_level(enum log_level level) {
    atomic_store(&minimum_level, (int)level);
}

struct log_field log_int(const char *field, int64_t value) {
    return (struct log_field){.key = field, .kind = LOG_KIND_INT, .number = value};
}

struct log_field log_word(const char *field, const char *word) {
    return (struct log_field){.key = field, .kind = LOG_KIND_WORD, .word = word};
}

struct log_field log_err(const char *field, enum err e) {
    return (struct log_field){.key = field, .kind = LOG_KIND_ERR, .word = err_name(e)};
}

struct log_field log_private(const char *field, const void *data, size_t size) {
    pthread_once(&key_once, draw_key);
    return (struct log_field){
        .key = field, .kind = LOG_KIND_PRIVATE, .hash = data == NULL ? 0 : keyed_hash(data, size)};
}

/* Only characters that need no escape in JSON pass; a word of our own holds no others. */
static void put_word(char *out, size_t size, const char *word) {
    size_t at = 0;
    for (; word[at] != '\0' && at + 1 < size; at++) {
        char c = word[at];
        out[at] = c >= 0x20 && c < 0x7f && c != '"' && c != '\\' ? c : '?';
    }
    out[at] = '\0';
}

static int put_field(char *out, size_t size, const struct log_field *field) {
    char word[256];
    switch (field->kind) {
    case LOG_KIND_INT:
        return snprintf(out, size, ",\"%s\":%" PRId64, field->key, field->number);
    case LOG_KIND_WORD:
    case LOG_KIND_ERR:
        put_word(word, sizeof word, field->word == NULL ? "" : field->word);
        return snprintf(out, size, ",\"%s\":\"%s\"", field->key, word);
    case LOG_KIND_PRIVATE:
        return snprintf(out, size, ",\"%s\":\"#%016" PRIx64 "\"", field->key, field->hash);
    }
    return 0;
}

void log_write(enum log_level level, const char *event, const struct log_field *fields,
               size_t count) {
    static const char *const LEVELS[] = {"debug", "info", "warn", "error"};
    if ((int)level < atomic_load(&minimum_level)) {
        return;
    }
    char line[LINE_BYTES];
    int used =
        snprintf(line, sizeof line, "{\"at_ms\":%" PRId64 ",\"level\":\"%s\",\"event\":\"%s\"",
                 clock_wall_ms(), LEVELS[level], event);
    for (size_t i = 0; i < count && i < LOG_FIELDS_MAX && used > 0; i++) {
        size_t room = sizeof line - 3 - (size_t)used;
        int wrote = put_field(line + used, room, &fields[i]);
        if (wrote < 0 || (size_t)wrote >= room) {
            break;
        }
        used += wrote;
    }
    memcpy(line + used, "}\n", 2);
    ssize_t ignored = write(STDERR_FILENO, line, (size_t)used + 2);
    (void)ignored;
}
