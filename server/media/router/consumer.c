#include "media/router/consumer.h"

#include <string.h>

enum { ABS_SEND_TIME_BYTES = 3, RTT_MAX_US = 10000000 };
static const uint64_t FIRST_CYCLE = 0x10000;

void consumer_init(struct consumer *consumer, const struct consumer_config *config) {
    memset(consumer, 0, sizeof *consumer);
    consumer->config = *config;
    seqmap_init(&consumer->map, FIRST_CYCLE + config->first_sequence);
    consumer->rtx_sequence = (uint16_t)(config->first_sequence ^ 0x5555);
}

/* Audio needs no key frame, but both begin a run of numbers at the first packet that they send. */
void consumer_resume(struct consumer *consumer) {
    if (consumer->state == CONSUMER_PAUSED) {
        consumer->state = CONSUMER_BEGINS;
    }
}

void consumer_pause(struct consumer *consumer) {
    consumer->state = CONSUMER_PAUSED;
}

static void abs_send_time(int64_t now_us, uint8_t *out) {
    uint64_t seconds = (uint64_t)now_us / 1000000;
    uint64_t rest = (uint64_t)now_us % 1000000;
    uint32_t value = (uint32_t)(seconds << 18 | (rest << 18) / 1000000) & 0xffffff;
    out[0] = (uint8_t)(value >> 16);
    out[1] = (uint8_t)(value >> 8);
    out[2] = (uint8_t)value;
}

static struct rtp_element copied(const struct producer_packet *packet, uint8_t from, uint8_t to) {
    struct bytes value = to == 0 ? (struct bytes){0} : rtp_extension(&packet->rtp, from);
    uint8_t size = value.size > 16 ? 0 : (uint8_t)value.size;
    return (struct rtp_element){.id = to, .size = size, .value = value.data};
}

static void write_header(const struct consumer *consumer, const struct producer *producer,
                         const struct producer_packet *packet, const struct rtp_packet *rtp,
                         int64_t now_us, struct writer *header) {
    uint8_t send_time[ABS_SEND_TIME_BYTES];
    const struct consumer_extensions *to = &consumer->config.extensions;
    const struct producer_extensions *from = &producer->config.extensions;
    abs_send_time(now_us, send_time);
    struct rtp_element elements[] = {
        {.id = to->abs_send_time,
         .size = to->abs_send_time == 0 ? 0 : ABS_SEND_TIME_BYTES,
         .value = send_time},
        copied(packet, from->audio_level, to->audio_level),
        copied(packet, from->orientation, to->orientation),
    };
    rtp_write_header(header, rtp, elements, sizeof elements / sizeof elements[0]);
}

static bool may_begin(const struct producer *producer, const struct producer_packet *packet) {
    return producer->config.kind == PRODUCER_AUDIO || packet->key_frame;
}

bool consumer_forward(struct consumer *consumer, const struct producer *producer,
                      const struct producer_packet *packet, int64_t now_us, struct writer *header) {
    uint64_t number;
    if (consumer->state == CONSUMER_PAUSED) {
        return false;
    }
    if (consumer->state == CONSUMER_BEGINS) {
        if (!may_begin(producer, packet) || packet->number <= consumer->map.newest_in) {
            return false;
        }
        seqmap_begin(&consumer->map, packet->number);
        consumer->state = CONSUMER_FLOWS;
    }
    if (!seqmap_forward(&consumer->map, packet->number, &number)) {
        return false;
    }
    struct rtp_packet rtp = packet->rtp;
    rtp.ssrc = consumer->config.ssrc;
    rtp.payload_type = consumer->config.payload_type;
    rtp.sequence = (uint16_t)number;
    write_header(consumer, producer, packet, &rtp, now_us, header);
    consumer->packets++;
    consumer->octets += (uint32_t)packet->rtp.payload.size;
    return true;
}

void consumer_leave_out(struct consumer *consumer, uint64_t number) {
    if (consumer->state == CONSUMER_FLOWS) {
        seqmap_leave_out(&consumer->map, number);
    }
}

static bool resent_lately(struct consumer *consumer, uint16_t sequence, int64_t now_us) {
    uint32_t now_ms = (uint32_t)(now_us / 1000) | 1; /* 0 stands for never */
    uint32_t *last = &consumer->resent_ms[sequence % CONSUMER_RESENT];
    if (*last != 0 && now_ms - *last < CONSUMER_RESEND_MS) {
        return true;
    }
    *last = now_ms;
    return false;
}

const struct producer_packet *consumer_resend(struct consumer *consumer,
                                              const struct producer *producer, uint16_t sequence,
                                              int64_t now_us, struct writer *header) {
    uint64_t number;
    if (consumer->state != CONSUMER_FLOWS || consumer->config.rtx_ssrc == 0 ||
        !seqmap_back(&consumer->map, sequence, &number)) {
        return NULL;
    }
    const struct producer_packet *packet = producer_cached(producer, number);
    if (packet == NULL || resent_lately(consumer, sequence, now_us)) {
        return NULL;
    }
    struct rtp_packet rtp = packet->rtp;
    rtp.ssrc = consumer->config.rtx_ssrc;
    rtp.payload_type = consumer->config.rtx_payload_type;
    rtp.sequence = consumer->rtx_sequence++;
    write_header(consumer, producer, packet, &rtp, now_us, header);
    writer_u16(header, sequence);
    return packet;
}

void consumer_report(struct consumer *consumer, const struct producer *producer, int64_t now_us,
                     struct writer *out) {
    if (!producer->has_sr || consumer->packets == 0) {
        return;
    }
    /* The sender's own clock, carried on from its last SR: audio and video of a person stay in
     * step. */
    uint64_t since_us = (uint64_t)(now_us - producer->sr_us);
    uint64_t seconds = since_us / 1000000;
    uint64_t rest = since_us % 1000000;
    struct rtcp_sender_info info = {
        .ssrc = consumer->config.ssrc,
        .ntp = producer->sr.ntp + (seconds << 32) + (rest << 32) / 1000000,
        .timestamp =
            producer->sr.timestamp + (uint32_t)(since_us * producer->config.clock_hz / 1000000),
        .packet_count = consumer->packets,
        .octet_count = consumer->octets,
    };
    rtcp_write_sr(out, &info, NULL, 0);
    rtcp_write_sdes(out, info.ssrc, consumer->config.cname, consumer->config.cname_size);
    consumer->sr_middle = (uint32_t)(info.ntp >> 16);
    consumer->sr_us = now_us;
}

void consumer_on_block(struct consumer *consumer, const struct rtcp_block *block, int64_t now_us) {
    consumer->fraction_lost = block->fraction_lost;
    if (block->last_sr == 0 || block->last_sr != consumer->sr_middle) {
        return;
    }
    int64_t held_us = (int64_t)block->delay * 1000000 / 65536;
    int64_t rtt_us = now_us - consumer->sr_us - held_us;
    if (rtt_us > 0 && rtt_us < RTT_MAX_US) {
        consumer->rtt_us = (uint32_t)rtt_us;
    }
}
