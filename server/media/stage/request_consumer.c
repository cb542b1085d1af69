#include "media/stage/parameters.h"
#include "media/stage/request.h"

#include <string.h>

void request_consumer_new_ssrcs(struct message_consumer *stream) {
    do {
        request_random(&stream->ssrc, sizeof stream->ssrc);
        request_random(&stream->rtx_ssrc, sizeof stream->rtx_ssrc);
    } while (stream->ssrc == 0 || stream->rtx_ssrc == 0 || stream->ssrc == stream->rtx_ssrc);
    request_random(&stream->first_sequence, sizeof stream->first_sequence);
}

static struct person_producer *find_producer(struct stage *stage, uint32_t number) {
    struct person *person = person_of_number(stage, number);
    return person == NULL ? NULL : person_producer_by_number(person, number);
}

static bool holds(const json_t *holding, const struct person_consumer *consumer) {
    for (size_t i = 0; i < json_array_size(holding); i++) {
        const char *id = json_string_value(json_array_get(holding, i));
        if (id != NULL && strcmp(id, consumer->id.text) == 0) {
            return true;
        }
    }
    return false;
}

static void tell_closed(const struct request *request, const json_t *holding) {
    for (size_t i = 0; i < json_array_size(holding); i++) {
        const char *id = json_string_value(json_array_get(holding, i));
        if (id != NULL && person_consumer_by_id(request->person, id) == NULL) {
            stage_tell(request->stage, request->person, "consumer.closed",
                       json_pack("{s:s}", "id", id));
        }
    }
}

/* A page that was away missed notifications: what it does not hold is offered anew, of what it holds it hears the state. */
static void catch_up(const struct request *request, const json_t *holding) {
    struct person *person = request->person;
    for (size_t i = 0; i < PERSON_CONSUMERS; i++) {
        struct person_consumer *consumer = &person->consumers[i];
        if (!consumer->live) {
            continue;
        }
        const struct person_producer *producer =
            find_producer(request->stage, consumer->producer_number);
        if (producer == NULL || !holds(holding, consumer)) {
            person_drop_consumer(request->stage, person, consumer, true);
        } else {
            stage_tell(request->stage, person,
                       producer->paused ? "producer.paused" : "producer.resumed",
                       json_pack("{s:s,s:s}", "consumerId", consumer->id.text, "producerId",
                                 producer->id.text));
        }
    }
    tell_closed(request, holding);
}

void request_consumer_start(const struct request *request) {
    struct person *person = request->person;
    if (!person->transports[PERSON_RECEIVE].live) {
        request_refuse(request, ERR_CONFLICT, "there is no recv transport");
        return;
    }
    if (!parameters_can_receive(json_object_get(request->data, "rtpCapabilities"))) {
        request_refuse(request, ERR_INVALID, "rtpCapabilities must hold audio/opus and video/VP8");
        return;
    }
    const json_t *holding = json_object_get(request->data, "holding");
    if (json_array_size(holding) > PERSON_CONSUMERS) {
        request_refuse(request, ERR_INVALID, "holding names more consumers than there can be");
        return;
    }
    person->receiving = true;
    request_answer(request, json_object());
    if (json_is_array(holding)) {
        catch_up(request, holding);
    }
    person_offer_all(request->stage, person);
}

static void ask_consumer(const struct request *request, uint32_t type, bool flag) {
    const char *id;
    struct person_consumer *consumer =
        parameters_text(request->data, "consumerId", REQUEST_TEXT_MAX, &id)
            ? person_consumer_by_id(request->person, id)
            : NULL;
    if (consumer == NULL || !consumer->live) {
        request_refuse(request, ERR_NOT_FOUND, "no such consumer");
        return;
    }
    struct message message = {.type = type, .body.named = {.id = consumer->number, .flag = flag}};
    struct call call = request_call(request, consumer->number, request_then_finish, json_object());
    request_ask(&call, request->person, &message);
}

void request_consumer_pause(const struct request *request) {
    ask_consumer(request, MESSAGE_CONSUMER_PAUSE, true);
}

void request_consumer_resume(const struct request *request) {
    ask_consumer(request, MESSAGE_CONSUMER_PAUSE, false);
}

void request_consumer_key(const struct request *request) {
    ask_consumer(request, MESSAGE_CONSUMER_KEY, false);
}

static void then_consumer(struct call *call, struct person *person, enum err err) {
    struct person_consumer *consumer = person_consumer_by_number(person, call->number);
    if (consumer == NULL) {
        return;
    }
    struct person_producer *producer = find_producer(call->stage, consumer->producer_number);
    if (err != ERR_OK || producer == NULL) {
        *consumer = (struct person_consumer){0};
        return;
    }
    consumer->live = true;
    json_object_set_new(call->data, "paused", json_boolean(producer->paused));
    stage_tell(call->stage, person, "consumer.new", json_incref(call->data));
}

void request_consumer_open(struct stage *stage, struct person *to, const struct person *from,
                           const struct person_producer *producer) {
    struct person_consumer *consumer = NULL;
    for (size_t i = 0; i < PERSON_CONSUMERS && consumer == NULL; i++) {
        consumer = to->consumers[i].used ? NULL : &to->consumers[i];
    }
    if (consumer == NULL) {
        return; /* eight people with four producers each never need more */
    }
    *consumer = (struct person_consumer){
        .used = true,
        .number = person_new_number(stage, to),
        .producer_number = producer->number,
        .id = id_new(),
    };
    struct message message = {.type = MESSAGE_CONSUMER_OPEN};
    struct message_consumer *stream = &message.body.consumer;
    stream->consumer = consumer->number;
    stream->transport = to->transports[PERSON_RECEIVE].number;
    stream->producer = producer->number;
    stream->cname_size = PERSON_CNAME_CHARS;
    memcpy(stream->cname, from->cname, PERSON_CNAME_CHARS);
    request_consumer_new_ssrcs(stream);
    json_t *rtp = parameters_for_receiver(stream, producer->video);
    if (!producer->video) {
        stream->rtx_ssrc = 0;
    }
    struct call call = {
        .stage = stage,
        .number = consumer->number,
        .then = then_consumer,
        .data = json_pack("{s:s,s:s,s:s,s:s,s:s,s:o}", "id", consumer->id.text, "producerId",
                          producer->id.text, "participantId", from->id, "kind",
                          producer->video ? "video" : "audio", "source",
                          person_source_name(producer->source), "rtpParameters", rtp),
    };
    request_ask(&call, to, &message);
}
