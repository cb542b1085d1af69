/* demux: which protocol a datagram on the media port belongs to, by its first bytes (RFC 7983).
 *
 *   first byte   0..3      STUN
 *                20..63    DTLS
 *                128..191  RTP or RTCP; RTCP when the second byte is 192..223 (RFC 5761 section 4)
 *                others    nothing of ours: dropped
 *
 * Pure. It decides nothing else: each protocol's own reader checks the rest. */
#ifndef ANTEROOM_MEDIA_TRANSPORT_DEMUX_H
#define ANTEROOM_MEDIA_TRANSPORT_DEMUX_H

#include <stddef.h>

enum demux_kind { DEMUX_NONE, DEMUX_STUN, DEMUX_DTLS, DEMUX_RTP, DEMUX_RTCP };

/* `data` may be NULL when `size` is 0. A packet shorter than its protocol's header is DEMUX_NONE.
 */
enum demux_kind demux_kind_of(const void *data, size_t size);

#endif
