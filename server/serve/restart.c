#include "serve/restart.h"

#include "command/execute.h"
#include "visit/commands.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static int64_t member_ms(const json_t *person, const char *name) {
    return json_integer_value(json_object_get(person, name));
}

static struct id member_id(const json_t *object, const char *name) {
    const char *text = json_string_value(json_object_get(object, name));
    struct id id = {0};
    if (text == NULL || id_parse(text, strlen(text), &id) != ERR_OK) {
        return (struct id){0};
    }
    return id;
}

static enum err seed_presence(struct live *live, const char *body, struct live_time now) {
    json_t *root = json_loads(body, 0, NULL);
    const json_t *people = json_object_get(root, "people");
    size_t count = json_array_size(people);
    struct live_seed *seeds = calloc(count + 1, sizeof *seeds);
    for (size_t i = 0; seeds != NULL && i < count; i++) {
        const json_t *person = json_array_get(people, i);
        seeds[i] = (struct live_seed){
            .participant_id = member_id(person, "id"),
            .user = json_is_true(json_object_get(person, "user")),
            .room_id = member_id(person, "room_id"),
            .visit_id = member_id(person, "visit_id"),
            .reconnecting_after_ms = member_ms(person, "reconnecting_after_ms"),
            .left_after_ms = member_ms(person, "left_after_ms"),
        };
    }
    json_decref(root);
    if (seeds == NULL) {
        return ERR_NOMEM;
    }
    live_presence_seed(live, seeds, count, now);
    free(seeds);
    return ERR_OK;
}

enum err restart_expect(struct store *store, struct live *live, struct live_time now) {
    struct command *c = command_new(&visit_restart);
    if (c == NULL) {
        return ERR_NOMEM;
    }
    command_run_now(store, NULL, c, now.wall_ms);
    enum err err = c->reply.problem == NULL ? ERR_OK : ERR_IO;
    if (err == ERR_OK && c->reply.body != NULL) {
        err = seed_presence(live, c->reply.body, now);
    }
    command_free(c);
    return err;
}
