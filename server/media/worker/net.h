/* net: the worker's sockets, and addresses between our form and the kernel's.
 *
 * One UDP socket carries everybody. It is dual-stack where the machine has IPv6. Each datagram comes with the
 * address of ours that it was sent to and goes out from there (IP_PKTINFO), or a browser drops the answer. */
#ifndef ANTEROOM_MEDIA_WORKER_NET_H
#define ANTEROOM_MEDIA_WORKER_NET_H

#include "base/err.h"
#include "media/transport/ice.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <sys/socket.h>

enum {
    NET_BATCH = 64,
    NET_DATAGRAM_MAX = 1600, /* a longer one is cut by the kernel and then dropped */
    NET_CONTROL_BYTES = 128,
    NET_VIA_UDP = 0 /* ice_path.via of the UDP socket */
};

struct net_socket {
    int fd; /* -1: closed */
    bool ipv6;
};

/* Listens on `ip` (all zero: every address) and `port` (0: the kernel chooses); `*bound_port` gets the port. ERR_IO when
 * it cannot be had. */
must_check enum err net_open(int type, const uint8_t *ip, uint16_t port, struct net_socket *out,
                             uint16_t *bound_port);
/* Takes a closed one. */
void net_close(struct net_socket *socket);

/* Reads the kernel's address; `size` is what the kernel wrote. */
void net_address_from(const struct sockaddr_storage *from, struct stun_address *out);
/* Writes one for a socket of that family; returns its size. */
socklen_t net_address_to(const struct stun_address *address, bool ipv6,
                         struct sockaddr_storage *out);

/* Room for one recvmmsg. */
struct net_inbox {
    struct mmsghdr headers[NET_BATCH];
    struct iovec vectors[NET_BATCH];
    struct sockaddr_storage from[NET_BATCH];
    uint8_t control[NET_BATCH][NET_CONTROL_BYTES];
    uint8_t data[NET_BATCH][NET_DATAGRAM_MAX];
};
/* How many datagrams came, at most NET_BATCH; 0 when there is none. */
size_t net_receive(const struct net_socket *socket, struct net_inbox *inbox);
/* Where datagram `index` came from. Its bytes are inbox->data[index], inbox->headers[index].msg_len of them; false
 * when it was cut. */
bool net_path_of(const struct net_inbox *inbox, size_t index, struct ice_path *out);

#endif
