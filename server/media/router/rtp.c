#include "media/router/rtp.h"

enum {
    PROFILE_ONE_BYTE = 0xbede,
    PROFILE_TWO_BYTE = 0x1000,
    PROFILE_TWO_BYTE_MASK = 0xfff0,
    ONE_BYTE_STOP = 15
};

static struct bytes bytes_between(const uint8_t *begin, const uint8_t *end) {
    return (struct bytes){.data = begin, .size = (size_t)(end - begin)};
}

static void read_extensions(struct reader *r, struct rtp_packet *packet) {
    packet->extension_profile = reader_u16(r);
    size_t size = 4 * (size_t)reader_u16(r);
    const uint8_t *data = reader_take(r, size);
    packet->extensions = (struct bytes){.data = data, .size = data == NULL ? 0 : size};
}

enum err rtp_parse(const void *data, size_t size, struct rtp_packet *out) {
    if (size > RTP_PACKET_MAX) {
        return ERR_TOO_LARGE;
    }
    struct reader r = reader_of(data, size);
    struct rtp_packet packet = {0};
    uint8_t first = reader_u8(&r);
    uint8_t second = reader_u8(&r);
    packet.marker = second >> 7 != 0;
    packet.payload_type = second & 0x7f;
    packet.sequence = reader_u16(&r);
    packet.timestamp = reader_u32(&r);
    packet.ssrc = reader_u32(&r);
    reader_skip(&r, 4 * (size_t)(first & 15));
    if ((first & 0x10) != 0) {
        read_extensions(&r, &packet);
    }
    if (r.failed) {
        return ERR_TRUNCATED;
    }
    if (first >> 6 != 2) {
        return ERR_INVALID;
    }
    packet.payload = bytes_between(r.at, r.end);
    if ((first & 0x20) != 0) {
        size_t padding = packet.payload.size == 0 ? 0 : r.end[-1];
        if (padding == 0 || padding > packet.payload.size) {
            return ERR_INVALID;
        }
        packet.payload.size -= padding;
    }
    *out = packet;
    return ERR_OK;
}

static struct bytes find_one_byte(struct reader r, uint8_t id) {
    while (reader_left(&r) > 0) {
        uint8_t head = reader_u8(&r);
        if (head == 0) {
            continue;
        }
        if (head >> 4 == ONE_BYTE_STOP) {
            break;
        }
        size_t size = (size_t)(head & 15) + 1;
        const uint8_t *value = reader_take(&r, size);
        if (value != NULL && head >> 4 == id) {
            return (struct bytes){.data = value, .size = size};
        }
    }
    return (struct bytes){0};
}

static struct bytes find_two_byte(struct reader r, uint8_t id) {
    while (reader_left(&r) > 0) {
        uint8_t found = reader_u8(&r);
        if (found == 0) {
            continue;
        }
        size_t size = reader_u8(&r);
        const uint8_t *value = reader_take(&r, size);
        if (value != NULL && found == id) {
            return (struct bytes){.data = value, .size = size};
        }
    }
    return (struct bytes){0};
}

struct bytes rtp_extension(const struct rtp_packet *packet, uint8_t id) {
    struct reader r = reader_of(packet->extensions.data, packet->extensions.size);
    if (id == 0 || packet->extensions.size == 0) {
        return (struct bytes){0};
    }
    if (packet->extension_profile == PROFILE_ONE_BYTE) {
        return find_one_byte(r, id);
    }
    if ((packet->extension_profile & PROFILE_TWO_BYTE_MASK) == PROFILE_TWO_BYTE) {
        return find_two_byte(r, id);
    }
    return (struct bytes){0};
}

static size_t elements_size(const struct rtp_element *elements, size_t count) {
    size_t size = 0;
    for (size_t i = 0; i < count; i++) {
        size += elements[i].size == 0 ? 0 : 1 + (size_t)elements[i].size;
    }
    return size;
}

void rtp_write_header(struct writer *out, const struct rtp_packet *packet,
                      const struct rtp_element *elements, size_t count) {
    size_t size = elements_size(elements, count);
    size_t words = (size + 3) / 4;
    writer_u8(out, (uint8_t)(0x80 | (words > 0 ? 0x10 : 0)));
    writer_u8(out, (uint8_t)((packet->marker ? 0x80 : 0) | (packet->payload_type & 0x7f)));
    writer_u16(out, packet->sequence);
    writer_u32(out, packet->timestamp);
    writer_u32(out, packet->ssrc);
    if (words == 0) {
        return;
    }
    writer_u16(out, PROFILE_ONE_BYTE);
    writer_u16(out, (uint16_t)words);
    for (size_t i = 0; i < count; i++) {
        if (elements[i].size > 0) {
            writer_u8(out, (uint8_t)(elements[i].id << 4 | (elements[i].size - 1)));
            writer_copy(out, elements[i].value, elements[i].size);
        }
    }
    writer_zero(out, 4 * words - size);
}

uint64_t rtp_extend(uint64_t newest, uint16_t sequence) {
    int16_t ahead = (int16_t)(uint16_t)(sequence - (uint16_t)newest);
    if (ahead < 0 && newest < (uint64_t)-ahead) {
        return newest + (uint16_t)ahead;
    }
    return newest + (uint64_t)(int64_t)ahead;
}
