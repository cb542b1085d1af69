/* appointment: booking a time with one to seven clients, moving it, cancelling it, the day (A1). */
#include "practice/grant.h"
#include "practice/practice.h"
#include "store/store.h"
#include "visit/announce.h"
#include "visit/appointment/appointment_clients.h"
#include "visit/appointment/appointment_letter.h"
#include "visit/appointment/appointment_query.h"
#include "visit/appointment/appointment_refusal.h"
#include "visit/appointment/appointment_time.h"
#include "visit/appointment/appointment_view.h"
#include "visit/commands.h"
#include "visit/ending.h"
#include "visit/invitation/link.h"
#include "visit/reach.h"

#include <jansson.h>
#include <stdio.h>

enum { LENGTH_MIN_MIN = 5, LENGTH_MAX_MIN = 12 * 60, DATE_MAX = 10, TIME_MAX = 5 };

struct create_input {
    struct id room_id; /* another's waiting room; none: one's own */
    const char *title;
    const char *date;
    const char *time;
    int64_t length_min;
    struct id_list client_ids;
};

static const struct field CREATE_FIELDS[] = {
    {.name = "room_id", .type = FIELD_ID, .offset = offsetof(struct create_input, room_id)},
    {.name = "title",
     .type = FIELD_TEXT,
     .offset = offsetof(struct create_input, title),
     .max = APPOINTMENT_TITLE_MAX},
    {.name = "date",
     .type = FIELD_TEXT,
     .offset = offsetof(struct create_input, date),
     .required = true,
     .max = DATE_MAX},
    {.name = "time",
     .type = FIELD_TEXT,
     .offset = offsetof(struct create_input, time),
     .required = true,
     .max = TIME_MAX},
    {.name = "length_min",
     .type = FIELD_INT,
     .offset = offsetof(struct create_input, length_min),
     .required = true,
     .min = LENGTH_MIN_MIN,
     .max = LENGTH_MAX_MIN},
    {.name = "client_ids",
     .type = FIELD_IDS,
     .offset = offsetof(struct create_input, client_ids),
     .required = true,
     .min = 1,
     .max = APPOINTMENT_CLIENTS_MAX},
    {.name = NULL},
};

struct move_input {
    const char *date;
    const char *time;
    int64_t length_min;
};

static const struct field MOVE_FIELDS[] = {
    {.name = "date",
     .type = FIELD_TEXT,
     .offset = offsetof(struct move_input, date),
     .required = true,
     .max = DATE_MAX},
    {.name = "time",
     .type = FIELD_TEXT,
     .offset = offsetof(struct move_input, time),
     .required = true,
     .max = TIME_MAX},
    {.name = "length_min",
     .type = FIELD_INT,
     .offset = offsetof(struct move_input, length_min),
     .required = true,
     .min = LENGTH_MIN_MIN,
     .max = LENGTH_MAX_MIN},
    {.name = NULL},
};

static enum err reply(struct command *c, struct tx *tx, int status,
                      const struct appointment *appointment) {
    json_t *json = NULL;
    enum err err = appointment_view_json(tx, appointment, &json);
    return err == ERR_OK ? command_reply_json(c, status, json) : err;
}

/* Own room, or another's with the right; noted for the audit log. */
static enum err find_room(struct command *c, struct tx *tx, const struct id *asked,
                          enum right right, struct id *out) {
    enum err err = ERR_OK;
    if (id_is_none(asked)) {
        err = room_of_user(tx, &c->actor.practice_id, &c->actor.user_id, out);
    } else {
        err = grant_reach_room(c, tx, asked, right);
        *out = *asked;
    }
    if (err == ERR_OK) {
        command_audit(c, "room", out);
    }
    return err;
}

/* ---- reading ---- */

/* Those of the day; behind them the cancelled ones of which somebody is still to be told. */
static enum err put_day(struct tx *tx, struct appointment_scope *scope, json_t *rows) {
    scope->kind = APPOINTMENT_SCOPE_DAY;
    enum err err = appointment_view_list(tx, scope, rows);
    scope->kind = APPOINTMENT_SCOPE_CANCELLED;
    return err == ERR_OK ? appointment_view_list(tx, scope, rows) : err;
}

static enum err list(struct command *c, struct tx *tx) {
    struct appointment_query query;
    struct practice practice;
    struct appointment_scope scope = {.practice_id = c->actor.practice_id, .now_ms = c->now_ms};
    enum err err = appointment_query_read(c, &query);
    if (err == ERR_OK) {
        err = practice_load(tx, &c->actor.practice_id, &practice);
    }
    if (err == ERR_OK) {
        err = find_room(c, tx, &query.room_id, RIGHT_VIEW, &scope.of_id);
    }
    if (err == ERR_OK) {
        err = appointment_time_day(c, &practice, query.day, &scope.from_ms, &scope.to_ms);
    }
    if (err != ERR_OK) {
        return err;
    }
    json_t *rows = json_array();
    err = put_day(tx, &scope, rows);
    if (err != ERR_OK) {
        json_decref(rows);
        return err;
    }
    return command_reply_json(c, 200,
                              json_pack("{s:s, s:s, s:o}", "day", query.day, "zone", practice.zone,
                                        "appointments", rows));
}

static enum err get(struct command *c, struct tx *tx) {
    struct appointment appointment;
    enum err err = reach_appointment(c, tx, &c->facts.path_ids[0], RIGHT_VIEW, &appointment);
    if (err == ERR_OK && appointment.cancelled) {
        err = ERR_NOT_FOUND;
    }
    return err == ERR_OK ? reply(c, tx, 200, &appointment) : err;
}

static enum err get_link(struct command *c, struct tx *tx) {
    struct appointment appointment;
    enum err err = reach_appointment(c, tx, &c->facts.path_ids[0], RIGHT_SEND, &appointment);
    if (err == ERR_OK && appointment.cancelled) {
        err = appointment_refuse_cancelled(c);
    }
    if (err != ERR_OK) {
        return err;
    }
    const char *text = link_appointment(tx_vault(tx), &appointment, c->arena);
    return text == NULL ? ERR_NOMEM : command_reply_json(c, 200, json_pack("{s:s}", "link", text));
}

/* ---- booking ---- */

/* When it is, as asked for: a time of the practice's clocks that is not over. */
static enum err read_times(struct command *c, struct tx *tx, const struct move_input *input,
                           struct appointment *out) {
    struct practice practice;
    enum err err = practice_load(tx, &c->actor.practice_id, &practice);
    if (err == ERR_OK) {
        err = appointment_time_read(c, &practice, input->date, input->time, &out->starts_at_ms);
    }
    out->length_s = input->length_min * 60;
    if (err == ERR_OK && out->starts_at_ms + out->length_s * 1000 <= c->now_ms) {
        return command_problem_field(c, "time", "This time is over.");
    }
    return err;
}

/* So many in the practice's day that a list of them is still of use. `date` was read by read_times. */
static enum err check_day(struct command *c, struct tx *tx, const char *date,
                          const struct appointment *appointment) {
    struct practice practice;
    char day[APPOINTMENT_TIME_DAY_TEXT];
    int64_t from_ms = 0;
    int64_t to_ms = 0;
    int64_t others = 0;
    (void)snprintf(day, sizeof day, "%s", date);
    enum err err = practice_load(tx, &c->actor.practice_id, &practice);
    if (err == ERR_OK) {
        err = appointment_time_day(c, &practice, day, &from_ms, &to_ms);
    }
    if (err == ERR_OK) {
        err = appointment_row_count_day(tx, appointment, from_ms, to_ms, &others);
    }
    if (err == ERR_OK && others >= APPOINTMENT_DAY_MAX) {
        return command_problem(c, ERR_CONFLICT, "day-full", "This day holds no more appointments.",
                               NULL);
    }
    return err;
}

static enum err create(struct command *c, struct tx *tx) {
    const struct create_input *input = c->input;
    const struct move_input times = {
        .date = input->date, .time = input->time, .length_min = input->length_min};
    struct appointment appointment = {.practice_id = c->actor.practice_id,
                                      .id = id_new(),
                                      .creator_id = c->actor.user_id,
                                      .title = input->title == NULL ? "" : input->title,
                                      .created_at_ms = c->now_ms,
                                      .changed_at_ms = c->now_ms,
                                      .client_ids = input->client_ids};
    enum err err = find_room(c, tx, &input->room_id, RIGHT_SEND, &appointment.room_id);
    if (err == ERR_OK) {
        err = read_times(c, tx, &times, &appointment);
    }
    if (err == ERR_OK) {
        err = appointment_clients_check(c, tx, &input->client_ids, "client_ids");
    }
    if (err == ERR_OK) {
        err = check_day(c, tx, input->date, &appointment);
    }
    if (err == ERR_OK) {
        err = appointment_row_insert(tx, &appointment);
    }
    if (err == ERR_OK) {
        err = appointment_letter_queue(c, tx, &appointment, APPOINTMENT_CREATED,
                                       &appointment.client_ids);
    }
    if (err != ERR_OK) {
        return err;
    }
    command_audit(c, "appointment", &appointment.id);
    err = appointment_view_announce(c, tx, &appointment);
    return err == ERR_OK ? reply(c, tx, 201, &appointment) : err;
}

/* One that can still be moved or cancelled: no visit of it runs. */
static enum err reach_open(struct command *c, struct tx *tx, struct appointment *out) {
    struct visit visit;
    enum err err = reach_appointment(c, tx, &c->facts.path_ids[0], RIGHT_SEND, out);
    if (err != ERR_OK || out->cancelled) {
        return err;
    }
    err = visit_row_load_newest(tx, &out->practice_id, &out->id, &visit);
    if (err == ERR_OK && visit.life.state != VISIT_ENDED) {
        return command_problem(c, ERR_CONFLICT, "visit-running", "A visit of it is running.",
                               "End the visit first.");
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* Whoever waits already sees the new time, and may come as long as the new link lives. */
static enum err move_guests(struct command *c, struct tx *tx,
                            const struct appointment *appointment) {
    struct invitation_list guests;
    enum err err =
        invitation_row_list_appointment(tx, &appointment->practice_id, &appointment->id, &guests);
    for (size_t i = 0; err == ERR_OK && i < guests.count; i++) {
        struct invitation *row = &guests.rows[i];
        row->expires_at_ms = appointment_row_expiry_ms(appointment);
        row->swept = false;
        err = invitation_row_save(tx, row);
        if (err == ERR_OK) {
            err = announce_room(c, tx, row);
        }
        if (err == ERR_OK) {
            err = announce_guest(c, tx, row);
        }
    }
    return err;
}

static enum err move(struct command *c, struct tx *tx) {
    struct appointment appointment;
    enum err err = reach_open(c, tx, &appointment);
    if (err == ERR_OK && appointment.cancelled) {
        err = appointment_refuse_cancelled(c);
    }
    if (err != ERR_OK) {
        return err;
    }
    const struct move_input *input = c->input;
    struct appointment before = appointment;
    err = read_times(c, tx, input, &appointment);
    if (err == ERR_OK && before.starts_at_ms == appointment.starts_at_ms &&
        before.length_s == appointment.length_s) {
        return reply(c, tx, 200, &appointment);
    }
    if (err == ERR_OK) {
        err = check_day(c, tx, input->date, &appointment);
    }
    if (err != ERR_OK) {
        return err;
    }
    appointment.changed_at_ms = c->now_ms;
    err = appointment_row_save(tx, &appointment);
    if (err == ERR_OK) {
        err = appointment_letter_queue(c, tx, &appointment, APPOINTMENT_MOVED,
                                       &appointment.client_ids);
    }
    if (err == ERR_OK) {
        err = move_guests(c, tx, &appointment);
    }
    if (err == ERR_OK) {
        err = appointment_view_announce(c, tx, &appointment);
    }
    return err == ERR_OK ? reply(c, tx, 200, &appointment) : err;
}

/* Whoever has come sees that the provider cancelled it. */
static enum err cancel_guests(struct command *c, struct tx *tx,
                              const struct appointment *appointment) {
    struct invitation_list guests;
    enum err err =
        invitation_row_list_appointment(tx, &appointment->practice_id, &appointment->id, &guests);
    for (size_t i = 0; err == ERR_OK && i < guests.count; i++) {
        bool arrived = guests.rows[i].state != INVITATION_INVITED;
        err = ending_invitation(c, tx, &guests.rows[i], INVITATION_BY_HOST,
                                arrived ? INVITATION_REMOVE : INVITATION_CANCEL);
    }
    return err;
}

static enum err cancel(struct command *c, struct tx *tx) {
    struct appointment appointment;
    enum err err = reach_open(c, tx, &appointment);
    if (err != ERR_OK || appointment.cancelled) {
        return err == ERR_OK ? command_reply_empty(c) : err;
    }
    appointment.cancelled = true;
    appointment.changed_at_ms = c->now_ms;
    appointment.closed_at_ms = c->now_ms;
    err = appointment_row_save(tx, &appointment);
    if (err == ERR_OK) {
        err = appointment_letter_queue(c, tx, &appointment, APPOINTMENT_CANCELLED,
                                       &appointment.client_ids);
    }
    if (err == ERR_OK) {
        err = cancel_guests(c, tx, &appointment);
    }
    if (err == ERR_OK) {
        err = appointment_view_announce(c, tx, &appointment);
    }
    return err == ERR_OK ? command_reply_empty(c) : err;
}

const struct command_kind appointment_list = {
    .name = "appointment.list", .access = ACCESS_USER, .mode = COMMAND_READ, .apply = list};
const struct command_kind appointment_get = {
    .name = "appointment.get", .access = ACCESS_USER, .mode = COMMAND_READ, .apply = get};
const struct command_kind appointment_get_link = {
    .name = "appointment.get-link", .access = ACCESS_USER, .mode = COMMAND_READ, .apply = get_link};
const struct command_kind appointment_create = {.name = "appointment.create",
                                                .access = ACCESS_USER,
                                                .mode = COMMAND_WRITE,
                                                .fields = CREATE_FIELDS,
                                                .input_size = sizeof(struct create_input),
                                                .apply = create};
const struct command_kind appointment_move = {.name = "appointment.move",
                                              .access = ACCESS_USER,
                                              .mode = COMMAND_WRITE,
                                              .fields = MOVE_FIELDS,
                                              .input_size = sizeof(struct move_input),
                                              .apply = move};
const struct command_kind appointment_cancel = {
    .name = "appointment.cancel", .access = ACCESS_USER, .mode = COMMAND_WRITE, .apply = cancel};
