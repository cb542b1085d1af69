/* request: a page's request to the stage, from its method's name to its reply.
 *
 *   stage_request ──► request_take ──► its row ──► request_answer, request_refuse: at once
 *                                            └───► request_ask ──► worker ──► then ──► request_finish
 *
 * request.c has the table of methods and the way to the worker and back; request_transport.c, request_producer.c and
 * request_consumer.c have a handler a method. For the files of this folder. */
#ifndef ANTEROOM_MEDIA_STAGE_REQUEST_H
#define ANTEROOM_MEDIA_STAGE_REQUEST_H

#include "media/stage/person.h"

enum { REQUEST_TEXT_MAX = 64 }; /* characters of a name or an id that a page sends */

/* One request of a page, while its handler runs. */
struct request {
    struct stage *stage;
    struct person *person;
    const json_t *data;
    stage_reply *reply;
    void *context;
};

/* What the worker was asked for somebody, until its answer is here. */
struct call;
typedef void call_then(struct call *call, struct person *person, enum err err);
struct call {
    struct stage *stage;
    uint32_t slot; /* with `generation`: the person, set by request_ask() */
    uint64_t generation;
    uint32_t number; /* of the thing that is asked for */
    call_then *then;
    stage_reply *reply; /* NULL: nobody waits for an answer */
    void *context;
    json_t *data; /* owned; the reply's, or whatever `then` needs */
};

/* Finds the method's row and runs its handler. The reply is queued now or when the worker has answered. */
void request_take(struct stage *stage, struct person *person, const char *method,
                  const json_t *data, stage_reply *reply, void *context);

/* Queues the reply. Takes the reference of `data`. */
void request_answer(const struct request *request, json_t *data);
/* Queues the refusal; `text` is static. */
void request_refuse(const struct request *request, enum err err, const char *text);

/* The call for this request. Takes the reference of `data`. */
struct call request_call(const struct request *request, uint32_t number, call_then *then,
                         json_t *data);
/* Asks the worker for a person; `then` comes with the answer while they are still there and decides what follows. Copies
 * `call`. When the worker cannot be asked, `then` comes at once with the err. */
void request_ask(const struct call *call, struct person *person, struct message *message);
/* For `then`: the call's data as the reply, or the refusal; nothing where nobody waits. */
void request_finish(struct call *call, enum err err, const char *text);
/* A `then` that has nothing to do but to pass the worker's answer on. */
void request_then_finish(struct call *call, struct person *person, enum err err);

/* Random bytes for credentials and stream names. */
void request_random(void *out, size_t size);

/* request_transport.c */
void request_transport_capabilities(const struct request *request);
void request_transport_create(const struct request *request);
void request_transport_connect(const struct request *request);
void request_transport_restart(const struct request *request);
void request_transport_close(const struct request *request);
/* The page's own live transport that `data` names; NULL, and refused, when there is none. */
struct person_transport *request_transport_named(const struct request *request);

/* request_producer.c */
void request_producer_open(const struct request *request);
void request_producer_pause(const struct request *request);
void request_producer_resume(const struct request *request);
void request_producer_close(const struct request *request);

/* request_consumer.c */
void request_consumer_start(const struct request *request);
void request_consumer_pause(const struct request *request);
void request_consumer_resume(const struct request *request);
void request_consumer_key(const struct request *request);
/* A consumer of `from`'s producer for `to`; consumer.new follows when the worker has it. */
void request_consumer_open(struct stage *stage, struct person *to, const struct person *from,
                           const struct person_producer *producer);
/* Names for the stream of a consumer: ssrcs that differ and are not 0, and the first sequence number. */
void request_consumer_new_ssrcs(struct message_consumer *stream);

#endif
