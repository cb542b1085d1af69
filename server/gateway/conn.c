#include "gateway/conn.h"

#include "base/clock.h"

#include <stdlib.h>
#include <string.h>

static struct conn *conn_of(uv_handle_t *handle) {
    return handle->data;
}

static int64_t now_ms(void) {
    return clock_mono_ms();
}

/* ---- the end ---- */

static void wipe(uint8_t **data, size_t size) {
    if (*data != NULL) {
        explicit_bzero(*data, size);
        free(*data);
        *data = NULL;
    }
}

static void on_closed(uv_handle_t *handle) {
    struct conn *conn = conn_of(handle);
    http_fini(&conn->http);
    tls_free(conn->tls);
    wipe(&conn->pending, conn->pending_size);
    wipe(&conn->in_flight, conn->in_flight == NULL ? 0 : conn->writing_size);
    free(conn);
}

void conn_close(struct conn *conn) {
    if (conn->closing) {
        return;
    }
    conn->closing = true;
    bool unsent = conn->http.out.size_bytes > 0 || conn->writing;
    http_abandon(&conn->http);
    conn->host->gone(conn->host->owner, conn);
    /* Whoever does not take its bytes is reset: the kernel would keep them for minutes. */
    if (!unsent || conn->shut || uv_tcp_close_reset(&conn->tcp, on_closed) != 0) {
        uv_close((uv_handle_t *)&conn->tcp, on_closed);
    }
}

static void on_shutdown(uv_shutdown_t *request, int status) {
    struct conn *conn = request->data;
    if (status < 0 || conn->http.input_ended) {
        conn_close(conn);
    }
}

/* ---- writing ---- */

static void on_written(uv_write_t *request, int status) {
    struct conn *conn = request->data;
    conn->writing = false;
    conn->http.out.pinned = 0;
    if (conn->closing) {
        return;
    }
    if (status < 0) {
        conn_close(conn);
        return;
    }
    if (conn->in_flight != NULL) {
        wipe(&conn->in_flight, conn->writing_size);
    } else {
        sendq_advance(&conn->http.out, conn->writing_size);
        http_sent(&conn->http, conn->writing_size, now_ms());
    }
    conn_flush(conn);
}

static void begin_write(struct conn *conn, const uv_buf_t *buffers, unsigned count) {
    conn->writing_size = 0;
    for (unsigned i = 0; i < count; i++) {
        conn->writing_size += buffers[i].len;
    }
    conn->writing = true;
    conn->write.data = conn;
    if (uv_write(&conn->write, (uv_stream_t *)&conn->tcp, buffers, count, on_written) != 0) {
        conn->writing = false;
        conn_close(conn);
    }
}

/* What the kernel did not take before goes first. */
static void write_pending(struct conn *conn) {
    if (conn->pending_size == 0 || conn->writing || conn->closing) {
        return;
    }
    uv_buf_t buffer = uv_buf_init((char *)conn->pending, (unsigned)conn->pending_size);
    conn->in_flight = conn->pending;
    conn->pending = NULL;
    conn->pending_size = 0;
    begin_write(conn, &buffer, 1);
}

/* Ciphertext to the kernel; what it does not take waits in `pending`. */
static void write_cipher(struct conn *conn, const uint8_t *data, size_t size) {
    if (size > 0 && conn->pending_size == 0 && !conn->writing) {
        uv_buf_t buffer = uv_buf_init((char *)(uintptr_t)data, (unsigned)size);
        int sent = uv_try_write((uv_stream_t *)&conn->tcp, &buffer, 1);
        if (sent < 0 && sent != UV_EAGAIN) {
            conn_close(conn);
            return;
        }
        data += sent < 0 ? 0 : sent;
        size -= sent < 0 ? 0 : (size_t)sent;
    }
    if (size == 0) {
        return;
    }
    uint8_t *pending = size > CONN_PENDING_MAX - conn->pending_size
                           ? NULL
                           : realloc(conn->pending, conn->pending_size + size);
    if (pending == NULL) {
        conn_close(conn);
        return;
    }
    memcpy(pending + conn->pending_size, data, size);
    conn->pending = pending;
    conn->pending_size += size;
    write_pending(conn);
}

/* Encrypts what stands in http.out into the shared buffer, once. False: nothing more can go now. */
static bool flush_tls_once(struct conn *conn) {
    struct sendq_view views[CONN_VIEWS];
    struct tls_io io = {.out = conn->host->out, .out_room = CONN_BUFFER};
    size_t count = sendq_views(&conn->http.out, views, CONN_VIEWS);
    size_t total = 0;
    enum err err = ERR_OK;
    for (size_t i = 0; i < count && err == ERR_OK; i++) {
        size_t used = 0;
        err = tls_send(conn->tls, &io, views[i].data, views[i].size, &used);
        total += used;
        if (used < views[i].size) {
            break;
        }
    }
    write_cipher(conn, io.out, io.out_size);
    if (err == ERR_CRYPTO) {
        conn_close(conn);
    }
    if (conn->closing || total == 0) {
        return false;
    }
    sendq_advance(&conn->http.out, total);
    http_sent(&conn->http, total, now_ms());
    return !conn->writing;
}

static bool flush_plain_once(struct conn *conn) {
    struct sendq_view views[CONN_VIEWS];
    uv_buf_t buffers[CONN_VIEWS];
    size_t count = sendq_views(&conn->http.out, views, CONN_VIEWS);
    for (size_t i = 0; i < count; i++) {
        buffers[i] = uv_buf_init((char *)(uintptr_t)views[i].data, (unsigned)views[i].size);
    }
    int sent = uv_try_write((uv_stream_t *)&conn->tcp, buffers, (unsigned)count);
    if (sent == UV_EAGAIN) {
        conn->http.out.pinned = count;
        begin_write(conn, buffers, (unsigned)count);
        return false;
    }
    if (sent < 0) {
        conn_close(conn);
        return false;
    }
    sendq_advance(&conn->http.out, (size_t)sent);
    http_sent(&conn->http, (size_t)sent, now_ms());
    return true;
}

/* ---- reading ---- */

static void on_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *out) {
    (void)suggested;
    *out = uv_buf_init((char *)conn_of(handle)->host->in, CONN_BUFFER);
}

static void on_plain(void *owner, const uint8_t *data, size_t size) {
    struct conn *conn = owner;
    http_receive(&conn->http, data, size, now_ms());
}

static void receive_tls(struct conn *conn, const uint8_t *data, size_t size) {
    struct tls_io io = {
        .in = data, .in_size = size, .out = conn->host->out, .out_room = CONN_BUFFER};
    enum err err = tls_receive(conn->tls, &io, on_plain, conn);
    write_cipher(conn, io.out, io.out_size);
    if (err == ERR_CLOSED) {
        http_input_end(&conn->http, now_ms());
    } else if (err != ERR_OK) {
        conn_close(conn);
    }
}

static void on_read(uv_stream_t *stream, ssize_t size, const uv_buf_t *buffer) {
    struct conn *conn = conn_of((uv_handle_t *)stream);
    if (size == 0 || conn->closing) {
        return;
    }
    if (size < 0 && size != UV_EOF) {
        conn_close(conn);
        return;
    }
    if (size == UV_EOF) {
        http_input_end(&conn->http, now_ms());
    } else if (conn->tls != NULL) {
        receive_tls(conn, (const uint8_t *)buffer->base, (size_t)size);
    } else {
        on_plain(conn, (const uint8_t *)buffer->base, (size_t)size);
    }
    if (size > 0) {
        explicit_bzero(buffer->base, (size_t)size);
    }
    if (size == UV_EOF && conn->shut) {
        conn_close(conn);
        return;
    }
    conn_flush(conn);
}

/* Reads exactly while http wants bytes. */
static void see_to_reading(struct conn *conn) {
    bool wanted = http_reads(&conn->http);
    if (wanted == conn->reading) {
        return;
    }
    conn->reading = wanted;
    if (!wanted) {
        (void)uv_read_stop((uv_stream_t *)&conn->tcp);
    } else if (uv_read_start((uv_stream_t *)&conn->tcp, on_alloc, on_read) != 0) {
        conn_close(conn);
    }
}

/* After the last answer: our side ends; what still comes is thrown away for a while, so that the peer reads
 * the answer instead of a reset. */
static void see_to_the_end(struct conn *conn) {
    if (conn->http.state != HTTP_CLOSING || conn->http.out.size_bytes > 0 || conn->writing ||
        conn->shut || conn->closing) {
        return;
    }
    conn->shut = true;
    if (conn->tls != NULL) {
        struct tls_io io = {.out = conn->host->out, .out_room = CONN_BUFFER};
        tls_end(conn->tls, &io);
        write_cipher(conn, io.out, io.out_size);
    }
    conn->shutdown.data = conn;
    if (!conn->closing &&
        uv_shutdown(&conn->shutdown, (uv_stream_t *)&conn->tcp, on_shutdown) != 0) {
        conn_close(conn);
    }
}

void conn_flush(struct conn *conn) {
    write_pending(conn);
    bool more = !conn->closing && !conn->writing;
    while (more && conn->http.out.size_bytes > 0 && conn->http.state != HTTP_ENDED) {
        more = conn->tls != NULL ? flush_tls_once(conn) : flush_plain_once(conn);
    }
    if (conn->closing) {
        return;
    }
    if (conn->http.state == HTTP_ENDED) {
        conn_close(conn);
        return;
    }
    see_to_the_end(conn);
    if (!conn->closing) {
        see_to_reading(conn);
    }
}

void conn_start(struct conn *conn, struct conn_host *host, struct http_env *env,
                const struct address *peer, struct tls *tls, int64_t started_ms) {
    conn->host = host;
    conn->tls = tls;
    conn->tcp.data = conn;
    uint64_t number = conn->http.number;
    http_init(&conn->http, env, peer, started_ms);
    conn->http.number = number;
    (void)uv_tcp_nodelay(&conn->tcp, 1);
    see_to_reading(conn);
}
