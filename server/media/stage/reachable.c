#include "media/stage/reachable.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>

static const uint8_t IPV4_MAPPED[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

bool reachable_parse(const char *text, uint8_t *ip) {
    uint8_t parsed[16];
    memcpy(parsed, IPV4_MAPPED, sizeof IPV4_MAPPED);
    if (inet_pton(AF_INET, text, parsed + sizeof IPV4_MAPPED) != 1 &&
        inet_pton(AF_INET6, text, parsed) != 1) {
        return false;
    }
    if (ip != NULL) {
        memcpy(ip, parsed, sizeof parsed);
    }
    return true;
}

static bool write_text(const struct sockaddr *from, struct reachable_text *out) {
    if (from->sa_family == AF_INET) {
        const struct sockaddr_in *in = (const struct sockaddr_in *)from;
        return inet_ntop(AF_INET, &in->sin_addr, out->text, REACHABLE_TEXT) != NULL;
    }
    const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)from;
    return from->sa_family == AF_INET6 && !IN6_IS_ADDR_LINKLOCAL(&in6->sin6_addr) &&
           inet_ntop(AF_INET6, &in6->sin6_addr, out->text, REACHABLE_TEXT) != NULL;
}

size_t reachable_list(struct reachable_text *out, size_t room) {
    struct ifaddrs *all = NULL;
    size_t count = 0;
    if (getifaddrs(&all) != 0) {
        all = NULL;
    }
    for (const struct ifaddrs *at = all; at != NULL && count + 1 < room; at = at->ifa_next) {
        bool usable = at->ifa_addr != NULL && (at->ifa_flags & IFF_UP) != 0 &&
                      (at->ifa_flags & IFF_LOOPBACK) == 0;
        if (usable && write_text(at->ifa_addr, &out[count])) {
            count++;
        }
    }
    if (all != NULL) {
        freeifaddrs(all);
    }
    if (count < room) {
        out[count++] = (struct reachable_text){"127.0.0.1"};
    }
    return count;
}
