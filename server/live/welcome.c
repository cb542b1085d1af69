#include "live/welcome.h"

#include "command/json_memory.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HEAD_MAX = 256 };

struct room_presence {
    const struct id *room_id;
    json_t *guests; /* NULL: memory is short */
};

static void put_presence(void *owner, struct presence_entry *entry) {
    struct room_presence *room = owner;
    if (id_equal(&entry->room_id, room->room_id)) {
        (void)json_object_set_new(room->guests, entry->participant_id.text,
                                  json_pack("{s:s, s:I}", "state", presence_name(entry->state),
                                            "since_ms", (json_int_t)entry->since_ms));
    }
}

static enum err add_presence(struct presence *presence, const struct id *room_id, json_t *content) {
    struct room_presence room = {.room_id = room_id, .guests = json_object()};
    presence_each(presence, put_presence, &room);
    return json_object_set_new(content, "presence", room.guests) == 0 ? ERR_OK : ERR_NOMEM;
}

static enum err send_snapshot(struct listeners *listeners, struct presence *presence,
                              struct live_socket *socket, const json_t *item) {
    const char *name = json_string_value(json_object_get(item, "stream"));
    json_t *content = json_object_get(item, "data");
    if (name == NULL || content == NULL) {
        return ERR_INVALID;
    }
    const struct live_stream *stream = listeners_stream(socket, name);
    if (stream != NULL && strcmp(name, "room") == 0 && json_is_object(content) &&
        add_presence(presence, &stream->key.id, content) != ERR_OK) {
        return ERR_NOMEM;
    }
    char *data = json_dumps(content, JSON_COMPACT | JSON_ENCODE_ANY);
    if (json_memory_failed() || data == NULL) {
        free(data);
        return ERR_NOMEM;
    }
    unsigned long long seq = stream == NULL ? 0 : stream->seq;
    char head[HEAD_MAX];
    int size =
        snprintf(head, sizeof head,
                 "{\"type\":\"snapshot\",\"stream\":\"%.16s\",\"seq\":%llu,\"data\":", name, seq);
    must(size > 0 && size < HEAD_MAX);
    enum err err =
        listeners_send(listeners, socket, (const char *const[]){head, data, "}"}, 3, true);
    explicit_bzero(data, strlen(data));
    free(data);
    return err;
}

static enum err send_snapshots(struct listeners *listeners, struct presence *presence,
                               struct live_socket *socket, const char *snapshots) {
    if (snapshots == NULL) {
        return ERR_OK;
    }
    (void)json_memory_failed();
    json_t *list = json_loads(snapshots, 0, NULL);
    enum err err = json_is_array(list) ? ERR_OK : ERR_INVALID;
    for (size_t i = 0; err == ERR_OK && i < json_array_size(list); i++) {
        err = send_snapshot(listeners, presence, socket, json_array_get(list, i));
    }
    json_decref(list);
    return err;
}

enum err welcome_say(struct listeners *listeners, struct presence *presence,
                     struct live_socket *socket, const char *snapshots, struct live_time now) {
    char text[HEAD_MAX];
    int size =
        snprintf(text, sizeof text, "{\"type\":\"welcome\",\"as\":\"%s\",\"now_ms\":%lld}",
                 socket->listener.kind == LISTENER_USER ? "user" : "guest", (long long)now.wall_ms);
    must(size > 0 && size < HEAD_MAX);
    enum err err = listeners_send(listeners, socket, (const char *const[]){text}, 1, true);
    return err == ERR_OK ? send_snapshots(listeners, presence, socket, snapshots) : err;
}
