/* waiting_room: the user's own room, read. */
#include "practice/practice.h"
#include "visit/commands.h"
#include "visit/room/room_view.h"

#include <jansson.h>

static enum err get(struct command *c, struct tx *tx) {
    struct id room_id;
    json_t *room = NULL;
    enum err err = room_of_user(tx, &c->actor.practice_id, &c->actor.user_id, &room_id);
    if (err == ERR_OK) {
        err = room_view_json(c, tx, &room_id, &room);
    }
    if (err != ERR_OK) {
        return err;
    }
    command_audit(c, "room", &room_id);
    return command_reply_json(c, 200, room);
}

const struct command_kind waiting_room_get = {
    .name = "waiting-room.get", .access = ACCESS_USER, .mode = COMMAND_READ, .apply = get};
