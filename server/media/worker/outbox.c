#include "media/worker/outbox.h"

#include <errno.h>
#include <netinet/udp.h>
#include <stdlib.h>
#include <string.h>

enum { MESSAGE_BYTES_MAX = 60000 };

struct outbox *outbox_new(const struct net_socket *socket) {
    struct outbox *outbox = calloc(1, sizeof *outbox);
    if (outbox != NULL) {
        outbox->socket = socket;
        outbox->segments = true;
    }
    return outbox;
}

void outbox_free(struct outbox *outbox) {
    free(outbox);
}

uint8_t *outbox_room(struct outbox *outbox) {
    if (outbox->count == OUTBOX_SLOTS) {
        outbox_flush(outbox);
    }
    return outbox->slots[outbox->count].data;
}

static struct outbox_chain *find_chain(struct outbox *outbox, const struct ice_path *path) {
    for (size_t i = 0; i < outbox->chain_count; i++) {
        if (ice_path_equal(&outbox->chains[i].path, path)) {
            return &outbox->chains[i];
        }
    }
    return NULL;
}

void outbox_push(struct outbox *outbox, const struct ice_path *path, size_t size) {
    must(size <= OUTBOX_PACKET_MAX && outbox->count < OUTBOX_SLOTS);
    size_t index = outbox->count++;
    outbox->slots[index].size = size;
    outbox->slots[index].next = OUTBOX_SLOTS;
    struct outbox_chain *chain = find_chain(outbox, path);
    if (chain != NULL) {
        outbox->slots[chain->last].next = index;
        chain->last = index;
    } else {
        outbox->chains[outbox->chain_count++] =
            (struct outbox_chain){.path = *path, .first = index, .last = index};
    }
    if (outbox->chain_count == OUTBOX_CHAINS) {
        outbox_flush(outbox);
    }
}

static struct cmsghdr *add_control(struct msghdr *header, int level, int type, const void *data,
                                   size_t size) {
    struct cmsghdr *c = (struct cmsghdr *)((uint8_t *)header->msg_control + header->msg_controllen);
    c->cmsg_level = level;
    c->cmsg_type = type;
    c->cmsg_len = CMSG_LEN(size);
    memcpy(CMSG_DATA(c), data, size);
    header->msg_controllen += CMSG_SPACE(size);
    return c;
}

/* The source address: the one of ours that the peer knows. */
static void add_source(struct msghdr *header, const struct ice_path *path, bool ipv6) {
    if (ipv6) {
        struct in6_pktinfo info = {0};
        memcpy(&info.ipi6_addr, path->local, 16);
        add_control(header, IPPROTO_IPV6, IPV6_PKTINFO, &info, sizeof info);
    } else {
        struct in_pktinfo info = {0};
        memcpy(&info.ipi_spec_dst, path->local + 12, 4);
        add_control(header, IPPROTO_IP, IP_PKTINFO, &info, sizeof info);
    }
}

/* Takes a run of slots from `*slot` on into one message. All are as long as the first; the last may be shorter. */
static size_t gather(const struct outbox *outbox, size_t *slot, struct iovec *vectors) {
    size_t segment = outbox->slots[*slot].size;
    size_t total = 0;
    size_t count = 0;
    while (*slot != OUTBOX_SLOTS && count < OUTBOX_SEGMENTS_MAX) {
        const struct outbox_slot *next = &outbox->slots[*slot];
        if (next->size > segment || total + next->size > MESSAGE_BYTES_MAX) {
            break;
        }
        vectors[count++] = (struct iovec){.iov_base = (void *)next->data, .iov_len = next->size};
        total += next->size;
        *slot = next->next;
        if (next->size < segment || !outbox->segments) {
            break;
        }
    }
    return count;
}

static void make_message(struct outbox *outbox, size_t index, size_t chain, size_t vector,
                         size_t count) {
    const struct ice_path *path = &outbox->chains[chain].path;
    bool ipv6 = outbox->socket->ipv6;
    struct msghdr *header = &outbox->headers[index].msg_hdr;
    *header = (struct msghdr){
        .msg_name = &outbox->to[chain],
        .msg_namelen = ipv6 ? sizeof(struct sockaddr_in6) : sizeof(struct sockaddr_in),
        .msg_iov = &outbox->vectors[vector],
        .msg_iovlen = count,
        .msg_control = outbox->control[index],
    };
    memset(outbox->control[index], 0, NET_CONTROL_BYTES);
    add_source(header, path, ipv6);
    if (count > 1) {
        uint16_t segment = (uint16_t)outbox->vectors[vector].iov_len;
        add_control(header, IPPROTO_UDP, UDP_SEGMENT, &segment, sizeof segment);
    }
}

static size_t make_messages(struct outbox *outbox) {
    size_t messages = 0;
    size_t vector = 0;
    for (size_t chain = 0; chain < outbox->chain_count; chain++) {
        net_address_to(&outbox->chains[chain].path.remote, outbox->socket->ipv6,
                       &outbox->to[chain]);
        for (size_t slot = outbox->chains[chain].first; slot != OUTBOX_SLOTS;) {
            size_t count = gather(outbox, &slot, &outbox->vectors[vector]);
            make_message(outbox, messages++, chain, vector, count);
            vector += count;
        }
    }
    return messages;
}

static void count_sent(struct outbox *outbox, const struct mmsghdr *message) {
    outbox->sent += message->msg_hdr.msg_iovlen;
    outbox->sent_bytes += message->msg_len;
}

/* A message with segments that was refused goes out packet by packet. */
static void send_singly(struct outbox *outbox, const struct msghdr *header) {
    for (size_t i = 0; i < header->msg_iovlen; i++) {
        struct msghdr single = *header;
        single.msg_iov = &header->msg_iov[i];
        single.msg_iovlen = 1;
        single.msg_controllen = outbox->socket->ipv6 ? CMSG_SPACE(sizeof(struct in6_pktinfo))
                                                     : CMSG_SPACE(sizeof(struct in_pktinfo));
        ssize_t sent = sendmsg(outbox->socket->fd, &single, MSG_DONTWAIT);
        outbox->sent += sent >= 0 ? 1 : 0;
        outbox->sent_bytes += sent >= 0 ? (uint64_t)sent : 0;
        outbox->dropped += sent < 0 ? 1 : 0;
    }
}

static void refused(struct outbox *outbox, const struct msghdr *header, int reason) {
    if (header->msg_iovlen > 1 && (reason == EIO || reason == EINVAL)) {
        outbox->segments = false;
        send_singly(outbox, header);
        return;
    }
    outbox->dropped += header->msg_iovlen;
}

void outbox_flush(struct outbox *outbox) {
    size_t messages = make_messages(outbox);
    for (size_t at = 0; at < messages;) {
        int sent = sendmmsg(outbox->socket->fd, &outbox->headers[at], (unsigned)(messages - at),
                            MSG_DONTWAIT);
        for (int i = 0; i < sent; i++) {
            count_sent(outbox, &outbox->headers[at + (size_t)i]);
        }
        if (sent <= 0) {
            refused(outbox, &outbox->headers[at].msg_hdr, errno);
            at++;
        } else {
            at += (size_t)sent;
        }
    }
    outbox->count = 0;
    outbox->chain_count = 0;
}
