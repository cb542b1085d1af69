/* The JSON of a page's media requests, after jansson has read it. */
#include "media/stage/parameters.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const char *text = NULL;
    json_t *root = json_loadb((const char *)data, size, JSON_DECODE_ANY, NULL);
    for (int video = 0; root != NULL && video < 2; video++) {
        struct message_producer producer = {0};
        if (parameters_read_rtp(json_object_get(root, "rtpParameters"), video != 0, &producer,
                                &text) == ERR_OK) {
            struct message message = {.type = MESSAGE_PRODUCER_OPEN, .body.producer = producer};
            must(message_read(&message, message_size(message.type), MESSAGE_TO_WORKER, &message) ==
                 ERR_OK);
        }
    }
    struct message_connect connect = {0};
    if (parameters_read_dtls(json_object_get(root, "dtlsParameters"), &connect, &text) == ERR_OK) {
        struct message message = {.type = MESSAGE_TRANSPORT_CONNECT, .body.connect = connect};
        must(message_read(&message, message_size(message.type), MESSAGE_TO_WORKER, &message) ==
             ERR_OK);
    }
    (void)parameters_can_receive(json_object_get(root, "rtpCapabilities"));
    json_decref(root);
    return 0;
}
