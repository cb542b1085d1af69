/* parameters: RTP, ICE and DTLS parameters between mediasoup-client's JSON and the control messages.
 *
 * Pure. What a page sends is checked field by field and bounded; what a page gets is made here and nowhere else. The
 * codecs are Opus and VP8 with RTX; payload types and extension ids towards receivers are the house's own. */
#ifndef ANTEROOM_MEDIA_STAGE_PARAMETERS_H
#define ANTEROOM_MEDIA_STAGE_PARAMETERS_H

#include "base/err.h"
#include "media/control/message.h"

#include <jansson.h>
#include <stdbool.h>

enum {
    PARAMETERS_CODECS_MAX = 16,
    PARAMETERS_EXTENSIONS_MAX = 32,
};

/* Reads a member of an object. False when it is missing, of another type or out of its bounds. */
bool parameters_text(const json_t *object, const char *key, size_t max, const char **out);
bool parameters_uint(const json_t *object, const char *key, uint32_t max, uint32_t *out);

/* `rtpParameters` of produce into the stream's part of `out` (ssrcs, payload types, extension ids). ERR_INVALID; `*text`
 * says why. */
must_check enum err parameters_read_rtp(const json_t *rtp, bool video, struct message_producer *out,
                                        const char **text);
/* `dtlsParameters` of transport.connect into its fingerprints. */
must_check enum err parameters_read_dtls(const json_t *dtls, struct message_connect *out,
                                         const char **text);
/* Whether a device with these `rtpCapabilities` can receive what we send. */
bool parameters_can_receive(const json_t *capabilities);

/* Makers; NULL when memory is short. The caller owns the reference. */
json_t *parameters_router_capabilities(void);
/* `rtpParameters` of a consumer. Fills the payload types and extension ids of `stream`, whose ssrcs and cname are
 * set. */
json_t *parameters_for_receiver(struct message_consumer *stream, bool video);
json_t *parameters_ice(const struct ice_credentials *credentials);
json_t *parameters_dtls(const uint8_t *certificate_hash);

struct parameters_candidate {
    const char *address;
    uint16_t udp_port;
    uint16_t tcp_port; /* 0: no TCP */
};
json_t *parameters_candidates(const struct parameters_candidate *list, size_t count);

#endif
