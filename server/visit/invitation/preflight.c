#include "visit/invitation/preflight.h"

#include <jansson.h>
#include <string.h>

static const char *const RESULTS[PREFLIGHT_RESULT_COUNT] = {
    [PREFLIGHT_NONE] = NULL,
    [PREFLIGHT_PASSED] = "passed",
    [PREFLIGHT_SOUND_ONLY] = "sound_only",
    [PREFLIGHT_FAILED] = "failed",
};

static const char *const ITEMS[PREFLIGHT_ITEM_COUNT] = {
    [PREFLIGHT_BROWSER] = "browser",
    [PREFLIGHT_OPERATING_SYSTEM] = "operating_system",
    [PREFLIGHT_CAMERA] = "camera",
    [PREFLIGHT_MICROPHONE] = "microphone",
};

static enum err read_result(const char *word, enum preflight_result *out) {
    for (int i = PREFLIGHT_PASSED; word != NULL && i < PREFLIGHT_RESULT_COUNT; i++) {
        if (strcmp(RESULTS[i], word) == 0) {
            *out = (enum preflight_result)i;
            return ERR_OK;
        }
    }
    return ERR_INVALID;
}

static enum err read_item(const json_t *object, int item, uint32_t *failed) {
    const char *word = json_string_value(json_object_get(object, ITEMS[item]));
    if (word == NULL || (strcmp(word, "passed") != 0 && strcmp(word, "failed") != 0)) {
        return ERR_INVALID;
    }
    *failed |= strcmp(word, "failed") == 0 ? 1u << item : 0;
    return ERR_OK;
}

static bool consistent(const struct preflight *preflight) {
    switch (preflight->result) {
    case PREFLIGHT_PASSED:
        return preflight->failed == 0;
    case PREFLIGHT_SOUND_ONLY:
        return (preflight->failed & ~(1u << PREFLIGHT_CAMERA)) == 0;
    default:
        return true;
    }
}

enum err preflight_read(const json_t *object, struct preflight *out) {
    struct preflight found = {0};
    if (!json_is_object(object) || json_object_size(object) != PREFLIGHT_ITEM_COUNT + 1) {
        return ERR_INVALID;
    }
    enum err err = read_result(json_string_value(json_object_get(object, "result")), &found.result);
    for (int i = 0; err == ERR_OK && i < PREFLIGHT_ITEM_COUNT; i++) {
        err = read_item(object, i, &found.failed);
    }
    if (err == ERR_OK && !consistent(&found)) {
        err = ERR_INVALID;
    }
    if (err == ERR_OK) {
        *out = found;
    }
    return err;
}

bool preflight_good(const struct preflight *preflight) {
    return preflight->result == PREFLIGHT_PASSED || preflight->result == PREFLIGHT_SOUND_ONLY;
}

json_t *preflight_json(const struct preflight *preflight) {
    if (preflight->result == PREFLIGHT_NONE) {
        return NULL;
    }
    json_t *object = json_pack("{s:s}", "result", RESULTS[preflight->result]);
    for (int i = 0; i < PREFLIGHT_ITEM_COUNT; i++) {
        bool failed = (preflight->failed >> i & 1) != 0;
        json_object_set_new(object, ITEMS[i], json_string(failed ? "failed" : "passed"));
    }
    return object;
}

const char *preflight_result_name(enum preflight_result result) {
    must((unsigned)result < PREFLIGHT_RESULT_COUNT);
    return RESULTS[result];
}

const char *preflight_failed_text(const struct preflight *preflight, struct arena *arena) {
    const char *text = "";
    for (int i = 0; text != NULL && i < PREFLIGHT_ITEM_COUNT; i++) {
        if ((preflight->failed >> i & 1) != 0) {
            text = arena_format(arena, "%s%s%s", text, *text == '\0' ? "" : ",", ITEMS[i]);
        }
    }
    return text;
}

static bool lists(const char *failed, const char *item) {
    size_t size = strlen(item);
    for (const char *at = failed; at != NULL;
         at = strchr(at, ','), at = at == NULL ? NULL : at + 1) {
        if (strncmp(at, item, size) == 0 && (at[size] == ',' || at[size] == '\0')) {
            return true;
        }
    }
    return false;
}

enum err preflight_parse(const char *result, const char *failed, struct preflight *out) {
    struct preflight found = {0};
    if (result != NULL && read_result(result, &found.result) != ERR_OK) {
        return ERR_INVALID;
    }
    for (int i = 0; i < PREFLIGHT_ITEM_COUNT; i++) {
        found.failed |= lists(failed, ITEMS[i]) ? 1u << i : 0;
    }
    *out = found;
    return ERR_OK;
}
