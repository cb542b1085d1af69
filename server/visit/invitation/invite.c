/* invite: sending an invitation, and taking it back. */
#include "base/address.h"
#include "practice/grant.h"
#include "practice/practice.h"
#include "visit/announce.h"
#include "visit/commands.h"
#include "visit/door/doorway.h"
#include "visit/ending.h"
#include "visit/invitation/delivery.h"
#include "visit/invitation/link.h"
#include "visit/invitation/sms_rules.h"
#include "visit/reach.h"
#include "visit/room/room_view.h"
#include "visit/visit_view.h"

#include "store/store.h"

#include <jansson.h>
#include <string.h>

static const char *const KINDS[] = {"waiting_room", "connect_now", NULL};
static const char *const VIAS[] = {"email", "link", "sms", NULL};
enum { VIA_EMAIL, VIA_LINK, VIA_SMS };

static const enum invitation_method METHODS[] = {
    [VIA_EMAIL] = METHOD_EMAIL, [VIA_LINK] = METHOD_LINK, [VIA_SMS] = METHOD_SMS};

struct create_input {
    int kind; /* enum invitation_kind */
    int via;
    const char *name;
    const char *email;
    const char *mobile;
    struct id room_id; /* another's waiting room, on the owner's behalf (I9); none: one's own */
};

static const struct field CREATE_FIELDS[] = {
    {.name = "kind",
     .type = FIELD_CHOICE,
     .offset = offsetof(struct create_input, kind),
     .required = true,
     .choices = KINDS},
    {.name = "via",
     .type = FIELD_CHOICE,
     .offset = offsetof(struct create_input, via),
     .required = true,
     .choices = VIAS},
    {.name = "name",
     .type = FIELD_TEXT,
     .offset = offsetof(struct create_input, name),
     .max = INVITATION_ROW_NAME_MAX},
    {.name = "email",
     .type = FIELD_TEXT,
     .offset = offsetof(struct create_input, email),
     .max = ADDRESS_EMAIL_MAX},
    {.name = "mobile",
     .type = FIELD_TEXT,
     .offset = offsetof(struct create_input, mobile),
     .max = SMS_RULES_NUMBER_TEXT_MAX},
    {.name = "room_id", .type = FIELD_ID, .offset = offsetof(struct create_input, room_id)},
    {.name = NULL},
};

static int64_t lifetime_s(const struct practice *practice, enum invitation_kind kind) {
    return kind == INVITATION_CONNECT_NOW ? practice->connect_now_link_s
                                          : practice->waiting_room_link_s;
}

/* A link that is copied leaves by no channel of ours. */
static enum err queue_message(struct command *c, struct tx *tx, const struct invitation *row) {
    if (row->method == METHOD_LINK) {
        return ERR_OK;
    }
    struct outbox_row message = {
        .practice_id = row->practice_id,
        .subject_id = row->id,
        .kind = "invitation",
        .channel = row->method == METHOD_SMS ? OUTBOX_SMS : OUTBOX_EMAIL,
        .recipient = row->address,
        .queued_at_ms = c->now_ms,
        .deadline_ms = row->expires_at_ms,
    };
    enum err err = outbox_queue(tx, &message);
    if (err == ERR_OK) {
        command_effect(c, EFFECT_OUTBOX, NULL, NULL, NULL);
    }
    return err;
}

/* The answer to create and send again: the line, the link when it is to be copied, the visit. */
static enum err reply_created(struct command *c, struct tx *tx, int status,
                              const struct invitation *row, const struct visit *visit) {
    json_t *line = NULL;
    json_t *part = NULL;
    enum err err = room_view_guest(tx, row, &line);
    if (err == ERR_OK && visit != NULL) {
        err = visit_view_load(tx, visit, VISIT_VIEW_STAFF, &part);
    }
    if (err != ERR_OK) {
        json_decref(line);
        return err;
    }
    const char *link = row->method == METHOD_LINK ? link_text(tx_vault(tx), row, c->arena) : NULL;
    return command_reply_json(
        c, status, json_pack("{s:o, s:s*, s:o*}", "invitation", line, "link", link, "visit", part));
}

static enum err refuse_running(struct command *c, const struct visit *visit) {
    c->reply.body = arena_format(c->arena, "{\"visit_id\":\"%s\"}", visit->id.text);
    return command_problem(c, ERR_CONFLICT, "visit-running", "You have a visit running already.",
                           "End it before you start another one.");
}

/* Connect now opens its visit at once (I2). */
static enum err open_visit(struct command *c, struct tx *tx, const struct id *room_id,
                           struct visit *out) {
    struct visit running;
    enum err err = visit_row_load_running(tx, &c->actor.practice_id, &c->actor.user_id, &running);
    if (err != ERR_NOT_FOUND) {
        return err == ERR_OK ? refuse_running(c, &running) : err;
    }
    *out = (struct visit){.practice_id = c->actor.practice_id,
                          .id = id_new(),
                          .room_id = *room_id,
                          .host_id = c->actor.user_id,
                          .started_at_ms = c->now_ms};
    err = visit_row_insert(tx, out);
    if (err == ERR_OK) {
        command_audit(c, "visit", &out->id);
        command_effect(c, EFFECT_ADMITTED, &out->host_id, &out->id, NULL);
    }
    return err;
}

static enum err read_email(struct command *c, const char *text, const char **out) {
    if (text == NULL || text[0] == '\0') {
        return command_problem_field(c, "email", "Enter an e-mail address.");
    }
    if (address_check_email(text, strlen(text)) != ERR_OK) {
        return command_problem_field(c, "email", "This is not a valid e-mail address.");
    }
    *out = text;
    return ERR_OK;
}

static enum err read_mobile(struct command *c, const char *text, const char **out) {
    if (sms_rules_get()->token == NULL) {
        return command_problem_field(c, "via", "Text messages are not set up here.");
    }
    return sms_rules_read_number(c, text, out);
}

/* Where the link goes: checked, in its normal form; NULL for one that is copied. */
static enum err read_address(struct command *c, const struct create_input *input,
                             const char **out) {
    switch (input->via) {
    case VIA_EMAIL:
        return read_email(c, input->email, out);
    case VIA_SMS:
        return read_mobile(c, input->mobile, out);
    default:
        return ERR_OK;
    }
}

/* Against SMS fraud: a user's session in wrong hands costs no more than the cap. */
static enum err check_caps(struct command *c, struct tx *tx, enum invitation_method method,
                           const struct id *user_id) {
    if (method != METHOD_SMS) {
        return ERR_OK;
    }
    enum err err =
        outbox_check_sms(tx, &c->actor.practice_id, user_id, &sms_rules_get()->caps, c->now_ms);
    return err == ERR_RATE
               ? command_problem(c, err, "sms-cap", "No more text messages can be sent today.",
                                 "Send the link by e-mail, or copy it.")
               : err;
}

static enum err check_room(struct command *c, struct tx *tx, const struct id *room_id) {
    int64_t count = 0;
    enum err err = invitation_row_count_room(tx, &c->actor.practice_id, room_id, &count);
    if (err == ERR_OK && count >= INVITATION_ROW_ROOM_MAX) {
        return command_problem(c, ERR_CONFLICT, "room-full",
                               "The waiting room holds no more invitations.",
                               "Remove some that are no longer needed.");
    }
    return err;
}

/* `address` is the checked one: see read_address. */
static struct invitation new_row(const struct command *c, const struct create_input *input,
                                 const struct practice *practice, const struct id *room_id,
                                 const char *address) {
    enum invitation_kind kind = (enum invitation_kind)input->kind;
    return (struct invitation){
        .practice_id = c->actor.practice_id,
        .id = id_new(),
        .room_id = *room_id,
        .inviter_id = c->actor.user_id,
        .kind = kind,
        .method = METHODS[input->via],
        .state = INVITATION_INVITED,
        .generation = 1,
        .name = input->name == NULL ? "" : input->name,
        .address = input->via == VIA_LINK ? NULL : address,
        .invited_at_ms = c->now_ms,
        .expires_at_ms = invitation_expiry(c->now_ms, lifetime_s(practice, kind)),
    };
}

static enum err store_new(struct command *c, struct tx *tx, struct invitation *row,
                          const struct visit *visit) {
    enum err err = invitation_row_insert(tx, row);
    if (err == ERR_OK) {
        command_audit(c, "invitation", &row->id);
        err = preference_set_invite_kind(tx, &row->practice_id, &row->inviter_id,
                                         invitation_kind_name(row->kind));
    }
    if (err == ERR_OK) {
        err = queue_message(c, tx, row);
    }
    if (err == ERR_OK) {
        err = announce_room(c, tx, row);
    }
    if (err == ERR_OK && visit != NULL) {
        err = announce_visit(c, tx, visit);
    }
    return err;
}

/* I9: into another's room with the right to send; a visit that opens at once takes the right to admit
 * as well. */
static enum err find_room(struct command *c, struct tx *tx, struct id *out) {
    const struct create_input *input = c->input;
    if (id_is_none(&input->room_id)) {
        return room_of_user(tx, &c->actor.practice_id, &c->actor.user_id, out);
    }
    enum err err = grant_reach_room(c, tx, &input->room_id, RIGHT_SEND);
    if (err == ERR_OK && input->kind == INVITATION_CONNECT_NOW) {
        err = grant_reach_room(c, tx, &input->room_id, RIGHT_ADMIT);
    }
    if (err == ERR_OK) {
        command_audit(c, "room", &input->room_id);
        *out = input->room_id;
    }
    return err;
}

static enum err create(struct command *c, struct tx *tx) {
    const struct create_input *input = c->input;
    struct practice practice;
    struct id room_id;
    struct visit visit;
    struct visit *opened = NULL;
    const char *address = NULL;
    enum err err = read_address(c, input, &address);
    if (err == ERR_OK) {
        err = check_caps(c, tx, METHODS[input->via], &c->actor.user_id);
    }
    if (err == ERR_OK) {
        err = practice_load(tx, &c->actor.practice_id, &practice);
    }
    if (err == ERR_OK) {
        err = find_room(c, tx, &room_id);
    }
    if (err == ERR_OK) {
        err = check_room(c, tx, &room_id);
    }
    if (err == ERR_OK && input->kind == INVITATION_CONNECT_NOW) {
        err = open_visit(c, tx, &room_id, &visit);
        opened = &visit;
    }
    if (err != ERR_OK) {
        return err;
    }
    struct invitation row = new_row(c, input, &practice, &room_id, address);
    if (opened != NULL) {
        row.visit_id = visit.id;
    }
    err = store_new(c, tx, &row, opened);
    return err == ERR_OK ? reply_created(c, tx, 201, &row, opened) : err;
}

static enum err cancel(struct command *c, struct tx *tx) {
    struct invitation row;
    enum err err = reach_invitation(c, tx, &c->facts.path_ids[0], RIGHT_SEND, &row);
    if (err != ERR_OK) {
        return err;
    }
    err = ending_invitation(c, tx, &row, INVITATION_BY_HOST, INVITATION_CANCEL);
    if (err == ERR_CONFLICT) {
        return invitation_final(row.state)
                   ? command_problem(c, err, "invitation-closed",
                                     "This invitation is no longer open.", NULL)
                   : command_problem(c, err, "already-checked-in",
                                     "The guest has checked in already.",
                                     "Remove the guest instead.");
    }
    return err == ERR_OK ? command_reply_empty(c) : err;
}

/* Whoever was in the visit is in it no more: the others see that. */
static enum err tell_visit(struct command *c, struct tx *tx, const struct id *visit_id) {
    struct visit visit;
    enum err err = visit_row_load(tx, &c->actor.practice_id, visit_id, &visit);
    return err == ERR_OK ? announce_visit(c, tx, &visit) : err;
}

static enum err remove_guest(struct command *c, struct tx *tx) {
    struct invitation row;
    enum err err = reach_invitation(c, tx, &c->facts.path_ids[0], RIGHT_SEND, &row);
    if (err != ERR_OK) {
        return err;
    }
    bool with_visit = invitation_with_visit(row.state);
    struct doorway before;
    err = doorway_watch(tx, &row.practice_id, &row.appointment_id, &before);
    if (err != ERR_OK) {
        return err;
    }
    err = ending_invitation(c, tx, &row, INVITATION_BY_HOST, INVITATION_REMOVE);
    if (err == ERR_CONFLICT) {
        return command_problem(c, err, "invitation-closed", "This invitation is no longer open.",
                               NULL);
    }
    if (err == ERR_OK && with_visit) {
        err = tell_visit(c, tx, &row.visit_id);
    } else if (err == ERR_OK && before.scene.running) {
        err = tell_visit(c, tx, &before.visit.id);
    }
    if (err == ERR_OK) {
        err = doorway_tell(c, tx, &before, &row.id);
    }
    return err == ERR_OK ? command_reply_empty(c) : err;
}

/* The seat is lost (V8) or the ten minutes are over: a fresh link, connect now, to the same visit. */
static enum err renew(struct command *c, struct tx *tx, struct invitation *row,
                      const struct practice *practice) {
    if (invitation_with_visit(row->state)) {
        announce_dismissed(c, row);
    }
    if (!id_is_none(&row->seat_id)) { /* whoever had the earlier link has no seat by this one */
        command_effect(c, EFFECT_SEAT_MOVED, &row->id, NULL, NULL);
    }
    enum err err = invitation_change(&row->state, INVITATION_BY_HOST, INVITATION_SEND_AGAIN);
    if (err != ERR_OK) {
        return err;
    }
    row->kind = INVITATION_CONNECT_NOW;
    row->generation++;
    row->seat_id = (struct id){.text = ""};
    row->preflight = (struct preflight){.result = PREFLIGHT_NONE};
    row->swept = false;
    row->expires_at_ms = invitation_expiry(c->now_ms, practice->connect_now_link_s);
    return invitation_row_add_link(tx, row);
}

static enum err refuse_again(struct command *c, const char *problem, const char *title) {
    return command_problem(c, ERR_CONFLICT, problem, title, "Send a new invitation instead.");
}

/* ERR_OK with *visit filled in when the invitation leads to a running visit. */
static enum err check_again(struct command *c, struct tx *tx, const struct invitation *row,
                            struct visit *visit) {
    enum invitation_state next = row->state;
    if (!id_is_none(&row->appointment_id)) {
        return refuse_again(c, "appointment-link", "This guest came by the appointment's link.");
    }
    if (invitation_next(row->state, INVITATION_BY_HOST, INVITATION_SEND_AGAIN, &next) != ERR_OK) {
        return refuse_again(c, "invitation-closed", "This invitation can no longer be used.");
    }
    if (id_is_none(&row->visit_id)) {
        return invitation_expired(row->state, row->expires_at_ms, c->now_ms)
                   ? refuse_again(c, "invitation-expired", "This invitation has expired.")
                   : ERR_OK;
    }
    enum err err = visit_row_load(tx, &row->practice_id, &row->visit_id, visit);
    if (err == ERR_OK && visit->life.state == VISIT_ENDED) {
        return refuse_again(c, "invitation-closed", "The visit is over.");
    }
    return err;
}

/* What still waits to be sent with this link is tried at once. */
static enum err queue_again(struct command *c, struct tx *tx, const struct invitation *row) {
    struct outbox_row last;
    enum err err = outbox_latest(tx, &row->practice_id, &row->id, &last);
    if (err == ERR_NOT_FOUND) {
        return queue_message(c, tx, row);
    }
    if (err != ERR_OK) {
        return err;
    }
    bool waits = last.state == OUTBOX_QUEUED && last.deadline_ms == row->expires_at_ms;
    return waits ? delivery_hasten(c, tx, &last) : queue_message(c, tx, row);
}

static enum err store_again(struct command *c, struct tx *tx, struct invitation *row) {
    enum err err = invitation_row_save(tx, row);
    if (err == ERR_OK) {
        err = queue_again(c, tx, row);
    }
    return err == ERR_OK ? announce_room(c, tx, row) : err;
}

/* Who has checked in keeps link and place, however old the link is (I4); its message says until when it leads in. */
static void lengthen(const struct command *c, struct invitation *row,
                     const struct practice *practice) {
    if (row->state == INVITATION_CHECKED_IN && c->now_ms >= row->expires_at_ms) {
        row->expires_at_ms = invitation_expiry(c->now_ms, practice->waiting_room_link_s);
    }
}

static enum err send_again(struct command *c, struct tx *tx) {
    struct invitation row;
    struct practice practice;
    struct visit visit = {.id = {.text = ""}};
    enum err err = reach_invitation(c, tx, &c->facts.path_ids[0], RIGHT_SEND, &row);
    if (err == ERR_OK) {
        err = practice_load(tx, &c->actor.practice_id, &practice);
    }
    if (err == ERR_OK) {
        err = check_again(c, tx, &row, &visit);
    }
    if (err == ERR_OK) {
        err = check_caps(c, tx, row.method, &row.inviter_id);
    }
    bool in_visit = err == ERR_OK && invitation_with_visit(row.state);
    if (err == ERR_OK &&
        (in_visit || invitation_expired(row.state, row.expires_at_ms, c->now_ms))) {
        err = renew(c, tx, &row, &practice);
    }
    if (err == ERR_OK) {
        lengthen(c, &row, &practice);
        err = store_again(c, tx, &row);
    }
    if (err == ERR_OK && in_visit) {
        err = announce_visit(c, tx, &visit);
    }
    return err == ERR_OK ? reply_created(c, tx, 200, &row, id_is_none(&visit.id) ? NULL : &visit)
                         : err;
}

const struct command_kind invite_create = {.name = "invitation.create",
                                           .access = ACCESS_USER,
                                           .mode = COMMAND_WRITE,
                                           .fields = CREATE_FIELDS,
                                           .input_size = sizeof(struct create_input),
                                           .apply = create};
const struct command_kind invite_cancel = {
    .name = "invitation.cancel", .access = ACCESS_USER, .mode = COMMAND_WRITE, .apply = cancel};
const struct command_kind invite_remove = {.name = "invitation.remove",
                                           .access = ACCESS_USER,
                                           .mode = COMMAND_WRITE,
                                           .apply = remove_guest};
const struct command_kind invite_send_again = {.name = "invitation.send-again",
                                               .access = ACCESS_USER,
                                               .mode = COMMAND_WRITE,
                                               .apply = send_again};
