#include "config/config.h"

#include <ctype.h>
#include <errno.h>
#include <ini.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum row_type { ROW_TEXT, ROW_INT, ROW_BOOL };

struct row {
    const char *section;
    const char *key;
    enum row_type type;
    size_t offset;
    int64_t min;
    int64_t max;
    const char *initial;
};

#define ROW(section, key, type, min, max, initial)                                                 \
    { #section, #key, type, offsetof(struct config, section.key), min, max, initial }

static const struct row ROWS[] = {
    ROW(server, data, ROW_TEXT, 1, 0, "/var/lib/anteroom"),
    ROW(server, listen, ROW_TEXT, 1, 0, "127.0.0.1:8080"),
    ROW(server, public_url, ROW_TEXT, 0, 0, ""),
    ROW(server, tls_certificate, ROW_TEXT, 0, 0, ""),
    ROW(server, tls_key, ROW_TEXT, 0, 0, ""),
    ROW(server, trusted_proxies, ROW_TEXT, 0, 0, ""),
    ROW(server, log_level, ROW_TEXT, 1, 0, "info"),
    ROW(server, ready_file, ROW_TEXT, 0, 0, ""),
    ROW(server, prepare_threads, ROW_INT, 0, 256, "0"),
    ROW(server, connections_max, ROW_INT, 16, 1000000, "20000"),
    ROW(server, connections_per_address_max, ROW_INT, 4, 1000000, "1000"),
    ROW(keys, file, ROW_TEXT, 1, 0, "/etc/anteroom/key"),
    ROW(keys, beside_data, ROW_BOOL, 0, 0, "no"),
    ROW(media, listen, ROW_TEXT, 1, 0, "0.0.0.0"),
    ROW(media, announce, ROW_TEXT, 0, 0, ""),
    ROW(media, udp_port, ROW_INT, 0, 65535, "0"),
    ROW(media, tcp_port, ROW_INT, 0, 65535, "0"),
    ROW(mail, url, ROW_TEXT, 0, 0, ""),
    ROW(mail, from, ROW_TEXT, 0, 0, ""),
    ROW(mail, user, ROW_TEXT, 0, 0, ""),
    ROW(mail, password_file, ROW_TEXT, 0, 0, ""),
    ROW(mail, require_tls, ROW_BOOL, 0, 0, "yes"),
    ROW(sms, url, ROW_TEXT, 0, 0, ""),
    ROW(sms, account, ROW_TEXT, 0, 0, ""),
    ROW(sms, token_file, ROW_TEXT, 0, 0, ""),
    ROW(sms, from, ROW_TEXT, 0, 0, ""),
    ROW(sms, countries, ROW_TEXT, 0, 0, ""),
    ROW(sms, daily_per_user, ROW_INT, 1, 100000, "100"),
    ROW(sms, daily_per_practice, ROW_INT, 1, 1000000, "1000"),
    ROW(timing, reconnecting_after_ms, ROW_INT, 0, 600000, "0"),
    ROW(timing, left_after_ms, ROW_INT, 0, 86400000, "0"),
    ROW(timing, cheap_passwords, ROW_BOOL, 0, 0, "no"),
};

#undef ROW

enum { ROWS_COUNT = sizeof ROWS / sizeof ROWS[0] };

static enum err read_int(const char *text, const struct row *row, int64_t *out) {
    char *end = NULL;
    errno = 0;
    long long value = strtoll(text, &end, 10);
    if (errno != 0 || end == text || *end != '\0' || value < row->min || value > row->max) {
        return ERR_INVALID;
    }
    *out = value;
    return ERR_OK;
}

static enum err read_bool(const char *text, bool *out) {
    if (strcmp(text, "yes") == 0 || strcmp(text, "true") == 0) {
        *out = true;
        return ERR_OK;
    }
    if (strcmp(text, "no") == 0 || strcmp(text, "false") == 0) {
        *out = false;
        return ERR_OK;
    }
    return ERR_INVALID;
}

static enum err read_text(const char *text, const struct row *row, char *out) {
    size_t size = strlen(text);
    if (size >= CONFIG_TEXT_MAX || (int64_t)size < row->min) {
        return ERR_INVALID;
    }
    memcpy(out, text, size + 1);
    return ERR_OK;
}

static enum err set_row(struct config *config, const struct row *row, const char *text) {
    char *member = (char *)config + row->offset;
    switch (row->type) {
    case ROW_TEXT:
        return read_text(text, row, member);
    case ROW_INT:
        return read_int(text, row, (int64_t *)(void *)member);
    case ROW_BOOL:
        return read_bool(text, (bool *)(void *)member);
    }
    return ERR_INVALID;
}

static void describe(const struct row *row, const char *where, char message[CONFIG_ERROR_MAX]) {
    switch (row->type) {
    case ROW_TEXT:
        (void)snprintf(
            message, CONFIG_ERROR_MAX, "%s: '%s' in [%s] takes %s text of at most %d bytes.", where,
            row->key, row->section, row->min > 0 ? "a" : "a (possibly empty)", CONFIG_TEXT_MAX - 1);
        return;
    case ROW_INT:
        (void)snprintf(message, CONFIG_ERROR_MAX,
                       "%s: '%s' in [%s] takes a whole number from %lld to %lld.", where, row->key,
                       row->section, (long long)row->min, (long long)row->max);
        return;
    case ROW_BOOL:
        (void)snprintf(message, CONFIG_ERROR_MAX, "%s: '%s' in [%s] takes yes or no.", where,
                       row->key, row->section);
        return;
    }
}

void config_init(struct config *config) {
    memset(config, 0, sizeof *config);
    for (size_t i = 0; i < ROWS_COUNT; i++) {
        must(set_row(config, &ROWS[i], ROWS[i].initial) == ERR_OK);
    }
}

struct reading {
    struct config *config;
    const char *path;
    char *message;
    bool failed;
};

static const struct row *find_row(const char *section, const char *key) {
    for (size_t i = 0; i < ROWS_COUNT; i++) {
        if (strcmp(ROWS[i].section, section) == 0 && strcmp(ROWS[i].key, key) == 0) {
            return &ROWS[i];
        }
    }
    return NULL;
}

/* inih's callback: 1 goes on, 0 is an error at this line. */
static int take_line(void *user, const char *section, const char *key, const char *value) {
    struct reading *reading = user;
    if (reading->failed) {
        return 0;
    }
    const struct row *row = find_row(section, key);
    if (row == NULL) {
        (void)snprintf(reading->message, CONFIG_ERROR_MAX,
                       "%.200s: there is no key '%.60s' in [%.60s].", reading->path, key, section);
        reading->failed = true;
        return 0;
    }
    if (set_row(reading->config, row, value) != ERR_OK) {
        describe(row, reading->path, reading->message);
        reading->failed = true;
        return 0;
    }
    return 1;
}

static enum err read_file(struct config *config, const char *path, char message[CONFIG_ERROR_MAX]) {
    struct reading reading = {.config = config, .path = path, .message = message};
    int line = ini_parse(path, take_line, &reading);
    if (reading.failed) {
        return ERR_INVALID;
    }
    if (line < 0) {
        (void)snprintf(message, CONFIG_ERROR_MAX, "%.200s cannot be read.", path);
        return ERR_NOT_FOUND;
    }
    if (line > 0) {
        (void)snprintf(message, CONFIG_ERROR_MAX, "%.200s: line %d is no 'key = value'.", path,
                       line);
        return ERR_INVALID;
    }
    return ERR_OK;
}

/* ANTEROOM_SECTION_KEY for a row. */
static void variable_name(const struct row *row, char *out, size_t size) {
    (void)snprintf(out, size, "ANTEROOM_%s_%s", row->section, row->key);
    for (char *c = out; *c != '\0'; c++) {
        *c = (char)toupper((unsigned char)*c);
    }
}

static const struct row *find_variable(const char *assignment, const char **value) {
    for (size_t i = 0; i < ROWS_COUNT; i++) {
        char name[96];
        variable_name(&ROWS[i], name, sizeof name);
        size_t size = strlen(name);
        if (strncmp(assignment, name, size) == 0 && assignment[size] == '=') {
            *value = assignment + size + 1;
            return &ROWS[i];
        }
    }
    return NULL;
}

/* ANTEROOM_SECTION_ begins it; other variables with our name (of tests, of tools) are none of ours. */
static bool names_a_section(const char *assignment) {
    for (size_t i = 0; i < ROWS_COUNT; i++) {
        const struct row section = {.section = ROWS[i].section, .key = ""};
        char prefix[96];
        variable_name(&section, prefix, sizeof prefix);
        if (strncmp(assignment, prefix, strlen(prefix)) == 0) {
            return true;
        }
    }
    return false;
}

static enum err read_environment(struct config *config, char *const *environ_list,
                                 char message[CONFIG_ERROR_MAX]) {
    for (size_t i = 0; environ_list != NULL && environ_list[i] != NULL; i++) {
        if (!names_a_section(environ_list[i])) {
            continue;
        }
        const char *value = NULL;
        const struct row *row = find_variable(environ_list[i], &value);
        if (row == NULL) {
            (void)snprintf(
                message, CONFIG_ERROR_MAX,
                "The environment has a variable that begins with ANTEROOM_ and names no key: %.*s.",
                (int)strcspn(environ_list[i], "="), environ_list[i]);
            return ERR_INVALID;
        }
        if (set_row(config, row, value) != ERR_OK) {
            describe(row, "The environment", message);
            return ERR_INVALID;
        }
    }
    return ERR_OK;
}

enum err config_read(struct config *config, const char *path, char *const *environ_list,
                     char message[CONFIG_ERROR_MAX]) {
    enum err e = path == NULL ? ERR_OK : read_file(config, path, message);
    if (e != ERR_OK) {
        return e;
    }
    return read_environment(config, environ_list, message);
}

enum err config_address(const char *text, char *host, size_t host_size, int *port) {
    bool bracket = text[0] == '[';
    const char *end = bracket ? strstr(text, "]:") : strrchr(text, ':');
    if (end == NULL) {
        return ERR_INVALID;
    }
    const char *begin = bracket ? text + 1 : text;
    const char *digits = bracket ? end + 2 : end + 1;
    size_t size = (size_t)(end - begin);
    const struct row bounds = {.min = 0, .max = 65535};
    int64_t value = 0;
    if (size == 0 || size >= host_size || read_int(digits, &bounds, &value) != ERR_OK) {
        return ERR_INVALID;
    }
    if (!bracket && memchr(begin, ':', size) != NULL) {
        return ERR_INVALID;
    }
    memcpy(host, begin, size);
    host[size] = '\0';
    *port = (int)value;
    return ERR_OK;
}

static bool is_loopback(const char *host) {
    return strncmp(host, "127.", 4) == 0 || strcmp(host, "::1") == 0 ||
           strcmp(host, "localhost") == 0;
}

static bool lies_in(const char *file, const char *folder) {
    size_t size = strlen(folder);
    while (size > 1 && folder[size - 1] == '/') {
        size--;
    }
    return strncmp(file, folder, size) == 0 && (file[size] == '/' || file[size] == '\0');
}

enum err config_check(const struct config *config, char message[CONFIG_ERROR_MAX]) {
    char host[CONFIG_TEXT_MAX];
    int port = 0;
    const char *problem = NULL;
    bool plain = config->server.tls_certificate[0] == '\0';
    if (config_address(config->server.listen, host, sizeof host, &port) != ERR_OK) {
        problem = "'listen' in [server] is ADDRESS:PORT, such as 127.0.0.1:8080 or [::1]:8080.";
    } else if (plain && !is_loopback(host) && config->server.trusted_proxies[0] == '\0') {
        problem = "Without TLS the server listens on loopback only: set 'tls_certificate' and "
                  "'tls_key' in [server], or name the proxy in 'trusted_proxies'.";
    } else if (!plain && config->server.tls_key[0] == '\0') {
        problem = "'tls_certificate' in [server] needs 'tls_key'.";
    } else if (lies_in(config->keys.file, config->server.data) && !config->keys.beside_data) {
        problem = "The key file lies inside the data folder, where a copy of the data would take "
                  "it along: "
                  "move it, or set 'beside_data = yes' in [keys] for a trial.";
    } else if (config->timing.cheap_passwords && !is_loopback(host)) {
        problem = "'cheap_passwords' in [timing] is for tests on loopback only.";
    } else if (config->mail.url[0] != '\0' && config->mail.from[0] == '\0') {
        problem = "'url' in [mail] needs 'from', the sender's address.";
    }
    if (problem == NULL) {
        return ERR_OK;
    }
    (void)snprintf(message, CONFIG_ERROR_MAX, "%s", problem);
    return ERR_INVALID;
}
