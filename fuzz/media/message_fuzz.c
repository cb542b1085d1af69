/* Control messages as either side reads them: what is accepted holds what its header promises. */
#include "media/control/message.h"

#include "media/router/rtp.h"

static void check_to_worker(const struct message *message) {
    switch (message->type) {
    case MESSAGE_TRANSPORT_CONNECT:
        must(message->body.connect.fingerprint_count - 1 < DTLS_FINGERPRINTS_MAX);
        break;
    case MESSAGE_PRODUCER_OPEN:
        must(message->body.producer.ssrc != 0);
        must(message->body.producer.orientation <= RTP_EXTENSION_ID_MAX);
        break;
    case MESSAGE_CONSUMER_OPEN:
        must(message->body.consumer.cname_size <= MESSAGE_CNAME_MAX);
        break;
    default:
        must(message->type < MESSAGE_DONE);
        break;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct message message;
    if (message_read(data, size, MESSAGE_TO_WORKER, &message) == ERR_OK) {
        check_to_worker(&message);
        must(message_size(message.type) == size);
    }
    if (message_read(data, size, MESSAGE_TO_GATEWAY, &message) == ERR_OK) {
        must(message.type >= MESSAGE_DONE && message.type < MESSAGE_TYPES);
        must(message.type != MESSAGE_DONE || message.body.done.err < ERR_COUNT);
    }
    return 0;
}
