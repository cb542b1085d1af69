#include "visit/appointment/appointment_query.h"

#include "command/command.h"

#include <stdio.h>
#include <string.h>

static enum err read_day(struct command *c, const char *value, size_t size,
                         struct appointment_query *out) {
    if (out->day[0] != '\0' || size != sizeof out->day - 1) {
        return command_problem_field(c, "day", "Enter a date such as 2026-03-31.");
    }
    (void)snprintf(out->day, sizeof out->day, "%.*s", (int)size, value);
    return ERR_OK;
}

static enum err read_room(struct command *c, const char *value, size_t size,
                          struct appointment_query *out) {
    if (!id_is_none(&out->room_id) || id_parse(value, size, &out->room_id) != ERR_OK) {
        return command_problem_field(c, "room", "This is no waiting room.");
    }
    return ERR_OK;
}

enum err appointment_query_read(struct command *c, struct appointment_query *out) {
    static const struct {
        const char *name;
        enum err (*read)(struct command *c, const char *value, size_t size,
                         struct appointment_query *out);
    } NAMES[] = {{"day=", read_day}, {"room=", read_room}};
    struct appointment_query query = {.day = ""};
    enum err err = ERR_OK;
    const char *at = c->facts.query;
    while (err == ERR_OK && *at != '\0') {
        size_t size = strcspn(at, "&");
        size_t i = 0;
        while (i < 2 && strncmp(at, NAMES[i].name, strlen(NAMES[i].name)) != 0) {
            i++;
        }
        if (i == 2) {
            return command_problem_field(c, "query", "Only day and room can be asked for.");
        }
        size_t name_size = strlen(NAMES[i].name);
        err = NAMES[i].read(c, at + name_size, size - name_size, &query);
        at += size + (at[size] == '&' ? 1 : 0);
    }
    if (err == ERR_OK) {
        *out = query;
    }
    return err;
}
