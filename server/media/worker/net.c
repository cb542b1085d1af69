#include "media/worker/net.h"

#include <arpa/inet.h>
#include <string.h>
#include <unistd.h>

enum { SOCKET_BUFFER_BYTES = 4 << 20, LISTEN_BACKLOG = 64 };
static const uint8_t IPV4_MAPPED[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

void net_address_from(const struct sockaddr_storage *from, struct stun_address *out) {
    memset(out, 0, sizeof *out);
    if (from->ss_family == AF_INET) {
        const struct sockaddr_in *in = (const struct sockaddr_in *)from;
        memcpy(out->ip, IPV4_MAPPED, sizeof IPV4_MAPPED);
        memcpy(out->ip + sizeof IPV4_MAPPED, &in->sin_addr, 4);
        out->port = ntohs(in->sin_port);
    } else {
        const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)from;
        memcpy(out->ip, &in6->sin6_addr, 16);
        out->port = ntohs(in6->sin6_port);
    }
}

socklen_t net_address_to(const struct stun_address *address, bool ipv6,
                         struct sockaddr_storage *out) {
    memset(out, 0, sizeof *out);
    if (ipv6) {
        struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)out;
        in6->sin6_family = AF_INET6;
        in6->sin6_port = htons(address->port);
        memcpy(&in6->sin6_addr, address->ip, 16);
        return sizeof *in6;
    }
    struct sockaddr_in *in = (struct sockaddr_in *)out;
    in->sin_family = AF_INET;
    in->sin_port = htons(address->port);
    memcpy(&in->sin_addr, address->ip + sizeof IPV4_MAPPED, 4);
    return sizeof *in;
}

static bool is_zero(const uint8_t *ip) {
    static const uint8_t ZERO[16];
    return memcmp(ip, ZERO, sizeof ZERO) == 0;
}

static bool set_options(int fd, int type, bool ipv6) {
    int yes = 1;
    int no = 0;
    int size = SOCKET_BUFFER_BYTES;
    if (ipv6 && setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &no, sizeof no) != 0) {
        return false;
    }
    if (type == SOCK_STREAM) {
        return setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) == 0;
    }
    /* The kernel may grant less; a smaller buffer only drops earlier. */
    (void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
    (void)setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
    return ipv6 ? setsockopt(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, &yes, sizeof yes) == 0
                : setsockopt(fd, IPPROTO_IP, IP_PKTINFO, &yes, sizeof yes) == 0;
}

enum err net_open(int type, const uint8_t *ip, uint16_t port, struct net_socket *out,
                  uint16_t *bound_port) {
    bool ipv4_only = !is_zero(ip) && memcmp(ip, IPV4_MAPPED, sizeof IPV4_MAPPED) == 0;
    struct sockaddr_storage address;
    struct stun_address wanted = {.port = port};
    memcpy(wanted.ip, ip, sizeof wanted.ip);
    int flags = SOCK_NONBLOCK | SOCK_CLOEXEC;
    bool ipv6 = !ipv4_only;
    int fd = ipv6 ? socket(AF_INET6, type | flags, 0) : -1;
    if (fd < 0) { /* a machine may have no IPv6 at all */
        ipv6 = false;
        fd = socket(AF_INET, type | flags, 0);
    }
    socklen_t size = net_address_to(&wanted, ipv6, &address);
    if (fd < 0 || !set_options(fd, type, ipv6) ||
        bind(fd, (struct sockaddr *)&address, size) != 0 ||
        (type == SOCK_STREAM && listen(fd, LISTEN_BACKLOG) != 0) ||
        getsockname(fd, (struct sockaddr *)&address, &size) != 0) {
        if (fd >= 0) {
            close(fd);
        }
        return ERR_IO;
    }
    net_address_from(&address, &wanted);
    *out = (struct net_socket){.fd = fd, .ipv6 = ipv6};
    *bound_port = wanted.port;
    return ERR_OK;
}

void net_close(struct net_socket *socket) {
    if (socket->fd >= 0) {
        close(socket->fd);
    }
    socket->fd = -1;
}

size_t net_receive(const struct net_socket *socket, struct net_inbox *inbox) {
    for (size_t i = 0; i < NET_BATCH; i++) {
        inbox->vectors[i] = (struct iovec){.iov_base = inbox->data[i], .iov_len = NET_DATAGRAM_MAX};
        inbox->headers[i].msg_hdr = (struct msghdr){
            .msg_name = &inbox->from[i],
            .msg_namelen = sizeof inbox->from[i],
            .msg_iov = &inbox->vectors[i],
            .msg_iovlen = 1,
            .msg_control = inbox->control[i],
            .msg_controllen = NET_CONTROL_BYTES,
        };
    }
    int count = recvmmsg(socket->fd, inbox->headers, NET_BATCH, MSG_DONTWAIT, NULL);
    return count < 0 ? 0 : (size_t)count;
}

bool net_path_of(const struct net_inbox *inbox, size_t index, struct ice_path *out) {
    struct msghdr *header = (struct msghdr *)&inbox->headers[index].msg_hdr;
    memset(out, 0, sizeof *out);
    if ((header->msg_flags & MSG_TRUNC) != 0) {
        return false;
    }
    out->via = NET_VIA_UDP;
    net_address_from(&inbox->from[index], &out->remote);
    for (struct cmsghdr *c = CMSG_FIRSTHDR(header); c != NULL; c = CMSG_NXTHDR(header, c)) {
        if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_PKTINFO) {
            struct in_pktinfo info;
            memcpy(&info, CMSG_DATA(c), sizeof info);
            memcpy(out->local, IPV4_MAPPED, sizeof IPV4_MAPPED);
            memcpy(out->local + sizeof IPV4_MAPPED, &info.ipi_addr, 4);
        } else if (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_PKTINFO) {
            struct in6_pktinfo info;
            memcpy(&info, CMSG_DATA(c), sizeof info);
            memcpy(out->local, &info.ipi6_addr, 16);
        }
    }
    return true;
}
