#include "visit/invitation/link.h"

#include "base/arena.h"

static const char *link_public_url = "";

void link_init(const char *public_url) {
    link_public_url = public_url;
}

const char *link_url(void) {
    return link_public_url;
}

const char *link_text(const struct vault *vault, const struct invitation *row,
                      struct arena *arena) {
    struct link_token token = vault_link_token(vault, &row->practice_id, &row->id, row->generation);
    return arena_format(arena, "%s/join#%s", link_public_url, token.text);
}

const char *link_appointment(const struct vault *vault, const struct appointment *appointment,
                             struct arena *arena) {
    struct link_token token = vault_link_token(vault, &appointment->practice_id, &appointment->id,
                                               APPOINTMENT_LINK_GENERATION);
    return arena_format(arena, "%s/join#%s", link_public_url, token.text);
}
