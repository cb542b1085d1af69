#include "media/worker/worker.h"

#include <stdlib.h>

enum { OPUS_HZ = 48000, VP8_HZ = 90000 };

static bool ssrc_is_taken(const struct transport *transport, uint32_t ssrc) {
    for (size_t i = 0; i < transport->source_count; i++) {
        if (ssrc != 0 && producer_has_ssrc(transport->sources[i]->producer, ssrc)) {
            return true;
        }
    }
    return false;
}

static struct producer_config config_of(const struct message_producer *open) {
    return (struct producer_config){
        .kind = open->video ? PRODUCER_VIDEO : PRODUCER_AUDIO,
        .ssrc = open->ssrc,
        .rtx_ssrc = open->rtx_ssrc,
        .payload_type = open->payload_type,
        .rtx_payload_type = open->rtx_payload_type,
        .clock_hz = open->video ? VP8_HZ : OPUS_HZ,
        .extensions = {.transport_cc = open->transport_cc,
                       .audio_level = open->audio_level,
                       .orientation = open->orientation},
    };
}

enum err source_open(struct transport *transport, const struct message_producer *open) {
    struct worker *worker = transport->worker;
    struct producer_config config = config_of(open);
    if (transport->source_count == WORKER_TRANSPORT_PRODUCERS) {
        return ERR_FULL;
    }
    if (ssrc_is_taken(transport, open->ssrc) || ssrc_is_taken(transport, open->rtx_ssrc)) {
        return ERR_CONFLICT;
    }
    struct source *source = calloc(1, sizeof *source);
    if (source == NULL) {
        return ERR_NOMEM;
    }
    source->producer = producer_new(&config);
    enum err err =
        source->producer == NULL ? ERR_NOMEM : table_add(&worker->sources, open->producer, source);
    if (err != ERR_OK) {
        producer_free(source->producer);
        free(source);
        return err;
    }
    source->id = open->producer;
    source->transport = transport;
    source->producer->paused = open->paused != 0;
    transport->sources[transport->source_count++] = source;
    return ERR_OK;
}

void source_close(struct source *source) {
    struct transport *transport = source->transport;
    while (source->sink_count > 0) {
        sink_close(source->sinks[source->sink_count - 1]);
    }
    for (size_t i = 0; i < transport->source_count; i++) {
        if (transport->sources[i] == source) {
            transport->sources[i] = transport->sources[--transport->source_count];
            break;
        }
    }
    table_remove(&transport->worker->sources, source->id);
    producer_free(source->producer);
    free(source);
}

/* What was not forwarded leaves a gap in the numbers: each flow begins anew. */
void source_pause(struct source *source, bool paused) {
    source->producer->paused = paused;
    for (size_t i = 0; i < source->sink_count && !paused; i++) {
        struct sink *sink = source->sinks[i];
        if (sink->consumer.state == CONSUMER_FLOWS) {
            sink_pause(sink, true);
            sink_pause(sink, false);
        }
    }
}
