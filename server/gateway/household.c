#include "gateway/household.h"

#include <stdlib.h>

struct household {
    struct address address;
    int64_t count;
    struct household *next; /* in its row */
};

static struct household **place_of(struct households *households, const struct address *address) {
    uint32_t row = 2166136261U; /* FNV-1a */
    for (size_t i = 0; i < ADDRESS_BYTES; i++) {
        row = (row ^ address->bytes[i]) * 16777619U;
    }
    struct household **place = &households->rows[row % HOUSEHOLD_ROWS];
    while (*place != NULL && !address_equal(&(*place)->address, address)) {
        place = &(*place)->next;
    }
    return place;
}

bool household_enter(struct households *households, const struct address *peer,
                     int64_t connections_max) {
    struct address address = address_household(peer);
    struct household **place = place_of(households, &address);
    if ((*place == NULL ? 0 : (*place)->count) >= connections_max) {
        return false;
    }
    if (*place == NULL) {
        *place = calloc(1, sizeof **place);
        if (*place == NULL) {
            return false;
        }
        (*place)->address = address;
    }
    (*place)->count++;
    return true;
}

void household_leave(struct households *households, const struct address *peer) {
    struct address address = address_household(peer);
    struct household **place = place_of(households, &address);
    must(*place != NULL && (*place)->count > 0);
    (*place)->count--;
    if ((*place)->count == 0) {
        struct household *empty = *place;
        *place = empty->next;
        free(empty);
    }
}
