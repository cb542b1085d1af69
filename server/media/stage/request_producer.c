#include "media/stage/parameters.h"
#include "media/stage/request.h"

#include <string.h>

static void then_produced(struct call *call, struct person *person, enum err err) {
    struct person_producer *producer = person_producer_by_number(person, call->number);
    if (producer == NULL) {
        request_finish(call, ERR_CLOSED, "its transport is gone");
        return;
    }
    if (err != ERR_OK) {
        *producer = (struct person_producer){0};
        request_finish(call, err, "the media worker refused the producer");
        return;
    }
    producer->live = true;
    request_finish(call, ERR_OK, NULL);
    person_offer_producer(call->stage, person, producer);
}

static bool read_source(const json_t *data, bool *video, enum person_source *source) {
    const char *kind;
    const char *name;
    if (!parameters_text(data, "kind", REQUEST_TEXT_MAX, &kind) ||
        !parameters_text(data, "source", REQUEST_TEXT_MAX, &name)) {
        return false;
    }
    for (size_t i = 0; i < PERSON_SOURCES; i++) {
        if (strcmp(person_source_name((enum person_source)i), name) == 0) {
            *source = (enum person_source)i;
            *video = *source != PERSON_MICROPHONE;
            return strcmp(kind, *video ? "video" : "audio") == 0;
        }
    }
    return false;
}

/* A free place for a producer of this source; NULL, and refused, when there is one already. */
static struct person_producer *place_for(const struct request *request, enum person_source source) {
    struct person_producer *place = NULL;
    for (size_t i = 0; i < PERSON_PRODUCERS; i++) {
        struct person_producer *producer = &request->person->producers[i];
        if (producer->used && producer->source == source) {
            request_refuse(request, ERR_CONFLICT, "this source has a producer already");
            return NULL;
        }
        place = place == NULL && !producer->used ? producer : place;
    }
    if (place == NULL) {
        request_refuse(request, ERR_FULL, "too many producers");
    }
    return place;
}

void request_producer_open(const struct request *request) {
    struct person *person = request->person;
    struct person_transport *transport = request_transport_named(request);
    bool video;
    enum person_source source;
    const char *text = NULL;
    if (transport == NULL) {
        return;
    }
    if (transport != &person->transports[PERSON_SEND] ||
        !read_source(request->data, &video, &source)) {
        request_refuse(request, ERR_INVALID,
                       "produce needs the send transport, kind and its source");
        return;
    }
    struct message message = {.type = MESSAGE_PRODUCER_OPEN};
    struct message_producer *stream = &message.body.producer;
    enum err err =
        parameters_read_rtp(json_object_get(request->data, "rtpParameters"), video, stream, &text);
    if (err != ERR_OK) {
        request_refuse(request, err, text);
        return;
    }
    struct person_producer *producer = place_for(request, source);
    if (producer == NULL) {
        return;
    }
    *producer = (struct person_producer){
        .used = true,
        .video = video,
        .source = source,
        .paused = json_is_true(json_object_get(request->data, "paused")),
        .number = person_new_number(request->stage, person),
        .id = id_new(),
    };
    stream->producer = producer->number;
    stream->transport = transport->number;
    stream->paused = producer->paused;
    struct call call = request_call(request, producer->number, then_produced,
                                    json_pack("{s:s}", "id", producer->id.text));
    request_ask(&call, person, &message);
}

static struct person_producer *named_producer(const struct request *request) {
    const char *id;
    struct person_producer *producer =
        parameters_text(request->data, "producerId", REQUEST_TEXT_MAX, &id)
            ? person_producer_by_id(request->person, id)
            : NULL;
    if (producer == NULL || !producer->live) {
        request_refuse(request, ERR_NOT_FOUND, "no such producer");
        return NULL;
    }
    return producer;
}

static void tell_paused(struct stage *stage, const struct person *from, struct person *to,
                        const struct person_producer *producer) {
    for (size_t i = 0; i < PERSON_CONSUMERS; i++) {
        const struct person_consumer *consumer = &to->consumers[i];
        if (consumer->live && consumer->producer_number == producer->number) {
            stage_tell(stage, to, producer->paused ? "producer.paused" : "producer.resumed",
                       json_pack("{s:s,s:s,s:s,s:s}", "consumerId", consumer->id.text, "producerId",
                                 producer->id.text, "participantId", from->id, "source",
                                 person_source_name(producer->source)));
        }
    }
}

static void set_paused(const struct request *request, bool paused) {
    struct person *person = request->person;
    struct person_producer *producer = named_producer(request);
    if (producer == NULL) {
        return;
    }
    producer->paused = paused;
    for (size_t i = 0; person->visit != NULL && i < person->visit->member_count; i++) {
        tell_paused(request->stage, person, person->visit->members[i], producer);
    }
    struct message message = {.type = MESSAGE_PRODUCER_PAUSE,
                              .body.named = {.id = producer->number, .flag = paused}};
    struct call call = request_call(request, producer->number, request_then_finish, json_object());
    request_ask(&call, person, &message);
}

void request_producer_pause(const struct request *request) {
    set_paused(request, true);
}

void request_producer_resume(const struct request *request) {
    set_paused(request, false);
}

void request_producer_close(const struct request *request) {
    struct person_producer *producer = named_producer(request);
    if (producer != NULL) {
        person_drop_producer(request->stage, request->person, producer, true);
        request_answer(request, json_object());
    }
}
