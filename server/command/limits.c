#include "command/limits.h"

#include <arpa/inet.h>
#include <stdlib.h>

enum { KEYS = 16384 };

struct limits *limits_new(void) {
    static const struct limit_config ADDRESS = {.keys = KEYS, .burst = 20, .refill_ms = 15000};
    static const struct limit_config TARGET = {.keys = KEYS, .burst = 10, .refill_ms = 30000};
    static const struct limit_config LINK = {.keys = KEYS, .burst = 120, .refill_ms = 1000};
    static const struct limit_config SEAT = {.keys = KEYS, .burst = 60, .refill_ms = 1000};
    static const struct limit_config STRANGER = {.keys = KEYS, .burst = 60, .refill_ms = 1000};
    static const struct limit_config PROVEN = {.keys = KEYS, .burst = 30, .refill_ms = 2000};
    static const struct limit_config CODE_ADDRESS = {.keys = KEYS, .burst = 12, .refill_ms = 30000};
    static const struct limit_config CODE_PAIR = {.keys = KEYS, .burst = 4, .refill_ms = 120000};
    static const struct limit_config CODE_TARGET = {.keys = KEYS, .burst = 12, .refill_ms = 300000};
    static const struct limit_config CODE_DEVICE = {.keys = KEYS, .burst = 6, .refill_ms = 60000};
    static const struct limit_config CODE_TRY = {.keys = KEYS, .burst = 30, .refill_ms = 10000};
    struct limits *limits = calloc(1, sizeof *limits);
    if (limits == NULL) {
        return NULL;
    }
    limits->sign_in_address = limit_new(&ADDRESS);
    limits->sign_in_target = limit_new(&TARGET);
    limits->sign_in_device = limit_new(&TARGET);
    limits->link_address = limit_new(&LINK);
    limits->link_seat = limit_new(&SEAT);
    limits->hello_address = limit_new(&STRANGER);
    limits->hello_proven = limit_new(&PROVEN);
    limits->portal_address = limit_new(&CODE_ADDRESS);
    limits->portal_pair = limit_new(&CODE_PAIR);
    limits->portal_target = limit_new(&CODE_TARGET);
    limits->portal_device = limit_new(&CODE_DEVICE);
    limits->portal_try = limit_new(&CODE_TRY);
    if (limits->sign_in_address == NULL || limits->sign_in_target == NULL ||
        limits->sign_in_device == NULL || limits->link_address == NULL ||
        limits->link_seat == NULL || limits->hello_address == NULL ||
        limits->hello_proven == NULL || limits->portal_address == NULL ||
        limits->portal_pair == NULL || limits->portal_target == NULL ||
        limits->portal_device == NULL || limits->portal_try == NULL) {
        limits_free(limits);
        return NULL;
    }
    return limits;
}

void limits_free(struct limits *limits) {
    if (limits != NULL) {
        limit_free(limits->sign_in_address);
        limit_free(limits->sign_in_target);
        limit_free(limits->sign_in_device);
        limit_free(limits->link_address);
        limit_free(limits->link_seat);
        limit_free(limits->hello_address);
        limit_free(limits->hello_proven);
        limit_free(limits->portal_address);
        limit_free(limits->portal_pair);
        limit_free(limits->portal_target);
        limit_free(limits->portal_device);
        limit_free(limits->portal_try);
        free(limits);
    }
}

struct hash limits_address(const char *peer) {
    struct in6_addr address;
    char prefix[INET6_ADDRSTRLEN];
    if (peer == NULL || inet_pton(AF_INET6, peer, &address) != 1 ||
        IN6_IS_ADDR_V4MAPPED(&address)) {
        return vault_token_hash(peer);
    }
    for (size_t i = 8; i < sizeof address.s6_addr; i++) {
        address.s6_addr[i] = 0;
    }
    must(inet_ntop(AF_INET6, &address, prefix, sizeof prefix) != NULL);
    return vault_token_hash(prefix);
}
