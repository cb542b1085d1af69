#include "media/worker/media_main.h"

#include "base/log.h"
#include "media/worker/sandbox.h"
#include "media/worker/worker.h"

#include <stdio.h>

static bool is_control_pair(void) {
    int type = 0;
    socklen_t size = sizeof type;
    return getsockopt(MEDIA_MAIN_CONTROL_FD, SOL_SOCKET, SO_TYPE, &type, &size) == 0 &&
           type == SOCK_SEQPACKET;
}

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define UNDER_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define UNDER_SANITIZER 1
#endif
#endif

/* The sanitizers of a test build need system calls of their own. */
static enum err enter_sandbox(void) {
#ifdef UNDER_SANITIZER
    return ERR_OK;
#else
    return sandbox_enter();
#endif
}

int media_main(int argc, char **argv) {
    (void)argc;
    (void)argv;
    if (!is_control_pair()) {
        fputs("anteroom media is started by anteroom serve.\n", stderr);
        return 1;
    }
    enum err err = sandbox_prepare(MEDIA_MAIN_CONTROL_FD);
    struct worker *worker = err == ERR_OK ? worker_new(MEDIA_MAIN_CONTROL_FD) : NULL;
    if (worker != NULL) {
        err = enter_sandbox();
    }
    if (worker == NULL || err != ERR_OK) {
        log_event(LOG_ERROR, "media.cannot-begin", log_err("err", err));
        worker_free(worker);
        return 1;
    }
    worker_run(worker);
    worker_free(worker);
    return 0;
}
