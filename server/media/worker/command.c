#include "media/worker/worker.h"

#include "base/log.h"

#include <string.h>

static enum err configure(struct worker *worker, const struct message *message,
                          struct message *answer) {
    const struct message_configure *wanted = &message->body.configure;
    struct message_configured *got = &answer->body.configured;
    *answer = (struct message){.type = MESSAGE_CONFIGURED, .request = message->request};
    enum err err = ERR_CONFLICT;
    if (worker->udp.fd >= 0) {
        goto out;
    }
    err = net_open(SOCK_DGRAM, wanted->listen_ip, wanted->udp_port, &worker->udp, &got->udp_port);
    if (err == ERR_OK && wanted->with_tcp) {
        err = net_open(SOCK_STREAM, wanted->listen_ip, wanted->tcp_port, &worker->tcp,
                       &got->tcp_port);
    }
    if (err == ERR_OK) {
        err = worker_watch(worker);
    }
    memcpy(got->certificate_hash, dtls_identity_hash(worker->identity),
           sizeof got->certificate_hash);
out:
    if (err != ERR_OK) {
        log_event(LOG_ERROR, "media.configure-failed", log_err("err", err));
    }
    got->err = err;
    return err;
}

static enum err open_transport(struct worker *worker, const struct message *message,
                               struct message *answer) {
    (void)answer;
    return transport_open(worker, message->body.credentials.transport,
                          &message->body.credentials.credentials);
}

static enum err connect_transport(struct worker *worker, const struct message *message,
                                  struct message *answer) {
    (void)answer;
    struct transport *transport = table_find(&worker->transports, message->body.connect.transport);
    return transport == NULL ? ERR_NOT_FOUND : transport_connect(transport, &message->body.connect);
}

static enum err restart_transport(struct worker *worker, const struct message *message,
                                  struct message *answer) {
    (void)answer;
    struct transport *transport =
        table_find(&worker->transports, message->body.credentials.transport);
    return transport == NULL ? ERR_NOT_FOUND
                             : transport_restart(transport, &message->body.credentials.credentials);
}

static enum err close_transport(struct worker *worker, const struct message *message,
                                struct message *answer) {
    (void)answer;
    struct transport *transport = table_find(&worker->transports, message->body.named.id);
    if (transport == NULL) {
        return ERR_NOT_FOUND;
    }
    transport_close(transport);
    return ERR_OK;
}

static enum err open_producer(struct worker *worker, const struct message *message,
                              struct message *answer) {
    (void)answer;
    struct transport *transport = table_find(&worker->transports, message->body.producer.transport);
    return transport == NULL ? ERR_NOT_FOUND : source_open(transport, &message->body.producer);
}

static enum err pause_producer(struct worker *worker, const struct message *message,
                               struct message *answer) {
    (void)answer;
    struct source *source = table_find(&worker->sources, message->body.named.id);
    if (source == NULL) {
        return ERR_NOT_FOUND;
    }
    source_pause(source, message->body.named.flag != 0);
    return ERR_OK;
}

static enum err close_producer(struct worker *worker, const struct message *message,
                               struct message *answer) {
    (void)answer;
    struct source *source = table_find(&worker->sources, message->body.named.id);
    if (source == NULL) {
        return ERR_NOT_FOUND;
    }
    source_close(source);
    return ERR_OK;
}

static enum err open_consumer(struct worker *worker, const struct message *message,
                              struct message *answer) {
    (void)answer;
    const struct message_consumer *open = &message->body.consumer;
    struct transport *transport = table_find(&worker->transports, open->transport);
    struct source *source = table_find(&worker->sources, open->producer);
    return transport == NULL || source == NULL ? ERR_NOT_FOUND : sink_open(transport, source, open);
}

static enum err pause_consumer(struct worker *worker, const struct message *message,
                               struct message *answer) {
    (void)answer;
    struct sink *sink = table_find(&worker->sinks, message->body.named.id);
    if (sink == NULL) {
        return ERR_NOT_FOUND;
    }
    sink_pause(sink, message->body.named.flag != 0);
    return ERR_OK;
}

static enum err key_consumer(struct worker *worker, const struct message *message,
                             struct message *answer) {
    (void)answer;
    struct sink *sink = table_find(&worker->sinks, message->body.named.id);
    if (sink == NULL) {
        return ERR_NOT_FOUND;
    }
    keyframe_want(&sink->source->producer->keyframe, worker->now_us / 1000);
    worker->urgent = true;
    return ERR_OK;
}

static enum err close_consumer(struct worker *worker, const struct message *message,
                               struct message *answer) {
    (void)answer;
    struct sink *sink = table_find(&worker->sinks, message->body.named.id);
    if (sink == NULL) {
        return ERR_NOT_FOUND;
    }
    sink_close(sink);
    return ERR_OK;
}

static enum err count(struct worker *worker, const struct message *message,
                      struct message *answer) {
    *answer = (struct message){.type = MESSAGE_COUNTERS, .request = message->request};
    answer->body.counters = worker->counters;
    answer->body.counters.packets_out += worker->outbox->sent;
    answer->body.counters.bytes_out += worker->outbox->sent_bytes;
    answer->body.counters.dropped_out = worker->outbox->dropped + worker->streams.dropped;
    return ERR_OK;
}

typedef enum err command_row(struct worker *worker, const struct message *message,
                             struct message *answer);

static command_row *const ROWS[MESSAGE_TYPES] = {
    [MESSAGE_CONFIGURE] = configure,
    [MESSAGE_TRANSPORT_OPEN] = open_transport,
    [MESSAGE_TRANSPORT_CONNECT] = connect_transport,
    [MESSAGE_TRANSPORT_RESTART] = restart_transport,
    [MESSAGE_TRANSPORT_CLOSE] = close_transport,
    [MESSAGE_PRODUCER_OPEN] = open_producer,
    [MESSAGE_PRODUCER_PAUSE] = pause_producer,
    [MESSAGE_PRODUCER_CLOSE] = close_producer,
    [MESSAGE_CONSUMER_OPEN] = open_consumer,
    [MESSAGE_CONSUMER_PAUSE] = pause_consumer,
    [MESSAGE_CONSUMER_KEY] = key_consumer,
    [MESSAGE_CONSUMER_CLOSE] = close_consumer,
    [MESSAGE_COUNT] = count,
};

void command_take(struct worker *worker, const void *data, size_t size) {
    struct message message;
    struct message answer;
    if (message_read(data, size, MESSAGE_TO_WORKER, &message) != ERR_OK) {
        log_event(LOG_ERROR, "media.bad-message", log_int("size", (int64_t)size));
        return;
    }
    answer = (struct message){.type = MESSAGE_DONE, .request = message.request};
    enum err err = ROWS[message.type](worker, &message, &answer);
    if (answer.type == MESSAGE_DONE) {
        answer.body.done.err = err;
    }
    worker_tell(worker, &answer);
}
