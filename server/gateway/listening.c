#include "gateway/listening.h"

#include "base/log.h"
#include "gateway/address.h"

#include <string.h>

enum { BACKLOG = 1024 };

static enum err sockaddr_of(const char *host, int port, struct sockaddr_storage *out) {
    memset(out, 0, sizeof *out);
    if (uv_ip4_addr(host, port, (struct sockaddr_in *)out) == 0 ||
        uv_ip6_addr(host, port, (struct sockaddr_in6 *)out) == 0) {
        return ERR_OK;
    }
    return ERR_INVALID;
}

static enum err listen_on(struct listening *listening, const struct listening_config *config,
                          const char *host, int port) {
    struct sockaddr_storage at;
    struct address address;
    if (sockaddr_of(host, port, &at) != ERR_OK ||
        address_from_sockaddr((const struct sockaddr *)&at, &address) != ERR_OK) {
        return ERR_INVALID;
    }
    if (config->loopback && !address_is_loopback(&address)) {
        return ERR_INVALID;
    }
    uv_tcp_t *handle = &listening->handles[listening->count];
    must(uv_tcp_init(config->loop, handle) == 0);
    handle->data = config->owner;
    listening->count++;
    int result = uv_tcp_bind(handle, (const struct sockaddr *)&at, 0);
    if (result == 0) {
        result = uv_listen((uv_stream_t *)handle, BACKLOG, config->accept);
    }
    if (result != 0) {
        return result == UV_EADDRINUSE ? ERR_CONFLICT : ERR_IO;
    }
    return ERR_OK;
}

static enum err read_port(struct listening *listening) {
    struct sockaddr_storage name = {0};
    int size = sizeof name;
    if (uv_tcp_getsockname(&listening->handles[0], (struct sockaddr *)&name, &size) != 0) {
        return ERR_IO;
    }
    const struct sockaddr_in *v4 = (const struct sockaddr_in *)&name; /* the port stands alike */
    listening->port = ntohs(v4->sin_port);
    return ERR_OK;
}

/* A machine without IPv6 has one loopback address. Where somebody else has our port on the other, browsers that
 * open localhost would reach them, passwords and all. */
static enum err listen_on_ipv6_loopback(struct listening *listening,
                                        const struct listening_config *config) {
    enum err err = listen_on(listening, config, "::1", listening->port);
    if (err == ERR_IO) {
        log_event(LOG_WARN, "gateway.no-ipv6-loopback");
        return ERR_OK;
    }
    return err;
}

enum err listening_begin(struct listening *listening, const struct listening_config *config) {
    bool localhost = strcmp(config->host, "localhost") == 0;
    enum err err =
        listen_on(listening, config, localhost ? "127.0.0.1" : config->host, config->port);
    if (err == ERR_OK) {
        err = read_port(listening);
    }
    if (err == ERR_OK && localhost) {
        err = listen_on_ipv6_loopback(listening, config);
    }
    return err;
}

void listening_end(struct listening *listening) {
    for (size_t i = 0; i < listening->count; i++) {
        uv_close((uv_handle_t *)&listening->handles[i], NULL);
    }
    listening->count = 0;
}
