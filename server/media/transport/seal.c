#include "media/transport/seal.h"

#include "base/bytes.h"
#include "media/transport/seal_backend.h"
#include "media/transport/seal_window.h"

#include <openssl/crypto.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum {
    RTP_HEADER_BYTES = 12,
    RTCP_CLEAR_BYTES = 8,
    RTCP_INDEX_BYTES = 4,
    CM_TAG_BYTES = 10,
    CM_SALT_BYTES = 14,
    GCM_SALT_BYTES = 12,
};
static const uint32_t RTCP_ENCRYPTED = 0x80000000;

struct stream {
    struct seal_window rtp;
    struct seal_window rtcp;
    uint32_t rtcp_sent; /* index of the last RTCP packet that we sealed */
    uint64_t used;      /* the seal's tick when it was used last */
};

struct seal {
    const struct seal_backend *backend;
    enum seal_profile profile;
    struct seal_key *rtp;
    struct seal_key *rtcp;
    uint8_t rtp_salt[SEAL_SALT_MAX];
    uint8_t rtcp_salt[SEAL_SALT_MAX];
    uint64_t tick;
    size_t stream_count;
    uint32_t ssrcs[SEAL_STREAMS_MAX];
    struct stream streams[SEAL_STREAMS_MAX];
};

size_t seal_key_size(enum seal_profile profile) {
    return profile == SEAL_AEAD_AES_256_GCM ? 32 : 16;
}

size_t seal_salt_size(enum seal_profile profile) {
    return profile == SEAL_AES128_CM_SHA1_80 ? CM_SALT_BYTES : GCM_SALT_BYTES;
}

struct seal *seal_new(const struct seal_session_keys *keys) {
    struct seal *seal = calloc(1, sizeof *seal);
    if (seal == NULL) {
        return NULL;
    }
    seal->backend = &seal_evp;
    seal->profile = keys->profile;
    memcpy(seal->rtp_salt, keys->rtp.salt, sizeof seal->rtp_salt);
    memcpy(seal->rtcp_salt, keys->rtcp.salt, sizeof seal->rtcp_salt);
    seal->rtp = seal->backend->key_new(keys->profile, &keys->rtp);
    seal->rtcp = seal->backend->key_new(keys->profile, &keys->rtcp);
    if (seal->rtp == NULL || seal->rtcp == NULL) {
        seal_free(seal);
        return NULL;
    }
    return seal;
}

void seal_free(struct seal *seal) {
    if (seal == NULL) {
        return;
    }
    if (seal->backend != NULL) {
        seal->backend->key_free(seal->rtp);
        seal->backend->key_free(seal->rtcp);
    }
    OPENSSL_cleanse(seal, sizeof *seal);
    free(seal);
}

static struct stream *find_stream(struct seal *seal, uint32_t ssrc) {
    for (size_t i = 0; i < seal->stream_count; i++) {
        if (seal->ssrcs[i] == ssrc) {
            seal->streams[i].used = ++seal->tick;
            return &seal->streams[i];
        }
    }
    return NULL;
}

static size_t least_used(const struct seal *seal) {
    size_t least = 0;
    for (size_t i = 1; i < seal->stream_count; i++) {
        least = seal->streams[i].used < seal->streams[least].used ? i : least;
    }
    return least;
}

static struct stream *add_stream(struct seal *seal, uint32_t ssrc) {
    size_t index = seal->stream_count < SEAL_STREAMS_MAX ? seal->stream_count++ : least_used(seal);
    seal->ssrcs[index] = ssrc;
    seal->streams[index] = (struct stream){.used = ++seal->tick};
    return &seal->streams[index];
}

void seal_forget(struct seal *seal, uint32_t ssrc) {
    for (size_t i = 0; i < seal->stream_count; i++) {
        if (seal->ssrcs[i] == ssrc) {
            size_t last = --seal->stream_count;
            seal->ssrcs[i] = seal->ssrcs[last];
            seal->streams[i] = seal->streams[last];
            return;
        }
    }
}

/* The index of a stream that nothing was heard of yet begins with the sequence number. */
static enum err rtp_index(const struct stream *stream, uint16_t sequence, uint64_t *out) {
    static const struct seal_window NONE;
    return seal_window_index(stream == NULL ? &NONE : &stream->rtp, sequence, out);
}

static uint16_t load_u16(const uint8_t *at) {
    return (uint16_t)(at[0] << 8 | at[1]);
}

static uint32_t load_u32(const uint8_t *at) {
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static void store_u32(uint8_t *at, uint32_t value) {
    at[0] = (uint8_t)(value >> 24);
    at[1] = (uint8_t)(value >> 16);
    at[2] = (uint8_t)(value >> 8);
    at[3] = (uint8_t)value;
}

/* XORs the low `size` bytes of `value` into the bytes that end before `end`. */
static void xor_uint(uint8_t *end, uint64_t value, size_t size) {
    for (size_t i = 1; i <= size; i++) {
        end[-(ptrdiff_t)i] ^= (uint8_t)(value >> 8 * (i - 1));
    }
}

/* RFC 7714 section 8.1: 00 00 SSRC ROC SEQ, XOR salt. */
static void gcm_iv(const uint8_t *salt, uint32_t ssrc, uint64_t index, uint8_t *iv) {
    memcpy(iv, salt, SEAL_GCM_IV_BYTES);
    xor_uint(iv + 6, ssrc, 4);
    xor_uint(iv + 12, index, 6);
}

/* RFC 3711 section 4.1.1: (salt * 2^16) XOR (SSRC * 2^64) XOR (index * 2^16). */
static void cm_iv(const uint8_t *salt, uint32_t ssrc, uint64_t index, uint8_t *iv) {
    memcpy(iv, salt, CM_SALT_BYTES);
    iv[14] = iv[15] = 0;
    xor_uint(iv + 8, ssrc, 4);
    xor_uint(iv + 14, index, 6);
}

/* The bytes of an RTP packet before its payload; 0 when they are not all there. */
static size_t header_size_of(const uint8_t *packet, size_t size) {
    if (size < RTP_HEADER_BYTES || packet[0] >> 6 != 2) {
        return 0;
    }
    size_t header = RTP_HEADER_BYTES + 4 * (size_t)(packet[0] & 15);
    if ((packet[0] & 0x10) != 0) {
        if (size < header + 4) {
            return 0;
        }
        header += 4 + 4 * (size_t)load_u16(packet + header + 2);
    }
    return header <= size ? header : 0;
}

static enum err seal_rtp_gcm(struct seal *seal, uint8_t *out, size_t header_size,
                             const struct bytes *payload, uint64_t index) {
    uint8_t iv[SEAL_GCM_IV_BYTES];
    gcm_iv(seal->rtp_salt, load_u32(out + 8), index, iv);
    struct seal_parts aad = {.first = out, .first_size = header_size};
    uint8_t *cipher = out + header_size;
    return seal->backend->gcm_seal(seal->rtp, iv, &aad, payload->data, payload->size, cipher,
                                   cipher + payload->size);
}

static enum err seal_rtp_cm(struct seal *seal, uint8_t *out, size_t header_size,
                            const struct bytes *payload, uint64_t index) {
    uint8_t iv[SEAL_CM_IV_BYTES];
    uint8_t roc[4];
    uint8_t tag[SEAL_SHA1_BYTES];
    cm_iv(seal->rtp_salt, load_u32(out + 8), index, iv);
    enum err err =
        seal->backend->ctr(seal->rtp, iv, payload->data, payload->size, out + header_size);
    if (err != ERR_OK) {
        return err;
    }
    store_u32(roc, (uint32_t)(index >> 16));
    struct seal_parts parts = {out, header_size + payload->size, roc, sizeof roc};
    seal->backend->hmac(seal->rtp, &parts, tag);
    memcpy(out + parts.first_size, tag, CM_TAG_BYTES);
    return ERR_OK;
}

enum err seal_rtp(struct seal *seal, uint8_t *out, size_t header_size, const uint8_t *payload,
                  size_t payload_size, size_t room, size_t *out_size) {
    bool gcm = seal->profile != SEAL_AES128_CM_SHA1_80;
    size_t tag_size = gcm ? SEAL_GCM_TAG_BYTES : CM_TAG_BYTES;
    if (header_size < RTP_HEADER_BYTES) {
        return ERR_INVALID;
    }
    if (room < header_size || room - header_size < payload_size ||
        room - header_size - payload_size < tag_size) {
        return ERR_TOO_LARGE;
    }
    uint32_t ssrc = load_u32(out + 8);
    struct stream *stream = find_stream(seal, ssrc);
    stream = stream == NULL ? add_stream(seal, ssrc) : stream;
    uint64_t index;
    enum err err = rtp_index(stream, load_u16(out + 2), &index);
    if (err != ERR_OK) {
        return err;
    }
    struct bytes input = {.data = payload, .size = payload_size};
    err = gcm ? seal_rtp_gcm(seal, out, header_size, &input, index)
              : seal_rtp_cm(seal, out, header_size, &input, index);
    if (err != ERR_OK) {
        return err;
    }
    seal_window_note(&stream->rtp, index);
    *out_size = header_size + payload_size + tag_size;
    return ERR_OK;
}

static enum err open_rtp_gcm(struct seal *seal, const uint8_t *packet, size_t header_size,
                             size_t cipher_size, uint64_t index, uint8_t *out) {
    uint8_t iv[SEAL_GCM_IV_BYTES];
    gcm_iv(seal->rtp_salt, load_u32(packet + 8), index, iv);
    struct seal_parts aad = {.first = packet, .first_size = header_size};
    const uint8_t *cipher = packet + header_size;
    return seal->backend->gcm_open(seal->rtp, iv, &aad, cipher, cipher_size, out + header_size,
                                   cipher + cipher_size);
}

static enum err open_rtp_cm(struct seal *seal, const uint8_t *packet, size_t header_size,
                            size_t cipher_size, uint64_t index, uint8_t *out) {
    uint8_t iv[SEAL_CM_IV_BYTES];
    uint8_t roc[4];
    uint8_t tag[SEAL_SHA1_BYTES];
    store_u32(roc, (uint32_t)(index >> 16));
    struct seal_parts parts = {packet, header_size + cipher_size, roc, sizeof roc};
    seal->backend->hmac(seal->rtp, &parts, tag);
    if (!bytes_equal_secret(tag, packet + parts.first_size, CM_TAG_BYTES)) {
        return ERR_CRYPTO;
    }
    cm_iv(seal->rtp_salt, load_u32(packet + 8), index, iv);
    return seal->backend->ctr(seal->rtp, iv, packet + header_size, cipher_size, out + header_size);
}

enum err seal_open_rtp(struct seal *seal, const uint8_t *packet, size_t size, uint8_t *out,
                       size_t *out_size) {
    bool gcm = seal->profile != SEAL_AES128_CM_SHA1_80;
    size_t tag_size = gcm ? SEAL_GCM_TAG_BYTES : CM_TAG_BYTES;
    if (size < RTP_HEADER_BYTES + tag_size) {
        return ERR_TRUNCATED;
    }
    size_t header_size = header_size_of(packet, size - tag_size);
    if (header_size == 0) {
        return ERR_INVALID;
    }
    uint32_t ssrc = load_u32(packet + 8);
    struct stream *stream = find_stream(seal, ssrc);
    uint64_t index;
    enum err err = rtp_index(stream, load_u16(packet + 2), &index);
    if (err == ERR_OK && stream != NULL) {
        err = seal_window_check(&stream->rtp, index);
    }
    if (err != ERR_OK) {
        return err;
    }
    size_t cipher_size = size - header_size - tag_size;
    err = gcm ? open_rtp_gcm(seal, packet, header_size, cipher_size, index, out)
              : open_rtp_cm(seal, packet, header_size, cipher_size, index, out);
    if (err != ERR_OK) {
        return err;
    }
    memmove(out, packet, header_size);
    seal_window_note(&(stream == NULL ? add_stream(seal, ssrc) : stream)->rtp, index);
    *out_size = header_size + cipher_size;
    return ERR_OK;
}

/* RFC 7714 section 9.2: additional data is the clear header and the word with E and the index. */
static enum err seal_rtcp_gcm(struct seal *seal, const uint8_t *packet, size_t size, uint32_t index,
                              uint8_t *out) {
    uint8_t iv[SEAL_GCM_IV_BYTES];
    uint8_t *word = out + size + SEAL_GCM_TAG_BYTES;
    memmove(out, packet, RTCP_CLEAR_BYTES);
    store_u32(word, RTCP_ENCRYPTED | index);
    gcm_iv(seal->rtcp_salt, load_u32(packet + 4), index, iv);
    struct seal_parts aad = {out, RTCP_CLEAR_BYTES, word, RTCP_INDEX_BYTES};
    return seal->backend->gcm_seal(seal->rtcp, iv, &aad, packet + RTCP_CLEAR_BYTES,
                                   size - RTCP_CLEAR_BYTES, out + RTCP_CLEAR_BYTES, out + size);
}

static enum err seal_rtcp_cm(struct seal *seal, const uint8_t *packet, size_t size, uint32_t index,
                             uint8_t *out) {
    uint8_t iv[SEAL_CM_IV_BYTES];
    uint8_t tag[SEAL_SHA1_BYTES];
    memmove(out, packet, RTCP_CLEAR_BYTES);
    cm_iv(seal->rtcp_salt, load_u32(packet + 4), index, iv);
    enum err err = seal->backend->ctr(seal->rtcp, iv, packet + RTCP_CLEAR_BYTES,
                                      size - RTCP_CLEAR_BYTES, out + RTCP_CLEAR_BYTES);
    if (err != ERR_OK) {
        return err;
    }
    store_u32(out + size, RTCP_ENCRYPTED | index);
    struct seal_parts parts = {.first = out, .first_size = size + RTCP_INDEX_BYTES};
    seal->backend->hmac(seal->rtcp, &parts, tag);
    memcpy(out + size + RTCP_INDEX_BYTES, tag, CM_TAG_BYTES);
    return ERR_OK;
}

enum err seal_rtcp(struct seal *seal, const uint8_t *packet, size_t size, uint8_t *out, size_t room,
                   size_t *out_size) {
    bool gcm = seal->profile != SEAL_AES128_CM_SHA1_80;
    size_t extra = RTCP_INDEX_BYTES + (size_t)(gcm ? SEAL_GCM_TAG_BYTES : CM_TAG_BYTES);
    if (size < RTCP_CLEAR_BYTES) {
        return ERR_INVALID;
    }
    if (room < size || room - size < extra) {
        return ERR_TOO_LARGE;
    }
    uint32_t ssrc = load_u32(packet + 4);
    struct stream *stream = find_stream(seal, ssrc);
    stream = stream == NULL ? add_stream(seal, ssrc) : stream;
    uint32_t index = (stream->rtcp_sent + 1) & 0x7fffffff;
    enum err err = gcm ? seal_rtcp_gcm(seal, packet, size, index, out)
                       : seal_rtcp_cm(seal, packet, size, index, out);
    if (err != ERR_OK) {
        return err;
    }
    stream->rtcp_sent = index;
    *out_size = size + extra;
    return ERR_OK;
}

static enum err open_rtcp_gcm(struct seal *seal, const uint8_t *packet, size_t plain_size,
                              uint8_t *out) {
    uint8_t iv[SEAL_GCM_IV_BYTES];
    const uint8_t *word = packet + plain_size + SEAL_GCM_TAG_BYTES;
    gcm_iv(seal->rtcp_salt, load_u32(packet + 4), load_u32(word) & 0x7fffffff, iv);
    struct seal_parts aad = {packet, RTCP_CLEAR_BYTES, word, RTCP_INDEX_BYTES};
    return seal->backend->gcm_open(seal->rtcp, iv, &aad, packet + RTCP_CLEAR_BYTES,
                                   plain_size - RTCP_CLEAR_BYTES, out + RTCP_CLEAR_BYTES,
                                   packet + plain_size);
}

static enum err open_rtcp_cm(struct seal *seal, const uint8_t *packet, size_t plain_size,
                             uint8_t *out) {
    uint8_t iv[SEAL_CM_IV_BYTES];
    uint8_t tag[SEAL_SHA1_BYTES];
    const uint8_t *word = packet + plain_size;
    struct seal_parts parts = {.first = packet, .first_size = plain_size + RTCP_INDEX_BYTES};
    seal->backend->hmac(seal->rtcp, &parts, tag);
    if (!bytes_equal_secret(tag, packet + parts.first_size, CM_TAG_BYTES)) {
        return ERR_CRYPTO;
    }
    cm_iv(seal->rtcp_salt, load_u32(packet + 4), load_u32(word) & 0x7fffffff, iv);
    return seal->backend->ctr(seal->rtcp, iv, packet + RTCP_CLEAR_BYTES,
                              plain_size - RTCP_CLEAR_BYTES, out + RTCP_CLEAR_BYTES);
}

enum err seal_open_rtcp(struct seal *seal, const uint8_t *packet, size_t size, uint8_t *out,
                        size_t *out_size) {
    bool gcm = seal->profile != SEAL_AES128_CM_SHA1_80;
    size_t tag_size = gcm ? SEAL_GCM_TAG_BYTES : CM_TAG_BYTES;
    if (size < RTCP_CLEAR_BYTES + RTCP_INDEX_BYTES + tag_size) {
        return ERR_TRUNCATED;
    }
    size_t plain_size = size - RTCP_INDEX_BYTES - tag_size;
    uint32_t word = load_u32(packet + plain_size + (gcm ? tag_size : 0));
    if ((word & RTCP_ENCRYPTED) == 0) { /* no peer of ours may send RTCP in the clear */
        return ERR_INVALID;
    }
    uint32_t ssrc = load_u32(packet + 4);
    uint32_t index = word & 0x7fffffff;
    struct stream *stream = find_stream(seal, ssrc);
    enum err err = stream == NULL ? ERR_OK : seal_window_check(&stream->rtcp, index);
    if (err != ERR_OK) {
        return err;
    }
    err = gcm ? open_rtcp_gcm(seal, packet, plain_size, out)
              : open_rtcp_cm(seal, packet, plain_size, out);
    if (err != ERR_OK) {
        return err;
    }
    memmove(out, packet, RTCP_CLEAR_BYTES);
    seal_window_note(&(stream == NULL ? add_stream(seal, ssrc) : stream)->rtcp, index);
    *out_size = plain_size;
    return ERR_OK;
}
