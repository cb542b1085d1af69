#include "media/worker/streams.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/uio.h>
#include <unistd.h>

enum { FRAME_HEADER_BYTES = 2, VIA_INDEX_BITS = 8 };

void streams_init(struct streams *streams, int epoll_fd) {
    memset(streams, 0, sizeof *streams);
    streams->epoll_fd = epoll_fd;
}

/* via 0 is the UDP socket; a stream's generation begins at 1, so its via never is 0. */
static uint32_t via_of(const struct stream *stream, size_t index) {
    return stream->generation << VIA_INDEX_BITS | (uint32_t)index;
}

static struct stream *find(struct streams *streams, uint32_t via) {
    struct stream *stream = streams->list[via & (STREAMS_MAX - 1)];
    bool same = stream != NULL && stream->fd >= 0 && stream->path.via == via;
    return same ? stream : NULL;
}

static void hang_up(struct streams *streams, struct stream *stream) {
    close(stream->fd);
    stream->fd = -1;
    free(stream->out);
    stream->out = NULL;
    streams->on_gone(streams->owner, stream->path.via);
}

void streams_fini(struct streams *streams) {
    for (size_t i = 0; i < STREAMS_MAX; i++) {
        if (streams->list[i] != NULL && streams->list[i]->fd >= 0) {
            hang_up(streams, streams->list[i]);
        }
        free(streams->list[i]);
        streams->list[i] = NULL;
    }
}

static struct stream *free_stream(struct streams *streams, size_t *index) {
    for (size_t i = 0; i < STREAMS_MAX; i++) {
        if (streams->list[i] == NULL) {
            streams->list[i] = calloc(1, sizeof *streams->list[i]);
            if (streams->list[i] != NULL) {
                streams->list[i]->fd = -1;
            }
        }
        if (streams->list[i] != NULL && streams->list[i]->fd < 0) {
            *index = i;
            return streams->list[i];
        }
    }
    return NULL;
}

static bool read_addresses(int fd, struct ice_path *path) {
    struct sockaddr_storage address = {0};
    struct stun_address local;
    socklen_t size = sizeof address;
    if (getpeername(fd, (struct sockaddr *)&address, &size) != 0) {
        return false;
    }
    net_address_from(&address, &path->remote);
    size = sizeof address;
    if (getsockname(fd, (struct sockaddr *)&address, &size) != 0) {
        return false;
    }
    net_address_from(&address, &local);
    memcpy(path->local, local.ip, sizeof path->local);
    return true;
}

/* Whoever can choose addresses inside it counts as one: an IPv4 address, an IPv6 /64. */
static bool same_household(const struct stun_address *a, const struct stun_address *b) {
    static const uint8_t MAPPED[12] = {[10] = 0xff, [11] = 0xff};
    bool v4 = memcmp(a->ip, MAPPED, sizeof MAPPED) == 0;
    return memcmp(a->ip, b->ip, v4 ? sizeof a->ip : 8) == 0;
}

/* What is open, all of it or one household's. */
struct share {
    size_t count;
    size_t unproven;
    struct stream *oldest; /* of those that have proven nothing; NULL: none */
};

static struct share share_of(const struct streams *streams, const struct stun_address *remote) {
    struct share share = {0};
    for (size_t i = 0; i < STREAMS_MAX; i++) {
        struct stream *stream = streams->list[i];
        if (stream == NULL || stream->fd < 0 ||
            (remote != NULL && !same_household(remote, &stream->path.remote))) {
            continue;
        }
        share.count++;
        if (!stream->proven) {
            share.unproven++;
            bool older = share.oldest == NULL || stream->number < share.oldest->number;
            share.oldest = older ? stream : share.oldest;
        }
    }
    return share;
}

/* Whoever comes newly proves itself within a moment; whoever has not yet gives way to them. */
static bool make_room(struct streams *streams, const struct stun_address *remote) {
    struct share own = share_of(streams, remote);
    struct share all = share_of(streams, NULL);
    bool own_full =
        own.count >= STREAMS_PER_ADDRESS_MAX || own.unproven >= STREAMS_UNPROVEN_PER_ADDRESS_MAX;
    struct stream *gives_way = own_full ? own.oldest : all.oldest;
    if (!own_full && all.count < STREAMS_MAX) {
        return true;
    }
    if (gives_way != NULL) {
        hang_up(streams, gives_way);
    }
    return gives_way != NULL;
}

void streams_adopt(struct streams *streams, int fd, int64_t now_ms) {
    size_t index = 0;
    struct ice_path path = {0};
    struct stream *stream = NULL;
    if (read_addresses(fd, &path) && make_room(streams, &path.remote)) {
        stream = free_stream(streams, &index);
    }
    struct epoll_event event = {.events = EPOLLIN, .data.u64 = STREAMS_EVENT + index};
    int yes = 1;
    if (stream == NULL || setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes) != 0 ||
        epoll_ctl(streams->epoll_fd, EPOLL_CTL_ADD, fd, &event) != 0) {
        close(fd);
        return;
    }
    uint32_t generation = (stream->generation + 1) & 0xffffff;
    *stream =
        (struct stream){.fd = fd, .number = ++streams->adopted, .opened_ms = now_ms, .path = path};
    stream->generation = generation == 0 ? 1 : generation;
    stream->path.via = via_of(stream, index);
}

void streams_accept(struct streams *streams, const struct net_socket *listener, int64_t now_ms) {
    for (size_t i = 0; i < STREAMS_MAX; i++) {
        int fd = accept4(listener->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) {
            return;
        }
        streams_adopt(streams, fd, now_ms);
    }
}

/* Hands out whole frames; false when the peer breaks the framing. */
static bool deliver(struct streams *streams, struct stream *stream) {
    size_t at = 0;
    while (stream->in_size - at >= FRAME_HEADER_BYTES) {
        size_t size = (size_t)stream->in[at] << 8 | stream->in[at + 1];
        if (size == 0 || size > STREAM_FRAME_MAX) {
            return false;
        }
        if (stream->in_size - at - FRAME_HEADER_BYTES < size) {
            break;
        }
        streams->on_frame(streams->owner, &stream->path, stream->in + at + FRAME_HEADER_BYTES,
                          size);
        at += FRAME_HEADER_BYTES + size;
    }
    memmove(stream->in, stream->in + at, stream->in_size - at);
    stream->in_size -= at;
    return true;
}

static bool read_some(struct streams *streams, struct stream *stream) {
    ssize_t got =
        recv(stream->fd, stream->in + stream->in_size, sizeof stream->in - stream->in_size, 0);
    if (got < 0) {
        return errno == EAGAIN || errno == EINTR;
    }
    stream->in_size += (size_t)got;
    return got > 0 && deliver(streams, stream);
}

static void watch(struct streams *streams, struct stream *stream, bool write) {
    struct epoll_event event = {
        .events = EPOLLIN | (write ? (uint32_t)EPOLLOUT : 0),
        .data.u64 = STREAMS_EVENT + (stream->path.via & (STREAMS_MAX - 1)),
    };
    if (stream->wants_write != write) {
        stream->wants_write = write;
        (void)epoll_ctl(streams->epoll_fd, EPOLL_CTL_MOD, stream->fd, &event);
    }
}

static bool write_some(struct streams *streams, struct stream *stream) {
    if (stream->out_size > 0) {
        ssize_t sent =
            send(stream->fd, stream->out + stream->out_begin, stream->out_size, MSG_NOSIGNAL);
        if (sent < 0) {
            return errno == EAGAIN || errno == EINTR;
        }
        stream->out_begin += (size_t)sent;
        stream->out_size -= (size_t)sent;
    }
    if (stream->out_size == 0) {
        stream->out_begin = 0;
        watch(streams, stream, false);
    }
    return true;
}

void streams_event(struct streams *streams, size_t index, uint32_t events) {
    struct stream *stream = index < STREAMS_MAX ? streams->list[index] : NULL;
    if (stream == NULL || stream->fd < 0) {
        return;
    }
    bool good = (events & EPOLLERR) == 0;
    good = good && ((events & EPOLLOUT) == 0 || write_some(streams, stream));
    good = good && ((events & (EPOLLIN | EPOLLHUP)) == 0 || read_some(streams, stream));
    if (!good) {
        hang_up(streams, stream);
    }
}

/* Keeps what the socket did not take. `done` bytes of the frame are out already. */
static bool keep(struct streams *streams, struct stream *stream, const struct iovec *parts,
                 size_t done) {
    if (stream->out == NULL) {
        stream->out = malloc(STREAM_OUT_BYTES);
    }
    size_t size = parts[0].iov_len + parts[1].iov_len - done;
    if (stream->out == NULL || stream->out_size + size > STREAM_OUT_BYTES) {
        return false;
    }
    if (stream->out_begin + stream->out_size + size > STREAM_OUT_BYTES) {
        memmove(stream->out, stream->out + stream->out_begin, stream->out_size);
        stream->out_begin = 0;
    }
    for (size_t i = 0; i < 2; i++) {
        size_t skip = done < parts[i].iov_len ? done : parts[i].iov_len;
        done -= skip;
        memcpy(stream->out + stream->out_begin + stream->out_size,
               (const uint8_t *)parts[i].iov_base + skip, parts[i].iov_len - skip);
        stream->out_size += parts[i].iov_len - skip;
    }
    watch(streams, stream, true);
    return true;
}

bool streams_send(struct streams *streams, uint32_t via, const uint8_t *data, size_t size) {
    struct stream *stream = find(streams, via);
    uint8_t length[FRAME_HEADER_BYTES] = {(uint8_t)(size >> 8), (uint8_t)size};
    struct iovec parts[2] = {{.iov_base = length, .iov_len = sizeof length},
                             {.iov_base = (void *)data, .iov_len = size}};
    if (stream == NULL) {
        streams->dropped++;
        return false;
    }
    size_t done = 0;
    if (stream->out_size == 0) {
        struct msghdr header = {.msg_iov = parts, .msg_iovlen = 2};
        ssize_t sent = sendmsg(stream->fd, &header, MSG_NOSIGNAL | MSG_DONTWAIT);
        done = sent < 0 ? 0 : (size_t)sent;
    }
    if (done == sizeof length + size || keep(streams, stream, parts, done)) {
        return true;
    }
    streams->dropped++;
    if (done > 0) { /* half a frame is out: nothing behind it would be understood */
        shutdown(stream->fd, SHUT_RDWR);
    }
    return false;
}

void streams_proven(struct streams *streams, uint32_t via) {
    struct stream *stream = find(streams, via);
    if (stream != NULL) {
        stream->proven = true;
    }
}

void streams_tick(struct streams *streams, int64_t now_ms) {
    for (size_t i = 0; i < STREAMS_MAX; i++) {
        struct stream *stream = streams->list[i];
        if (stream != NULL && stream->fd >= 0 && !stream->proven &&
            now_ms - stream->opened_ms > STREAM_PROOF_MS) {
            hang_up(streams, stream);
        }
    }
}
