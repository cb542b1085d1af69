/* config: what an operator sets: one INI file, the environment over it.
 *
 * Every key is one row of the table in config.c with its type, bounds and default; an unknown
 * section or key is an error, so a slip of the pen never passes in silence. A key `listen` in
 * [server] is set by the environment as ANTEROOM_SERVER_LISTEN. Secrets are never values here: a
 * key that ends in `_file` names the file that holds one. What belongs to a practice (lifetimes of
 * links, telephone) is in the store, not here. */
#ifndef ANTEROOM_CONFIG_CONFIG_H
#define ANTEROOM_CONFIG_CONFIG_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CONFIG_TEXT_MAX = 512, CONFIG_ERROR_MAX = 640 };

struct config {
    struct {
        char data[CONFIG_TEXT_MAX];   /* the data folder */
        char listen[CONFIG_TEXT_MAX]; /* ADDRESS:PORT or [ADDRESS]:PORT; port 0 lets the kernel
                                         choose */
        char
            public_url[CONFIG_TEXT_MAX]; /* as guests see it, without a path; links begin with it */
        char tls_certificate[CONFIG_TEXT_MAX]; /* PEM chain; empty: plain HTTP (loopback or a proxy
                                                  only) */
        char tls_key[CONFIG_TEXT_MAX];         /* PEM key */
        char trusted_proxies[CONFIG_TEXT_MAX]; /* addresses, comma-separated, that may set
                                                  X-Forwarded-For */
        char log_level[CONFIG_TEXT_MAX];       /* debug, info, warn, error */
        char ready_file[CONFIG_TEXT_MAX]; /* written once the server answers: its URL and process
                                             ids */
        int64_t prepare_threads;          /* 0: one a core */
        int64_t connections_max;
        int64_t connections_per_address_max;
    } server;
    struct {
        char file[CONFIG_TEXT_MAX]; /* the key file; lies outside the data folder by default */
        bool beside_data;           /* allow a key file inside the data folder (the demo) */
    } keys;
    struct {
        char listen[CONFIG_TEXT_MAX];   /* address to bind; 0.0.0.0 for all */
        char announce[CONFIG_TEXT_MAX]; /* addresses told to browsers, comma-separated; empty: every
                                           interface */
        int64_t udp_port;               /* 0: the kernel chooses */
        int64_t tcp_port;
    } media;
    struct {
        char url[CONFIG_TEXT_MAX];  /* smtp://HOST:PORT or smtps://HOST:PORT; empty: mail stays
                                       queued */
        char from[CONFIG_TEXT_MAX]; /* envelope and header sender */
        char user[CONFIG_TEXT_MAX];
        char password_file[CONFIG_TEXT_MAX];
        bool require_tls;
    } mail;
    struct {
        char url[CONFIG_TEXT_MAX]; /* of a gateway with Twilio's shape; empty: no text messages */
        char account[CONFIG_TEXT_MAX];
        char token_file[CONFIG_TEXT_MAX];
        char from[CONFIG_TEXT_MAX];      /* a number, or a sender's name */
        char countries[CONFIG_TEXT_MAX]; /* allowed prefixes, "+1,+49"; empty: every country */
        int64_t daily_per_user;
        int64_t daily_per_practice;
    } sms;
    struct {
        int64_t reconnecting_after_ms; /* without a heartbeat; 0: as each practice has set it */
        int64_t left_after_ms;
        bool cheap_passwords; /* small Argon2id parameters, for tests only; refused unless listening
                                 on loopback */
    } timing;
};

/* The defaults. */
void config_init(struct config *config);

/* Reads `path` (NULL: no file) over the defaults, then the environment `environ_list`
 * ("NAME=VALUE", NULL-ended; may be NULL). ERR_NOT_FOUND: no such file; ERR_INVALID: `message` says
 * which line and why, in a sentence for the operator; `config` then holds a mixture and must not be
 * used. */
must_check enum err config_read(struct config *config, const char *path, char *const *environ_list,
                                char message[CONFIG_ERROR_MAX]);

/* Checks what no single row can: that plain HTTP stays on loopback or behind a named proxy, that a
 * key file inside the data folder is allowed. Same errors as config_read. */
must_check enum err config_check(const struct config *config, char message[CONFIG_ERROR_MAX]);

/* Splits ADDRESS:PORT or [ADDRESS]:PORT. ERR_INVALID when it is neither. */
must_check enum err config_address(const char *text, char *host, size_t host_size, int *port);

#endif
