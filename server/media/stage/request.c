#include "media/stage/request.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

void request_random(void *out, size_t size) {
    must(getrandom(out, size, 0) == (ssize_t)size);
}

void request_finish(struct call *call, enum err err, const char *text) {
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
        request_finish(call, ERR_CLOSED, "the participant has left");
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

void request_then_finish(struct call *call, struct person *person, enum err err) {
    (void)person;
    request_finish(call, err, "the media worker refused");
}

struct call request_call(const struct request *request, uint32_t number, call_then *then,
                         json_t *data) {
    return (struct call){.stage = request->stage,
                         .number = number,
                         .then = then,
                         .reply = request->reply,
                         .context = request->context,
                         .data = data};
}

void request_answer(const struct request *request, json_t *data) {
    stage_answer(request->stage, request->reply, request->context, data);
}

void request_refuse(const struct request *request, enum err err, const char *text) {
    stage_refuse(request->stage, request->reply, request->context, err, text);
}

/* Who waits may connect, and nothing else. */
static const struct {
    const char *method;
    bool takes_part; /* only for people in a visit */
    void (*handle)(const struct request *request);
} ROWS[] = {
    {"router-capabilities", false, request_transport_capabilities},
    {"transport.create", false, request_transport_create},
    {"transport.connect", false, request_transport_connect},
    {"transport.restart-ice", false, request_transport_restart},
    {"transport.close", false, request_transport_close},
    {"receive.start", true, request_consumer_start},
    {"produce", true, request_producer_open},
    {"producer.pause", true, request_producer_pause},
    {"producer.resume", true, request_producer_resume},
    {"producer.close", true, request_producer_close},
    {"consumer.ready", true, request_consumer_resume},
    {"consumer.pause", true, request_consumer_pause},
    {"consumer.resume", true, request_consumer_resume},
    {"consumer.key-frame", true, request_consumer_key},
};

void request_take(struct stage *stage, struct person *person, const char *method,
                  const json_t *data, stage_reply *reply, void *context) {
    const struct request request = {stage, person, data, reply, context};
    if (person->requests >= STAGE_REQUESTS_MAX) {
        request_refuse(&request, ERR_RATE, "too many requests at once");
        return;
    }
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        if (strcmp(ROWS[i].method, method) != 0) {
            continue;
        }
        if (ROWS[i].takes_part && person->visit == NULL) {
            request_refuse(&request, ERR_DENIED, "not in a visit yet");
        } else {
            ROWS[i].handle(&request);
        }
        return;
    }
    request_refuse(&request, ERR_INVALID, "no such method");
}
