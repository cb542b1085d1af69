#include "media/stage/parameters.h"
#include "media/stage/person.h"
#include "media/stage/reachable.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

enum { TEXT_MAX = 64 };

void request_random(void *out, size_t size) {
    must(getrandom(out, size, 0) == (ssize_t)size);
}

/* `size` characters that ICE allows, six bits each. */
static void random_chars(char *out, size_t size) {
    static const char CHARS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    uint8_t random[ICE_PASSWORD_CHARS];
    must(size <= sizeof random);
    request_random(random, size);
    for (size_t i = 0; i < size; i++) {
        out[i] = CHARS[random[i] & 63];
    }
}

static struct ice_credentials new_credentials(void) {
    struct ice_credentials credentials;
    random_chars(credentials.ufrag, sizeof credentials.ufrag);
    random_chars(credentials.password, sizeof credentials.password);
    return credentials;
}

static void finish(struct call *call, enum err err, const char *text) {
    if (call->reply != NULL && err == ERR_OK) {
        stage_answer(call->stage, call->reply, call->context, json_incref(call->data));
    } else if (call->reply != NULL) {
        stage_refuse(call->stage, call->reply, call->context, err, text);
    }
}

static struct person *caller(const struct call *call) {
    struct person *person = call->stage->people[call->slot];
    return person != NULL && person->generation == call->generation ? person : NULL;
}

static void complete(struct call *call, enum err err) {
    struct person *person = caller(call);
    if (person != NULL) {
        person->requests -= call->reply != NULL ? 1 : 0;
        call->then(call, person, err);
    } else {
        finish(call, ERR_CLOSED, "the participant has left");
    }
    json_decref(call->data);
}

static void on_worker_reply(void *context, enum err err, const struct message *answer) {
    struct call *call = context;
    struct stage *stage = call->stage;
    (void)answer;
    complete(call, err);
    free(call);
    stage_deliver(stage);
}

void request_ask(const struct call *call, struct person *person, struct message *message) {
    struct call *kept = malloc(sizeof *kept);
    enum err err = ERR_NOMEM;
    person->requests += call->reply != NULL ? 1 : 0;
    if (kept != NULL) {
        *kept = *call;
        kept->slot = person->slot;
        kept->generation = person->generation;
        err =
            client_ask(call->stage->workers[person->worker].client, message, on_worker_reply, kept);
    }
    if (err != ERR_OK) {
        struct call failed = *call;
        failed.slot = person->slot;
        failed.generation = person->generation;
        free(kept);
        complete(&failed, err);
    }
}

/* Nothing more to do than to pass the worker's answer on. */
static void then_reply(struct call *call, struct person *person, enum err err) {
    (void)person;
    finish(call, err, "the media worker refused");
}

/* One request of a page, while its handler runs. */
struct request {
    struct stage *stage;
    struct person *person;
    const json_t *data;
    stage_reply *reply;
    void *context;
};

static struct call call_of(const struct request *request, uint32_t number, call_then *then,
                           json_t *data) {
    return (struct call){.stage = request->stage,
                         .number = number,
                         .then = then,
                         .reply = request->reply,
                         .context = request->context,
                         .data = data};
}

static void refuse(const struct request *request, enum err err, const char *text) {
    stage_refuse(request->stage, request->reply, request->context, err, text);
}

static void capabilities(const struct request *request) {
    stage_answer(request->stage, request->reply, request->context,
                 json_pack("{s:o}", "rtpCapabilities", parameters_router_capabilities()));
}

static json_t *candidates(const struct stage *stage, const struct stage_worker *worker) {
    struct reachable_text found[STAGE_ADDRESSES_MAX];
    struct parameters_candidate list[STAGE_ADDRESSES_MAX];
    size_t count = stage->announced_count;
    if (count == 0) {
        count = reachable_list(found, STAGE_ADDRESSES_MAX);
    }
    for (size_t i = 0; i < count; i++) {
        list[i] = (struct parameters_candidate){
            .address = stage->announced_count == 0 ? found[i].text : stage->announced[i],
            .udp_port = worker->configured.udp_port,
            .tcp_port = worker->configured.tcp_port,
        };
    }
    return parameters_candidates(list, count);
}

static void new_ssrcs(struct message_consumer *stream) {
    do {
        request_random(&stream->ssrc, sizeof stream->ssrc);
        request_random(&stream->rtx_ssrc, sizeof stream->rtx_ssrc);
    } while (stream->ssrc == 0 || stream->rtx_ssrc == 0 || stream->ssrc == stream->rtx_ssrc);
    request_random(&stream->first_sequence, sizeof stream->first_sequence);
}

/* A consumer of nothing: with it a page can connect its receiving transport before anybody sends. */
static json_t *warmup(const struct person *person) {
    struct message_consumer stream = {.cname_size = PERSON_CNAME_CHARS};
    memcpy(stream.cname, person->cname, PERSON_CNAME_CHARS);
    new_ssrcs(&stream);
    return json_pack("{s:s,s:s,s:s,s:o}", "id", id_new().text, "producerId", id_new().text, "kind",
                     "audio", "rtpParameters", parameters_for_receiver(&stream, false));
}

static void then_transport(struct call *call, struct person *person, enum err err) {
    struct person_transport *transport = person_transport_by_number(person, call->number);
    if (transport == NULL) {
        finish(call, ERR_CLOSED, "another transport took its place");
        return;
    }
    if (err == ERR_OK) {
        transport->live = true;
    } else {
        *transport = (struct person_transport){0};
    }
    finish(call, err, "no transport can be had now");
}

static json_t *describe(const struct request *request, const struct person_transport *transport,
                        const struct ice_credentials *credentials) {
    const struct stage_worker *worker = &request->stage->workers[request->person->worker];
    bool receives = transport == &request->person->transports[PERSON_RECEIVE];
    json_t *data =
        json_pack("{s:s,s:s,s:o,s:o,s:o}", "id", transport->id.text, "direction",
                  person_direction_name(request->person, transport), "iceParameters",
                  parameters_ice(credentials), "iceCandidates", candidates(request->stage, worker),
                  "dtlsParameters", parameters_dtls(worker->configured.certificate_hash));
    if (receives) {
        json_object_set_new(data, "warmup", warmup(request->person));
    }
    return data;
}

static void create_transport(const struct request *request) {
    struct person *person = request->person;
    const char *direction;
    if (!parameters_text(request->data, "direction", TEXT_MAX, &direction) ||
        (strcmp(direction, "send") != 0 && strcmp(direction, "recv") != 0)) {
        refuse(request, ERR_INVALID, "direction must be send or recv");
        return;
    }
    if (client_state_of(request->stage->workers[person->worker].client) != CLIENT_UP) {
        refuse(request, ERR_UNAVAILABLE, "media is starting; media.reset follows");
        person->owed_reset = true;
        return;
    }
    enum person_direction which = direction[0] == 's' ? PERSON_SEND : PERSON_RECEIVE;
    person_drop_transport(request->stage, person, which, true);
    struct person_transport *transport = &person->transports[which];
    struct ice_credentials credentials = new_credentials();
    *transport = (struct person_transport){
        .used = true,
        .quality = PERSON_QUALITY_GOOD,
        .number = person_new_number(request->stage, person),
        .id = id_new(),
    };
    struct message message = {
        .type = MESSAGE_TRANSPORT_OPEN,
        .body.credentials = {.transport = transport->number, .credentials = credentials}};
    struct call call = call_of(request, transport->number, then_transport,
                               describe(request, transport, &credentials));
    request_ask(&call, person, &message);
}

/* The page's own live transport that `data` names; refuses when there is none. */
static struct person_transport *named_transport(const struct request *request) {
    const char *id;
    struct person_transport *transport =
        parameters_text(request->data, "transportId", TEXT_MAX, &id)
            ? person_transport_by_id(request->person, id)
            : NULL;
    if (transport == NULL || !transport->live) {
        refuse(request, ERR_NOT_FOUND, "no such transport");
        return NULL;
    }
    return transport;
}

static void then_connected(struct call *call, struct person *person, enum err err) {
    struct person_transport *transport = person_transport_by_number(person, call->number);
    if (transport != NULL && err != ERR_OK) {
        transport->connecting = false;
    }
    finish(call, err, "the transport cannot be connected");
}

static void connect_transport(const struct request *request) {
    struct person_transport *transport = named_transport(request);
    const char *text = NULL;
    if (transport == NULL) {
        return;
    }
    if (transport->connecting) {
        refuse(request, ERR_CONFLICT, "the transport is connected already");
        return;
    }
    struct message message = {.type = MESSAGE_TRANSPORT_CONNECT};
    message.body.connect.transport = transport->number;
    enum err err = parameters_read_dtls(json_object_get(request->data, "dtlsParameters"),
                                        &message.body.connect, &text);
    if (err != ERR_OK) {
        refuse(request, err, text);
        return;
    }
    transport->connecting = true;
    struct call call = call_of(request, transport->number, then_connected, json_object());
    request_ask(&call, request->person, &message);
}

static void restart_transport(const struct request *request) {
    struct person_transport *transport = named_transport(request);
    if (transport == NULL) {
        return;
    }
    struct ice_credentials credentials = new_credentials();
    struct message message = {
        .type = MESSAGE_TRANSPORT_RESTART,
        .body.credentials = {.transport = transport->number, .credentials = credentials}};
    struct call call = call_of(request, transport->number, then_reply,
                               json_pack("{s:o}", "iceParameters", parameters_ice(&credentials)));
    request_ask(&call, request->person, &message);
}

static void close_transport(const struct request *request) {
    struct person_transport *transport = named_transport(request);
    if (transport == NULL) {
        return;
    }
    struct person *person = request->person;
    bool sends = transport == &person->transports[PERSON_SEND];
    person_drop_transport(request->stage, person, sends ? PERSON_SEND : PERSON_RECEIVE, true);
    stage_answer(request->stage, request->reply, request->context, json_object());
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

static void start_receiving(const struct request *request) {
    struct person *person = request->person;
    if (!person->transports[PERSON_RECEIVE].live) {
        refuse(request, ERR_CONFLICT, "there is no recv transport");
        return;
    }
    if (!parameters_can_receive(json_object_get(request->data, "rtpCapabilities"))) {
        refuse(request, ERR_INVALID, "rtpCapabilities must hold audio/opus and video/VP8");
        return;
    }
    const json_t *holding = json_object_get(request->data, "holding");
    if (json_array_size(holding) > PERSON_CONSUMERS) {
        refuse(request, ERR_INVALID, "holding names more consumers than there can be");
        return;
    }
    person->receiving = true;
    stage_answer(request->stage, request->reply, request->context, json_object());
    if (json_is_array(holding)) {
        catch_up(request, holding);
    }
    person_offer_all(request->stage, person);
}

static void then_produced(struct call *call, struct person *person, enum err err) {
    struct person_producer *producer = person_producer_by_number(person, call->number);
    if (producer == NULL) {
        finish(call, ERR_CLOSED, "its transport is gone");
        return;
    }
    if (err != ERR_OK) {
        *producer = (struct person_producer){0};
        finish(call, err, "the media worker refused the producer");
        return;
    }
    producer->live = true;
    finish(call, ERR_OK, NULL);
    person_offer_producer(call->stage, person, producer);
}

static bool read_source(const json_t *data, bool *video, enum person_source *source) {
    const char *kind;
    const char *name;
    if (!parameters_text(data, "kind", TEXT_MAX, &kind) ||
        !parameters_text(data, "source", TEXT_MAX, &name)) {
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
            refuse(request, ERR_CONFLICT, "this source has a producer already");
            return NULL;
        }
        place = place == NULL && !producer->used ? producer : place;
    }
    if (place == NULL) {
        refuse(request, ERR_FULL, "too many producers");
    }
    return place;
}

static void produce(const struct request *request) {
    struct person *person = request->person;
    struct person_transport *transport = named_transport(request);
    bool video;
    enum person_source source;
    const char *text = NULL;
    if (transport == NULL) {
        return;
    }
    if (transport != &person->transports[PERSON_SEND] ||
        !read_source(request->data, &video, &source)) {
        refuse(request, ERR_INVALID, "produce needs the send transport, kind and its source");
        return;
    }
    struct message message = {.type = MESSAGE_PRODUCER_OPEN};
    struct message_producer *stream = &message.body.producer;
    enum err err =
        parameters_read_rtp(json_object_get(request->data, "rtpParameters"), video, stream, &text);
    if (err != ERR_OK) {
        refuse(request, err, text);
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
    struct call call = call_of(request, producer->number, then_produced,
                               json_pack("{s:s}", "id", producer->id.text));
    request_ask(&call, person, &message);
}

static struct person_producer *named_producer(const struct request *request) {
    const char *id;
    struct person_producer *producer = parameters_text(request->data, "producerId", TEXT_MAX, &id)
                                           ? person_producer_by_id(request->person, id)
                                           : NULL;
    if (producer == NULL || !producer->live) {
        refuse(request, ERR_NOT_FOUND, "no such producer");
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
    struct call call = call_of(request, producer->number, then_reply, json_object());
    request_ask(&call, person, &message);
}

static void pause_producer(const struct request *request) {
    set_paused(request, true);
}

static void resume_producer(const struct request *request) {
    set_paused(request, false);
}

static void close_producer(const struct request *request) {
    struct person_producer *producer = named_producer(request);
    if (producer != NULL) {
        person_drop_producer(request->stage, request->person, producer, true);
        stage_answer(request->stage, request->reply, request->context, json_object());
    }
}

static void ask_consumer(const struct request *request, uint32_t type, bool flag) {
    const char *id;
    struct person_consumer *consumer = parameters_text(request->data, "consumerId", TEXT_MAX, &id)
                                           ? person_consumer_by_id(request->person, id)
                                           : NULL;
    if (consumer == NULL || !consumer->live) {
        refuse(request, ERR_NOT_FOUND, "no such consumer");
        return;
    }
    struct message message = {.type = type, .body.named = {.id = consumer->number, .flag = flag}};
    struct call call = call_of(request, consumer->number, then_reply, json_object());
    request_ask(&call, request->person, &message);
}

static void pause_consumer(const struct request *request) {
    ask_consumer(request, MESSAGE_CONSUMER_PAUSE, true);
}

static void resume_consumer(const struct request *request) {
    ask_consumer(request, MESSAGE_CONSUMER_PAUSE, false);
}

static void key_consumer(const struct request *request) {
    ask_consumer(request, MESSAGE_CONSUMER_KEY, false);
}

/* Who waits may connect, and nothing else. */
static const struct {
    const char *method;
    bool takes_part; /* only for people in a visit */
    void (*handle)(const struct request *request);
} ROWS[] = {
    {"router-capabilities", false, capabilities},
    {"transport.create", false, create_transport},
    {"transport.connect", false, connect_transport},
    {"transport.restart-ice", false, restart_transport},
    {"transport.close", false, close_transport},
    {"receive.start", true, start_receiving},
    {"produce", true, produce},
    {"producer.pause", true, pause_producer},
    {"producer.resume", true, resume_producer},
    {"producer.close", true, close_producer},
    {"consumer.ready", true, resume_consumer},
    {"consumer.pause", true, pause_consumer},
    {"consumer.resume", true, resume_consumer},
    {"consumer.key-frame", true, key_consumer},
};

void request_take(struct stage *stage, struct person *person, const char *method,
                  const json_t *data, stage_reply *reply, void *context) {
    const struct request request = {stage, person, data, reply, context};
    if (person->requests >= STAGE_REQUESTS_MAX) {
        refuse(&request, ERR_RATE, "too many requests at once");
        return;
    }
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        if (strcmp(ROWS[i].method, method) != 0) {
            continue;
        }
        if (ROWS[i].takes_part && person->visit == NULL) {
            refuse(&request, ERR_DENIED, "not in a visit yet");
        } else {
            ROWS[i].handle(&request);
        }
        return;
    }
    refuse(&request, ERR_INVALID, "no such method");
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

void request_consumer(struct stage *stage, struct person *to, const struct person *from,
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
    new_ssrcs(stream);
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
