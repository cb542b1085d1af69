/* The worker's parts by themselves: tables, the outbox and the framed streams, over real sockets. */
#include "../unit.h"
#include "media/worker/outbox.h"
#include "media/worker/streams.h"
#include "media/worker/table.h"

#include <arpa/inet.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

enum { LIMIT_MS = 60000, KEYS = 512, STEPS = 20000 };

/* A table against a plain array, through additions and removals in every order. */
static void a_table_finds_what_it_holds_and_nothing_else(void **state) {
    (void)state;
    static uint32_t values[KEYS];
    static bool held[KEYS];
    struct table table;
    size_t count = 0;
    uint32_t random = 1;
    memset(held, 0, sizeof held);
    assert_int_equal(table_init(&table, KEYS / 2), ERR_OK);
    for (size_t step = 0; step < STEPS; step++) {
        random = random * 1103515245 + 12345;
        size_t key = random >> 8 & (KEYS - 1);
        if (held[key]) {
            assert_int_equal(table_add(&table, key, &values[key]), ERR_CONFLICT);
            table_remove(&table, key);
            held[key] = false;
            count--;
        } else if (count == KEYS / 2) {
            assert_int_equal(table_add(&table, key, &values[key]), ERR_FULL);
        } else {
            assert_int_equal(table_add(&table, key, &values[key]), ERR_OK);
            held[key] = true;
            count++;
        }
        size_t probe = random >> 20 & (KEYS - 1);
        assert_ptr_equal(table_find(&table, probe), held[probe] ? &values[probe] : NULL);
    }
    size_t seen = 0;
    for (size_t index = 0; table_next(&table, &index) != NULL;) {
        seen++;
    }
    assert_int_equal(seen, count);
    table_fini(&table);
}

static struct ice_path path_of(uint32_t number) {
    struct ice_path path = {.remote = {.port = (uint16_t)number}};
    memcpy(path.remote.ip, &number, sizeof number);
    return path;
}

static void a_path_is_noted_once_and_moves_to_its_new_transport(void **state) {
    (void)state;
    struct paths *paths = calloc(1, sizeof *paths);
    struct ice_path path = path_of(7);
    assert_int_equal(path_find(paths, &path), 0);
    path_note(paths, &path, 1);
    path_note(paths, &path, 2);
    assert_int_equal(path_find(paths, &path), 2);
    for (uint32_t number = 100; number < 100 + 2 * PATH_SLOTS; number++) {
        struct ice_path other = path_of(number);
        path_note(paths, &other, number);
        assert_int_equal(path_find(paths, &other), number);
    }
    free(paths);
}

static int receiver(struct ice_path *path) {
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t size = sizeof address;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, size), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &size), 0);
    struct sockaddr_storage storage = {0};
    memcpy(&storage, &address, sizeof address);
    *path = (struct ice_path){.via = NET_VIA_UDP};
    net_address_from(&storage, &path->remote);
    memcpy(path->local, path->remote.ip, sizeof path->local);
    return fd;
}

static void expect(int fd, uint8_t number, size_t size) {
    uint8_t data[OUTBOX_PACKET_MAX];
    struct pollfd wait = {.fd = fd, .events = POLLIN};
    assert_int_equal(poll(&wait, 1, LIMIT_MS), 1);
    assert_int_equal(recv(fd, data, sizeof data, 0), size);
    assert_int_equal(data[0], number);
}

/* Runs of equal sizes, shorter and longer ones, to two places at once. */
static void the_outbox_keeps_each_receivers_packets_whole_and_in_order(void **state) {
    (void)state;
    static const size_t SIZES[] = {1200, 1200, 1200, 700, 1200, 1300, 1300, 1, 2, 2, 1600, 1600};
    static const uint8_t ANY[16];
    for (int segments = 0; segments < 2; segments++) {
        struct net_socket out;
        struct ice_path paths[2];
        uint16_t port;
        assert_int_equal(net_open(SOCK_DGRAM, ANY, 0, &out, &port), ERR_OK);
        struct outbox *outbox = outbox_new(&out);
        outbox->segments = segments == 1;
        int fds[2] = {receiver(&paths[0]), receiver(&paths[1])};
        for (size_t i = 0; i < sizeof SIZES / sizeof SIZES[0]; i++) {
            for (size_t to = 0; to < 2; to++) {
                outbox_room(outbox)[0] = (uint8_t)i;
                outbox_push(outbox, &paths[to], SIZES[i]);
            }
        }
        outbox_flush(outbox);
        for (size_t i = 0; i < sizeof SIZES / sizeof SIZES[0]; i++) {
            expect(fds[0], (uint8_t)i, SIZES[i]);
            expect(fds[1], (uint8_t)i, SIZES[i]);
        }
        assert_int_equal(outbox->sent, 24);
        assert_int_equal(outbox->dropped, 0);
        close(fds[0]);
        close(fds[1]);
        outbox_free(outbox);
        net_close(&out);
    }
}

static void more_packets_than_slots_are_sent_on_the_way(void **state) {
    (void)state;
    static const uint8_t ANY[16];
    struct net_socket out;
    struct ice_path paths[2];
    uint16_t port;
    assert_int_equal(net_open(SOCK_DGRAM, ANY, 0, &out, &port), ERR_OK);
    struct outbox *outbox = outbox_new(&out);
    int fds[2] = {receiver(&paths[0]), receiver(&paths[1])};
    for (size_t i = 0; i < 3 * OUTBOX_SLOTS; i++) {
        outbox_room(outbox)[0] = (uint8_t)i;
        outbox_push(outbox, &paths[0], 20);
        if (i % OUTBOX_CHAINS == 0) { /* another destination as well */
            outbox_room(outbox)[0] = (uint8_t)i;
            outbox_push(outbox, &paths[1], 20);
        }
    }
    outbox_flush(outbox);
    assert_true(outbox->sent + outbox->dropped >= 3 * OUTBOX_SLOTS);
    expect(fds[0], 0, 20);
    close(fds[0]);
    close(fds[1]);
    outbox_free(outbox);
    net_close(&out);
}

struct heard {
    struct streams streams;
    size_t frames;
    uint32_t via;
    uint32_t gone;
};

static void on_frame(void *owner, const struct ice_path *path, const uint8_t *data, size_t size) {
    struct heard *heard = owner;
    assert_int_equal(size, data[0]);
    heard->frames++;
    heard->via = path->via;
}

static void on_gone(void *owner, uint32_t via) {
    ((struct heard *)owner)->gone = via;
}

/* One turn of the loop that a worker runs. */
static void turn(struct heard *heard, struct net_socket *listener) {
    struct epoll_event event;
    assert_int_equal(epoll_wait(heard->streams.epoll_fd, &event, 1, LIMIT_MS), 1);
    if (event.data.u64 < STREAMS_EVENT) {
        streams_accept(&heard->streams, listener, 0);
    } else {
        streams_event(&heard->streams, event.data.u64 - STREAMS_EVENT, event.events);
    }
}

static int dial(struct heard *heard, struct net_socket *listener) {
    static const uint8_t ANY[16];
    struct sockaddr_in to = {.sin_family = AF_INET};
    uint16_t port;
    int buffer = 4096;
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    streams_init(&heard->streams, epoll_create1(0));
    heard->streams.on_frame = on_frame;
    heard->streams.on_gone = on_gone;
    heard->streams.owner = heard;
    assert_int_equal(net_open(SOCK_STREAM, ANY, 0, listener, &port), ERR_OK);
    struct epoll_event event = {.events = EPOLLIN, .data.u64 = 1};
    assert_int_equal(epoll_ctl(heard->streams.epoll_fd, EPOLL_CTL_ADD, listener->fd, &event), 0);
    to.sin_port = htons(port);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof buffer), 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof to), 0);
    turn(heard, listener);
    return fd;
}

static void hang_up(struct heard *heard, struct net_socket *listener, int fd) {
    close(fd);
    streams_fini(&heard->streams);
    net_close(listener);
    close(heard->streams.epoll_fd);
}

static void frames_arrive_however_they_are_cut(void **state) {
    (void)state;
    static struct heard heard;
    struct net_socket listener;
    memset(&heard, 0, sizeof heard);
    int fd = dial(&heard, &listener);
    static const uint8_t FRAMES[] = {0, 3, 3, 1, 2, 0, 1, 1, 0, 2, 2, 9};
    for (size_t i = 0; i < sizeof FRAMES; i++) {
        assert_int_equal(send(fd, FRAMES + i, 1, 0), 1);
        turn(&heard, &listener);
    }
    assert_int_equal(heard.frames, 3);
    assert_int_not_equal(heard.via, NET_VIA_UDP);
    streams_proven(&heard.streams, heard.via);
    streams_tick(&heard.streams, 2 * STREAM_PROOF_MS);
    assert_int_equal(heard.gone, 0);
    hang_up(&heard, &listener, fd);
    assert_int_equal(heard.gone, heard.via);
}

static void who_proves_nothing_in_time_is_cut_off(void **state) {
    (void)state;
    static struct heard heard;
    struct net_socket listener;
    memset(&heard, 0, sizeof heard);
    int fd = dial(&heard, &listener);
    streams_tick(&heard.streams, STREAM_PROOF_MS);
    assert_int_equal(heard.gone, 0);
    streams_tick(&heard.streams, STREAM_PROOF_MS + 1);
    assert_int_not_equal(heard.gone, 0);
    assert_false(streams_send(&heard.streams, heard.gone, (const uint8_t *)"x", 1));
    hang_up(&heard, &listener, fd);
}

/* Until there is something to read. What was kept leaves meanwhile, when there is room; what has left may take its time. */
static void until_readable(struct heard *heard, int fd) {
    struct pollfd wait[2] = {{.fd = fd, .events = POLLIN},
                             {.fd = heard->streams.epoll_fd, .events = POLLIN}};
    do {
        struct epoll_event event;
        assert_true(poll(wait, 2, LIMIT_MS) > 0);
        if (wait[1].revents != 0 && epoll_wait(heard->streams.epoll_fd, &event, 1, 0) == 1) {
            streams_event(&heard->streams, event.data.u64 - STREAMS_EVENT, event.events);
        }
    } while (wait[0].revents == 0);
}

/* Whoever reads slowly misses whole frames and is never out of step. */
static void a_slow_reader_loses_whole_frames(void **state) {
    (void)state;
    static struct heard heard;
    static uint8_t frame[1200];
    struct net_socket listener;
    memset(&heard, 0, sizeof heard);
    int fd = dial(&heard, &listener);
    assert_int_equal(send(fd, "\0\1\1", 3, 0), 3);
    turn(&heard, &listener);
    size_t accepted = 0;
    for (size_t i = 0; i < 20000; i++) {
        accepted += streams_send(&heard.streams, heard.via, frame, sizeof frame) ? 1 : 0;
    }
    assert_int_equal(heard.streams.dropped, 20000 - accepted);
    assert_true(accepted > 0 && accepted < 20000);
    for (size_t i = 0; i < accepted; i++) {
        uint8_t got[2 + sizeof frame];
        for (size_t size = 0; size < sizeof got;) {
            until_readable(&heard, fd);
            ssize_t more = recv(fd, got + size, sizeof got - size, 0);
            assert_true(more > 0);
            size += (size_t)more;
        }
        assert_int_equal(got[0] << 8 | got[1], sizeof frame);
    }
    hang_up(&heard, &listener, fd);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_table_finds_what_it_holds_and_nothing_else),
        cmocka_unit_test(a_path_is_noted_once_and_moves_to_its_new_transport),
        cmocka_unit_test(the_outbox_keeps_each_receivers_packets_whole_and_in_order),
        cmocka_unit_test(more_packets_than_slots_are_sent_on_the_way),
        cmocka_unit_test(frames_arrive_however_they_are_cut),
        cmocka_unit_test(who_proves_nothing_in_time_is_cut_off),
        cmocka_unit_test(a_slow_reader_loses_whole_frames),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
