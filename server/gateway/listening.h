/* listening: the sockets that the gateway accepts on: one address, or both of "localhost". */
#ifndef ANTEROOM_GATEWAY_LISTENING_H
#define ANTEROOM_GATEWAY_LISTENING_H

#include "base/err.h"

#include <stdbool.h>
#include <uv.h>

enum { LISTENING_MAX = 2 }; /* "localhost" is two addresses */

/* Zeroed: listens nowhere. */
struct listening {
    uv_tcp_t handles[LISTENING_MAX];
    size_t count;
    int port; /* that the first one has */
};

struct listening_config {
    uv_loop_t *loop;
    const char *host; /* an address, IPv4 or IPv6, or "localhost" */
    int port;         /* 0: the kernel chooses; both addresses of "localhost" get the same */
    bool loopback;    /* only this machine may come: another address is refused */
    void *owner;      /* `data` of the handle that `accept` gets */
    uv_connection_cb accept;
};

/* ERR_INVALID: no address, or one that is not loopback where it has to be; ERR_CONFLICT: it is taken; ERR_IO: it is not
 * ours. After an error listening_end() is due as after success. */
must_check enum err listening_begin(struct listening *listening,
                                    const struct listening_config *config);
/* Closes the handles; may be called again. Their memory is the loop's until it has run. */
void listening_end(struct listening *listening);

#endif
