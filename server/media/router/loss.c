#include "media/router/loss.h"

#include <string.h>

void loss_init(struct loss *loss) {
    memset(loss, 0, sizeof *loss);
}

static void remove_at(struct loss *loss, size_t index) {
    loss->count--;
    memmove(loss->missing + index, loss->missing + index + 1,
            (loss->count - index) * sizeof loss->missing[0]);
}

static void found(struct loss *loss, uint64_t number) {
    for (size_t i = 0; i < loss->count; i++) {
        if (loss->missing[i].number == number) {
            remove_at(loss, i);
            return;
        }
    }
}

bool loss_receive(struct loss *loss, uint64_t number) {
    if (!loss->started) {
        loss->started = true;
        loss->newest = number;
        return true;
    }
    if (number <= loss->newest) {
        found(loss, number);
        return true;
    }
    uint64_t gap = number - loss->newest - 1;
    if (gap > LOSS_MAX - loss->count) {
        loss->count = 0;
        loss->newest = number;
        return false;
    }
    for (uint64_t missing = loss->newest + 1; missing < number; missing++) {
        loss->missing[loss->count++] = (struct loss_entry){.number = missing};
    }
    loss->newest = number;
    return true;
}

size_t loss_due(struct loss *loss, int64_t now_ms, uint16_t *out, size_t room, bool *gave_up) {
    size_t due = 0;
    *gave_up = false;
    for (size_t i = 0; i < loss->count && due < room;) {
        struct loss_entry *entry = &loss->missing[i];
        if (entry->tries > 0 && now_ms - entry->asked_ms < LOSS_RETRY_MS) {
            i++;
            continue;
        }
        if (entry->tries == LOSS_TRIES_MAX) {
            *gave_up = true;
            remove_at(loss, i);
            continue;
        }
        entry->tries++;
        entry->asked_ms = now_ms;
        out[due++] = (uint16_t)entry->number;
        i++;
    }
    return due;
}
