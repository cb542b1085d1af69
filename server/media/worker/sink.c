#include "media/worker/worker.h"

#include <stdlib.h>
#include <string.h>

static struct consumer_config receiver_of(const struct message_consumer *open) {
    struct consumer_config config = {
        .ssrc = open->ssrc,
        .rtx_ssrc = open->rtx_ssrc,
        .payload_type = open->payload_type,
        .rtx_payload_type = open->rtx_payload_type,
        .extensions = {.abs_send_time = open->abs_send_time,
                       .audio_level = open->audio_level,
                       .orientation = open->orientation},
        .cname_size = open->cname_size,
        .first_sequence = open->first_sequence,
    };
    memcpy(config.cname, open->cname, open->cname_size);
    return config;
}

enum err sink_open(struct transport *transport, struct source *source,
                   const struct message_consumer *open) {
    struct consumer_config config = receiver_of(open);
    if (transport->sink_count == WORKER_TRANSPORT_CONSUMERS ||
        source->sink_count == WORKER_SOURCE_CONSUMERS) {
        return ERR_FULL;
    }
    struct sink *sink = calloc(1, sizeof *sink);
    if (sink == NULL) {
        return ERR_NOMEM;
    }
    enum err err = table_add(&transport->worker->sinks, open->consumer, sink);
    if (err != ERR_OK) {
        free(sink);
        return err;
    }
    sink->id = open->consumer;
    sink->transport = transport;
    sink->source = source;
    consumer_init(&sink->consumer, &config);
    transport->sinks[transport->sink_count++] = sink;
    source->sinks[source->sink_count++] = sink;
    return ERR_OK;
}

static void take_out(struct sink **list, size_t *count, const struct sink *sink) {
    for (size_t i = 0; i < *count; i++) {
        if (list[i] == sink) {
            list[i] = list[--*count];
            return;
        }
    }
}

void sink_close(struct sink *sink) {
    struct transport *transport = sink->transport;
    take_out(transport->sinks, &transport->sink_count, sink);
    take_out(sink->source->sinks, &sink->source->sink_count, sink);
    if (transport->outward != NULL) {
        seal_forget(transport->outward, sink->consumer.config.ssrc);
        seal_forget(transport->outward, sink->consumer.config.rtx_ssrc);
    }
    table_remove(&transport->worker->sinks, sink->id);
    free(sink);
}

void sink_pause(struct sink *sink, bool paused) {
    struct producer *producer = sink->source->producer;
    if (paused) {
        consumer_pause(&sink->consumer);
        return;
    }
    consumer_resume(&sink->consumer);
    if (sink->consumer.state == CONSUMER_BEGINS && producer->config.kind == PRODUCER_VIDEO) {
        keyframe_want(&producer->keyframe, sink->transport->worker->now_us / 1000);
        sink->transport->worker->urgent = true;
    }
}
