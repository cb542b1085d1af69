#include "base/err.h"

#include <stdio.h>
#include <stdlib.h>

static const char *const NAMES[ERR_COUNT] = {
    [ERR_OK] = "ok",
    [ERR_NOMEM] = "no-memory",
    [ERR_INVALID] = "invalid",
    [ERR_TOO_LARGE] = "too-large",
    [ERR_TRUNCATED] = "truncated",
    [ERR_NOT_FOUND] = "not-found",
    [ERR_DENIED] = "denied",
    [ERR_UNAUTHENTICATED] = "unauthenticated",
    [ERR_CONFLICT] = "conflict",
    [ERR_EXPIRED] = "expired",
    [ERR_FULL] = "full",
    [ERR_RATE] = "rate-limited",
    [ERR_AGAIN] = "again",
    [ERR_CLOSED] = "closed",
    [ERR_IO] = "io",
    [ERR_CRYPTO] = "crypto",
    [ERR_REPLAY] = "replay",
    [ERR_UNAVAILABLE] = "unavailable",
};

const char *err_name(enum err e) {
    if ((unsigned)e >= ERR_COUNT) {
        return "unknown";
    }
    return NAMES[e];
}

void err_must_failed(const char *expression, const char *file, int line) {
    fprintf(stderr, "anteroom: broken promise: %s (%s:%d)\n", expression, file, line);
    abort();
}
