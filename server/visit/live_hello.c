/* live_hello: who a live connection is, what it listens to, and what it must know first. It runs on the
 * writer, so its snapshots stand between the events before and after them. Before that, over a snapshot, it is
 * counted: whoever proves a seat or a session by that one, everybody else by the address. */
#include "command/authenticate.h"
#include "command/limits.h"
#include "practice/client.h"
#include "practice/grant.h"
#include "practice/practice.h"
#include "store/store.h"
#include "visit/announce.h"
#include "visit/commands.h"
#include "visit/guest/guest_limit.h"
#include "visit/guest/guest_view.h"
#include "visit/room/room_view.h"
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

/* Whoever came as a stranger has signed in to the portal since: the room sees a booked client from here on. */
static enum err keep_client(struct command *c, struct tx *tx, const struct invitation *row) {
    enum err err = invitation_row_save(tx, row);
    return err == ERR_OK ? announce_room(c, tx, row) : err;
}

/* Whether their browser is signed in to the portal, whichever link they came by. */
static enum err find_client(struct command *c, struct tx *tx) {
    struct id contact_id;
    enum err err = client_session_find(c, tx, &contact_id);
    if (err == ERR_OK) {
        c->reply.listener.client = true;
        err = client_session_touch(c, tx);
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
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
    if (err == ERR_OK && place.rebound) {
        err = keep_client(c, tx, &place.row);
    }
    if (err == ERR_OK) {
        err = find_client(c, tx);
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
    listen_to(c, "guest", &place.row.id);
    if (!invitation_final(place.row.state)) { /* else no room has them any more */
        listener->room_id = place.row.room_id;
        listen_to(c, "notice", &place.row.room_id);
    }
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

/* The seat or session that the hello shows, if it is alive; none for a stranger. */
static enum err find_proof(struct command *c, struct tx *tx, struct id *out) {
    const struct hello_input *input = c->input;
    struct guest_place place;
    *out = (struct id){""};
    enum err err = authenticate_practice(tx, c->facts.host, &c->actor.practice_id);
    if (err != ERR_OK) {
        return err;
    }
    if (input->as == AS_USER) {
        err = authenticate_user(c, tx);
        *out = c->actor.session_id;
        return err == ERR_UNAUTHENTICATED ? ERR_OK : err;
    }
    err = guest_view_find(c, tx, input->token == NULL ? "" : input->token, &place);
    if (err == ERR_OK && place.known && place.device == SEAT_HOLDER) {
        *out = place.row.seat_id;
    }
    return err;
}

/* Leaves nothing behind of what looking found: the writer looks again. */
static enum err look_up_proof(struct command *c, struct id *out) {
    struct tx *tx = NULL;
    enum err err = store_reader_begin(c->reader, c->arena, &tx);
    if (err == ERR_OK) {
        err = find_proof(c, tx, out);
        store_reader_end(tx);
    }
    c->actor = (struct actor){.role = ROLE_NONE};
    c->audit_count = 0;
    c->reply = (struct reply){.status = 0};
    return err;
}

static enum err count_hello(struct command *c) {
    struct id proof;
    if (c->limits == NULL) {
        return ERR_OK;
    }
    enum err err = look_up_proof(c, &proof);
    return err == ERR_OK
               ? guest_limit_take(c, &proof, c->limits->hello_proven, c->limits->hello_address)
               : err;
}

const struct command_kind live_hello = {.name = "live.hello",
                                        .access = ACCESS_ANYONE,
                                        .mode = COMMAND_WRITE,
                                        .fields = HELLO_FIELDS,
                                        .input_size = sizeof(struct hello_input),
                                        .prepare = count_hello,
                                        .apply = hello,
                                        .quiet = true};
