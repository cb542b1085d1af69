#include "media/transport/seal_window.h"

enum err seal_window_check(const struct seal_window *window, uint64_t index) {
    if (!window->started || index > window->newest) {
        return ERR_OK;
    }
    uint64_t behind = window->newest - index;
    if (behind >= SEAL_WINDOW_PACKETS) {
        return ERR_REPLAY;
    }
    return (window->seen[behind / 64] >> behind % 64 & 1) != 0 ? ERR_REPLAY : ERR_OK;
}

static void window_shift(struct seal_window *window, uint64_t by) {
    if (by >= SEAL_WINDOW_PACKETS) {
        window->seen[0] = window->seen[1] = 0;
    } else if (by >= 64) {
        window->seen[1] = window->seen[0] << (by - 64);
        window->seen[0] = 0;
    } else if (by > 0) {
        window->seen[1] = window->seen[1] << by | window->seen[0] >> (64 - by);
        window->seen[0] <<= by;
    }
}

void seal_window_note(struct seal_window *window, uint64_t index) {
    if (!window->started || index > window->newest) {
        window_shift(window, window->started ? index - window->newest : SEAL_WINDOW_PACKETS);
        window->newest = index;
        window->started = true;
    }
    uint64_t behind = window->newest - index;
    if (behind < SEAL_WINDOW_PACKETS) {
        window->seen[behind / 64] |= UINT64_C(1) << behind % 64;
    }
}

enum err seal_window_index(const struct seal_window *window, uint16_t sequence, uint64_t *out) {
    if (!window->started) {
        *out = sequence;
        return ERR_OK;
    }
    int16_t ahead = (int16_t)(uint16_t)(sequence - (uint16_t)window->newest);
    if (ahead < 0 && window->newest < (uint64_t)-ahead) {
        return ERR_REPLAY;
    }
    *out = window->newest + (uint64_t)(int64_t)ahead;
    return ERR_OK;
}
