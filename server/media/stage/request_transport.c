#include "media/stage/parameters.h"
#include "media/stage/reachable.h"
#include "media/stage/request.h"

#include <string.h>

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

void request_transport_capabilities(const struct request *request) {
    request_answer(request,
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

/* A consumer of nothing: with it a page can connect its receiving transport before anybody sends. */
static json_t *warmup(const struct person *person) {
    struct message_consumer stream = {.cname_size = PERSON_CNAME_CHARS};
    memcpy(stream.cname, person->cname, PERSON_CNAME_CHARS);
    request_consumer_new_ssrcs(&stream);
    return json_pack("{s:s,s:s,s:s,s:o}", "id", id_new().text, "producerId", id_new().text, "kind",
                     "audio", "rtpParameters", parameters_for_receiver(&stream, false));
}

static void then_transport(struct call *call, struct person *person, enum err err) {
    struct person_transport *transport = person_transport_by_number(person, call->number);
    if (transport == NULL) {
        request_finish(call, ERR_CLOSED, "another transport took its place");
        return;
    }
    if (err == ERR_OK) {
        transport->live = true;
    } else {
        *transport = (struct person_transport){0};
    }
    request_finish(call, err, "no transport can be had now");
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

void request_transport_create(const struct request *request) {
    struct person *person = request->person;
    const char *direction;
    if (!parameters_text(request->data, "direction", REQUEST_TEXT_MAX, &direction) ||
        (strcmp(direction, "send") != 0 && strcmp(direction, "recv") != 0)) {
        request_refuse(request, ERR_INVALID, "direction must be send or recv");
        return;
    }
    if (client_state_of(request->stage->workers[person->worker].client) != CLIENT_UP) {
        request_refuse(request, ERR_UNAVAILABLE, "media is starting; media.reset follows");
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
    struct call call = request_call(request, transport->number, then_transport,
                                    describe(request, transport, &credentials));
    request_ask(&call, person, &message);
}

struct person_transport *request_transport_named(const struct request *request) {
    const char *id;
    struct person_transport *transport =
        parameters_text(request->data, "transportId", REQUEST_TEXT_MAX, &id)
            ? person_transport_by_id(request->person, id)
            : NULL;
    if (transport == NULL || !transport->live) {
        request_refuse(request, ERR_NOT_FOUND, "no such transport");
        return NULL;
    }
    return transport;
}

static void then_connected(struct call *call, struct person *person, enum err err) {
    struct person_transport *transport = person_transport_by_number(person, call->number);
    if (transport != NULL && err != ERR_OK) {
        transport->connecting = false;
    }
    request_finish(call, err, "the transport cannot be connected");
}

void request_transport_connect(const struct request *request) {
    struct person_transport *transport = request_transport_named(request);
    const char *text = NULL;
    if (transport == NULL) {
        return;
    }
    if (transport->connecting) {
        request_refuse(request, ERR_CONFLICT, "the transport is connected already");
        return;
    }
    struct message message = {.type = MESSAGE_TRANSPORT_CONNECT};
    message.body.connect.transport = transport->number;
    enum err err = parameters_read_dtls(json_object_get(request->data, "dtlsParameters"),
                                        &message.body.connect, &text);
    if (err != ERR_OK) {
        request_refuse(request, err, text);
        return;
    }
    transport->connecting = true;
    struct call call = request_call(request, transport->number, then_connected, json_object());
    request_ask(&call, request->person, &message);
}

void request_transport_restart(const struct request *request) {
    struct person_transport *transport = request_transport_named(request);
    if (transport == NULL) {
        return;
    }
    struct ice_credentials credentials = new_credentials();
    struct message message = {
        .type = MESSAGE_TRANSPORT_RESTART,
        .body.credentials = {.transport = transport->number, .credentials = credentials}};
    struct call call =
        request_call(request, transport->number, request_then_finish,
                     json_pack("{s:o}", "iceParameters", parameters_ice(&credentials)));
    request_ask(&call, request->person, &message);
}

void request_transport_close(const struct request *request) {
    struct person_transport *transport = request_transport_named(request);
    if (transport == NULL) {
        return;
    }
    struct person *person = request->person;
    bool sends = transport == &person->transports[PERSON_SEND];
    person_drop_transport(request->stage, person, sends ? PERSON_SEND : PERSON_RECEIVE, true);
    request_answer(request, json_object());
}
