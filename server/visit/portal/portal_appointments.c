/* portal_appointments: the appointments in which a client is booked, and nothing else (A2). No title: it may say
 * what the appointment is about, and is the staff's. */
#include "practice/contact.h"
#include "store/query.h"
#include "store/store.h"
#include "visit/appointment/appointment_row.h"
#include "visit/door/door.h"
#include "visit/invitation/link.h"
#include "visit/portal/portal_kinds.h"
#include "visit/visit_row.h"

#include <jansson.h>
#include <string.h>

/* What a line says beside its appointment. */
struct line {
    const char *host_name; /* whose waiting room it is */
    bool started;
    bool running;
    bool removed;         /* this client, from the link (V4) */
    enum door_state door; /* the host's word about them */
};

/* In the order of appointment_row_list, by the same scope. The first parameter is the client. */
static const char LINES[] =
    "SELECT a.id, u.id, u.name_sealed, v.id, v.ended_at_ms, i.state, i.door FROM appointment a"
    " JOIN room r ON r.practice_id = a.practice_id AND r.id = a.room_id"
    " JOIN practice_user u ON u.practice_id = a.practice_id AND u.id = r.owner_id"
    " LEFT JOIN visit v ON v.practice_id = a.practice_id"
    " AND v.id = (SELECT w.id FROM visit w WHERE w.practice_id = a.practice_id"
    " AND w.appointment_id = a.id" VISIT_ROW_NEWEST ")"
    " LEFT JOIN invitation i ON i.practice_id = a.practice_id"
    " AND i.id = (SELECT p.id FROM invitation p WHERE p.practice_id = a.practice_id"
    " AND p.appointment_id = a.id AND p.contact_id = ?" INVITATION_ROW_THE_ONE_THAT_COUNTS
    " LIMIT 1) WHERE " APPOINTMENT_IS_OF_CLIENT " ORDER BY a.starts_at_ms, a.id";

static enum err read_line(struct query *q, const struct id *practice_id, struct line *line) {
    struct id host_id = query_id(q, 1);
    const char *state = query_text(q, 5);
    const char *door = query_text(q, 6);
    line->host_name =
        query_sealed(q, 2, vault_place(practice_id, "practice_user", &host_id, "name_sealed"));
    line->started = !query_is_null(q, 3);
    line->running = line->started && query_is_null(q, 4);
    line->removed = state != NULL && strcmp(state, invitation_state_name(INVITATION_REMOVED)) == 0;
    return door == NULL ? ERR_OK : door_state_parse(door, &line->door);
}

static enum err load_lines(struct tx *tx, const struct appointment_scope *scope,
                           const struct appointment_list *list, struct line **out) {
    struct line *lines = arena_alloc(tx_arena(tx), (list->count + 1) * sizeof *lines);
    size_t count = 0;
    enum err read = ERR_OK;
    if (lines == NULL) {
        return ERR_NOMEM;
    }
    struct query q = query_of(tx, LINES);
    query_bind_id(&q, &scope->of_id);
    appointment_scope_bind(&q, scope);
    while (read == ERR_OK && count < list->count && query_row(&q)) {
        struct id id = query_id(&q, 0);
        must(id_equal(&id, &list->rows[count].id));
        read = read_line(&q, &scope->practice_id, &lines[count++]);
    }
    enum err err = query_end(&q);
    err = err == ERR_OK ? read : err;
    if (err == ERR_OK) {
        must(count == list->count);
        *out = lines;
    }
    return err;
}

/* What the door says to this client now: they are booked and signed in, so how full it is does not matter (A3). To whom
 * the host removed the link says no more than that (V4). */
static enum door_offer offer_of(const struct appointment *appointment, const struct line *line) {
    const struct door_scene scene = {.running = line->running,
                                     .capacity = (int64_t)appointment->client_ids.count};
    const struct door_person person = {.booked = true, .state = line->door};
    return line->removed ? DOOR_OFFER_BLOCKED : door_offer(&scene, &person);
}

static json_t *item_json(struct tx *tx, const struct appointment *appointment,
                         const struct line *line) {
    const char *link = link_appointment(tx_vault(tx), appointment, tx_arena(tx));
    const char *state = line->running ? "running" : line->started ? "ended" : "scheduled";
    return json_pack("{s:s, s:I, s:I, s:s, s:s, s:s, s:s}", "id", appointment->id.text,
                     "starts_at_ms", (json_int_t)appointment->starts_at_ms, "length_s",
                     (json_int_t)appointment->length_s, "host_name", line->host_name, "state",
                     state, "offer", door_offer_name(offer_of(appointment, line)), "link", link);
}

static enum err put_items(struct command *c, struct tx *tx, json_t *items) {
    const struct appointment_scope scope = {.kind = APPOINTMENT_SCOPE_CLIENT,
                                            .practice_id = c->actor.practice_id,
                                            .of_id = c->actor.client_id,
                                            .now_ms = c->now_ms};
    struct appointment_list list;
    struct line *lines = NULL;
    enum err err = appointment_row_list(tx, &scope, &list);
    if (err == ERR_OK) {
        err = load_lines(tx, &scope, &list, &lines);
    }
    for (size_t i = 0; err == ERR_OK && i < list.count; i++) {
        if (json_array_append_new(items, item_json(tx, &list.rows[i], &lines[i])) != 0) {
            err = ERR_NOMEM;
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
