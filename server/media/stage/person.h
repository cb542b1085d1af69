/* person: the stage's records: people, visits, and what each has at the worker. For the files of this folder.
 *
 *   stage ── workers[] ── client
 *     ├── visits ── members[8] ─┐
 *     └── people[] ◄────────────┘  person ── transports[2], producers[4], consumers[32]
 *
 * A thing is `used` from the request on and `live` once the worker has answered. Its number is what the worker knows, its id what
 * the page knows: random, since a counter would tell a guest of others. What leaves the stage (replies and notifications)
 * is queued and handed out at the end of each entry (stage.c), so no callback finds the records half changed. */
#ifndef ANTEROOM_MEDIA_STAGE_PERSON_H
#define ANTEROOM_MEDIA_STAGE_PERSON_H

#include "base/id.h"
#include "media/control/client.h"
#include "media/stage/stage.h"

enum {
    PERSON_PRODUCERS = 4,
    PERSON_CONSUMERS = 32,
    PERSON_CNAME_CHARS = 16,
    PERSON_SLOT_BITS = 11
};
enum person_direction { PERSON_SEND, PERSON_RECEIVE, PERSON_DIRECTIONS };
enum person_source { PERSON_MICROPHONE, PERSON_CAMERA, PERSON_SCREEN, PERSON_SOURCES };
enum { PERSON_QUALITY_GOOD = 4 };

struct person_transport {
    bool used;
    bool live;
    bool connecting; /* the page's fingerprints went to the worker */
    bool lost;
    unsigned quality; /* 0..4 */
    uint32_t number;
    struct id id;
};

struct person_producer {
    bool used;
    bool live;
    bool paused;
    bool speaking;
    bool video;
    enum person_source source;
    uint32_t number;
    struct id id;
};

struct person_consumer {
    bool used;
    bool live;
    uint32_t number;
    uint32_t producer_number;
    struct id id;
};

struct visit_stage {
    char id[STAGE_ID_MAX + 1];
    struct person *members[STAGE_VISIT_PEOPLE_MAX];
    size_t member_count;
    unsigned worker;
    struct visit_stage *next;
};

struct person {
    char id[STAGE_ID_MAX + 1];
    uint32_t hash; /* of the id */
    uint32_t slot;
    uint64_t generation; /* of the whole stage: no two persons share one */
    unsigned worker;
    struct visit_stage *visit; /* NULL: waits */
    bool receiving;
    bool owed_reset; /* hears media.reset once the worker is up */
    unsigned quality;
    size_t requests; /* unanswered */
    char cname[PERSON_CNAME_CHARS];
    struct person_transport transports[PERSON_DIRECTIONS];
    struct person_producer producers[PERSON_PRODUCERS];
    struct person_consumer consumers[PERSON_CONSUMERS];
};

struct stage_worker {
    struct stage *stage;
    unsigned index;
    struct client *client;
    struct message_configured configured; /* while it is up */
};

/* One thing on its way out. */
struct outgoing {
    struct outgoing *next;
    char participant[STAGE_ID_MAX + 1]; /* of a notification */
    const char *name;                   /* NULL: a reply */
    stage_reply *reply;
    void *context;
    enum err err;
    const char *text;
    json_t *data;
};

struct stage {
    struct stage_owner owner;
    unsigned worker_count;
    struct stage_worker workers[STAGE_WORKERS_MAX];
    size_t announced_count;
    char announced[STAGE_ADDRESSES_MAX][46];
    uint64_t generation;
    uint32_t next_number;
    size_t person_count;
    struct person *people[STAGE_PEOPLE_MAX];
    struct visit_stage *visits;
    bool delivering;
    struct outgoing *first;
    struct outgoing *last;
};

/* person.c: records, and what follows when one goes. */
uint32_t person_hash(const char *text);
struct person *person_find(const struct stage *stage, const char *id);
/* Whose thing has this number; NULL when they are gone. */
struct person *person_of_number(struct stage *stage, uint32_t number);
uint32_t person_new_number(struct stage *stage, const struct person *person);
struct person_transport *person_transport_by_id(struct person *person, const char *id);
struct person_transport *person_transport_by_number(struct person *person, uint32_t number);
struct person_producer *person_producer_by_id(struct person *person, const char *id);
struct person_producer *person_producer_by_number(struct person *person, uint32_t number);
struct person_consumer *person_consumer_by_id(struct person *person, const char *id);
struct person_consumer *person_consumer_by_number(struct person *person, uint32_t number);
const char *person_direction_name(const struct person *person,
                                  const struct person_transport *transport);
const char *person_source_name(enum person_source source);

/* Forgets a producer and all that receives it; the others are told. */
void person_drop_producer(struct stage *stage, struct person *person,
                          struct person_producer *producer, bool tell_worker);
void person_drop_consumer(struct stage *stage, struct person *person,
                          struct person_consumer *consumer, bool tell_worker);
/* Forgets a transport with all that hangs on it. */
void person_drop_transport(struct stage *stage, struct person *person, enum person_direction which,
                           bool tell_worker);
/* Forgets all media of a person. */
void person_drop_media(struct stage *stage, struct person *person, bool tell_worker);
/* Everybody else in the person's visit gets a consumer of this producer, if they receive. */
void person_offer_producer(struct stage *stage, struct person *person,
                           struct person_producer *producer);
/* The person gets a consumer of every producer in the visit. */
void person_offer_all(struct stage *stage, struct person *person);

/* stage.c: the ways out. stage_deliver() hands out what is queued; every entry from outside ends with it. */
void stage_deliver(struct stage *stage);
/* Each queues one. They take the reference of `data`, which may be NULL. */
void stage_tell(struct stage *stage, const struct person *person, const char *name, json_t *data);
void stage_answer(struct stage *stage, stage_reply *reply, void *context, json_t *data);
void stage_refuse(struct stage *stage, stage_reply *reply, void *context, enum err err,
                  const char *text);
/* Tells the worker without waiting for its answer. */
void stage_send(struct stage *stage, const struct person *person, struct message *message);

#endif
