/* portal_appointments: the appointments in which a client is booked, and nothing else (A2). No title: it may say
 * what the appointment is about, and is the staff's. */
#include "practice/contact.h"
#include "practice/practice.h"
#include "store/store.h"
#include "visit/appointment/appointment_row.h"
#include "visit/door/door.h"
#include "visit/invitation/link.h"
#include "visit/portal/portal_kinds.h"
#include "visit/visit_row.h"

#include <jansson.h>

/* Whose waiting room it is. */
static enum err load_host(struct tx *tx, const struct appointment *appointment, struct user *out) {
    struct id owner_id;
    enum err err = room_owner(tx, &appointment->practice_id, &appointment->room_id, &owner_id);
    return err == ERR_OK ? user_load(tx, &appointment->practice_id, &owner_id, out) : err;
}

/* What the door says to this client now: they are booked and signed in, so how full it is does not matter (A3). To whom
 * the host removed the link says no more than that (V4). */
static enum err find_offer(struct tx *tx, const struct appointment *appointment,
                           const struct id *contact_id, bool running, enum door_offer *out) {
    struct invitation row;
    struct door_scene scene = {.running = running,
                               .capacity = (int64_t)appointment->client_ids.count};
    enum err err = invitation_row_load_contact(tx, &appointment->practice_id, &appointment->id,
                                               contact_id, &row);
    if (err == ERR_OK || err == ERR_NOT_FOUND) {
        bool removed = err == ERR_OK && row.state == INVITATION_REMOVED;
        struct door_person person = {.booked = true,
                                     .state = err == ERR_OK ? row.door : DOOR_WAITING};
        *out = removed ? DOOR_OFFER_BLOCKED : door_offer(&scene, &person);
        err = ERR_OK;
    }
    return err;
}

static enum err item_json(struct tx *tx, const struct appointment *appointment,
                          const struct id *contact_id, json_t **out) {
    struct user host;
    struct visit visit;
    enum door_offer offer = DOOR_OFFER_WAIT;
    enum err err = visit_row_load_newest(tx, &appointment->practice_id, &appointment->id, &visit);
    bool any = err == ERR_OK;
    bool running = any && visit.life.state != VISIT_ENDED;
    if (any || err == ERR_NOT_FOUND) {
        err = find_offer(tx, appointment, contact_id, running, &offer);
    }
    if (err == ERR_OK) {
        err = load_host(tx, appointment, &host);
    }
    if (err != ERR_OK) {
        return err;
    }
    const char *link = link_appointment(tx_vault(tx), appointment, tx_arena(tx));
    *out = json_pack("{s:s, s:I, s:I, s:s, s:s, s:s, s:s}", "id", appointment->id.text,
                     "starts_at_ms", (json_int_t)appointment->starts_at_ms, "length_s",
                     (json_int_t)appointment->length_s, "host_name", host.name, "state",
                     running ? "running"
                     : any   ? "ended"
                             : "scheduled",
                     "offer", door_offer_name(offer), "link", link);
    return *out == NULL ? ERR_NOMEM : ERR_OK;
}

static enum err put_items(struct command *c, struct tx *tx, json_t *items) {
    struct appointment_list list;
    enum err err = appointment_row_list_client(tx, &c->actor.practice_id, &c->actor.client_id,
                                               c->now_ms, &list);
    for (size_t i = 0; err == ERR_OK && i < list.count; i++) {
        json_t *item = NULL;
        err = item_json(tx, &list.rows[i], &c->actor.client_id, &item);
        if (err == ERR_OK) {
            json_array_append_new(items, item);
        }
    }
    return err;
}

static enum err list(struct command *c, struct tx *tx) {
    struct contact contact;
    enum err err = contact_load(tx, &c->actor.practice_id, &c->actor.client_id, &contact);
    if (err != ERR_OK) {
        return err;
    }
    command_audit(c, "contact", &contact.id);
    json_t *items = json_array();
    err = put_items(c, tx, items);
    if (err != ERR_OK) {
        json_decref(items);
        return err;
    }
    return command_reply_json(c, 200,
                              json_pack("{s:s, s:I, s:o}", "name", contact.fields.name, "now_ms",
                                        (json_int_t)c->now_ms, "appointments", items));
}

const struct command_kind portal_appointments = {
    .name = "portal.appointments", .access = ACCESS_CLIENT, .mode = COMMAND_READ, .apply = list};
