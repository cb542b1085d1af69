#include "media/stage/request.h"

#include <string.h>

uint32_t person_hash(const char *text) {
    uint32_t hash = 2166136261U;
    for (; *text != '\0'; text++) {
        hash = (hash ^ (uint8_t)*text) * 16777619U;
    }
    return hash;
}

struct person *person_find(const struct stage *stage, const char *id) {
    uint32_t hash = person_hash(id);
    size_t seen = 0;
    for (size_t i = 0; i < STAGE_PEOPLE_MAX && seen < stage->person_count; i++) {
        struct person *person = stage->people[i];
        seen += person != NULL ? 1 : 0;
        if (person != NULL && person->hash == hash && strcmp(person->id, id) == 0) {
            return person;
        }
    }
    return NULL;
}

struct person *person_of_number(struct stage *stage, uint32_t number) {
    return stage->people[number & ((1U << PERSON_SLOT_BITS) - 1)];
}

uint32_t person_new_number(struct stage *stage, const struct person *person) {
    _Static_assert(STAGE_PEOPLE_MAX == 1 << PERSON_SLOT_BITS, "a slot fits its bits");
    stage->next_number++;
    return stage->next_number << PERSON_SLOT_BITS | person->slot;
}

struct person_transport *person_transport_by_id(struct person *person, const char *id) {
    for (size_t i = 0; i < PERSON_DIRECTIONS; i++) {
        if (person->transports[i].used && strcmp(person->transports[i].id.text, id) == 0) {
            return &person->transports[i];
        }
    }
    return NULL;
}

struct person_transport *person_transport_by_number(struct person *person, uint32_t number) {
    for (size_t i = 0; i < PERSON_DIRECTIONS; i++) {
        if (person->transports[i].used && person->transports[i].number == number) {
            return &person->transports[i];
        }
    }
    return NULL;
}

struct person_producer *person_producer_by_id(struct person *person, const char *id) {
    for (size_t i = 0; i < PERSON_PRODUCERS; i++) {
        if (person->producers[i].used && strcmp(person->producers[i].id.text, id) == 0) {
            return &person->producers[i];
        }
    }
    return NULL;
}

struct person_producer *person_producer_by_number(struct person *person, uint32_t number) {
    for (size_t i = 0; i < PERSON_PRODUCERS; i++) {
        if (person->producers[i].used && person->producers[i].number == number) {
            return &person->producers[i];
        }
    }
    return NULL;
}

struct person_consumer *person_consumer_by_id(struct person *person, const char *id) {
    for (size_t i = 0; i < PERSON_CONSUMERS; i++) {
        if (person->consumers[i].used && strcmp(person->consumers[i].id.text, id) == 0) {
            return &person->consumers[i];
        }
    }
    return NULL;
}

struct person_consumer *person_consumer_by_number(struct person *person, uint32_t number) {
    for (size_t i = 0; i < PERSON_CONSUMERS; i++) {
        if (person->consumers[i].used && person->consumers[i].number == number) {
            return &person->consumers[i];
        }
    }
    return NULL;
}

const char *person_direction_name(const struct person *person,
                                  const struct person_transport *transport) {
    return transport == &person->transports[PERSON_SEND] ? "send" : "recv";
}

const char *person_source_name(enum person_source source) {
    static const char *const NAMES[PERSON_SOURCES] = {"microphone", "camera", "screen"};
    return NAMES[source];
}

static void send_named(struct stage *stage, const struct person *person, uint32_t type,
                       uint32_t number) {
    struct message message = {.type = type, .body.named = {.id = number}};
    stage_send(stage, person, &message);
}

void person_drop_consumer(struct stage *stage, struct person *person,
                          struct person_consumer *consumer, bool tell_worker) {
    if (tell_worker) {
        send_named(stage, person, MESSAGE_CONSUMER_CLOSE, consumer->number);
    }
    *consumer = (struct person_consumer){0};
}

static void drop_receivers(struct stage *stage, struct person *from, struct person *to,
                           const struct person_producer *producer) {
    for (size_t i = 0; i < PERSON_CONSUMERS; i++) {
        struct person_consumer *consumer = &to->consumers[i];
        if (!consumer->used || consumer->producer_number != producer->number) {
            continue;
        }
        if (consumer->live) {
            stage_tell(stage, to, "consumer.closed",
                       json_pack("{s:s,s:s,s:s}", "id", consumer->id.text, "participantId",
                                 from->id, "source", person_source_name(producer->source)));
        }
        person_drop_consumer(stage, to, consumer, false);
    }
}

void person_drop_producer(struct stage *stage, struct person *person,
                          struct person_producer *producer, bool tell_worker) {
    for (size_t i = 0; person->visit != NULL && i < person->visit->member_count; i++) {
        drop_receivers(stage, person, person->visit->members[i], producer);
    }
    if (tell_worker) { /* the worker closes its consumers with it */
        send_named(stage, person, MESSAGE_PRODUCER_CLOSE, producer->number);
    }
    *producer = (struct person_producer){0};
}

void person_drop_transport(struct stage *stage, struct person *person, enum person_direction which,
                           bool tell_worker) {
    struct person_transport *transport = &person->transports[which];
    if (!transport->used) {
        return;
    }
    for (size_t i = 0; which == PERSON_SEND && i < PERSON_PRODUCERS; i++) {
        if (person->producers[i].used) {
            person_drop_producer(stage, person, &person->producers[i], tell_worker);
        }
    }
    for (size_t i = 0; which == PERSON_RECEIVE && i < PERSON_CONSUMERS; i++) {
        if (person->consumers[i].used) {
            person_drop_consumer(stage, person, &person->consumers[i], false);
        }
    }
    person->receiving = person->receiving && which != PERSON_RECEIVE;
    if (tell_worker) {
        send_named(stage, person, MESSAGE_TRANSPORT_CLOSE, transport->number);
    }
    *transport = (struct person_transport){0};
}

void person_drop_media(struct stage *stage, struct person *person, bool tell_worker) {
    for (size_t i = 0; i < PERSON_DIRECTIONS; i++) {
        person_drop_transport(stage, person, (enum person_direction)i, tell_worker);
    }
}

void person_offer_producer(struct stage *stage, struct person *person,
                           struct person_producer *producer) {
    for (size_t i = 0; person->visit != NULL && i < person->visit->member_count; i++) {
        struct person *other = person->visit->members[i];
        if (other != person && other->receiving) {
            request_consumer_open(stage, other, person, producer);
        }
    }
}

static bool receives(const struct person *person, const struct person_producer *producer) {
    for (size_t i = 0; i < PERSON_CONSUMERS; i++) {
        if (person->consumers[i].used && person->consumers[i].producer_number == producer->number) {
            return true;
        }
    }
    return false;
}

void person_offer_all(struct stage *stage, struct person *person) {
    for (size_t i = 0; person->visit != NULL && i < person->visit->member_count; i++) {
        struct person *other = person->visit->members[i];
        for (size_t p = 0; other != person && p < PERSON_PRODUCERS; p++) {
            struct person_producer *producer = &other->producers[p];
            if (producer->live && !receives(person, producer)) {
                request_consumer_open(stage, person, other, producer);
            }
        }
    }
}
