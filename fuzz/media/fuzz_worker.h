/* fuzz_worker: a media worker without sockets, whose parts a target calls as its loop would. */
#ifndef ANTEROOM_FUZZ_MEDIA_FUZZ_WORKER_H
#define ANTEROOM_FUZZ_MEDIA_FUZZ_WORKER_H

#include "media/worker/worker.h"

enum {
    FUZZ_TRANSPORT = 1,
    FUZZ_RECEIVER = 2,
    FUZZ_VIDEO = 3,
    FUZZ_AUDIO = 4,
    FUZZ_CONSUMER = 5,
    FUZZ_INPUTS_MAX = 64
};

/* A worker with a control pair that nobody reads; made once, kept for good. */
struct worker *fuzz_worker(void);
/* The ids above: two transports that are up (as after DTLS, with keys of zeros), two producers of the first, a consumer of the
 * video at the second. */
void fuzz_worker_visit(struct worker *worker);
/* A transport that waits for DTLS on a path that passed its check. */
struct transport *fuzz_worker_transport(struct worker *worker, uint32_t id);
/* Closes everything and empties what is on its way out. */
void fuzz_worker_clear(struct worker *worker);
/* The path that the transport's peer uses. */
struct ice_path fuzz_path(uint32_t id);

/* Takes the next run, | size (16) | bytes |, of an input that holds several; false at its end. */
bool fuzz_next(struct reader *input, struct bytes *out);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
