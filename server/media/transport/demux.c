#include "media/transport/demux.h"

#include <stdint.h>

enum {
    STUN_HEADER_BYTES = 20,
    DTLS_HEADER_BYTES = 13,
    RTP_HEADER_BYTES = 12,
    RTCP_HEADER_BYTES = 8
};

static enum demux_kind media_kind(uint8_t second, size_t size) {
    if (second >= 192 && second <= 223) {
        return size >= RTCP_HEADER_BYTES ? DEMUX_RTCP : DEMUX_NONE;
    }
    return size >= RTP_HEADER_BYTES ? DEMUX_RTP : DEMUX_NONE;
}

enum demux_kind demux_kind_of(const void *data, size_t size) {
    const uint8_t *bytes = data;
    if (size < 2) {
        return DEMUX_NONE;
    }
    if (bytes[0] <= 3) {
        return size >= STUN_HEADER_BYTES ? DEMUX_STUN : DEMUX_NONE;
    }
    if (bytes[0] >= 20 && bytes[0] <= 63) {
        return size >= DTLS_HEADER_BYTES ? DEMUX_DTLS : DEMUX_NONE;
    }
    if (bytes[0] >= 128 && bytes[0] <= 191) {
        return media_kind(bytes[1], size);
    }
    return DEMUX_NONE;
}
