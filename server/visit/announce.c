#include "visit/announce.h"

#include "command/command.h"
#include "visit/guest/guest_view.h"
#include "visit/room/arrival.h"
#include "visit/room/notice_row.h"
#include "visit/room/room_view.h"
#include "visit/visit_view.h"

#include <jansson.h>

static struct stream room_stream(const struct id *room_id) {
    return (struct stream){.name = "room", .id = *room_id};
}

enum err announce_room(struct command *c, struct tx *tx, const struct invitation *row) {
    if (!invitation_row_listed(row, c->now_ms)) {
        command_event(c, room_stream(&row->room_id), "guest.removed",
                      json_pack("{s:s}", "id", row->id.text));
        return ERR_OK;
    }
    json_t *line = NULL;
    enum err err = room_view_guest(tx, row, &line);
    if (err == ERR_OK) {
        command_event(c, room_stream(&row->room_id), "guest.changed", line);
    }
    return err;
}

enum err announce_guest(struct command *c, struct tx *tx, const struct invitation *row) {
    json_t *view = NULL;
    enum err err = guest_view_of_holder(tx, row, c->now_ms, &view);
    if (err == ERR_OK) {
        command_event(c, (struct stream){.name = "guest", .id = row->id}, "guest.view", view);
    }
    return err;
}

enum err announce_arrival(struct command *c, struct tx *tx, const struct invitation *row) {
    command_event(c, room_stream(&row->room_id), "guest.arrived",
                  json_pack("{s:s, s:s}", "id", row->id.text, "name", row->name));
    return arrival_alert(c, tx, row);
}

enum err announce_handed_over(struct command *c, struct tx *tx, const struct invitation *row,
                              const struct id *from_room_id, const char *host_name) {
    command_effect(c, EFFECT_GUEST_MOVED, &row->id, &row->room_id, NULL);
    command_event(c, room_stream(from_room_id), "guest.handed_over",
                  json_pack("{s:s, s:s, s:s}", "id", row->id.text, "name", row->name, "owner_name",
                            host_name));
    enum err err = announce_room(c, tx, row);
    if (err == ERR_OK && row->state == INVITATION_CHECKED_IN) {
        err = announce_arrival(c, tx, row);
    }
    return err == ERR_OK ? announce_guest(c, tx, row) : err;
}

static json_t *notice_data(const struct command *c, const struct notice *notice) {
    return json_pack("{s:o, s:I}", "notice", notice_row_json(notice), "now_ms",
                     (json_int_t)c->now_ms);
}

void announce_notice(struct command *c, const struct notice *notice) {
    command_event(c, room_stream(&notice->room_id), "notice.changed", notice_data(c, notice));
    command_event(c, (struct stream){.name = "notice", .id = notice->room_id}, "notice.changed",
                  notice_data(c, notice));
}

/* Whoever hosts a visit need not have its room open: it may be another's, or they look at another's. */
static void announce_to_host(struct command *c, const struct visit *visit, const char *name,
                             json_t *whole) {
    command_event(c, (struct stream){.name = "user", .id = visit->host_id}, name,
                  json_incref(whole));
}

void announce_request(struct command *c, const struct visit *visit, const struct invitation *row) {
    json_t *request = json_pack("{s:s, s:s, s:s}", "id", row->id.text, "name", row->name,
                                "visit_id", visit->id.text);
    announce_to_host(c, visit, "door.asked", request);
    command_event(c, room_stream(&visit->room_id), "door.asked", request);
}

enum err announce_visit(struct command *c, struct tx *tx, const struct visit *visit) {
    json_t *whole = NULL;
    json_t *part = NULL;
    enum err err = visit_view_load(tx, visit, VISIT_VIEW_STAFF, &whole);
    if (err == ERR_OK) {
        announce_to_host(c, visit, "visit.changed", whole);
        command_event(c, room_stream(&visit->room_id), "visit.changed", whole);
    }
    if (err == ERR_OK) {
        err = visit_view_load(tx, visit, VISIT_VIEW_GUEST, &part);
    }
    if (err == ERR_OK) {
        command_event(c, (struct stream){.name = "visit", .id = visit->id}, "visit.changed", part);
    }
    return err;
}

void announce_admitted(struct command *c, const struct invitation *row) {
    command_effect(c, EFFECT_SUBSCRIBE_GUEST, &row->id, &row->visit_id, "visit");
    command_effect(c, EFFECT_ADMITTED, &row->id, &row->visit_id, NULL);
}

void announce_dismissed(struct command *c, const struct invitation *row) {
    command_effect(c, EFFECT_UNSUBSCRIBE_GUEST, &row->id, &row->visit_id, "visit");
    command_effect(c, EFFECT_DISMISSED, &row->id, &row->visit_id, NULL);
}
