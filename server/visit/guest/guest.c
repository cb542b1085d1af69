/* guest: what whoever came by a link can do. Opening changes nothing; a press takes the seat; all else
 * needs the seat. Everything is decided here, whatever the page believes. */
#include "visit/guest/guest.h"

#include "practice/client.h"
#include "visit/announce.h"
#include "visit/appointment/appointment_view.h"
#include "visit/commands.h"
#include "visit/door/guest_door.h"
#include "visit/entry.h"
#include "visit/guest/guest_limit.h"
#include "visit/room/help.h"
#include "visit/visit_row.h"

#include "command/limits.h"

#include <jansson.h>
#include <string.h>

enum {
    SEAT_COOKIE_AFTER_S = 30 * 24 * 3600, /* past the link's own time: outlasts any wait */
};

struct token_input {
    const char *token;
};

static const struct field TOKEN_FIELDS[] = {
    {.name = "token",
     .type = FIELD_TEXT,
     .offset = offsetof(struct token_input, token),
     .required = true,
     .max = GUEST_TOKEN_MAX},
    {.name = NULL},
};

struct take_input {
    const char *token;
    const char *name;
};

static const struct field TAKE_FIELDS[] = {
    {.name = "token",
     .type = FIELD_TEXT,
     .offset = offsetof(struct take_input, token),
     .required = true,
     .max = GUEST_TOKEN_MAX},
    {.name = "name",
     .type = FIELD_TEXT,
     .offset = offsetof(struct take_input, name),
     .max = INVITATION_ROW_NAME_MAX},
    {.name = NULL},
};

struct preflight_input {
    const char *token;
    json_t *preflight;
};

static const struct field PREFLIGHT_FIELDS[] = {
    {.name = "token",
     .type = FIELD_TEXT,
     .offset = offsetof(struct preflight_input, token),
     .required = true,
     .max = GUEST_TOKEN_MAX},
    {.name = "preflight",
     .type = FIELD_JSON,
     .offset = offsetof(struct preflight_input, preflight),
     .required = true},
    {.name = NULL},
};

/* What the page and the HTTP client are told when a link cannot be used. */
static const struct refusal {
    const char *problem;
    enum err err;
    const char *title;
} REFUSALS[] = {
    {"link-unknown", ERR_NOT_FOUND, "This link is not valid."},
    {"invitation-expired", ERR_CONFLICT, "This invitation has expired."},
    {"invitation-cancelled", ERR_CONFLICT, "This invitation was cancelled."},
    {"visit-ended", ERR_CONFLICT, "The visit has ended."},
    {"visit-begun", ERR_CONFLICT, "This visit has already begun."},
};

static enum err refuse(struct command *c, const char *problem) {
    const struct refusal *row = REFUSALS;
    while (strcmp(row->problem, problem) != 0) {
        row++;
        must(row < REFUSALS + sizeof REFUSALS / sizeof REFUSALS[0]);
    }
    return command_problem(c, row->err, row->problem, row->title,
                           "Call the practice if you need help.");
}

/* Looks first, so that whoever holds the seat is counted by it; a stranger learns nothing by that, for the
 * answer is the limit's whatever was found. */
static enum err find_place(struct command *c, struct tx *tx, const char *token,
                           struct guest_place *out) {
    enum err err = guest_view_find(c, tx, token, out);
    if (err != ERR_OK || c->limits == NULL) {
        return err;
    }
    bool holder = out->known && out->device == SEAT_HOLDER;
    struct id proof = holder ? out->row.seat_id : (struct id){""};
    return guest_limit_take(c, &proof, c->limits->link_seat, c->limits->link_address);
}

enum err guest_reply_view(struct command *c, struct tx *tx, const struct guest_place *place) {
    struct guest_place now = *place;
    json_t *view = NULL;
    enum err err = ERR_OK;
    if (now.at_door) { /* as the door stands after what was done */
        err = doorway_of(tx, &place->doorway.appointment, &now.doorway);
    }
    if (err == ERR_OK) {
        err = guest_view_json(tx, &now, c->now_ms, &view);
    }
    return err == ERR_OK ? command_reply_json(c, 200, view) : err;
}

/* The cookie of the seat, in the arena, since the reply outlives the caller's stack. */
static enum err set_seat_cookie(struct command *c, const struct invitation *row, const char *secret,
                                int64_t max_age_s) {
    char *name = arena_alloc(c->arena, GUEST_VIEW_COOKIE);
    if (name == NULL) {
        return ERR_NOMEM;
    }
    guest_view_cookie(row, name);
    command_set_cookie(c, name, secret, max_age_s);
    return ERR_OK;
}

static enum err open_link(struct command *c, struct tx *tx) {
    const struct token_input *input = c->input;
    struct guest_place place;
    enum err err = find_place(c, tx, input->token, &place);
    if (err == ERR_OK && place.known && !place.at_door && invitation_final(place.row.state) &&
        place.device == SEAT_HOLDER) {
        err = set_seat_cookie(c, &place.row, "", 0);
    }
    return err == ERR_OK ? guest_reply_view(c, tx, &place) : err;
}

enum err guest_find_usable(struct command *c, struct tx *tx, const char *token,
                           enum seat_message message, struct guest_place *out) {
    enum err err = find_place(c, tx, token, out);
    if (err != ERR_OK) {
        return err;
    }
    const char *problem = guest_view_refusal(out, c->now_ms);
    if (problem != NULL) {
        return refuse(c, problem);
    }
    enum seat_state seat = seat_state_of(out->row.state, !id_is_none(&out->row.seat_id));
    if (seat_decide(seat, out->device, message) == SEAT_REFUSED) {
        return command_problem(c, ERR_UNAUTHENTICATED, "seat-elsewhere",
                               "You continued on another device.",
                               "Press Use this device to go on here.");
    }
    return client_session_touch(c, tx);
}

/* To the end of the seat (I5); open_link clears it once the link is dead. */
static int64_t cookie_life_s(const struct command *c, const struct invitation *row) {
    int64_t left_ms = row->expires_at_ms - c->now_ms;
    return SEAT_COOKIE_AFTER_S + (left_ms > 0 ? left_ms / 1000 : 0);
}

static enum err move_seat(struct command *c, struct guest_place *place) {
    struct session_token secret = vault_session_token();
    bool had_holder = !id_is_none(&place->row.seat_id);
    place->row.id = place->is_new ? id_new() : place->row.id;
    place->row.seat_id = id_new();
    place->row.seat_hash = vault_token_hash(secret.text);
    if (!place->again) {
        place->row.preflight = (struct preflight){.result = PREFLIGHT_NONE};
    }
    place->device = SEAT_HOLDER;
    c->actor.guest_id = place->row.id;
    if (had_holder) {
        command_effect(c, EFFECT_SEAT_MOVED, &place->row.id, &place->row.seat_id, NULL);
    }
    return set_seat_cookie(c, &place->row, secret.text, cookie_life_s(c, &place->row));
}

/* Whoever goes on elsewhere in the middle of a visit comes back through the door, once the new device is tested. */
static enum err keep_taken(struct command *c, struct tx *tx, struct guest_place *place) {
    if (place->is_new) {
        return guest_door_insert(c, tx, place);
    }
    if (place->at_door && place->row.state == INVITATION_IN_VISIT &&
        place->row.preflight.result == PREFLIGHT_NONE) {
        enum err err = invitation_change(&place->row.state, INVITATION_BY_GUEST, INVITATION_LEAVE);
        return err == ERR_OK ? guest_out(c, tx, &place->row) : err;
    }
    return invitation_row_save(tx, &place->row);
}

enum err guest_enter(struct command *c, struct tx *tx, struct invitation *row,
                     enum invitation_message message) {
    struct visit visit;
    enum invitation_state before = row->state;
    enum err err = invitation_change(&row->state, INVITATION_BY_GUEST, message);
    if (err != ERR_OK || row->state == before) {
        return err;
    }
    err = visit_row_load(tx, &row->practice_id, &row->visit_id, &visit);
    if (err == ERR_OK) {
        err = entry_check(c, tx, &visit);
    }
    if (err != ERR_OK) {
        return err;
    }
    row->joined_at_ms = row->joined_at_ms == 0 ? c->now_ms : row->joined_at_ms;
    row->checked_in_at_ms = row->checked_in_at_ms == 0 ? c->now_ms : row->checked_in_at_ms;
    err = invitation_row_save(tx, row);
    if (err == ERR_OK) {
        err = announce_room(c, tx, row);
    }
    if (err == ERR_OK) {
        err = announce_visit(c, tx, &visit);
    }
    if (err == ERR_OK) {
        announce_admitted(c, row);
        err = announce_guest(c, tx, row);
    }
    return err;
}

/* The appointment counts who waits; the host of its visit sees who stands at the door. */
static enum err announce_at_door(struct command *c, struct tx *tx, const struct doorway *doorway) {
    enum err err = appointment_view_announce(c, tx, &doorway->appointment);
    return err == ERR_OK && doorway->scene.running ? announce_visit(c, tx, &doorway->visit) : err;
}

static enum err check_in(struct command *c, struct tx *tx, struct guest_place *place) {
    struct invitation *row = &place->row;
    bool arrives = row->state == INVITATION_INVITED;
    enum err err = invitation_change(&row->state, INVITATION_BY_GUEST, INVITATION_CHECK_IN);
    if (err != ERR_OK) {
        return err;
    }
    row->checked_in_at_ms = arrives ? c->now_ms : row->checked_in_at_ms;
    row->swept = row->swept && !arrives; /* swept, and not run out: the clock was put back */
    row->closed_at_ms = arrives ? 0 : row->closed_at_ms;
    err = invitation_row_save(tx, row);
    if (err == ERR_OK) {
        err = announce_room(c, tx, row);
    }
    if (err == ERR_OK && arrives) {
        err = announce_arrival(c, tx, row);
    }
    if (err == ERR_OK && place->at_door) {
        err = announce_at_door(c, tx, &place->doorway);
    }
    return err == ERR_OK ? announce_guest(c, tx, row) : err;
}

/* The test's result is shown to the host, and nothing else changes. */
static enum err keep_result(struct command *c, struct tx *tx, struct guest_place *place) {
    enum err err = invitation_row_save(tx, &place->row);
    return err == ERR_OK ? announce_room(c, tx, &place->row) : err;
}

static enum err pass_on(struct command *c, struct tx *tx, struct guest_place *place) {
    enum invitation_state state = place->row.state;
    if (!preflight_good(&place->row.preflight)) {
        return keep_result(c, tx, place);
    }
    enum err err = help_end(tx, &place->row);
    if (err != ERR_OK) {
        return err;
    }
    if (invitation_with_visit(state)) {
        return keep_result(c, tx, place); /* tested again beside the visit */
    }
    return place->row.kind == INVITATION_CONNECT_NOW
               ? guest_enter(c, tx, &place->row, INVITATION_CONNECT)
               : check_in(c, tx, place);
}

static enum err report(struct command *c, struct tx *tx) {
    const struct preflight_input *input = c->input;
    struct preflight preflight;
    struct guest_place place;
    if (preflight_read(input->preflight, &preflight) != ERR_OK) {
        return command_problem_field(c, "preflight", "This is not the result of a device test.");
    }
    enum err err = guest_find_usable(c, tx, input->token, SEAT_USE, &place);
    if (err == ERR_OK) {
        place.row.preflight = preflight;
        err = pass_on(c, tx, &place);
    }
    return err == ERR_OK ? guest_reply_view(c, tx, &place) : err;
}

/* Tested on this device before the visit that ended: straight to the door of the one that runs (A8). */
static enum err come_back(struct command *c, struct tx *tx, struct guest_place *place) {
    return place->again && preflight_good(&place->row.preflight)
               ? check_in(c, tx, place)
               : announce_room(c, tx, &place->row);
}

static enum err take(struct command *c, struct tx *tx) {
    const struct take_input *input = c->input;
    struct guest_place place;
    enum err err = guest_find_usable(c, tx, input->token, SEAT_TAKE, &place);
    if (err != ERR_OK) {
        return err;
    }
    bool nameless = place.row.name[0] == '\0';
    bool named = input->name != NULL && input->name[0] != '\0';
    if (nameless && !named) {
        return command_problem_field(c, "name", "Enter your name.");
    }
    place.row.name = nameless ? input->name : place.row.name;
    bool moves = place.device != SEAT_HOLDER;
    bool changes = moves || nameless || place.rebound;
    if (moves) {
        err = move_seat(c, &place);
    }
    if (err == ERR_OK && changes) {
        err = keep_taken(c, tx, &place);
    }
    if (err == ERR_OK && changes) {
        err = come_back(c, tx, &place);
    }
    return err == ERR_OK ? guest_reply_view(c, tx, &place) : err;
}

static enum err join(struct command *c, struct tx *tx) {
    const struct token_input *input = c->input;
    struct guest_place place;
    enum err err = guest_find_usable(c, tx, input->token, SEAT_USE, &place);
    if (err == ERR_OK) {
        err = place.at_door ? guest_door_join(c, tx, &place)
                            : guest_enter(c, tx, &place.row, INVITATION_JOIN);
    }
    if (err == ERR_CONFLICT && c->reply.problem == NULL) {
        return command_problem(c, err, "not-started", "The host has not started this visit yet.",
                               NULL);
    }
    return err == ERR_OK ? guest_reply_view(c, tx, &place) : err;
}

enum err guest_out(struct command *c, struct tx *tx, struct invitation *row) {
    struct visit visit;
    struct doorway before;
    enum err err = doorway_watch(tx, &row->practice_id, &row->appointment_id, &before);
    if (err == ERR_OK) {
        err = invitation_row_save(tx, row);
    }
    if (err == ERR_OK) {
        err = announce_room(c, tx, row);
    }
    if (err == ERR_OK) {
        err = announce_guest(c, tx, row);
    }
    if (err == ERR_OK) {
        err = visit_row_load(tx, &row->practice_id, &row->visit_id, &visit);
    }
    if (err == ERR_OK) {
        err = announce_visit(c, tx, &visit);
    }
    announce_dismissed(c, row);
    return err == ERR_OK ? doorway_tell(c, tx, &before, &row->id) : err;
}

static enum err leave(struct command *c, struct tx *tx) {
    const struct token_input *input = c->input;
    struct guest_place place;
    enum err err = guest_find_usable(c, tx, input->token, SEAT_USE, &place);
    if (err != ERR_OK) {
        return err;
    }
    enum invitation_state before = place.row.state;
    err = invitation_change(&place.row.state, INVITATION_BY_GUEST, INVITATION_LEAVE);
    if (err == ERR_OK && place.row.state != before) {
        err = guest_out(c, tx, &place.row);
    }
    return err == ERR_OK ? guest_reply_view(c, tx, &place) : err;
}

const struct command_kind guest_open = {.name = "guest.open",
                                        .access = ACCESS_ANYONE,
                                        .mode = COMMAND_READ,
                                        .fields = TOKEN_FIELDS,
                                        .input_size = sizeof(struct token_input),
                                        .apply = open_link};
const struct command_kind guest_take = {.name = "guest.take",
                                        .access = ACCESS_ANYONE,
                                        .mode = COMMAND_WRITE,
                                        .fields = TAKE_FIELDS,
                                        .input_size = sizeof(struct take_input),
                                        .apply = take};
const struct command_kind guest_preflight = {.name = "guest.preflight",
                                             .access = ACCESS_ANYONE,
                                             .mode = COMMAND_WRITE,
                                             .fields = PREFLIGHT_FIELDS,
                                             .input_size = sizeof(struct preflight_input),
                                             .apply = report};
const struct command_kind guest_join = {.name = "guest.join",
                                        .access = ACCESS_ANYONE,
                                        .mode = COMMAND_WRITE,
                                        .fields = TOKEN_FIELDS,
                                        .input_size = sizeof(struct token_input),
                                        .apply = join};
const struct command_kind guest_leave = {.name = "guest.leave",
                                         .access = ACCESS_ANYONE,
                                         .mode = COMMAND_WRITE,
                                         .fields = TOKEN_FIELDS,
                                         .input_size = sizeof(struct token_input),
                                         .apply = leave};
