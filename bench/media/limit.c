#include "limit.h"

#include "media/transport/seal.h"

#include <arpa/inet.h>
#include <netinet/udp.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BATCH = 64, PACKET_MAX = 1600, HEADER = 12, CONTROL_BYTES = 64 };

struct inbox {
    struct mmsghdr headers[BATCH];
    struct iovec vectors[BATCH];
    struct sockaddr_in from[BATCH];
    uint8_t data[BATCH][PACKET_MAX];
};

struct area {
    size_t count;
    size_t segment;
    size_t used;
    uint8_t control[CONTROL_BYTES];
    uint8_t data[BATCH * PACKET_MAX];
};

struct limit {
    int fd;
    size_t receiver_count;
    struct sockaddr_in receivers[LIMIT_RECEIVERS];
    struct seal *inward;
    struct seal *outward[LIMIT_RECEIVERS];
    struct inbox inbox;
    struct area areas[LIMIT_RECEIVERS];
};

static void forward(struct limit *limit, const uint8_t *packet, size_t size) {
    uint8_t plain[PACKET_MAX];
    size_t plain_size;
    if (seal_open_rtp(limit->inward, packet, size, plain, &plain_size) != ERR_OK) {
        return;
    }
    for (size_t i = 0; i < limit->receiver_count; i++) {
        struct area *area = &limit->areas[i];
        uint8_t *out = area->data + area->used;
        size_t out_size;
        memcpy(out, plain, HEADER);
        out[11] = (uint8_t)i;
        if (seal_rtp(limit->outward[i], out, HEADER, plain + HEADER, plain_size - HEADER,
                     PACKET_MAX, &out_size) == ERR_OK) {
            area->segment = out_size;
            area->used += out_size;
            area->count++;
        }
    }
}

static void flush(struct limit *limit) {
    struct mmsghdr messages[LIMIT_RECEIVERS] = {0};
    struct iovec vectors[LIMIT_RECEIVERS];
    for (size_t i = 0; i < limit->receiver_count; i++) {
        struct area *area = &limit->areas[i];
        struct msghdr *header = &messages[i].msg_hdr;
        vectors[i] = (struct iovec){.iov_base = area->data, .iov_len = area->used};
        header->msg_name = &limit->receivers[i];
        header->msg_namelen = sizeof limit->receivers[i];
        header->msg_iov = &vectors[i];
        header->msg_iovlen = 1;
        if (area->count > 1) {
            uint16_t segment = (uint16_t)area->segment;
            header->msg_control = area->control;
            header->msg_controllen = CMSG_SPACE(sizeof segment);
            struct cmsghdr *control = CMSG_FIRSTHDR(header);
            control->cmsg_level = IPPROTO_UDP;
            control->cmsg_type = UDP_SEGMENT;
            control->cmsg_len = CMSG_LEN(sizeof segment);
            memcpy(CMSG_DATA(control), &segment, sizeof segment);
        }
        area->used = area->count = 0;
    }
    (void)sendmmsg(limit->fd, messages, (unsigned)limit->receiver_count, 0);
}

static void take(struct limit *limit, size_t index) {
    const uint8_t *data = limit->inbox.data[index];
    size_t size = limit->inbox.headers[index].msg_len;
    if (size == 1 && data[0] == LIMIT_HELLO && limit->receiver_count < LIMIT_RECEIVERS) {
        limit->receivers[limit->receiver_count++] = limit->inbox.from[index];
    } else {
        forward(limit, data, size);
    }
}

static _Noreturn void run(struct limit *limit) {
    for (;;) {
        for (size_t i = 0; i < BATCH; i++) {
            limit->inbox.vectors[i] = (struct iovec){limit->inbox.data[i], PACKET_MAX};
            limit->inbox.headers[i].msg_hdr = (struct msghdr){
                .msg_name = &limit->inbox.from[i],
                .msg_namelen = sizeof limit->inbox.from[i],
                .msg_iov = &limit->inbox.vectors[i],
                .msg_iovlen = 1,
            };
        }
        int count = recvmmsg(limit->fd, limit->inbox.headers, BATCH, MSG_WAITFORONE, NULL);
        for (int i = 0; i < count; i++) {
            take(limit, (size_t)i);
        }
        if (limit->receiver_count > 0 && limit->areas[0].count > 0) {
            flush(limit);
        }
    }
}

static _Noreturn void child(int fd, unsigned cpu) {
    static const struct seal_session_keys ZEROS = {.profile = SEAL_AEAD_AES_128_GCM};
    struct limit *limit = calloc(1, sizeof *limit);
    cpu_set_t cpus;
    CPU_ZERO(&cpus);
    CPU_SET(cpu, &cpus);
    (void)sched_setaffinity(0, sizeof cpus, &cpus);
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    must(limit != NULL);
    limit->fd = fd;
    limit->inward = seal_new(&ZEROS);
    for (size_t i = 0; i < LIMIT_RECEIVERS; i++) {
        limit->outward[i] = seal_new(&ZEROS);
        must(limit->outward[i] != NULL);
    }
    must(limit->inward != NULL);
    run(limit);
}

bool limit_start(unsigned cpu, pid_t *pid, uint16_t *port) {
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t size = sizeof address;
    int buffer = 4 << 20;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) != 0 ||
        setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof buffer) != 0 ||
        getsockname(fd, (struct sockaddr *)&address, &size) != 0) {
        return false;
    }
    *port = ntohs(address.sin_port);
    *pid = fork();
    if (*pid == 0) {
        child(fd, cpu);
    }
    close(fd);
    return *pid > 0;
}
