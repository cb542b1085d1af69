#include "command/fields.h"

#include "base/id.h"
#include "base/text.h"
#include "command/json_memory.h"

#include <jansson.h>
#include <string.h>

/* What stands between the rows while one document is read. */
struct reading {
    struct arena *arena;
    const struct field *row;
    struct field_error *error;
};

/* jansson's own bound on nesting is in the thousands; ours is checked before it starts. */
static bool too_deep(const char *text, size_t size) {
    size_t depth = 0;
    bool in_string = false;
    for (size_t i = 0; i < size; i++) {
        char c = text[i];
        if (in_string) {
            i += c == '\\' ? 1 : 0;
            in_string = c != '"';
        } else if (c == '"') {
            in_string = true;
        } else if (c == '{' || c == '[') {
            depth++;
        } else if ((c == '}' || c == ']') && depth > 0) {
            depth--;
        }
        if (depth > FIELDS_DEPTH_MAX) {
            return true;
        }
    }
    return false;
}

enum err fields_parse(const void *data, size_t size, struct json_t **out) {
    if (size == 0 || too_deep(data, size)) {
        return ERR_INVALID;
    }
    (void)json_memory_failed();
    json_t *document = json_loadb(data, size, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, NULL);
    if (document == NULL) {
        return json_memory_failed() ? ERR_NOMEM : ERR_INVALID;
    }
    *out = document;
    return ERR_OK;
}

static enum err refuse(struct reading *reading, const char *reason) {
    *reading->error = (struct field_error){.field = reading->row->name, .reason = reason};
    return ERR_INVALID;
}

static enum err refuse_bounds(struct reading *reading, const char *what) {
    const struct field *row = reading->row;
    const char *reason = row->min == row->max
                             ? arena_format(reading->arena, "%lld %s.", (long long)row->min, what)
                             : arena_format(reading->arena, "%lld to %lld %s.", (long long)row->min,
                                            (long long)row->max, what);
    return reason == NULL ? ERR_NOMEM : refuse(reading, reason);
}

static enum err refuse_control(struct reading *reading) {
    return refuse(reading, reading->row->type == FIELD_TEXT_LINES
                               ? "No control characters but line feeds."
                               : "No control characters or line breaks.");
}

static enum err read_text(struct reading *reading, const json_t *value, void *out) {
    const struct field *row = reading->row;
    if (!json_is_string(value)) {
        return refuse(reading, "A text.");
    }
    size_t size = json_string_length(value);
    char *text = arena_text(reading->arena, json_string_value(value), size);
    if (text == NULL) {
        return ERR_NOMEM;
    }
    size = row->type == FIELD_SECRET ? size : text_clean(text, size);
    if (text_has_control(text, size, row->type == FIELD_TEXT_LINES)) {
        return refuse_control(reading);
    }
    int64_t count = (int64_t)text_count(text, size);
    if (count < row->min || count > row->max) {
        return refuse_bounds(reading, "characters");
    }
    memcpy(out, &text, sizeof text);
    return ERR_OK;
}

static enum err read_id(struct reading *reading, const json_t *value, void *out) {
    struct id id;
    if (!json_is_string(value) ||
        id_parse(json_string_value(value), json_string_length(value), &id) != ERR_OK) {
        return refuse(reading, "An id: 32 lower-case hex digits.");
    }
    memcpy(out, &id, sizeof id);
    return ERR_OK;
}

static bool ids_hold(const struct id *ids, size_t count, const struct id *id) {
    for (size_t i = 0; i < count; i++) {
        if (id_equal(&ids[i], id)) {
            return true;
        }
    }
    return false;
}

static enum err read_ids(struct reading *reading, const json_t *value, void *out) {
    const struct field *row = reading->row;
    must(row->max <= FIELD_IDS_MAX);
    if (!json_is_array(value)) {
        return refuse(reading, "A list of ids.");
    }
    size_t count = json_array_size(value);
    if ((int64_t)count < row->min || (int64_t)count > row->max) {
        return refuse_bounds(reading, "ids");
    }
    struct id *ids = arena_alloc(reading->arena, (count > 0 ? count : 1) * sizeof *ids);
    if (ids == NULL) {
        return ERR_NOMEM;
    }
    for (size_t i = 0; i < count; i++) {
        enum err err = read_id(reading, json_array_get(value, i), &ids[i]);
        if (err != ERR_OK) {
            return err;
        }
        if (ids_hold(ids, i, &ids[i])) {
            return refuse(reading, "Each id once.");
        }
    }
    memcpy(out, &(struct id_list){.ids = ids, .count = count}, sizeof(struct id_list));
    return ERR_OK;
}

static enum err read_int(struct reading *reading, const json_t *value, void *out) {
    if (!json_is_integer(value)) {
        return refuse(reading, "A whole number.");
    }
    int64_t number = json_integer_value(value);
    if (number < reading->row->min || number > reading->row->max) {
        const char *reason =
            arena_format(reading->arena, "A whole number from %lld to %lld.",
                         (long long)reading->row->min, (long long)reading->row->max);
        return reason == NULL ? ERR_NOMEM : refuse(reading, reason);
    }
    memcpy(out, &number, sizeof number);
    return ERR_OK;
}

static enum err read_bool(struct reading *reading, const json_t *value, void *out) {
    if (!json_is_boolean(value)) {
        return refuse(reading, "true or false.");
    }
    bool flag = json_is_true(value);
    memcpy(out, &flag, sizeof flag);
    return ERR_OK;
}

static enum err read_choice(struct reading *reading, const json_t *value, void *out) {
    const char *const *choices = reading->row->choices;
    must(choices != NULL);
    for (int i = 0; json_is_string(value) && choices[i] != NULL; i++) {
        if (strcmp(choices[i], json_string_value(value)) == 0) {
            memcpy(out, &i, sizeof i);
            return ERR_OK;
        }
    }
    return refuse(reading, "One of the known words.");
}

static enum err read_json(struct reading *reading, const json_t *value, void *out) {
    (void)reading;
    memcpy(out, &value, sizeof value);
    return ERR_OK;
}

static const struct {
    enum err (*read)(struct reading *reading, const json_t *value, void *out);
    size_t size;
} TYPES[] = {
    [FIELD_TEXT] = {read_text, sizeof(const char *)},
    [FIELD_TEXT_LINES] = {read_text, sizeof(const char *)},
    [FIELD_SECRET] = {read_text, sizeof(const char *)},
    [FIELD_ID] = {read_id, sizeof(struct id)},
    [FIELD_IDS] = {read_ids, sizeof(struct id_list)},
    [FIELD_INT] = {read_int, sizeof(int64_t)},
    [FIELD_BOOL] = {read_bool, sizeof(bool)},
    [FIELD_CHOICE] = {read_choice, sizeof(int)},
    [FIELD_JSON] = {read_json, sizeof(const json_t *)},
};

/* Member by member: a struct may hold what no row names, and that stays as the caller made it. */
static void zero_members(const struct field *fields, void *out) {
    for (size_t i = 0; fields[i].name != NULL; i++) {
        must(i < FIELDS_MAX);
        memset((char *)out + fields[i].offset, 0, TYPES[fields[i].type].size);
    }
}

enum err fields_read(const struct json_t *document, const struct field *fields, struct arena *arena,
                     void *out, struct field_error *error) {
    zero_members(fields, out);
    if (!json_is_object(document)) {
        *error = (struct field_error){"", "A JSON object."};
        return ERR_INVALID;
    }
    size_t known = 0;
    for (const struct field *row = fields; row->name != NULL; row++) {
        struct reading reading = {.arena = arena, .row = row, .error = error};
        const json_t *value = json_object_get(document, row->name);
        if (value == NULL && row->required) {
            return refuse(&reading, "Must be there.");
        }
        if (value == NULL) {
            continue;
        }
        known++;
        enum err err = TYPES[row->type].read(&reading, value, (char *)out + row->offset);
        if (err != ERR_OK) {
            return err;
        }
    }
    if (known != json_object_size(document)) {
        *error = (struct field_error){"", "Holds a name that is not known here."};
        return ERR_INVALID;
    }
    return ERR_OK;
}
