#include "media/router/rtcp.h"

#include <string.h>

enum {
    SENDER_INFO_BYTES = 24,
    BLOCK_BYTES = 24,
    FEEDBACK_BYTES = 8, /* sender's and media source's SSRC */
    SDES_CNAME = 1,
};

enum err rtcp_next(struct reader *r, struct rtcp_packet *out) {
    if (reader_left(r) == 0) {
        return r->failed ? ERR_TRUNCATED : ERR_AGAIN;
    }
    uint8_t first = reader_u8(r);
    uint8_t type = reader_u8(r);
    size_t size = 4 * (size_t)reader_u16(r);
    const uint8_t *body = reader_take(r, size);
    if (body == NULL) {
        return ERR_TRUNCATED;
    }
    if (first >> 6 != 2) {
        return ERR_INVALID;
    }
    if ((first & 0x20) != 0) {
        size_t padding = size == 0 ? 0 : body[size - 1];
        if (padding == 0 || padding > size) {
            return ERR_INVALID;
        }
        size -= padding;
    }
    *out = (struct rtcp_packet){
        .type = type, .count = first & 31, .body = {.data = body, .size = size}};
    return ERR_OK;
}

static struct reader body_of(const struct rtcp_packet *packet) {
    return reader_of(packet->body.data, packet->body.size);
}

static struct rtcp_sender_info read_info(struct reader *r) {
    struct rtcp_sender_info info = {.ssrc = reader_u32(r)};
    info.ntp = reader_u64(r);
    info.timestamp = reader_u32(r);
    info.packet_count = reader_u32(r);
    info.octet_count = reader_u32(r);
    return info;
}

enum err rtcp_read_sender_info(const struct rtcp_packet *packet, struct rtcp_sender_info *out) {
    struct reader r = body_of(packet);
    struct rtcp_sender_info info = read_info(&r);
    if (packet->type != RTCP_SR || r.failed) {
        return ERR_INVALID;
    }
    *out = info;
    return ERR_OK;
}

static struct rtcp_block read_block(struct reader *r) {
    struct rtcp_block block = {.ssrc = reader_u32(r)};
    block.fraction_lost = reader_u8(r);
    uint32_t lost = reader_u24(r);
    block.lost = (int32_t)(lost << 8) / 256;
    block.highest = reader_u32(r);
    block.jitter = reader_u32(r);
    block.last_sr = reader_u32(r);
    block.delay = reader_u32(r);
    return block;
}

enum err rtcp_read_blocks(const struct rtcp_packet *packet, uint32_t *reporter,
                          struct rtcp_block *out, size_t *count) {
    struct reader r = body_of(packet);
    if (packet->type == RTCP_SR) {
        *reporter = read_info(&r).ssrc;
    } else if (packet->type == RTCP_RR) {
        *reporter = reader_u32(&r);
    } else {
        return ERR_INVALID;
    }
    if (r.failed || reader_left(&r) < (size_t)packet->count * BLOCK_BYTES) {
        return ERR_TRUNCATED;
    }
    for (size_t i = 0; i < packet->count; i++) {
        out[i] = read_block(&r);
    }
    *count = packet->count;
    return ERR_OK;
}

enum err rtcp_read_media_ssrc(const struct rtcp_packet *packet, uint32_t *out) {
    struct reader r = body_of(packet);
    reader_skip(&r, 4);
    uint32_t ssrc = reader_u32(&r);
    if (r.failed) {
        return ERR_TRUNCATED;
    }
    *out = ssrc;
    return ERR_OK;
}

enum err rtcp_read_nack(const struct rtcp_packet *packet, uint16_t *out, size_t *count) {
    struct reader r = body_of(packet);
    reader_skip(&r, FEEDBACK_BYTES);
    if (r.failed || reader_left(&r) % 4 != 0) {
        return ERR_TRUNCATED;
    }
    size_t found = 0;
    while (reader_left(&r) > 0) {
        uint16_t first = reader_u16(&r);
        uint32_t mask = (uint32_t)reader_u16(&r) << 1 | 1;
        for (uint16_t bit = 0; bit < 17 && found < RTCP_NACKS_MAX; bit++) {
            if ((mask >> bit & 1) != 0) {
                out[found++] = (uint16_t)(first + bit);
            }
        }
    }
    *count = found;
    return ERR_OK;
}

enum err rtcp_read_fir(const struct rtcp_packet *packet, uint32_t *out, size_t *count) {
    struct reader r = body_of(packet);
    reader_skip(&r, FEEDBACK_BYTES);
    size_t found = 0;
    while (reader_left(&r) >= 8 && found < RTCP_BLOCKS_MAX) {
        out[found++] = reader_u32(&r);
        reader_skip(&r, 4);
    }
    if (r.failed) {
        return ERR_TRUNCATED;
    }
    *count = found;
    return ERR_OK;
}

void rtcp_write_header(struct writer *out, uint8_t count, uint8_t type, size_t body_size) {
    writer_u8(out, (uint8_t)(0x80 | (count & 31)));
    writer_u8(out, type);
    writer_u16(out, (uint16_t)(body_size / 4));
}

static void write_blocks(struct writer *out, const struct rtcp_block *blocks, size_t count) {
    for (size_t i = 0; i < count; i++) {
        writer_u32(out, blocks[i].ssrc);
        writer_u8(out, blocks[i].fraction_lost);
        writer_u24(out, (uint32_t)blocks[i].lost & 0xffffff);
        writer_u32(out, blocks[i].highest);
        writer_u32(out, blocks[i].jitter);
        writer_u32(out, blocks[i].last_sr);
        writer_u32(out, blocks[i].delay);
    }
}

void rtcp_write_sr(struct writer *out, const struct rtcp_sender_info *info,
                   const struct rtcp_block *blocks, size_t count) {
    must(count <= RTCP_BLOCKS_MAX);
    rtcp_write_header(out, (uint8_t)count, RTCP_SR, SENDER_INFO_BYTES + count * BLOCK_BYTES);
    writer_u32(out, info->ssrc);
    writer_u64(out, info->ntp);
    writer_u32(out, info->timestamp);
    writer_u32(out, info->packet_count);
    writer_u32(out, info->octet_count);
    write_blocks(out, blocks, count);
}

void rtcp_write_rr(struct writer *out, uint32_t ssrc, const struct rtcp_block *blocks,
                   size_t count) {
    must(count <= RTCP_BLOCKS_MAX);
    rtcp_write_header(out, (uint8_t)count, RTCP_RR, 4 + count * BLOCK_BYTES);
    writer_u32(out, ssrc);
    write_blocks(out, blocks, count);
}

void rtcp_write_sdes(struct writer *out, uint32_t ssrc, const char *cname, size_t cname_size) {
    must(cname_size <= RTCP_CNAME_MAX);
    size_t used = 4 + 2 + cname_size;
    size_t padding = 4 - used % 4; /* at least the zero that ends the list */
    rtcp_write_header(out, 1, RTCP_SDES, used + padding);
    writer_u32(out, ssrc);
    writer_u8(out, SDES_CNAME);
    writer_u8(out, (uint8_t)cname_size);
    writer_copy(out, cname, cname_size);
    writer_zero(out, padding);
}

void rtcp_write_nack(struct writer *out, uint32_t ssrc, uint32_t media_ssrc, const uint16_t *lost,
                     size_t count) {
    struct {
        uint16_t first;
        uint16_t mask;
    } pairs[RTCP_NACKS_MAX];
    size_t pair_count = 0;
    must(count > 0 && count <= RTCP_NACKS_MAX);
    for (size_t i = 0; i < count; i++) {
        uint16_t ahead = pair_count == 0 ? 0 : (uint16_t)(lost[i] - pairs[pair_count - 1].first);
        if (pair_count > 0 && ahead >= 1 && ahead <= 16) {
            pairs[pair_count - 1].mask |= (uint16_t)(1U << (ahead - 1));
        } else {
            pairs[pair_count].first = lost[i];
            pairs[pair_count++].mask = 0;
        }
    }
    rtcp_write_header(out, RTCP_FORMAT_NACK, RTCP_RTPFB, FEEDBACK_BYTES + 4 * pair_count);
    writer_u32(out, ssrc);
    writer_u32(out, media_ssrc);
    for (size_t i = 0; i < pair_count; i++) {
        writer_u16(out, pairs[i].first);
        writer_u16(out, pairs[i].mask);
    }
}

void rtcp_write_pli(struct writer *out, uint32_t ssrc, uint32_t media_ssrc) {
    rtcp_write_header(out, RTCP_FORMAT_PLI, RTCP_PSFB, FEEDBACK_BYTES);
    writer_u32(out, ssrc);
    writer_u32(out, media_ssrc);
}
