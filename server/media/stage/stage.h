/* stage: who is in which visit with which media, and the JSON talk with each person's page.
 *
 * It lives in memory, on the gateway's thread, between the pages (docs/protocol-media.md) and the media workers
 * (control/client). It decides nothing about admission: the visit tells it who may take part. A person who was
 * only entered may connect transports, so that the first picture is quick later, and nothing else.
 *
 *   stage_enter ─► waits (transport.* only) ── stage_admit ─► takes part (produce, consume) ── stage_leave ─► gone
 *
 * When a worker dies, everything that its people had is forgotten; when the next is up each gets `media.reset` and builds
 * anew. A page whose transport.create was refused because no worker was up gets it too.
 *
 * Ids are the visit's own: 1 to STAGE_ID_MAX characters, copied. */
#ifndef ANTEROOM_MEDIA_STAGE_STAGE_H
#define ANTEROOM_MEDIA_STAGE_STAGE_H

#include "base/err.h"
#include "media/control/message.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

enum {
    STAGE_ID_MAX = 64,
    STAGE_PEOPLE_MAX = 2048, /* one more is ERR_FULL */
    STAGE_VISIT_PEOPLE_MAX = 8,
    STAGE_WORKERS_MAX = 16,
    STAGE_ADDRESSES_MAX = 8,
    STAGE_REQUESTS_MAX = 32 /* of one person, unanswered; one more is ERR_RATE */
};

struct stage_config {
    const char *program;   /* whose `media` command is a worker; NULL: this very program */
    unsigned workers;      /* processes; 0: one */
    const char *listen_ip; /* text; NULL or empty: every address */
    uint16_t udp_port; /* of the first worker, each further one the next; 0: the kernel chooses */
    uint16_t tcp_port;
    bool with_tcp;
    /* Addresses that pages are told, as text. None: those of every interface that is up, and 127.0.0.1 last. */
    size_t announced_count;
    const char *const *announced;
};

struct stage_owner {
    void *owner;
    /* Something for one person's page. `data` is borrowed. Called from stage_* functions and from the loop; it may call
     * stage_* functions itself. */
    void (*notify)(void *owner, const char *participant_id, const char *name, json_t *data);
};

/* The answer to one request, exactly once, maybe before stage_request returns. `data` is borrowed and NULL on error;
 * `text` is for developers, NULL on success. ERR_CLOSED: the person or the stage is gone. */
typedef void stage_reply(void *context, enum err err, const char *text, json_t *data);

struct stage;
/* Copies what it needs of `config`; starts the workers. ERR_INVALID: an address is none; ERR_NOMEM. */
must_check enum err stage_new(uv_loop_t *loop, const struct stage_config *config,
                              const struct stage_owner *owner, struct stage **out);
/* Ends the workers; outstanding replies come with ERR_CLOSED before it returns. Memory of handles goes with the
 * loop's next turns. Takes NULL. */
void stage_free(struct stage *stage);

/* A person may connect. `place` chooses the worker: everybody of a waiting room and of its visits has the same place (the
 * waiting room's id). Entering again with the same id forgets all that the person had. ERR_FULL, ERR_INVALID (ids). */
must_check enum err stage_enter(struct stage *stage, const char *place, const char *participant_id);
/* Whether the person was entered and has not left. */
bool stage_has(const struct stage *stage, const char *participant_id);
/* They take part in a visit from now on. ERR_NOT_FOUND, ERR_FULL (STAGE_VISIT_PEOPLE_MAX), ERR_CONFLICT (in another
 * visit, or placed elsewhere than the visit). Admitting again into the same visit changes nothing. */
must_check enum err stage_admit(struct stage *stage, const char *participant_id,
                                const char *visit_id);
/* They are gone with all they had; the others hear it. Unknown ids change nothing. */
void stage_leave(struct stage *stage, const char *participant_id);
/* Everybody of the visit leaves. */
void stage_end(struct stage *stage, const char *visit_id);

/* One request of a person's page (docs/protocol-media.md). `data` may be anything, NULL too. */
void stage_request(struct stage *stage, const char *participant_id, const char *method,
                   const json_t *data, stage_reply *reply, void *context);

/* How many workers are up; their process ids, for operators and tests (0 when there is none). */
unsigned stage_workers_up(const struct stage *stage);
int stage_worker_pid(const struct stage *stage, unsigned index);

#endif
