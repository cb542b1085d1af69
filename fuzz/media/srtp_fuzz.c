/* SRTP and SRTCP opened, with each profile: first the input as it is, which nobody may forge; then sealed by us, when it must
 * come out as it went in. */
#include "media/transport/seal.h"

#include <string.h>

enum { PACKET_MAX = 2048, RTP_HEADER = 12, RTCP_HEADER = 8 };

static struct seal *seal_of(uint8_t profile) {
    static const uint8_t KEY[SEAL_KEY_MAX] = {1, 2, 3};
    static const uint8_t SALT[SEAL_SALT_MAX] = {4, 5, 6};
    struct seal_session_keys keys;
    must(seal_derive((enum seal_profile)(profile % 3), KEY, SALT, &keys) == ERR_OK);
    struct seal *seal = seal_new(&keys);
    must(seal != NULL);
    return seal;
}

static void round_trip_rtp(struct seal *sealer, struct seal *opener, const uint8_t *data,
                           size_t size) {
    uint8_t sealed[PACKET_MAX];
    uint8_t opened[PACKET_MAX];
    size_t sealed_size;
    size_t opened_size;
    memcpy(sealed, data, RTP_HEADER);
    sealed[0] = 0x80; /* no extension, no CSRC */
    if (seal_rtp(sealer, sealed, RTP_HEADER, data + RTP_HEADER, size - RTP_HEADER, sizeof sealed,
                 &sealed_size) == ERR_OK) {
        must(seal_open_rtp(opener, sealed, sealed_size, opened, &opened_size) == ERR_OK);
        must(opened_size == size);
        must(memcmp(opened + RTP_HEADER, data + RTP_HEADER, size - RTP_HEADER) == 0);
    }
}

static void round_trip_rtcp(struct seal *sealer, struct seal *opener, const uint8_t *data,
                            size_t size) {
    uint8_t sealed[PACKET_MAX];
    uint8_t opened[PACKET_MAX];
    size_t sealed_size;
    size_t opened_size;
    if (seal_rtcp(sealer, data, size, sealed, sizeof sealed, &sealed_size) == ERR_OK) {
        must(seal_open_rtcp(opener, sealed, sealed_size, opened, &opened_size) == ERR_OK);
        must(opened_size == size && memcmp(opened, data, size) == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    uint8_t out[PACKET_MAX];
    size_t out_size;
    if (size < 1 || size > PACKET_MAX - 64) {
        return 0;
    }
    struct seal *sealer = seal_of(data[0]);
    struct seal *opener = seal_of(data[0]);
    data++;
    size--;
    must(seal_open_rtp(opener, data, size, out, &out_size) != ERR_OK);
    must(seal_open_rtcp(opener, data, size, out, &out_size) != ERR_OK);
    if (size >= RTP_HEADER) {
        round_trip_rtp(sealer, opener, data, size);
    }
    if (size >= RTCP_HEADER) {
        round_trip_rtcp(sealer, opener, data, size);
    }
    seal_free(sealer);
    seal_free(opener);
    return 0;
}
