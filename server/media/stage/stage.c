#include "media/stage/stage.h"

#include "base/log.h"
#include "media/stage/reachable.h"
#include "media/stage/request.h"

#include <stdlib.h>
#include <string.h>

enum { LOSS_FAIR = 5, LOSS_POOR = 13, LOSS_BAD = 31, RTT_FAIR_MS = 250, RTT_POOR_MS = 500 };

/* Hands out what is queued. A callback may come back in and queue more: the loop that runs takes it too. */
void stage_deliver(struct stage *stage) {
    if (stage->delivering) {
        return;
    }
    stage->delivering = true;
    while (stage->first != NULL) {
        struct outgoing *out = stage->first;
        stage->first = out->next;
        stage->last = stage->first == NULL ? NULL : stage->last;
        if (out->name != NULL) {
            stage->owner.notify(stage->owner.owner, out->participant, out->name, out->data);
        } else {
            out->reply(out->context, out->err, out->text, out->data);
        }
        json_decref(out->data);
        free(out);
    }
    stage->delivering = false;
}

static void push(struct stage *stage, const struct outgoing *from) {
    struct outgoing *out = malloc(sizeof *out);
    must(out != NULL);
    *out = *from;
    out->next = NULL;
    if (stage->last == NULL) {
        stage->first = out;
    } else {
        stage->last->next = out;
    }
    stage->last = out;
}

void stage_tell(struct stage *stage, const struct person *person, const char *name, json_t *data) {
    struct outgoing out = {.name = name, .data = data == NULL ? json_object() : data};
    memcpy(out.participant, person->id, sizeof out.participant);
    push(stage, &out);
}

void stage_answer(struct stage *stage, stage_reply *reply, void *context, json_t *data) {
    push(stage, &(struct outgoing){.reply = reply, .context = context, .data = data});
}

void stage_refuse(struct stage *stage, stage_reply *reply, void *context, enum err err,
                  const char *text) {
    push(stage, &(struct outgoing){.reply = reply, .context = context, .err = err, .text = text});
}

void stage_send(struct stage *stage, const struct person *person, struct message *message) {
    enum err err = client_ask(stage->workers[person->worker].client, message, NULL, NULL);
    if (err != ERR_OK && err != ERR_UNAVAILABLE) {
        log_event(LOG_ERROR, "media.worker-not-told", log_err("err", err),
                  log_int("type", message->type));
    }
}

static void on_up(void *owner, const struct message_configured *configured) {
    struct stage_worker *worker = owner;
    struct stage *stage = worker->stage;
    worker->configured = *configured;
    for (size_t i = 0; i < STAGE_PEOPLE_MAX; i++) {
        struct person *person = stage->people[i];
        if (person != NULL && person->worker == worker->index && person->owed_reset) {
            person->owed_reset = false;
            stage_tell(stage, person, "media.reset", NULL);
        }
    }
    stage_deliver(stage);
}

static void on_down(void *owner) {
    struct stage_worker *worker = owner;
    struct stage *stage = worker->stage;
    for (size_t i = 0; i < STAGE_PEOPLE_MAX; i++) {
        struct person *person = stage->people[i];
        if (person != NULL && person->worker == worker->index) {
            memset(person->transports, 0, sizeof person->transports);
            memset(person->producers, 0, sizeof person->producers);
            memset(person->consumers, 0, sizeof person->consumers);
            person->receiving = false;
            person->owed_reset = true;
        }
    }
    stage_deliver(stage);
}

static void tell_visit(struct stage *stage, const struct person *about, const char *name,
                       json_t *data) {
    for (size_t i = 0; about->visit != NULL && i < about->visit->member_count; i++) {
        stage_tell(stage, about->visit->members[i], name, json_incref(data));
    }
    json_decref(data);
}

static void update_quality(struct stage *stage, struct person *person) {
    unsigned quality = PERSON_QUALITY_GOOD;
    for (size_t i = 0; i < PERSON_DIRECTIONS; i++) {
        const struct person_transport *transport = &person->transports[i];
        unsigned level = transport->lost ? 0 : transport->quality;
        quality = transport->used && level < quality ? level : quality;
    }
    if (quality != person->quality) {
        person->quality = quality;
        tell_visit(stage, person, "quality",
                   json_pack("{s:s,s:i}", "participantId", person->id, "level", (int)quality));
    }
}

static void on_transport_state(struct stage *stage, const struct message *fact) {
    struct person *person = person_of_number(stage, fact->body.named.id);
    struct person_transport *transport =
        person == NULL ? NULL : person_transport_by_number(person, fact->body.named.id);
    if (transport == NULL) {
        return;
    }
    bool connected = fact->body.named.flag == MESSAGE_CONNECTED;
    transport->lost = !connected;
    stage_tell(stage, person, connected ? "transport.connected" : "transport.lost",
               json_pack("{s:s,s:s}", "transportId", transport->id.text, "direction",
                         person_direction_name(person, transport)));
    update_quality(stage, person);
}

static void on_speaking(struct stage *stage, const struct message *fact) {
    struct person *person = person_of_number(stage, fact->body.named.id);
    struct person_producer *producer =
        person == NULL ? NULL : person_producer_by_number(person, fact->body.named.id);
    if (producer != NULL) {
        producer->speaking = fact->body.named.flag != 0;
        tell_visit(stage, person, "speaking",
                   json_pack("{s:s,s:b}", "participantId", person->id, "speaking",
                             (int)producer->speaking));
    }
}

static unsigned quality_of(const struct message_quality *quality) {
    uint32_t lost = quality->lost_up > quality->lost_down ? quality->lost_up : quality->lost_down;
    if (lost >= LOSS_BAD) {
        return 1;
    }
    if (lost >= LOSS_POOR || quality->round_trip_ms >= RTT_POOR_MS) {
        return 2;
    }
    return lost >= LOSS_FAIR || quality->round_trip_ms >= RTT_FAIR_MS ? 3 : PERSON_QUALITY_GOOD;
}

static void on_quality(struct stage *stage, const struct message *fact) {
    uint32_t number = fact->body.quality.transport;
    struct person *person = person_of_number(stage, number);
    struct person_transport *transport =
        person == NULL ? NULL : person_transport_by_number(person, number);
    if (transport != NULL) {
        transport->quality = quality_of(&fact->body.quality);
        update_quality(stage, person);
    }
}

static void on_fact(void *owner, const struct message *fact) {
    struct stage_worker *worker = owner;
    switch (fact->type) {
    case MESSAGE_TRANSPORT_STATE:
        on_transport_state(worker->stage, fact);
        break;
    case MESSAGE_SPEAKING:
        on_speaking(worker->stage, fact);
        break;
    case MESSAGE_QUALITY:
        on_quality(worker->stage, fact);
        break;
    default:
        break;
    }
    stage_deliver(worker->stage);
}

static enum err start_worker(struct stage *stage, uv_loop_t *loop,
                             const struct stage_config *config, unsigned index) {
    struct stage_worker *worker = &stage->workers[index];
    struct client_config client = {.program = config->program};
    struct client_owner owner = {
        .owner = worker, .on_up = on_up, .on_down = on_down, .on_fact = on_fact};
    uint16_t step = (uint16_t)index;
    client.listen.udp_port = config->udp_port == 0 ? 0 : (uint16_t)(config->udp_port + step);
    client.listen.tcp_port = config->tcp_port == 0 ? 0 : (uint16_t)(config->tcp_port + step);
    client.listen.with_tcp = config->with_tcp;
    if (config->listen_ip != NULL && config->listen_ip[0] != '\0' &&
        !reachable_parse(config->listen_ip, client.listen.listen_ip)) {
        return ERR_INVALID;
    }
    worker->stage = stage;
    worker->index = index;
    worker->client = client_new(loop, &client, &owner);
    return worker->client == NULL ? ERR_NOMEM : ERR_OK;
}

static enum err copy_announced(struct stage *stage, const struct stage_config *config) {
    if (config->announced_count > STAGE_ADDRESSES_MAX) {
        return ERR_INVALID;
    }
    for (size_t i = 0; i < config->announced_count; i++) {
        size_t size = strlen(config->announced[i]);
        if (size >= sizeof stage->announced[i] || !reachable_parse(config->announced[i], NULL)) {
            return ERR_INVALID;
        }
        memcpy(stage->announced[i], config->announced[i], size + 1);
    }
    stage->announced_count = config->announced_count;
    return ERR_OK;
}

enum err stage_new(uv_loop_t *loop, const struct stage_config *config,
                   const struct stage_owner *owner, struct stage **out) {
    unsigned workers = config->workers == 0 ? 1 : config->workers;
    if (workers > STAGE_WORKERS_MAX) {
        return ERR_INVALID;
    }
    struct stage *stage = calloc(1, sizeof *stage);
    if (stage == NULL) {
        return ERR_NOMEM;
    }
    stage->owner = *owner;
    enum err err = copy_announced(stage, config);
    for (unsigned i = 0; err == ERR_OK && i < workers; i++) {
        err = start_worker(stage, loop, config, i);
        stage->worker_count += err == ERR_OK ? 1 : 0;
    }
    if (err != ERR_OK) {
        stage_free(stage);
        return err;
    }
    *out = stage;
    return ERR_OK;
}

void stage_free(struct stage *stage) {
    if (stage == NULL) {
        return;
    }
    for (unsigned i = 0; i < stage->worker_count; i++) {
        client_free(stage->workers[i].client);
    }
    stage_deliver(stage);
    for (size_t i = 0; i < STAGE_PEOPLE_MAX; i++) {
        free(stage->people[i]);
    }
    while (stage->visits != NULL) {
        struct visit_stage *visit = stage->visits;
        stage->visits = visit->next;
        free(visit);
    }
    free(stage);
}

static bool good_id(const char *id) {
    size_t size = strlen(id);
    return size > 0 && size <= STAGE_ID_MAX;
}

static unsigned worker_for(const struct stage *stage, const char *place) {
    return person_hash(place) % stage->worker_count;
}

static void leave_visit(struct stage *stage, struct person *person) {
    struct visit_stage *visit = person->visit;
    person->visit = NULL;
    if (visit == NULL) {
        return;
    }
    for (size_t i = 0; i < visit->member_count; i++) {
        if (visit->members[i] == person) {
            visit->members[i] = visit->members[--visit->member_count];
            break;
        }
    }
    if (visit->member_count > 0) {
        return;
    }
    struct visit_stage **at = &stage->visits;
    while (*at != visit) {
        at = &(*at)->next;
    }
    *at = visit->next;
    free(visit);
}

static void remove_person(struct stage *stage, struct person *person) {
    person_drop_media(stage, person, true);
    leave_visit(stage, person);
    stage->people[person->slot] = NULL;
    stage->person_count--;
    free(person);
}

static struct person *new_person(struct stage *stage, const char *id) {
    size_t slot = 0;
    while (slot < STAGE_PEOPLE_MAX && stage->people[slot] != NULL) {
        slot++;
    }
    struct person *person =
        slot == STAGE_PEOPLE_MAX ? NULL : calloc(1, sizeof *stage->people[slot]);
    if (person == NULL) {
        return NULL;
    }
    struct id cname = id_new();
    memcpy(person->cname, cname.text, PERSON_CNAME_CHARS);
    memcpy(person->id, id, strlen(id) + 1);
    person->slot = (uint32_t)slot;
    person->generation = ++stage->generation;
    person->quality = PERSON_QUALITY_GOOD;
    person->hash = person_hash(id);
    stage->people[slot] = person;
    stage->person_count++;
    return person;
}

enum err stage_enter(struct stage *stage, const char *place, const char *participant_id) {
    if (!good_id(place) || !good_id(participant_id)) {
        return ERR_INVALID;
    }
    struct person *former = person_find(stage, participant_id);
    if (former != NULL) {
        remove_person(stage, former);
    }
    struct person *person = new_person(stage, participant_id);
    if (person == NULL) {
        stage_deliver(stage);
        return ERR_FULL;
    }
    person->worker = worker_for(stage, place);
    stage_deliver(stage);
    return ERR_OK;
}

bool stage_has(const struct stage *stage, const char *participant_id) {
    return person_find(stage, participant_id) != NULL;
}

static struct visit_stage *find_visit(struct stage *stage, const char *id) {
    struct visit_stage *visit = stage->visits;
    while (visit != NULL && strcmp(visit->id, id) != 0) {
        visit = visit->next;
    }
    return visit;
}

static struct visit_stage *new_visit(struct stage *stage, const char *id, unsigned worker) {
    struct visit_stage *visit = calloc(1, sizeof *visit);
    if (visit != NULL) {
        memcpy(visit->id, id, strlen(id) + 1);
        visit->worker = worker;
        visit->next = stage->visits;
        stage->visits = visit;
    }
    return visit;
}

enum err stage_admit(struct stage *stage, const char *participant_id, const char *visit_id) {
    struct person *person = person_find(stage, participant_id);
    if (person == NULL) {
        return ERR_NOT_FOUND;
    }
    if (!good_id(visit_id)) {
        return ERR_INVALID;
    }
    if (person->visit != NULL) {
        return strcmp(person->visit->id, visit_id) == 0 ? ERR_OK : ERR_CONFLICT;
    }
    struct visit_stage *visit = find_visit(stage, visit_id);
    visit = visit == NULL ? new_visit(stage, visit_id, person->worker) : visit;
    if (visit == NULL) {
        return ERR_NOMEM;
    }
    if (visit->worker != person->worker) {
        return ERR_CONFLICT;
    }
    if (visit->member_count == STAGE_VISIT_PEOPLE_MAX) {
        return ERR_FULL;
    }
    visit->members[visit->member_count++] = person;
    person->visit = visit;
    return ERR_OK;
}

void stage_leave(struct stage *stage, const char *participant_id) {
    struct person *person = person_find(stage, participant_id);
    if (person != NULL) {
        remove_person(stage, person);
        stage_deliver(stage);
    }
}

void stage_end(struct stage *stage, const char *visit_id) {
    struct visit_stage *visit = find_visit(stage, visit_id);
    if (visit == NULL) {
        return;
    }
    for (size_t left = visit->member_count; left > 0; left--) {
        remove_person(stage, visit->members[left - 1]); /* the last one takes the visit with it */
    }
    stage_deliver(stage);
}

void stage_request(struct stage *stage, const char *participant_id, const char *method,
                   const json_t *data, stage_reply *reply, void *context) {
    struct person *person = person_find(stage, participant_id);
    if (person == NULL) {
        stage_refuse(stage, reply, context, ERR_CLOSED, "the participant is not here");
    } else {
        request_take(stage, person, method, data, reply, context);
    }
    stage_deliver(stage);
}

unsigned stage_workers_up(const struct stage *stage) {
    unsigned up = 0;
    for (unsigned i = 0; i < stage->worker_count; i++) {
        up += client_state_of(stage->workers[i].client) == CLIENT_UP ? 1 : 0;
    }
    return up;
}

int stage_worker_pid(const struct stage *stage, unsigned index) {
    return index < stage->worker_count ? client_pid(stage->workers[index].client) : 0;
}
