#include "door_sim.h"

#include "booking_sim.h"
#include "clients_sim.h"
#include "door_guest_sim.h"
#include "door_host_sim.h"
#include "door_oracle.h"

#include "../unit/unit.h"

#include "command/authenticate.h"
#include "visit/portal/portal_code.h"
#include "visit/portal/portal_kinds.h"

#include <string.h>

/* No event on a guest's own stream tells of another, but of those in the visit with them (W3). */
static void check_event(const struct door_sim *sim, const struct event *event) {
    bool alone = strcmp(event->stream.name, "guest") == 0 &&
                 strstr(event->data, "\"state\":\"in_visit\"") == NULL;
    for (size_t i = 0; alone && i < sim->comer_count; i++) {
        const struct door_sim_comer *comer = &sim->comers[i];
        bool own = id_equal(&comer->id, &event->stream.id);
        assert_true(own || strstr(event->data, comer->name) == NULL);
        assert_true(own || comer->row == ROW_NONE || strstr(event->data, comer->id.text) == NULL);
    }
}

/* Whose browser it was; NULL: nobody's who has signed in. */
static struct door_sim_comer *browser_of(struct door_sim *sim, const struct command *c) {
    const char *session = command_cookie(c, CLIENT_COOKIE);
    for (size_t i = 0; session != NULL && i < sim->comer_count; i++) {
        const struct device *device = &sim->comers[i].device;
        for (size_t k = 0; k < device->count; k++) {
            if (strcmp(device->names[k], CLIENT_COOKIE) == 0 &&
                strcmp(device->values[k], session) == 0) {
                return &sim->comers[i];
            }
        }
    }
    return NULL;
}

static void look(void *owner, const struct command *c) {
    struct door_sim *sim = owner;
    if (c->kind == &live_hello && c->reply.status == 200 && browser_of(sim, c) != NULL) {
        door_guest_sim_recognised(sim, browser_of(sim, c));
    }
    for (size_t i = 0; i < c->event_count; i++) {
        check_event(sim, &c->events[i]);
    }
}

void door_sim_init(struct door_sim *sim, struct core *core, struct outbox_sim *outbox) {
    memset(sim, 0, sizeof *sim);
    sim->core = core;
    sim->outbox = outbox;
    core_watch(core, sim, look);
}

void door_sim_check(struct door_sim *sim) {
    for (size_t i = 0; i < sim->comer_count; i++) {
        struct door_sim_comer *comer = &sim->comers[i];
        json_t *view =
            people_open(&sim->core->world, &comer->device, &door_oracle_at(sim, comer)->link);
        assert_string_equal(people_text(view, "state"), door_oracle_state(sim, comer));
        assert_string_equal(people_text(json_object_get(view, "door"), "offer"),
                            door_oracle_offer(sim, comer));
        json_decref(view);
        if (comer->client < DOOR_SIM_CLIENTS) {
            clients_sim_check_portal(sim, comer);
        }
    }
}

/* ---- a step, and what it may be heard of ---- */

static void remember_offers(struct door_sim *sim) {
    for (size_t i = 0; i < sim->comer_count; i++) {
        sim->comers[i].offer_before = door_oracle_offer(sim, &sim->comers[i]);
    }
}

/* The model has been brought up to date: whoever was told had a part in it, or sees another offer. */
int door_sim_finish(struct door_sim *sim, struct command *c, const struct door_sim_comer *acted) {
    for (size_t i = 0; i < c->event_count; i++) {
        const struct event *event = &c->events[i];
        struct door_sim_comer *told = strcmp(event->name, "guest.view") == 0
                                          ? door_oracle_comer(sim, &event->stream.id)
                                          : NULL;
        if (told != NULL && told != acted &&
            strcmp(told->offer_before, door_oracle_offer(sim, told)) == 0) {
            fail_msg("%s told %s, who sees %s as before", c->kind->name, told->name,
                     told->offer_before);
        }
    }
    remember_offers(sim);
    return core_finish(sim->core, c);
}

struct door_sim_comer *door_sim_pick(struct door_sim *sim) {
    return &sim->comers[core_roll(sim->core, (uint32_t)sim->comer_count)];
}

struct door_sim_comer *door_sim_any(struct door_sim *sim) {
    struct door_sim_comer *comer = sim->comer_count == 0 ? NULL : door_sim_pick(sim);
    return comer == NULL || comer->row == ROW_NONE ? NULL : comer;
}

void door_sim_set_word(struct door_sim *sim, struct door_sim_comer *comer,
                       enum door_sim_word word) {
    comer->word = word;
    comer->word_ms = sim->core->world.now_ms;
}

void door_sim_step(struct door_sim *sim) {
    static void (*const ALWAYS[])(struct door_sim *) = {
        booking_sim_book, door_host_sim_start, door_guest_sim_come, door_guest_sim_arrives};
    static void (*const ACTIONS[])(struct door_sim *) = {
        door_guest_sim_arrives,
        door_guest_sim_arrives,
        door_guest_sim_acts,
        door_guest_sim_acts,
        door_guest_sim_acts,
        door_guest_sim_acts,
        door_guest_sim_acts,
        door_guest_sim_acts,
        door_guest_sim_acts,
        door_host_sim_acts,
        door_host_sim_acts,
        door_host_sim_acts,
        door_host_sim_admit_all,
        door_host_sim_start,
        door_host_sim_start,
        door_guest_sim_is_lost,
        door_guest_sim_is_lost,
        door_host_sim_is_lost,
        door_guest_sim_sign_in_or_out,
        door_guest_sim_sign_in_or_out,
        door_guest_sim_sign_in_or_out,
        door_host_sim_let_in,
        door_host_sim_plead,
        door_host_sim_let_in,
        door_host_sim_crowd,
        door_host_sim_change_places,
        booking_sim_book,
        booking_sim_move,
        booking_sim_move,
        booking_sim_cancel,
        clients_sim_change,
        clients_sim_change,
        clients_sim_change,
    };
    remember_offers(sim);
    if (sim->comer_count == 0) {
        ALWAYS[core_roll(sim->core, sizeof ALWAYS / sizeof ALWAYS[0])](sim);
    } else {
        ACTIONS[core_roll(sim->core, sizeof ACTIONS / sizeof ACTIONS[0])](sim);
    }
}

void door_sim_ended(struct door_sim *sim, size_t host) {
    for (size_t i = 0; i < sim->appointment_count; i++) {
        struct door_sim_appointment *at = &sim->appointments[i];
        if (!at->running || at->run_by != host) {
            continue;
        }
        at->running = false;
        at->ended_ms =
            sim->core->world.now_ms > at->ended_ms ? sim->core->world.now_ms : at->ended_ms;
        at->run_by = CORE_NOBODY;
        for (size_t k = 0; k < sim->comer_count; k++) {
            struct door_sim_comer *comer = &sim->comers[k];
            bool was_in = comer->row == ROW_IN || comer->row == ROW_LEFT || comer->row == ROW_HOLD;
            if (comer->at == i) {
                comer->ended_as_client |= was_in && comer->bound;
                comer->row = was_in ? ROW_ENDED : comer->row;
                door_sim_set_word(sim, comer, WORD_NONE);
            }
        }
    }
}

void door_sim_swept(struct door_sim *sim) {
    for (size_t i = 0; i < sim->comer_count; i++) {
        struct door_sim_comer *comer = &sim->comers[i];
        bool over = comer->row == ROW_TAKEN && !door_oracle_at(sim, comer)->running &&
                    sim->core->world.now_ms >= comer->row_expires_ms;
        if (over) {
            door_guest_sim_lapse(comer);
        }
        comer->has_session = door_oracle_signed_in(sim, comer); /* once over, over */
        comer->code_over |= sim->core->world.now_ms >= comer->code_asked_ms + PORTAL_CODE_LIFE_MS;
    }
}

void door_sim_put_back(struct door_sim *sim) {
    const int64_t now_ms = sim->core->world.now_ms;
    for (size_t i = 0; i < sim->comer_count; i++) {
        struct door_sim_comer *comer = &sim->comers[i];
        if (comer->session_active_ms > now_ms) {
            comer->session_active_ms = now_ms;
            comer->session_since_ms =
                comer->session_since_ms > now_ms ? now_ms : comer->session_since_ms;
        }
        comer->code_over |= comer->code_asked_ms > now_ms;
    }
}
