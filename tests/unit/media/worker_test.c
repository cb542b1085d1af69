/* A real worker in a thread, real sockets, and peers that play browsers. The worker's clock stands still but for what
 * pass() adds, so that nobody is lost, cut off or given up on because the machine is busy. */
#include "media/worker/worker.h"

#include "../unit.h"
#include "media/worker/sandbox.h"
#include "peer.h"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SEND = 1, RECEIVE = 2, PRODUCER = 3, CONSUMER = 4, VIDEO_TYPE = 96, RTX_TYPE = 97 };
enum { SSRC = 1000, RTX_SSRC = 1001, TO_SSRC = 2000, TO_RTX_SSRC = 2001 };

struct house {
    int control;
    int worker_end;
    pthread_t thread;
    struct worker *worker;
    _Atomic int64_t now_us;
    struct message_configured configured;
    struct message facts[64];
    size_t fact_count;
    uint32_t request;
};

static void *run(void *argument) {
    worker_run(argument);
    return NULL;
}

static int64_t clock_of(void *clock) {
    return atomic_load(&((struct house *)clock)->now_us);
}

static void pass(struct house *house, int64_t ms) {
    atomic_fetch_add(&house->now_us, ms * 1000);
}

static bool read_message(struct house *house, struct message *out, int limit_ms) {
    struct pollfd wait = {.fd = house->control, .events = POLLIN};
    struct message buffer;
    if (poll(&wait, 1, limit_ms) != 1) {
        return false;
    }
    ssize_t got = recv(house->control, &buffer, sizeof buffer, 0);
    assert_true(got > 0);
    assert_int_equal(message_read(&buffer, (size_t)got, MESSAGE_TO_GATEWAY, out), ERR_OK);
    return true;
}

/* Sends a request and returns its answer; facts that come before it are kept. */
static struct message ask(struct house *house, struct message *message) {
    struct message answer;
    message->request = ++house->request;
    size_t size = message_size(message->type);
    assert_int_equal(send(house->control, message, size, 0), size);
    for (;;) {
        assert_true(read_message(house, &answer, PEER_LIMIT_MS));
        if (answer.request == message->request) {
            return answer;
        }
        assert_int_equal(answer.request, 0);
        if (house->fact_count < 64) {
            house->facts[house->fact_count++] = answer;
        }
    }
}

static enum err done(struct house *house, struct message *message) {
    struct message answer = ask(house, message);
    assert_int_equal(answer.type, MESSAGE_DONE);
    return (enum err)answer.body.done.err;
}

static enum err named(struct house *house, uint32_t type, uint32_t id, uint32_t flag) {
    struct message message = {.type = type, .body.named = {.id = id, .flag = flag}};
    return done(house, &message);
}

static bool hears_state(struct house *house, uint32_t transport, uint32_t state) {
    struct message fact;
    for (size_t i = 0;; i++) {
        if (i < house->fact_count) {
            fact = house->facts[i];
        } else if (!read_message(house, &fact, PEER_LIMIT_MS)) {
            return false;
        }
        if (fact.type == MESSAGE_TRANSPORT_STATE && fact.body.named.id == transport &&
            fact.body.named.flag == state) {
            return true;
        }
    }
}

static struct message_counters counters(struct house *house) {
    struct message message = {.type = MESSAGE_COUNT};
    struct message answer = ask(house, &message);
    assert_int_equal(answer.type, MESSAGE_COUNTERS);
    return answer.body.counters;
}

static struct house *house_listening(const uint8_t *ip) {
    int pair[2];
    struct house *house = calloc(1, sizeof *house);
    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair), 0);
    house->control = pair[0];
    house->worker_end = pair[1];
    house->worker = worker_new(pair[1]);
    assert_non_null(house->worker);
    house->worker->clock_us = clock_of;
    house->worker->clock = house;
    pass(house, WORKER_TICK_MS);
    assert_int_equal(pthread_create(&house->thread, NULL, run, house->worker), 0);
    struct message configure = {.type = MESSAGE_CONFIGURE, .body.configure = {.with_tcp = 1}};
    memcpy(configure.body.configure.listen_ip, ip, sizeof configure.body.configure.listen_ip);
    house->configured = ask(house, &configure).body.configured;
    assert_int_equal(house->configured.err, ERR_OK);
    assert_int_not_equal(house->configured.udp_port, 0);
    return house;
}

static struct house *house_open(void) {
    static const uint8_t ANY[16];
    return house_listening(ANY);
}

static void house_close(struct house *house) {
    close(house->control);
    pthread_join(house->thread, NULL);
    worker_free(house->worker);
    close(house->worker_end);
    free(house);
}

static struct ice_credentials credentials_of(uint32_t transport) {
    struct ice_credentials credentials;
    memset(credentials.ufrag, 'a' + (char)transport, sizeof credentials.ufrag);
    memset(credentials.password, 'A' + (char)transport, sizeof credentials.password);
    return credentials;
}

static void open_transport(struct house *house, uint32_t id) {
    struct message message = {
        .type = MESSAGE_TRANSPORT_OPEN,
        .body.credentials = {.transport = id, .credentials = credentials_of(id)}};
    assert_int_equal(done(house, &message), ERR_OK);
}

static enum err connect_transport(struct house *house, uint32_t id,
                                  const struct dtls_fingerprint *fingerprint) {
    struct message message = {.type = MESSAGE_TRANSPORT_CONNECT,
                              .body.connect = {.transport = id, .fingerprint_count = 1}};
    message.body.connect.fingerprints[0] = *fingerprint;
    return done(house, &message);
}

struct line {
    bool tcp;
    bool ipv4_only; /* the server has no IPv6 */
    const char *profiles;
};

static void bring_up(struct house *house, struct peer *peer, uint32_t id, const struct line *line) {
    struct ice_credentials credentials = credentials_of(id);
    uint16_t port = line->tcp ? house->configured.tcp_port : house->configured.udp_port;
    open_transport(house, id);
    assert_true(peer_open(peer, &credentials, port, line->tcp, line->profiles));
    struct dtls_fingerprint fingerprint = peer_fingerprint(peer);
    assert_int_equal(connect_transport(house, id, &fingerprint), ERR_OK);
    assert_true(peer_check(peer, true));
    assert_true(peer_shake(peer, house->configured.certificate_hash));
    assert_true(hears_state(house, id, MESSAGE_CONNECTED));
}

static void open_streams(struct house *house) {
    struct message produce = {.type = MESSAGE_PRODUCER_OPEN,
                              .body.producer = {.producer = PRODUCER,
                                                .transport = SEND,
                                                .video = 1,
                                                .ssrc = SSRC,
                                                .rtx_ssrc = RTX_SSRC,
                                                .payload_type = VIDEO_TYPE,
                                                .rtx_payload_type = RTX_TYPE,
                                                .transport_cc = 5}};
    struct message consume = {.type = MESSAGE_CONSUMER_OPEN,
                              .body.consumer = {.consumer = CONSUMER,
                                                .transport = RECEIVE,
                                                .producer = PRODUCER,
                                                .ssrc = TO_SSRC,
                                                .rtx_ssrc = TO_RTX_SSRC,
                                                .payload_type = 101,
                                                .rtx_payload_type = 102,
                                                .abs_send_time = 4,
                                                .cname_size = 3,
                                                .cname = "abc"}};
    assert_int_equal(done(house, &produce), ERR_OK);
    assert_int_equal(done(house, &consume), ERR_OK);
}

static const uint8_t KEY[] = {0x10, 0x00, 1, 2, 3};
static const uint8_t DELTA[] = {0x10, 0x01, 4, 5, 6};

static bool send_video(struct peer *peer, uint16_t sequence, const uint8_t *payload) {
    uint8_t number[2] = {(uint8_t)(sequence >> 8), (uint8_t)sequence};
    struct rtp_element element = {.id = 5, .size = 2, .value = number};
    struct rtp_packet packet = {.payload_type = VIDEO_TYPE,
                                .sequence = sequence,
                                .timestamp = sequence * 3000U,
                                .ssrc = SSRC,
                                .payload = {payload, sizeof KEY}};
    return peer_send_rtp(peer, &packet, &element, 1);
}

/* Two are in a visit over this line: the sender's video has a consumer at the receiver, whose page is not ready yet. */
static void meet(struct house *house, struct peer *sender, struct peer *receiver,
                 const struct line *line) {
    bring_up(house, sender, SEND, line);
    bring_up(house, receiver, RECEIVE, line);
    open_streams(house);
}

static void receiver_is_ready(struct house *house) {
    assert_int_equal(named(house, MESSAGE_CONSUMER_PAUSE, CONSUMER, 0), ERR_OK);
}

static void part(struct house *house, struct peer *sender, struct peer *receiver) {
    peer_close(sender);
    peer_close(receiver);
    house_close(house);
}

/* A visit of two over this line: key frame asked for, packets forwarded, a lost one resent both ways, feedback sent. */
static void carry(const struct line *line) {
    static const uint8_t LOOPBACK[16] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 127, 0, 0, 1};
    struct house *house = line->ipv4_only ? house_listening(LOOPBACK) : house_open();
    struct peer sender;
    struct peer receiver;
    uint8_t data[PEER_DATAGRAM_MAX];
    struct rtp_packet packet;
    struct rtcp_packet report;
    meet(house, &sender, &receiver, line);
    receiver_is_ready(house);
    assert_true(peer_next_rtcp(&sender, RTCP_PSFB, RTCP_FORMAT_PLI, data, &report));

    assert_true(send_video(&sender, 65535, KEY));
    assert_true(peer_next_rtp(&receiver, data, &packet, PEER_LIMIT_MS));
    assert_int_equal(packet.ssrc, TO_SSRC);
    assert_int_equal(packet.payload_type, 101);
    assert_int_equal(packet.sequence, 0);
    assert_memory_equal(packet.payload.data, KEY, sizeof KEY);
    assert_int_equal(rtp_extension(&packet, 4).size, 3);
    assert_true(send_video(&sender, 1, DELTA));
    assert_true(peer_next_rtp(&receiver, data, &packet, PEER_LIMIT_MS));
    assert_int_equal(packet.sequence, 2);

    uint16_t lost[RTCP_NACKS_MAX];
    size_t count;
    assert_true(peer_next_rtcp(&sender, RTCP_RTPFB, RTCP_FORMAT_NACK, data, &report));
    assert_int_equal(rtcp_read_nack(&report, lost, &count), ERR_OK);
    assert_int_equal(count, 1);
    assert_int_equal(lost[0], 0);
    static const uint8_t WRAPPED[] = {0, 0, 0x10, 0x01, 7};
    const struct rtp_packet rtx = {.payload_type = RTX_TYPE,
                                   .sequence = 5,
                                   .ssrc = RTX_SSRC,
                                   .payload = {WRAPPED, sizeof WRAPPED}};
    assert_true(peer_send_rtp(&sender, &rtx, NULL, 0));
    assert_true(peer_next_rtp(&receiver, data, &packet, PEER_LIMIT_MS));
    assert_int_equal(packet.sequence, 1);
    assert_int_equal(packet.payload.size, 3);

    uint8_t nack[64];
    struct writer writer = writer_of(nack, sizeof nack);
    static const uint16_t MISSED[] = {2};
    rtcp_write_nack(&writer, 1, TO_SSRC, MISSED, 1);
    assert_true(peer_send_rtcp(&receiver, &writer));
    assert_true(peer_next_rtp(&receiver, data, &packet, PEER_LIMIT_MS));
    assert_int_equal(packet.ssrc, TO_RTX_SSRC);
    assert_int_equal(packet.payload_type, 102);
    assert_memory_equal(packet.payload.data, "\x00\x02", 2);
    assert_memory_equal(packet.payload.data + 2, DELTA, sizeof DELTA);

    assert_true(send_video(&sender, 2, DELTA));
    assert_true(peer_next_rtp(&receiver, data, &packet, PEER_LIMIT_MS));
    assert_int_equal(packet.sequence, 3);
    pass(house, WORKER_REPORT_MS);
    assert_true(peer_next_rtcp(&sender, RTCP_RTPFB, RTCP_FORMAT_TWCC, data, &report));
    assert_true(peer_next_rtcp(&sender, RTCP_RR, 255, data, &report));
    struct message_counters seen = counters(house);
    assert_int_equal(seen.forwarded, 5);
    assert_int_equal(seen.resent, 1);
    assert_int_equal(seen.dropped_seal, 0);
    assert_int_equal(seen.dropped_unchecked, 0);
    part(house, &sender, &receiver);
}

static void media_passes_over_udp_with_every_profile(void **state) {
    (void)state;
    static const char *const PROFILES[] = {"SRTP_AEAD_AES_128_GCM", "SRTP_AEAD_AES_256_GCM",
                                           "SRTP_AES128_CM_SHA1_80"};
    for (size_t i = 0; i < 3; i++) {
        carry(&(struct line){.profiles = PROFILES[i]});
    }
}

static void media_passes_over_tcp(void **state) {
    (void)state;
    carry(&(struct line){.tcp = true});
}

static void media_passes_where_there_is_no_ipv6(void **state) {
    (void)state;
    carry(&(struct line){.ipv4_only = true});
    carry(&(struct line){.ipv4_only = true, .tcp = true});
}

static void a_wrong_fingerprint_gets_no_media(void **state) {
    (void)state;
    struct house *house = house_open();
    struct peer peer;
    struct ice_credentials credentials = credentials_of(SEND);
    open_transport(house, SEND);
    assert_true(peer_open(&peer, &credentials, house->configured.udp_port, false, NULL));
    struct dtls_fingerprint fingerprint = peer_fingerprint(&peer);
    fingerprint.value[0] ^= 1;
    assert_int_equal(connect_transport(house, SEND, &fingerprint), ERR_OK);
    assert_true(peer_check(&peer, true));
    (void)peer_shake(&peer, house->configured.certificate_hash);
    assert_true(hears_state(house, SEND, MESSAGE_FAILED));
    assert_int_equal(counters(house).dtls_failed, 1);
    if (peer.outward != NULL) {
        assert_true(send_video(&peer, 1, KEY));
        assert_true(peer_check(&peer, false));
        assert_int_equal(counters(house).dropped_seal, 1);
    }
    peer_close(&peer);
    house_close(house);
}

/* The same keys from another socket: an address that passed no check, and a replay from the right one. */
static void media_from_an_unchecked_address_is_dropped_and_counted(void **state) {
    (void)state;
    struct house *house = house_open();
    struct peer sender;
    struct peer receiver;
    struct peer elsewhere;
    uint8_t data[PEER_DATAGRAM_MAX];
    struct rtp_packet packet;
    meet(house, &sender, &receiver, &(struct line){0});
    receiver_is_ready(house);
    assert_true(peer_open(&elsewhere, &sender.server, house->configured.udp_port, false, NULL));
    int own = sender.fd;
    sender.fd = elsewhere.fd;
    assert_true(send_video(&sender, 1, KEY));
    sender.fd = own;
    assert_true(send_video(&sender, 2, KEY));
    assert_true(peer_next_rtp(&receiver, data, &packet, PEER_LIMIT_MS));
    assert_int_equal(packet.timestamp, 2 * 3000);
    struct message_counters seen = counters(house);
    assert_int_equal(seen.dropped_unchecked, 1);
    assert_int_equal(seen.forwarded, 1);

    /* Once it has passed a check, it is another of the peer's own addresses. */
    assert_true(peer_check(&elsewhere, false));
    sender.fd = elsewhere.fd;
    assert_true(send_video(&sender, 3, KEY));
    sender.fd = own;
    assert_true(peer_next_rtp(&receiver, data, &packet, PEER_LIMIT_MS));
    peer_close(&elsewhere);
    part(house, &sender, &receiver);
}

/* V1: somebody in the visit sends their own checks with another's address as the sender. */
static void a_check_from_anothers_address_does_not_take_its_path(void **state) {
    (void)state;
    struct house *house = house_open();
    struct peer sender;
    struct peer receiver;
    uint8_t data[PEER_DATAGRAM_MAX];
    struct rtp_packet packet;
    meet(house, &sender, &receiver, &(struct line){0});
    receiver_is_ready(house);
    struct peer forged = {.fd = sender.fd, .server = credentials_of(RECEIVE)};
    assert_true(peer_ask(&forged, true));
    assert_true(send_video(&sender, 1, KEY));
    assert_true(peer_next_rtp(&receiver, data, &packet, PEER_LIMIT_MS));
    struct message_counters seen = counters(house);
    assert_int_equal(seen.dropped_stun, 1);
    assert_int_equal(seen.dropped_seal, 0);
    part(house, &sender, &receiver);
}

static void garbage_of_every_kind_is_counted_and_costs_nobody_else(void **state) {
    (void)state;
    static const struct {
        uint8_t first;
        uint8_t second;
        size_t size;
    } KINDS[] = {{0, 1, 20},    {0, 1, 1200},  {22, 254, 13},   {22, 254, 1500}, {128, 96, 12},
                 {128, 96, 60}, {128, 200, 8}, {128, 200, 900}, {70, 0, 5},      {255, 255, 1}};
    struct house *house = house_open();
    struct peer sender;
    struct peer receiver;
    uint8_t data[PEER_DATAGRAM_MAX] = {0};
    struct rtp_packet packet;
    meet(house, &sender, &receiver, &(struct line){0});
    receiver_is_ready(house);
    for (size_t i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++) {
        data[0] = KINDS[i].first;
        data[1] = KINDS[i].second;
        assert_true(peer_send(&sender, data, KINDS[i].size));
    }
    assert_true(send_video(&sender, 1, KEY));
    assert_true(peer_next_rtp(&receiver, data, &packet, PEER_LIMIT_MS));
    struct message_counters seen = counters(house);
    assert_int_equal(seen.dropped_stun, 2);
    assert_int_equal(seen.dropped_seal, 4);
    assert_int_equal(seen.dropped_unknown_kind, 2);
    assert_int_equal(seen.dtls_failed, 0);
    part(house, &sender, &receiver);
}

static void a_restart_moves_the_line_without_a_new_handshake(void **state) {
    (void)state;
    struct house *house = house_open();
    struct peer sender;
    struct peer receiver;
    struct peer moved;
    uint8_t data[PEER_DATAGRAM_MAX];
    struct rtp_packet packet;
    meet(house, &sender, &receiver, &(struct line){0});
    receiver_is_ready(house);
    struct ice_credentials fresh = credentials_of(9);
    struct message restart = {.type = MESSAGE_TRANSPORT_RESTART,
                              .body.credentials = {.transport = RECEIVE, .credentials = fresh}};
    assert_int_equal(done(house, &restart), ERR_OK);
    assert_true(peer_check(&receiver, true)); /* the old credentials still hold */
    assert_true(send_video(&sender, 1, KEY));
    assert_true(peer_next_rtp(&receiver, data, &packet, PEER_LIMIT_MS));
    assert_true(peer_open(&moved, &fresh, house->configured.udp_port, false, NULL));
    assert_true(peer_check(&moved, true));
    int old = receiver.fd;
    receiver.fd = moved.fd;
    assert_true(send_video(&sender, 2, DELTA));
    assert_true(peer_next_rtp(&receiver, data, &packet, PEER_LIMIT_MS));
    assert_int_equal(packet.sequence, 1);
    receiver.fd = old;
    /* The old address was good under the old credentials only. */
    static const uint8_t MEDIA[60] = {0x80, 96};
    assert_true(peer_send(&receiver, MEDIA, sizeof MEDIA));
    assert_true(peer_check(&moved, false));
    assert_int_equal(counters(house).dropped_unchecked, 1);
    peer_close(&moved);
    part(house, &sender, &receiver);
}

static void a_pause_holds_back_and_a_resume_begins_with_a_key_frame(void **state) {
    (void)state;
    struct house *house = house_open();
    struct peer sender;
    struct peer receiver;
    uint8_t data[PEER_DATAGRAM_MAX];
    struct rtp_packet packet;
    meet(house, &sender, &receiver, &(struct line){0});
    assert_true(send_video(&sender, 1, KEY)); /* the page is not ready */
    assert_true(peer_check(&sender, false));
    receiver_is_ready(house);
    assert_true(send_video(&sender, 2, DELTA));
    assert_true(send_video(&sender, 3, KEY));
    assert_true(peer_next_rtp(&receiver, data, &packet, PEER_LIMIT_MS));
    assert_int_equal(packet.timestamp, 3 * 3000);
    assert_int_equal(named(house, MESSAGE_PRODUCER_PAUSE, PRODUCER, 1), ERR_OK);
    assert_true(send_video(&sender, 4, KEY));
    assert_true(peer_check(&sender, false));
    assert_int_equal(named(house, MESSAGE_PRODUCER_PAUSE, PRODUCER, 0), ERR_OK);
    assert_true(send_video(&sender, 5, DELTA));
    assert_true(send_video(&sender, 6, KEY));
    assert_true(peer_next_rtp(&receiver, data, &packet, PEER_LIMIT_MS));
    assert_int_equal(packet.timestamp, 6 * 3000);
    assert_int_equal(packet.sequence, 1);
    assert_int_equal(named(house, MESSAGE_PRODUCER_CLOSE, PRODUCER, 0), ERR_OK);
    assert_int_equal(named(house, MESSAGE_CONSUMER_CLOSE, CONSUMER, 0), ERR_NOT_FOUND);
    assert_int_equal(named(house, MESSAGE_TRANSPORT_CLOSE, SEND, 0), ERR_OK);
    assert_int_equal(named(house, MESSAGE_TRANSPORT_CLOSE, SEND, 0), ERR_NOT_FOUND);
    part(house, &sender, &receiver);
}

static void commands_that_make_no_sense_are_refused(void **state) {
    (void)state;
    struct house *house = house_open();
    struct message message = {.type = MESSAGE_CONFIGURE};
    struct dtls_fingerprint fingerprint = {.hash = DTLS_SHA256};
    assert_int_equal(ask(house, &message).body.configured.err, ERR_CONFLICT);
    open_transport(house, SEND);
    message =
        (struct message){.type = MESSAGE_TRANSPORT_OPEN,
                         .body.credentials = {.transport = SEND, .credentials = credentials_of(7)}};
    assert_int_equal(done(house, &message), ERR_CONFLICT);
    message.body.credentials =
        (struct message_credentials){.transport = 7, .credentials = credentials_of(SEND)};
    assert_int_equal(done(house, &message), ERR_CONFLICT);
    assert_int_equal(connect_transport(house, 99, &fingerprint), ERR_NOT_FOUND);
    assert_int_equal(connect_transport(house, SEND, &fingerprint), ERR_OK);
    assert_int_equal(connect_transport(house, SEND, &fingerprint), ERR_CONFLICT);
    assert_int_equal(named(house, MESSAGE_PRODUCER_PAUSE, 5, 1), ERR_NOT_FOUND);
    assert_int_equal(named(house, MESSAGE_CONSUMER_KEY, 5, 0), ERR_NOT_FOUND);
    message = (struct message){.type = MESSAGE_PRODUCER_OPEN,
                               .body.producer = {.producer = 1, .transport = SEND, .ssrc = 1}};
    assert_int_equal(done(house, &message), ERR_OK);
    message.body.producer.producer = 2;
    assert_int_equal(done(house, &message), ERR_CONFLICT);
    house_close(house);
}

/* Bytes that break the framing, or prove nothing, end that connection alone. */
static void a_tcp_peer_that_breaks_the_framing_is_cut_off(void **state) {
    (void)state;
    struct house *house = house_open();
    struct ice_credentials credentials = credentials_of(SEND);
    struct peer good;
    struct peer bad;
    uint8_t byte;
    open_transport(house, SEND);
    assert_true(peer_open(&good, &credentials, house->configured.tcp_port, true, NULL));
    assert_true(peer_open(&bad, &credentials, house->configured.tcp_port, true, NULL));
    static const uint8_t TOO_LONG[] = {0xff, 0xff, 0};
    assert_int_equal(send(bad.fd, TOO_LONG, sizeof TOO_LONG, 0), sizeof TOO_LONG);
    struct pollfd wait = {.fd = bad.fd, .events = POLLIN};
    assert_int_equal(poll(&wait, 1, PEER_LIMIT_MS), 1);
    assert_true(recv(bad.fd, &byte, 1, 0) <= 0);
    assert_true(peer_check(&good, true));
    peer_close(&good);
    peer_close(&bad);
    house_close(house);
}

static bool is_cut_off(int fd) {
    uint8_t byte;
    struct pollfd wait = {.fd = fd, .events = POLLIN};
    return poll(&wait, 1, PEER_LIMIT_MS) == 1 && recv(fd, &byte, 1, 0) <= 0;
}

/* V15: whoever only connects, again and again, takes nobody's place. */
static void strangers_over_tcp_leave_room_for_those_who_prove_themselves(void **state) {
    (void)state;
    enum { STRANGERS = STREAMS_UNPROVEN_PER_ADDRESS_MAX + 4 };
    struct house *house = house_open();
    struct ice_credentials credentials = credentials_of(SEND);
    struct peer good;
    struct peer strangers[STRANGERS];
    open_transport(house, SEND);
    assert_true(peer_open(&good, &credentials, house->configured.tcp_port, true, NULL));
    assert_true(peer_check(&good, true));
    for (size_t i = 0; i < STRANGERS; i++) {
        assert_true(peer_open(&strangers[i], &credentials, house->configured.tcp_port, true, NULL));
    }
    for (size_t i = 0; i < STRANGERS - STREAMS_UNPROVEN_PER_ADDRESS_MAX; i++) {
        assert_true(is_cut_off(strangers[i].fd));
    }
    assert_true(peer_check(&good, true));
    assert_true(peer_check(&strangers[STRANGERS - 1], false));
    for (size_t i = 0; i < STRANGERS; i++) {
        peer_close(&strangers[i]);
    }
    peer_close(&good);
    house_close(house);
}

static void the_sandbox_kills_whoever_opens_a_file(void **state) {
    (void)state;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        if (sandbox_enter() == ERR_OK) {
            (void)open("/etc/hostname", O_RDONLY);
        }
        _exit(0);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGSYS);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(media_passes_over_udp_with_every_profile),
        cmocka_unit_test(media_passes_over_tcp),
        cmocka_unit_test(media_passes_where_there_is_no_ipv6),
        cmocka_unit_test(a_wrong_fingerprint_gets_no_media),
        cmocka_unit_test(media_from_an_unchecked_address_is_dropped_and_counted),
        cmocka_unit_test(a_check_from_anothers_address_does_not_take_its_path),
        cmocka_unit_test(garbage_of_every_kind_is_counted_and_costs_nobody_else),
        cmocka_unit_test(a_restart_moves_the_line_without_a_new_handshake),
        cmocka_unit_test(a_pause_holds_back_and_a_resume_begins_with_a_key_frame),
        cmocka_unit_test(commands_that_make_no_sense_are_refused),
        cmocka_unit_test(a_tcp_peer_that_breaks_the_framing_is_cut_off),
        cmocka_unit_test(strangers_over_tcp_leave_room_for_those_who_prove_themselves),
        cmocka_unit_test(the_sandbox_kills_whoever_opens_a_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
