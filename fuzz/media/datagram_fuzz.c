/* Datagrams as they come from the network: to a transport that waits for DTLS and to one that is up. Each run's first byte
 * chooses the way it comes: 0 and 1 by checked paths, 2 by one that passed no check. */
#include "fuzz_worker.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct worker *worker = fuzz_worker();
    struct reader input = reader_of(data, size);
    struct bytes datagram;
    fuzz_worker_visit(worker);
    (void)fuzz_worker_transport(worker, 9);
    const struct ice_path paths[] = {fuzz_path(9), fuzz_path(FUZZ_TRANSPORT), fuzz_path(77)};
    for (size_t i = 0; i < FUZZ_INPUTS_MAX && fuzz_next(&input, &datagram); i++) {
        if (datagram.size > 0 && datagram.size <= NET_DATAGRAM_MAX) {
            uint64_t forwarded = worker->counters.forwarded;
            const struct ice_path *path = &paths[datagram.data[0] % 3];
            packet_take(worker, path, datagram.data + 1, datagram.size - 1);
            must(path != &paths[2] || worker->counters.forwarded == forwarded);
        }
        worker->now_us += 30000;
        tick_run(worker);
    }
    fuzz_worker_clear(worker);
    return 0;
}
