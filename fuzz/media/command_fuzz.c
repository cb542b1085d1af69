/* Control messages from a gateway that has lost its mind, to a worker with a visit in it. */
#include "fuzz_worker.h"

static bool opens_sockets(const struct bytes *message) {
    struct message read;
    return message_read(message->data, message->size, MESSAGE_TO_WORKER, &read) == ERR_OK &&
           read.type == MESSAGE_CONFIGURE;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct worker *worker = fuzz_worker();
    struct reader input = reader_of(data, size);
    struct bytes message;
    fuzz_worker_visit(worker);
    for (size_t i = 0; i < FUZZ_INPUTS_MAX && fuzz_next(&input, &message); i++) {
        if (!opens_sockets(&message)) {
            command_take(worker, message.data, message.size);
        }
        worker->now_us += 100000;
        tick_run(worker);
    }
    fuzz_worker_clear(worker);
    return 0;
}
