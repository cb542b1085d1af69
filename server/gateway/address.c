#include "gateway/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

static const uint8_t MAPPED[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

static bool is_mapped(const struct address *address) {
    return memcmp(address->bytes, MAPPED, sizeof MAPPED) == 0;
}

enum err address_parse(const char *text, size_t size, struct address *out) {
    char copy[ADDRESS_TEXT];
    if (size == 0 || size >= sizeof copy || memchr(text, 0, size) != NULL) {
        return ERR_INVALID;
    }
    memcpy(copy, text, size);
    copy[size] = '\0';
    struct address address;
    memcpy(address.bytes, MAPPED, sizeof MAPPED);
    if (inet_pton(AF_INET, copy, address.bytes + sizeof MAPPED) != 1 &&
        inet_pton(AF_INET6, copy, address.bytes) != 1) {
        return ERR_INVALID;
    }
    *out = address;
    return ERR_OK;
}

enum err address_from_sockaddr(const struct sockaddr *from, struct address *out) {
    if (from->sa_family == AF_INET6) {
        struct sockaddr_in6 v6;
        memcpy(&v6, from, sizeof v6);
        memcpy(out->bytes, &v6.sin6_addr, ADDRESS_BYTES);
        return ERR_OK;
    }
    if (from->sa_family == AF_INET) {
        struct sockaddr_in v4;
        memcpy(&v4, from, sizeof v4);
        memcpy(out->bytes, MAPPED, sizeof MAPPED);
        memcpy(out->bytes + sizeof MAPPED, &v4.sin_addr, 4);
        return ERR_OK;
    }
    return ERR_INVALID;
}

void address_text(const struct address *address, char out[ADDRESS_TEXT]) {
    const char *text = is_mapped(address)
                           ? inet_ntop(AF_INET, address->bytes + sizeof MAPPED, out, ADDRESS_TEXT)
                           : inet_ntop(AF_INET6, address->bytes, out, ADDRESS_TEXT);
    must(text != NULL);
}

bool address_is_loopback(const struct address *address) {
    static const struct address ONE = {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}};
    return address_equal(address, &ONE) || (is_mapped(address) && address->bytes[12] == 127);
}

bool address_equal(const struct address *a, const struct address *b) {
    return memcmp(a->bytes, b->bytes, ADDRESS_BYTES) == 0;
}

struct address address_household(const struct address *address) {
    struct address household = *address;
    if (!is_mapped(address)) {
        memset(household.bytes + 8, 0, 8);
    }
    return household;
}

static enum err bits_parse(const char *text, size_t size, bool v4, uint8_t *out) {
    unsigned bits = 0;
    if (size == 0 || size > 3) {
        return ERR_INVALID;
    }
    for (size_t i = 0; i < size; i++) {
        if (text[i] < '0' || text[i] > '9') {
            return ERR_INVALID;
        }
        bits = bits * 10 + (unsigned)(text[i] - '0');
    }
    if (bits > (v4 ? 32 : 128)) {
        return ERR_INVALID;
    }
    *out = (uint8_t)(bits + (v4 ? 96 : 0));
    return ERR_OK;
}

enum err address_range_parse(const char *text, size_t size, struct address_range *out) {
    const char *slash = size > 0 ? memchr(text, '/', size) : NULL;
    size_t address_size = slash == NULL ? size : (size_t)(slash - text);
    struct address_range range = {.bits = 128};
    enum err err = address_parse(text, address_size, &range.base);
    if (err == ERR_OK && slash != NULL) {
        err = bits_parse(slash + 1, size - address_size - 1, is_mapped(&range.base), &range.bits);
    }
    if (err == ERR_OK) {
        *out = range;
    }
    return err;
}

enum err address_ranges_parse(const char *text, struct address_range out[ADDRESS_RANGES_MAX],
                              size_t *count) {
    size_t found = 0;
    for (text += strspn(text, ", "); *text != '\0'; text += strspn(text, ", ")) {
        size_t size = strcspn(text, ", ");
        if (found == ADDRESS_RANGES_MAX) {
            return ERR_TOO_LARGE;
        }
        enum err err = address_range_parse(text, size, &out[found++]);
        if (err != ERR_OK) {
            return err;
        }
        text += size;
    }
    *count = found;
    return ERR_OK;
}

static bool in_range(const struct address *address, const struct address_range *range) {
    size_t whole = range->bits / 8;
    unsigned rest = range->bits % 8;
    if (memcmp(address->bytes, range->base.bytes, whole) != 0) {
        return false;
    }
    unsigned mask = rest == 0 ? 0 : (0xff00U >> rest) & 0xffU;
    return rest == 0 || ((address->bytes[whole] ^ range->base.bytes[whole]) & mask) == 0;
}

bool address_in_ranges(const struct address *address, const struct address_range *ranges,
                       size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (in_range(address, &ranges[i])) {
            return true;
        }
    }
    return false;
}

struct address address_client(const struct address *peer, const char *forwarded_for,
                              const struct address_range *proxies, size_t proxy_count) {
    struct address client = *peer;
    size_t end = forwarded_for == NULL ? 0 : strlen(forwarded_for);
    for (int hop = 0; hop < ADDRESS_HOPS_MAX && end > 0; hop++) {
        if (!address_in_ranges(&client, proxies, proxy_count)) {
            break;
        }
        size_t begin = end;
        while (begin > 0 && forwarded_for[begin - 1] != ',') {
            begin--;
        }
        size_t from = begin + strspn(forwarded_for + begin, " \t");
        size_t to = end;
        while (to > from && (forwarded_for[to - 1] == ' ' || forwarded_for[to - 1] == '\t')) {
            to--;
        }
        if (to <= from || address_parse(forwarded_for + from, to - from, &client) != ERR_OK) {
            break;
        }
        end = begin > 0 ? begin - 1 : 0;
    }
    return client;
}
