#include "media/router/keyframe.h"

#include "base/bytes.h"

static bool too_soon(const struct keyframe *keyframe, int64_t now_ms) {
    return keyframe->ever_asked && now_ms - keyframe->asked_ms < KEYFRAME_INTERVAL_MS;
}

void keyframe_want(struct keyframe *keyframe, int64_t now_ms) {
    if (keyframe->state == KEY_NONE) {
        keyframe->state = too_soon(keyframe, now_ms) ? KEY_PENDING : KEY_DUE;
    }
}

void keyframe_arrived(struct keyframe *keyframe) {
    keyframe->state = KEY_NONE;
}

bool keyframe_ask(struct keyframe *keyframe, int64_t now_ms) {
    bool waits = keyframe->state == KEY_PENDING || keyframe->state == KEY_ASKED;
    if (waits && !too_soon(keyframe, now_ms)) {
        keyframe->state = KEY_DUE;
    }
    if (keyframe->state != KEY_DUE) {
        return false;
    }
    keyframe->state = KEY_ASKED;
    keyframe->ever_asked = true;
    keyframe->asked_ms = now_ms;
    return true;
}

/* |X|R|N|S|R|PID| then with X: |I|L|T|K|  I: 7 or 15 bits of picture id, L: a byte, T or K: a byte.
 */
bool keyframe_starts_vp8(const uint8_t *payload, uint64_t size) {
    struct reader r = reader_of(payload, size);
    uint8_t first = reader_u8(&r);
    if ((first & 0x10) == 0 || (first & 0x07) != 0) {
        return false;
    }
    if ((first & 0x80) != 0) {
        uint8_t present = reader_u8(&r);
        if ((present & 0x80) != 0 && (reader_u8(&r) & 0x80) != 0) {
            reader_skip(&r, 1);
        }
        reader_skip(&r, (present & 0x40) != 0 ? 1 : 0);
        reader_skip(&r, (present & 0x30) != 0 ? 1 : 0);
    }
    uint8_t frame = reader_u8(&r);
    return !r.failed && (frame & 1) == 0;
}
