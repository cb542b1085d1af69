#include "visit/guest/guest_limit.h"

#include "command/command.h"
#include "command/limits.h"

enum err guest_limit_take(struct command *c, const struct id *proof, struct limit *proven,
                          struct limit *strangers) {
    int64_t retry_ms = 0;
    struct hash address = limits_address(c->facts.peer);
    enum err err = id_is_none(proof)
                       ? limit_take(strangers, &address, sizeof address, c->now_ms, &retry_ms)
                       : limit_take(proven, proof, sizeof *proof, c->now_ms, &retry_ms);
    if (err == ERR_RATE) {
        c->reply.retry_after_s = (int)((retry_ms + 999) / 1000);
    }
    return err;
}
