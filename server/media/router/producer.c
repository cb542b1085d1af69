#include "media/router/producer.h"

#include <stdlib.h>
#include <string.h>

enum { RTX_HEADER_BYTES = 2 };
static const uint64_t FIRST_CYCLE = 0x10000; /* so that numbers before the first packet exist */

struct producer *producer_new(const struct producer_config *config) {
    struct producer *producer = calloc(1, sizeof *producer);
    if (producer == NULL) {
        return NULL;
    }
    producer->config = *config;
    producer->ring_size =
        config->kind == PRODUCER_VIDEO ? PRODUCER_RING_VIDEO : PRODUCER_RING_AUDIO;
    producer->ring = calloc(producer->ring_size, sizeof *producer->ring);
    if (producer->ring == NULL) {
        free(producer);
        return NULL;
    }
    loss_init(&producer->loss);
    return producer;
}

void producer_free(struct producer *producer) {
    if (producer != NULL) {
        free(producer->ring);
        free(producer);
    }
}

bool producer_has_ssrc(const struct producer *producer, uint32_t ssrc) {
    return ssrc == producer->config.ssrc ||
           (producer->config.rtx_ssrc != 0 && ssrc == producer->config.rtx_ssrc);
}

static struct producer_packet *slot_of(const struct producer *producer, uint64_t number) {
    return &producer->ring[number & (producer->ring_size - 1)];
}

const struct producer_packet *producer_cached(const struct producer *producer, uint64_t number) {
    const struct producer_packet *slot = slot_of(producer, number);
    return number != 0 && slot->number == number ? slot : NULL;
}

static void update_jitter(struct producer *producer, uint32_t timestamp, int64_t now_us) {
    uint32_t arrival = (uint32_t)(now_us * (int64_t)producer->config.clock_hz / 1000000);
    uint32_t transit = arrival - timestamp;
    if (producer->received > 1) {
        int32_t difference = (int32_t)(transit - producer->transit);
        uint32_t size = difference < 0 ? -(uint32_t)difference : (uint32_t)difference;
        producer->jitter_q4 += size - ((producer->jitter_q4 + 8) >> 4);
    }
    producer->transit = transit;
}

/* Counts a packet that came on the stream itself, not by RTX. */
static uint64_t number_of(struct producer *producer, const struct rtp_packet *packet,
                          int64_t now_us) {
    if (!producer->started) {
        producer->started = true;
        producer->base = producer->newest = FIRST_CYCLE + packet->sequence;
    }
    uint64_t number = rtp_extend(producer->newest, packet->sequence);
    producer->newest = number > producer->newest ? number : producer->newest;
    producer->received++;
    update_jitter(producer, packet->timestamp, now_us);
    return number;
}

/* RFC 4588 section 4: the payload begins with the original sequence number. */
static bool unwrap_rtx(const struct producer *producer, struct rtp_packet *packet) {
    if (packet->payload_type != producer->config.rtx_payload_type ||
        packet->payload.size <= RTX_HEADER_BYTES || !producer->started) {
        return false;
    }
    packet->sequence = (uint16_t)(packet->payload.data[0] << 8 | packet->payload.data[1]);
    packet->payload.data += RTX_HEADER_BYTES;
    packet->payload.size -= RTX_HEADER_BYTES;
    packet->payload_type = producer->config.payload_type;
    packet->ssrc = producer->config.ssrc;
    return true;
}

static struct bytes keep(struct producer_packet *slot, struct bytes bytes) {
    uint8_t *to = slot->data + slot->size;
    if (bytes.size > 0) {
        memcpy(to, bytes.data, bytes.size);
    }
    slot->size = (uint16_t)(slot->size + bytes.size);
    return (struct bytes){.data = to, .size = bytes.size};
}

static const struct producer_packet *store(struct producer *producer, uint64_t number,
                                           const struct rtp_packet *packet) {
    struct producer_packet *slot = slot_of(producer, number);
    slot->number = number;
    slot->size = 0;
    slot->rtp = *packet;
    slot->rtp.extensions = keep(slot, packet->extensions);
    slot->rtp.payload = keep(slot, packet->payload);
    slot->key_frame = producer->config.kind == PRODUCER_VIDEO &&
                      keyframe_starts_vp8(slot->rtp.payload.data, slot->rtp.payload.size);
    return slot;
}

static void note_level(struct producer *producer, const struct rtp_packet *packet, int64_t now_us) {
    struct bytes level = rtp_extension(packet, producer->config.extensions.audio_level);
    if (level.size > 0 && producer->config.kind == PRODUCER_AUDIO) {
        speech_level(&producer->speech, level.data[0] & 0x7f, now_us / 1000);
    }
}

static bool is_old(const struct producer *producer, uint64_t number) {
    return producer->newest >= producer->ring_size &&
           number <= producer->newest - producer->ring_size;
}

enum producer_verdict producer_receive(struct producer *producer, const struct rtp_packet *packet,
                                       int64_t now_us, const struct producer_packet **out,
                                       uint64_t *left_out) {
    struct rtp_packet original = *packet;
    uint64_t number;
    *left_out = 0;
    if (packet->ssrc == producer->config.ssrc) {
        if (packet->payload_type != producer->config.payload_type) {
            return PRODUCER_INVALID;
        }
        number = number_of(producer, packet, now_us);
    } else if (unwrap_rtx(producer, &original)) {
        number = rtp_extend(producer->newest, original.sequence);
        if (number > producer->newest) {
            return PRODUCER_NOTHING;
        }
    } else {
        return packet->payload.size == 0 ? PRODUCER_NOTHING : PRODUCER_INVALID;
    }
    bool video = producer->config.kind == PRODUCER_VIDEO;
    if (video && !loss_receive(&producer->loss, number)) {
        keyframe_want(&producer->keyframe, now_us / 1000);
    }
    if (original.payload.size == 0) {
        *left_out = number;
        return PRODUCER_NOTHING;
    }
    if (is_old(producer, number) || producer_cached(producer, number) != NULL) {
        return PRODUCER_NOTHING;
    }
    *out = store(producer, number, &original);
    if ((*out)->key_frame) {
        keyframe_arrived(&producer->keyframe);
    }
    note_level(producer, &(*out)->rtp, now_us);
    return producer->paused ? PRODUCER_NOTHING : PRODUCER_FORWARD;
}

void producer_on_sender_info(struct producer *producer, const struct rtcp_sender_info *info,
                             int64_t now_us) {
    producer->has_sr = true;
    producer->sr = *info;
    producer->sr_us = now_us;
}

static uint32_t delay_since(int64_t then_us, int64_t now_us) {
    return (uint32_t)((now_us - then_us) * 65536 / 1000000);
}

bool producer_block(struct producer *producer, int64_t now_us, struct rtcp_block *out) {
    if (!producer->started) {
        return false;
    }
    uint64_t expected = producer->newest - producer->base + 1;
    int64_t lost = (int64_t)(expected - producer->received);
    uint64_t expected_now = expected - producer->reported_expected;
    uint64_t received_now = producer->received - producer->reported_received;
    uint64_t lost_now = expected_now > received_now ? expected_now - received_now : 0;
    producer->reported_expected = expected;
    producer->reported_received = producer->received;
    producer->fraction_lost = (uint8_t)(expected_now == 0 ? 0 : lost_now * 255 / expected_now);
    lost = lost > 0x7fffff ? 0x7fffff : lost < -0x800000 ? -0x800000 : lost;
    *out = (struct rtcp_block){
        .ssrc = producer->config.ssrc,
        .fraction_lost = producer->fraction_lost,
        .lost = (int32_t)lost,
        .highest = (uint32_t)(producer->newest - FIRST_CYCLE),
        .jitter = producer->jitter_q4 >> 4,
        .last_sr = producer->has_sr ? (uint32_t)(producer->sr.ntp >> 16) : 0,
        .delay = producer->has_sr ? delay_since(producer->sr_us, now_us) : 0,
    };
    return true;
}

size_t producer_nacks(struct producer *producer, int64_t now_ms, uint16_t *out) {
    bool gave_up;
    if (producer->config.rtx_ssrc == 0) {
        return 0;
    }
    size_t count = loss_due(&producer->loss, now_ms, out, LOSS_MAX, &gave_up);
    if (gave_up) {
        keyframe_want(&producer->keyframe, now_ms);
    }
    return count;
}
