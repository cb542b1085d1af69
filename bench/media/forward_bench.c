/* bench-forward: what the media worker's process costs for each packet that it forwards, one sender and seven receivers,
 * and beside it in the same run the least that anybody must do (limit.h). CPU time of the process, both at the same load.
 *
 * The sender's bursts leave in one piece (UDP_SEGMENT), as frames come, each when the one before has arrived everywhere: a busy
 * machine slows the load and loses nothing. The receivers read all that comes, without UDP_GRO. Every packet is
 * counted: a run that lost one fails. */
#include "base/clock.h"
#include "limit.h"
#include "media/worker/media_main.h"
#include "peer.h"

#include <netinet/in.h>
#include <netinet/udp.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
    RUNS = 7,
    RECEIVERS = LIMIT_RECEIVERS,
    PAYLOAD_BYTES = 1200,
    BURST_MAX = 20,
    INTERVAL_US = 2000,
    BURSTS_A_RUN = 250,
    SERVER_CPU = 0,
    LOAD_CPU = 1,
    LIMIT_MS = 10000,
    SENDER_SSRC = 1000
};

/* A server under load: its process, and our ends of its lines. */
struct load {
    pid_t pid;
    int control; /* of the worker; -1 for the limit program */
    struct peer sender;
    struct peer receivers[RECEIVERS];
    uint16_t sequence;
    uint64_t sent;
    uint64_t received;
    uint32_t request;
};

static void pin(unsigned cpu) {
    cpu_set_t cpus;
    CPU_ZERO(&cpus);
    CPU_SET(cpu, &cpus);
    (void)sched_setaffinity(0, sizeof cpus, &cpus);
}

static int64_t cpu_ns(pid_t pid) {
    clockid_t clock;
    struct timespec spent;
    must(clock_getcpuclockid(pid, &clock) == 0 && clock_gettime(clock, &spent) == 0);
    return (int64_t)spent.tv_sec * 1000000000 + spent.tv_nsec;
}

static struct message ask(struct load *load, struct message *message) {
    struct message answer;
    message->request = ++load->request;
    must(send(load->control, message, message_size(message->type), 0) > 0);
    do {
        struct message buffer;
        ssize_t got = recv(load->control, &buffer, sizeof buffer, 0);
        must(got > 0 && message_read(&buffer, (size_t)got, MESSAGE_TO_GATEWAY, &answer) == ERR_OK);
    } while (answer.request != message->request);
    return answer;
}

static void order(struct load *load, struct message message) {
    must(ask(load, &message).body.done.err == ERR_OK);
}

static void start_worker(struct load *load) {
    int pair[2];
    must(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair) == 0);
    load->control = pair[0];
    load->pid = fork();
    must(load->pid >= 0);
    if (load->pid == 0) {
        pin(SERVER_CPU);
        must(dup2(pair[1], MEDIA_MAIN_CONTROL_FD) == MEDIA_MAIN_CONTROL_FD);
        (void)execl("/proc/self/exe", "bench-forward", "media", (char *)NULL);
        _exit(1);
    }
    close(pair[1]);
}

static void join(struct load *load, struct peer *peer, uint32_t id,
                 const struct message_configured *configured) {
    struct message open = {.type = MESSAGE_TRANSPORT_OPEN, .body.credentials.transport = id};
    struct ice_credentials *credentials = &open.body.credentials.credentials;
    memset(credentials->ufrag, 'a' + (char)id, sizeof credentials->ufrag);
    memset(credentials->password, 'p', sizeof credentials->password);
    order(load, open);
    must(peer_open(peer, credentials, configured->udp_port, false, "SRTP_AEAD_AES_128_GCM"));
    struct message connect = {.type = MESSAGE_TRANSPORT_CONNECT,
                              .body.connect = {.transport = id, .fingerprint_count = 1}};
    connect.body.connect.fingerprints[0] = peer_fingerprint(peer);
    order(load, connect);
    must(peer_check(peer, true) && peer_shake(peer, configured->certificate_hash));
}

static void open_worker_visit(struct load *load) {
    struct message configure = {.type = MESSAGE_CONFIGURE};
    struct message_configured configured = ask(load, &configure).body.configured;
    must(configured.err == ERR_OK);
    join(load, &load->sender, 1, &configured);
    order(load, (struct message){.type = MESSAGE_PRODUCER_OPEN,
                                 .body.producer = {.producer = 1,
                                                   .transport = 1,
                                                   .video = 1,
                                                   .ssrc = SENDER_SSRC,
                                                   .rtx_ssrc = SENDER_SSRC + 1,
                                                   .payload_type = 96,
                                                   .rtx_payload_type = 97}});
    for (uint32_t i = 0; i < RECEIVERS; i++) {
        join(load, &load->receivers[i], 2 + i, &configured);
        order(load, (struct message){.type = MESSAGE_CONSUMER_OPEN,
                                     .body.consumer = {.consumer = 1 + i,
                                                       .transport = 2 + i,
                                                       .producer = 1,
                                                       .ssrc = 2000 + i,
                                                       .rtx_ssrc = 3000 + i,
                                                       .payload_type = 101,
                                                       .rtx_payload_type = 102,
                                                       .abs_send_time = 4,
                                                       .cname_size = 1,
                                                       .cname = "c"}});
        order(load, (struct message){.type = MESSAGE_CONSUMER_PAUSE, .body.named.id = 1 + i});
    }
}

static void open_limit_visit(struct load *load) {
    static const struct ice_credentials NONE;
    static const struct seal_session_keys ZEROS = {.profile = SEAL_AEAD_AES_128_GCM};
    const uint8_t hello = LIMIT_HELLO;
    uint16_t port;
    load->control = -1;
    must(limit_start(SERVER_CPU, &load->pid, &port));
    for (size_t i = 0; i < RECEIVERS; i++) {
        must(peer_open(&load->receivers[i], &NONE, port, false, NULL));
        must(peer_send(&load->receivers[i], &hello, 1));
    }
    must(peer_open(&load->sender, &NONE, port, false, NULL));
    load->sender.outward = seal_new(&ZEROS);
    must(load->sender.outward != NULL);
}

static size_t seal_packet(struct load *load, uint8_t *out) {
    static uint8_t payload[PAYLOAD_BYTES] = {0x10};
    struct rtp_packet packet = {.payload_type = 96,
                                .sequence = load->sequence++,
                                .timestamp = (uint32_t)(load->sent / 10 * 3000),
                                .ssrc = SENDER_SSRC};
    struct writer header = writer_of(out, PEER_DATAGRAM_MAX);
    size_t size;
    payload[1] = load->sent == 0 ? 0 : 1; /* a key frame first */
    load->sent++;
    rtp_write_header(&header, &packet, NULL, 0);
    must(seal_rtp(load->sender.outward, out, writer_size(&header), payload, sizeof payload,
                  PEER_DATAGRAM_MAX, &size) == ERR_OK);
    return size;
}

static void send_burst(struct load *load, size_t count) {
    static uint8_t data[BURST_MAX * PEER_DATAGRAM_MAX];
    uint8_t control[CMSG_SPACE(sizeof(uint16_t))] = {0};
    size_t used = 0;
    uint16_t segment = 0;
    for (size_t i = 0; i < count; i++) {
        segment = (uint16_t)seal_packet(load, data + used);
        used += segment;
    }
    struct iovec vector = {data, used};
    struct msghdr header = {.msg_iov = &vector, .msg_iovlen = 1};
    if (count > 1) {
        header.msg_control = control;
        header.msg_controllen = sizeof control;
        struct cmsghdr *c = CMSG_FIRSTHDR(&header);
        c->cmsg_level = IPPROTO_UDP;
        c->cmsg_type = UDP_SEGMENT;
        c->cmsg_len = CMSG_LEN(sizeof segment);
        memcpy(CMSG_DATA(c), &segment, sizeof segment);
    }
    must(sendmsg(load->sender.fd, &header, 0) == (ssize_t)used);
}

/* Counts what is RTP by its first bytes; opening it would cost the generator more than the server. */
static void drain(struct load *load) {
    uint8_t data[PEER_DATAGRAM_MAX];
    for (size_t i = 0; i < RECEIVERS; i++) {
        ssize_t got;
        while ((got = recv(load->receivers[i].fd, data, sizeof data, MSG_DONTWAIT)) > 0) {
            load->received += got > PAYLOAD_BYTES ? 1 : 0;
        }
    }
    while (recv(load->sender.fd, data, sizeof data, MSG_DONTWAIT) > 0) {
    }
}

/* Until `expected` packets have come in all and the time is over. */
static void drain_until(struct load *load, uint64_t expected, int64_t until_us) {
    int64_t limit_us = until_us + LIMIT_MS * 1000LL;
    int64_t now_us;
    do {
        drain(load);
        now_us = clock_mono_ns() / 1000;
    } while (now_us < until_us || (load->received < expected && now_us < limit_us));
    must(load->received == expected);
}

/* Who is not heard for some seconds is lost: a receiver checks its line between the runs. */
static void stay(struct load *load) {
    for (size_t i = 0; load->control >= 0 && i < RECEIVERS; i++) {
        must(peer_check(&load->receivers[i], true));
    }
}

/* Nanoseconds of the server's CPU for each packet that went out. */
static double run(struct load *load, size_t burst) {
    stay(load);
    uint64_t before = load->received;
    int64_t before_ns = cpu_ns(load->pid);
    for (size_t i = 0; i < BURSTS_A_RUN; i++) {
        int64_t next_us = clock_mono_ns() / 1000 + INTERVAL_US;
        send_burst(load, burst);
        drain_until(load, load->received + burst * RECEIVERS, next_us);
    }
    return (double)(cpu_ns(load->pid) - before_ns) / (double)(load->received - before);
}

static int compare(const void *a, const void *b) {
    double left = *(const double *)a;
    double right = *(const double *)b;
    return left < right ? -1 : left > right;
}

struct figures {
    double low;
    double median;
    double high;
};

static struct figures sorted(double *values) {
    qsort(values, RUNS, sizeof *values, compare);
    return (struct figures){values[0], values[RUNS / 2], values[RUNS - 1]};
}

static void write_json(const struct figures *figures) {
    const char *path = getenv("BENCH_JSON");
    FILE *file = path == NULL ? stdout : fopen(path, "w");
    must(file != NULL);
    fprintf(file,
            "{\"forward_ns\": {\"value\": %.0f, \"unit\": \"ns\", \"low\": %.0f, \"high\": %.0f, "
            "\"runs\": %d}}\n",
            figures->median, figures->low, figures->high, RUNS);
    if (path != NULL) {
        fclose(file);
    }
}

static void end(struct load *load) {
    kill(load->pid, SIGKILL);
    (void)waitpid(load->pid, NULL, 0);
    peer_close(&load->sender);
    for (size_t i = 0; i < RECEIVERS; i++) {
        peer_close(&load->receivers[i]);
    }
}

int main(int argc, char **argv) {
    static const size_t BURSTS[] = {1, 3, 10};
    static struct load worker;
    static struct load limit;
    struct figures figures = {0};
    if (argc > 1 && strcmp(argv[1], "media") == 0) {
        return media_main(argc, argv);
    }
    pin(LOAD_CPU);
    start_worker(&worker);
    open_worker_visit(&worker);
    open_limit_visit(&limit);
    (void)run(&worker, 1); /* the first packets fill caches and begin the flow */
    (void)run(&limit, 1);
    printf("CPU ns per forwarded packet: one sender, seven receivers, %d bytes, AES-128-GCM\n",
           PAYLOAD_BYTES);
    printf("%8s %10s %18s %10s %8s\n", "burst", "worker", "low..high", "limit", "ratio");
    for (size_t b = 0; b < sizeof BURSTS / sizeof BURSTS[0]; b++) {
        double of_worker[RUNS];
        double of_limit[RUNS];
        for (size_t i = 0; i < RUNS; i++) {
            of_worker[i] = run(&worker, BURSTS[b]);
            of_limit[i] = run(&limit, BURSTS[b]);
        }
        figures = sorted(of_worker);
        double floor = sorted(of_limit).median;
        printf("%8zu %10.0f %8.0f..%-8.0f %10.0f %8.2f\n", BURSTS[b], figures.median, figures.low,
               figures.high, floor, figures.median / floor);
    }
    write_json(&figures); /* of the longest bursts */
    end(&worker);
    end(&limit);
    return 0;
}
