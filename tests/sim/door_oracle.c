#include "door_oracle.h"

#include "command/authenticate.h"
#include "practice/client.h"

#include <string.h>

struct door_sim_appointment *door_oracle_at(struct door_sim *sim,
                                            const struct door_sim_comer *comer) {
    return &sim->appointments[comer->at];
}

bool door_oracle_signed_in(const struct door_sim *sim, const struct door_sim_comer *comer) {
    int64_t now_ms = sim->core->world.now_ms;
    return comer->has_session && now_ms < comer->session_active_ms + CLIENT_IDLE_MS &&
           now_ms < comer->session_since_ms + CLIENT_LIFE_MS;
}

bool door_oracle_booked(const struct door_sim *sim, const struct door_sim_comer *comer) {
    return comer->client < DOOR_SIM_CLIENTS && sim->appointments[comer->at].books[comer->client] &&
           door_oracle_signed_in(sim, comer);
}

size_t door_oracle_in_count(const struct door_sim *sim, size_t appointment) {
    size_t count = 0;
    for (size_t i = 0; i < sim->comer_count; i++) {
        count += sim->comers[i].at == appointment && sim->comers[i].row == ROW_IN ? 1 : 0;
    }
    return count;
}

/* Those who are in, and those who were admitted and have not come in yet. */
size_t door_oracle_promised(const struct door_sim *sim, size_t appointment) {
    size_t count = door_oracle_in_count(sim, appointment);
    for (size_t i = 0; i < sim->comer_count; i++) {
        const struct door_sim_comer *comer = &sim->comers[i];
        bool waits = comer->row == ROW_CHECKED_IN && comer->word == WORD_ADMITTED;
        count += comer->at == appointment && waits ? 1 : 0;
    }
    return count;
}

bool door_oracle_stands(const struct door_sim_comer *comer) {
    return comer->row == ROW_CHECKED_IN || comer->row == ROW_LEFT;
}

/* SPEC A3 and A4, in its own order. */
const char *door_oracle_offer(const struct door_sim *sim, const struct door_sim_comer *comer) {
    static const char *const CLOSED[] = {[WORD_NONE] = "ask",
                                         [WORD_ASKED] = "asked",
                                         [WORD_ADMITTED] = "join",
                                         [WORD_DENIED] = "denied",
                                         [WORD_BLOCKED] = "blocked"};
    const struct door_sim_appointment *at = &sim->appointments[comer->at];
    if (!door_oracle_stands(comer)) {
        return "(none)";
    }
    if (!at->running) {
        return "wait";
    }
    bool may_pass = comer->word != WORD_BLOCKED && (comer->joined || !at->guarded);
    bool free_place = door_oracle_in_count(sim, comer->at) < at->capacity && may_pass;
    return door_oracle_booked(sim, comer) || free_place ? "join" : CLOSED[comer->word];
}

static bool dead(const struct door_sim *sim, const struct door_sim_appointment *at) {
    return !at->running && sim->core->world.now_ms >= at->dies_ms;
}

static const char *fresh_state(const struct door_sim *sim, const struct door_sim_appointment *at) {
    return at->cancelled ? "cancelled" : dead(sim, at) ? "expired" : "invited";
}

const char *door_oracle_state(const struct door_sim *sim, const struct door_sim_comer *comer) {
    const struct door_sim_appointment *at = &sim->appointments[comer->at];
    switch (comer->row) {
    case ROW_NONE:
        if (comer->ended_as_client && !at->running && door_oracle_booked(sim, comer)) {
            return "ended";
        }
        return fresh_state(sim, at);
    case ROW_TAKEN:
        return dead(sim, at) ? "expired" : "invited";
    case ROW_CHECKED_IN:
        return "checked_in";
    case ROW_IN:
        return "in_visit";
    case ROW_LEFT:
        return "left";
    case ROW_HOLD:
        return "on_hold";
    case ROW_ENDED:
        return at->running ? "invited" : "ended";
    case ROW_REMOVED:
        return comer->joined ? "removed" : "cancelled";
    default:
        return "cancelled";
    }
}

struct door_sim_comer *door_oracle_comer(struct door_sim *sim, const struct id *id) {
    for (size_t i = 0; i < sim->comer_count; i++) {
        if (sim->comers[i].row != ROW_NONE && id_equal(&sim->comers[i].id, id)) {
            return &sim->comers[i];
        }
    }
    return NULL;
}

/* A place that can still be used, or be made. */
bool door_oracle_alive(const struct door_sim *sim, const struct door_sim_comer *comer) {
    const char *state = door_oracle_state(sim, comer);
    return strcmp(state, "expired") != 0 && strcmp(state, "cancelled") != 0 &&
           strcmp(state, "removed") != 0 && strcmp(state, "ended") != 0;
}

bool door_oracle_fresh(const struct door_sim_comer *comer) {
    return comer->row == ROW_NONE || comer->row == ROW_ENDED;
}
