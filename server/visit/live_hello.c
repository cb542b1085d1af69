/* live_hello: who a live connection is, what it listens to, and what it must know first. It runs on the
 * writer, so its snapshots stand between the events before and after them. */
#include "command/authenticate.h"
#include "practice/grant.h"
#include "practice/practice.h"
#include "visit/commands.h"
#include "visit/guest_view.h"
#include "visit/room_view.h"
#include "visit/visit_host.h"

#include <jansson.h>
#include <string.h>

enum { AS_USER, AS_GUEST };
static const char *const AS[] = {"user", "guest", NULL};

struct hello_input {
    int as;
    const char *type;
    const char *token;
    bool visit;
    struct id room; /* as user: the waiting room that the page shows; none: the user's own */
};

static const struct field HELLO_FIELDS[] = {
    {.name = "as",
     .type = FIELD_CHOICE,
     .offset = offsetof(struct hello_input, as),
     .required = true,
     .choices = AS},
    {.name = "type", .type = FIELD_TEXT, .offset = offsetof(struct hello_input, type), .max = 16},
    {.name = "token", .type = FIELD_TEXT, .offset = offsetof(struct hello_input, token), .max = 64},
    {.name = "visit", .type = FIELD_BOOL, .offset = offsetof(struct hello_input, visit)},
    {.name = "room", .type = FIELD_ID, .offset = offsetof(struct hello_input, room)},
    {.name = NULL},
};

static void listen_to(struct command *c, const char *name, const struct id *id) {
    struct listener *listener = &c->reply.listener;
    must(listener->stream_count < LISTENER_STREAMS_MAX);
    listener->streams[listener->stream_count++] = (struct stream){.name = name, .id = *id};
}

static enum err reply_snapshot(struct command *c, const char *stream, json_t *data) {
    return command_reply_json(c, 200, json_pack("[{s:s, s:o}]", "stream", stream, "data", data));
}

/* A host who was away is back with the page that has the visit open. */
static enum err find_hosted(struct command *c, struct tx *tx, bool visit_open) {
    struct visit visit;
    enum err err = visit_row_load_running(tx, &c->actor.practice_id, &c->actor.user_id, &visit);
    if (err == ERR_NOT_FOUND) {
        return ERR_OK;
    }
    if (err == ERR_OK && visit_open) {
        err = visit_host_change(c, tx, &visit, VISIT_MESSAGE_HOST_RETURNED);
    }
    if (err == ERR_OK && visit.life.reason != VISIT_HOST_LEFT) {
        c->reply.listener.visit_id = visit.id;
    }
    return err;
}

/* W12: another's room only with the right to view it. */
static enum err find_room(struct command *c, struct tx *tx, const struct hello_input *input,
                          struct id *out) {
    if (id_is_none(&input->room)) {
        return room_of_user(tx, &c->actor.practice_id, &c->actor.user_id, out);
    }
    *out = input->room;
    return grant_reach_room(c, tx, &input->room, RIGHT_VIEW);
}

static enum err greet_user(struct command *c, struct tx *tx, const struct hello_input *input) {
    struct listener *listener = &c->reply.listener;
    json_t *room = NULL;
    enum err err = authenticate_user(c, tx);
    if (err != ERR_OK) {
        return err;
    }
    listener->kind = LISTENER_USER;
    listener->user_id = c->actor.user_id;
    listener->session_id = c->actor.session_id;
    err = find_room(c, tx, input, &listener->room_id);
    if (err == ERR_OK) {
        err = find_hosted(c, tx, input->visit);
    }
    if (err == ERR_OK) {
        err = room_view_json(c, tx, &listener->room_id, &room);
    }
    if (err != ERR_OK) {
        return err;
    }
    command_audit(c, "room", &listener->room_id);
    listen_to(c, "user", &listener->user_id);
    listen_to(c, "user", &listener->session_id);
    listen_to(c, "room", &listener->room_id);
    return reply_snapshot(c, "room", room);
}

/* Only the device that holds the seat; which of its tabs stays is the connections' own affair. */
static enum err greet_guest(struct command *c, struct tx *tx, const struct hello_input *input) {
    struct listener *listener = &c->reply.listener;
    struct guest_place place;
    json_t *view = NULL;
    enum err err = guest_view_find(c, tx, input->token == NULL ? "" : input->token, &place);
    if (err == ERR_OK && !place.known) {
        err = ERR_NOT_FOUND;
    }
    if (err == ERR_OK && place.device != SEAT_HOLDER) {
        err = ERR_UNAUTHENTICATED;
    }
    if (err == ERR_OK) {
        err = guest_view_json(tx, &place, c->now_ms, &view);
    }
    if (err != ERR_OK) {
        return err;
    }
    listener->kind = LISTENER_GUEST;
    listener->invitation_id = place.row.id;
    listener->seat_id = place.row.seat_id;
    listener->room_id = place.row.room_id;
    listen_to(c, "guest", &place.row.id);
    if (place.row.state == INVITATION_IN_VISIT) {
        listener->visit_id = place.row.visit_id;
        listen_to(c, "visit", &place.row.visit_id);
    }
    return reply_snapshot(c, "guest", view);
}

/* When silence counts as reconnecting and as left: the practice's settings (W11). */
static enum err set_times(struct command *c, struct tx *tx) {
    struct practice practice;
    enum err err = practice_load(tx, &c->actor.practice_id, &practice);
    if (err == ERR_OK) {
        c->reply.listener.reconnecting_after_ms = practice.reconnecting_after_s * 1000;
        c->reply.listener.left_after_ms = practice.left_after_s * 1000;
    }
    return err;
}

static enum err hello(struct command *c, struct tx *tx) {
    const struct hello_input *input = c->input;
    enum err err = input->as == AS_USER ? greet_user(c, tx, input) : greet_guest(c, tx, input);
    return err == ERR_OK ? set_times(c, tx) : err;
}

const struct command_kind live_hello = {.name = "live.hello",
                                        .access = ACCESS_ANYONE,
                                        .mode = COMMAND_WRITE,
                                        .fields = HELLO_FIELDS,
                                        .input_size = sizeof(struct hello_input),
                                        .apply = hello,
                                        .quiet = true};
