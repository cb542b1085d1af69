#include "media/transport/stun.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <string.h>

enum {
    ATTRIBUTE_USERNAME = 0x0006,
    ATTRIBUTE_INTEGRITY = 0x0008,
    ATTRIBUTE_ERROR_CODE = 0x0009,
    ATTRIBUTE_UNKNOWN = 0x000a,
    ATTRIBUTE_XOR_MAPPED = 0x0020,
    ATTRIBUTE_PRIORITY = 0x0024,
    ATTRIBUTE_USE_CANDIDATE = 0x0025,
    ATTRIBUTE_OPTIONAL = 0x8000, /* from here on an unknown attribute is ignored */
    ATTRIBUTE_FINGERPRINT = 0x8028,
    ATTRIBUTE_CONTROLLED = 0x8029,
    ATTRIBUTE_CONTROLLING = 0x802a,
    FAMILY_IPV4 = 1,
    FAMILY_IPV6 = 2,
    USERNAME_MAX = 513,
    ATTRIBUTE_HEADER_BYTES = 4,
    LENGTH_AT = 2
};
static const uint32_t MAGIC_COOKIE = 0x2112a442;
static const uint32_t FINGERPRINT_MASK = 0x5354554e;
static const uint8_t IPV4_MAPPED[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

/* CRC-32 of ISO 3309, four bits a step: fast enough for a check every few seconds. */
static uint32_t crc32_of(const uint8_t *data, size_t size) {
    static const uint32_t NIBBLES[16] = {0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac,
                                         0x76dc4190, 0x6b6b51f4, 0x4db26158, 0x5005713c,
                                         0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c,
                                         0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c};
    uint32_t crc = 0xffffffff;
    for (size_t i = 0; i < size; i++) {
        crc = crc >> 4 ^ NIBBLES[(crc ^ data[i]) & 15];
        crc = crc >> 4 ^ NIBBLES[(crc ^ (uint32_t)data[i] >> 4) & 15];
    }
    return ~crc;
}

static enum err read_xor_mapped(struct reader value, const uint8_t *transaction,
                                struct stun_address *out) {
    reader_skip(&value, 1);
    uint8_t family = reader_u8(&value);
    struct stun_address address = {.port = (uint16_t)(reader_u16(&value) ^ MAGIC_COOKIE >> 16)};
    uint8_t mask[16] = {0x21, 0x12, 0xa4, 0x42};
    memcpy(mask + 4, transaction, STUN_TRANSACTION_BYTES);
    uint8_t *ip = address.ip;
    size_t ip_size = 16;
    if (family == FAMILY_IPV4) {
        memcpy(address.ip, IPV4_MAPPED, sizeof IPV4_MAPPED);
        ip = address.ip + sizeof IPV4_MAPPED;
        ip_size = 4;
    }
    reader_copy(&value, ip, ip_size);
    if (value.failed || reader_left(&value) != 0 ||
        (family != FAMILY_IPV4 && family != FAMILY_IPV6)) {
        return ERR_INVALID;
    }
    for (size_t i = 0; i < ip_size; i++) {
        ip[i] ^= mask[i];
    }
    *out = address;
    return ERR_OK;
}

static enum err check_fingerprint(const uint8_t *data, size_t at, struct reader value,
                                  size_t left) {
    uint32_t claimed = reader_u32(&value);
    if (value.failed || reader_left(&value) != 0 || left != 0) {
        return ERR_INVALID;
    }
    return (crc32_of(data, at) ^ FINGERPRINT_MASK) == claimed ? ERR_OK : ERR_INVALID;
}

static enum err note_unknown(uint16_t type, struct stun_message *message) {
    if (type < ATTRIBUTE_OPTIONAL && message->unknown_count < STUN_UNKNOWN_MAX) {
        message->unknown[message->unknown_count++] = type;
    }
    return ERR_OK;
}

static enum err read_error_code(struct reader value, struct stun_message *message) {
    reader_skip(&value, 2);
    unsigned hundreds = reader_u8(&value) & 7U;
    unsigned rest = reader_u8(&value);
    message->error_code = (uint16_t)(hundreds * 100 + rest);
    return reader_check(&value);
}

/* One attribute before MESSAGE-INTEGRITY; `value` covers exactly its bytes. */
static enum err read_attribute(uint16_t type, struct reader value, struct stun_message *message) {
    size_t size = reader_left(&value);
    switch (type) {
    case ATTRIBUTE_USERNAME:
        message->username = (struct bytes){.data = value.at, .size = size};
        return size > 0 && size <= USERNAME_MAX ? ERR_OK : ERR_INVALID;
    case ATTRIBUTE_PRIORITY:
        message->priority = reader_u32(&value);
        return size == 4 ? ERR_OK : ERR_INVALID;
    case ATTRIBUTE_USE_CANDIDATE:
        message->use_candidate = true;
        return size == 0 ? ERR_OK : ERR_INVALID;
    case ATTRIBUTE_CONTROLLED:
        message->controlled = true;
        return size == 8 ? ERR_OK : ERR_INVALID;
    case ATTRIBUTE_CONTROLLING:
        message->controlling = true;
        return size == 8 ? ERR_OK : ERR_INVALID;
    case ATTRIBUTE_XOR_MAPPED:
        message->has_mapped = true;
        return read_xor_mapped(value, message->transaction, &message->mapped);
    case ATTRIBUTE_ERROR_CODE:
        return read_error_code(value, message);
    default:
        return note_unknown(type, message);
    }
}

static enum err read_attributes(const uint8_t *data, struct reader *r,
                                struct stun_message *message) {
    for (size_t count = 0; reader_left(r) > 0; count++) {
        if (count == STUN_ATTRIBUTES_MAX) {
            return ERR_TOO_LARGE;
        }
        size_t at = (size_t)(r->at - data);
        uint16_t type = reader_u16(r);
        uint16_t size = reader_u16(r);
        struct reader value = reader_of(reader_take(r, size), r->failed ? 0 : size);
        reader_skip(r, (size_t)(4 - size % 4) % 4);
        if (r->failed) {
            return ERR_TRUNCATED;
        }
        enum err err = ERR_OK;
        if (type == ATTRIBUTE_FINGERPRINT) {
            err = check_fingerprint(data, at, value, reader_left(r));
        } else if (message->integrity_at != 0) {
            continue; /* RFC 5389 section 15.4: ignore what is not covered */
        } else if (type == ATTRIBUTE_INTEGRITY) {
            message->integrity_at = at;
            err = size == STUN_INTEGRITY_BYTES ? ERR_OK : ERR_INVALID;
        } else {
            err = read_attribute(type, value, message);
        }
        if (err != ERR_OK) {
            return err;
        }
    }
    return ERR_OK;
}

enum err stun_parse(const void *data, size_t size, struct stun_message *out) {
    if (size > STUN_MESSAGE_MAX) {
        return ERR_TOO_LARGE;
    }
    struct reader r = reader_of(data, size);
    struct stun_message message = {.type = reader_u16(&r)};
    uint16_t length = reader_u16(&r);
    uint32_t cookie = reader_u32(&r);
    reader_copy(&r, message.transaction, sizeof message.transaction);
    if (r.failed) {
        return ERR_TRUNCATED;
    }
    if (message.type > 0x3fff || cookie != MAGIC_COOKIE || length % 4 != 0) {
        return ERR_INVALID;
    }
    if (length != reader_left(&r)) {
        return length > reader_left(&r) ? ERR_TRUNCATED : ERR_INVALID;
    }
    enum err err = read_attributes(data, &r, &message);
    if (err == ERR_OK) {
        *out = message;
    }
    return err;
}

/* HMAC-SHA1 over what precedes the attribute, with the header's length as if the attribute were
 * last. */
static enum err integrity_of(const uint8_t *data, size_t at, struct bytes key, uint8_t *out) {
    uint8_t covered[STUN_MESSAGE_MAX];
    if (at > sizeof covered || at < STUN_HEADER_SIZE || key.size > 256) {
        return ERR_TOO_LARGE;
    }
    memcpy(covered, data, at);
    size_t length = at - STUN_HEADER_SIZE + ATTRIBUTE_HEADER_BYTES + STUN_INTEGRITY_BYTES;
    covered[LENGTH_AT] = (uint8_t)(length >> 8);
    covered[LENGTH_AT + 1] = (uint8_t)length;
    unsigned size = 0;
    if (HMAC(EVP_sha1(), key.data, (int)key.size, covered, at, out, &size) == NULL) {
        return ERR_CRYPTO;
    }
    return ERR_OK;
}

enum err stun_verify(const void *data, const struct stun_message *message, struct bytes key) {
    uint8_t expected[STUN_INTEGRITY_BYTES];
    const uint8_t *bytes = data;
    if (message->integrity_at == 0 ||
        integrity_of(bytes, message->integrity_at, key, expected) != ERR_OK) {
        return ERR_CRYPTO;
    }
    const uint8_t *claimed = bytes + message->integrity_at + ATTRIBUTE_HEADER_BYTES;
    return bytes_equal_secret(expected, claimed, sizeof expected) ? ERR_OK : ERR_CRYPTO;
}

static void write_header(struct writer *out, uint16_t type, const uint8_t *transaction) {
    writer_u16(out, type);
    writer_u16(out, 0);
    writer_u32(out, MAGIC_COOKIE);
    writer_copy(out, transaction, STUN_TRANSACTION_BYTES);
}

static void write_attribute(struct writer *out, uint16_t type, const void *value, size_t size) {
    writer_u16(out, type);
    writer_u16(out, (uint16_t)size);
    writer_copy(out, value, size);
    writer_zero(out, (4 - size % 4) % 4);
}

static void patch_length(struct writer *out, size_t more) {
    size_t length = writer_size(out) - STUN_HEADER_SIZE + more;
    out->begin[LENGTH_AT] = (uint8_t)(length >> 8);
    out->begin[LENGTH_AT + 1] = (uint8_t)length;
}

/* `out` began with this message. Adds MESSAGE-INTEGRITY (unless the key is empty) and FINGERPRINT.
 */
static enum err finish(struct writer *out, struct bytes key) {
    uint8_t integrity[STUN_INTEGRITY_BYTES];
    if (out->failed) {
        return ERR_TOO_LARGE;
    }
    if (key.size > 0) {
        enum err err = integrity_of(out->begin, writer_size(out), key, integrity);
        if (err != ERR_OK) {
            return err;
        }
        write_attribute(out, ATTRIBUTE_INTEGRITY, integrity, sizeof integrity);
    }
    if (out->failed) {
        return ERR_TOO_LARGE;
    }
    patch_length(out, 8);
    uint32_t crc = crc32_of(out->begin, writer_size(out)) ^ FINGERPRINT_MASK;
    writer_u16(out, ATTRIBUTE_FINGERPRINT);
    writer_u16(out, 4);
    writer_u32(out, crc);
    return writer_check(out);
}

enum err stun_write_success(struct writer *out, const uint8_t *transaction,
                            const struct stun_address *mapped, struct bytes key) {
    bool ipv4 = memcmp(mapped->ip, IPV4_MAPPED, sizeof IPV4_MAPPED) == 0;
    uint8_t mask[16] = {0x21, 0x12, 0xa4, 0x42};
    memcpy(mask + 4, transaction, STUN_TRANSACTION_BYTES);
    const uint8_t *ip = ipv4 ? mapped->ip + sizeof IPV4_MAPPED : mapped->ip;
    size_t ip_size = ipv4 ? 4 : 16;

    write_header(out, STUN_BINDING_SUCCESS, transaction);
    writer_u16(out, ATTRIBUTE_XOR_MAPPED);
    writer_u16(out, (uint16_t)(4 + ip_size));
    writer_u8(out, 0);
    writer_u8(out, ipv4 ? FAMILY_IPV4 : FAMILY_IPV6);
    writer_u16(out, (uint16_t)(mapped->port ^ MAGIC_COOKIE >> 16));
    for (size_t i = 0; i < ip_size; i++) {
        writer_u8(out, (uint8_t)(ip[i] ^ mask[i]));
    }
    return finish(out, key);
}

enum err stun_write_error(struct writer *out, const struct stun_message *request, uint16_t code,
                          struct bytes key) {
    write_header(out, STUN_BINDING_ERROR, request->transaction);
    uint8_t value[4] = {0, 0, (uint8_t)(code / 100), (uint8_t)(code % 100)};
    write_attribute(out, ATTRIBUTE_ERROR_CODE, value, sizeof value);
    if (code == STUN_ERROR_UNKNOWN_ATTRIBUTE && request->unknown_count > 0) {
        uint8_t list[2 * STUN_UNKNOWN_MAX];
        for (size_t i = 0; i < request->unknown_count; i++) {
            list[2 * i] = (uint8_t)(request->unknown[i] >> 8);
            list[2 * i + 1] = (uint8_t)request->unknown[i];
        }
        write_attribute(out, ATTRIBUTE_UNKNOWN, list, 2 * request->unknown_count);
    }
    return finish(out, key);
}

enum err stun_write_request(struct writer *out, const struct stun_request *request) {
    static const uint8_t TIE_BREAKER[8] = {1, 2, 3, 4, 5, 6, 7, 8};
    write_header(out, STUN_BINDING_REQUEST, request->transaction);
    write_attribute(out, ATTRIBUTE_USERNAME, request->username.data, request->username.size);
    uint8_t priority[4] = {(uint8_t)(request->priority >> 24), (uint8_t)(request->priority >> 16),
                           (uint8_t)(request->priority >> 8), (uint8_t)request->priority};
    write_attribute(out, ATTRIBUTE_PRIORITY, priority, sizeof priority);
    write_attribute(out, request->controlled ? ATTRIBUTE_CONTROLLED : ATTRIBUTE_CONTROLLING,
                    TIE_BREAKER, sizeof TIE_BREAKER);
    if (request->use_candidate) {
        write_attribute(out, ATTRIBUTE_USE_CANDIDATE, NULL, 0);
    }
    return finish(out, request->key);
}
