/* preflight: a device test's result as the schema's Preflight; no device names. Pure.
 *
 * In the store it is the result's word and the list of failed items ("camera,microphone"). */
#ifndef ANTEROOM_VISIT_PREFLIGHT_H
#define ANTEROOM_VISIT_PREFLIGHT_H

#include "base/arena.h"
#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

struct json_t;

enum preflight_result {
    PREFLIGHT_NONE, /* not tested yet on the device that holds the seat */
    PREFLIGHT_PASSED,
    PREFLIGHT_SOUND_ONLY,
    PREFLIGHT_FAILED,
    PREFLIGHT_RESULT_COUNT
};

enum preflight_item {
    PREFLIGHT_BROWSER,
    PREFLIGHT_OPERATING_SYSTEM,
    PREFLIGHT_CAMERA,
    PREFLIGHT_MICROPHONE,
    PREFLIGHT_ITEM_COUNT
};

struct preflight {
    enum preflight_result result;
    uint32_t failed; /* bit n: item n failed */
};

/* Reads the schema's object: exactly its members, known words, and no contradiction (`passed` with a
 * failed item, `sound_only` with anything but the camera failed). ERR_INVALID. */
must_check enum err preflight_read(const struct json_t *object, struct preflight *out);

/* Good enough to wait and to join (W6). */
bool preflight_good(const struct preflight *preflight);

/* The schema's object; NULL for PREFLIGHT_NONE. */
struct json_t *preflight_json(const struct preflight *preflight);

/* The two columns. The result is NULL for PREFLIGHT_NONE; `failed` lies in the arena. */
const char *preflight_result_name(enum preflight_result result);
const char *preflight_failed_text(const struct preflight *preflight, struct arena *arena);
must_check enum err preflight_parse(const char *result, const char *failed, struct preflight *out);

#endif
