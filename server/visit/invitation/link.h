/* link: the text of an invitation's or an appointment's link: PUBLIC_URL/join#TOKEN. The token is in the fragment, so it
 * reaches no server's log; it is derived each time, never stored (vault.h); it holds no name (I13). */
#ifndef ANTEROOM_VISIT_LINK_H
#define ANTEROOM_VISIT_LINK_H

#include "visit/appointment/appointment_row.h"
#include "visit/invitation/invitation_row.h"

struct arena;
struct vault;

/* Set once, before any command runs: the server's address as guests see it, without a path; kept by
 * reference. */
void link_init(const char *public_url);

/* What link_init was told. */
const char *link_url(void);

/* The link of the row's present generation, in the arena. NULL when memory is short. */
const char *link_text(const struct vault *vault, const struct invitation *row, struct arena *arena);

/* The one link of all who come to the appointment, in the arena. NULL when memory is short. */
const char *link_appointment(const struct vault *vault, const struct appointment *appointment,
                             struct arena *arena);

#endif
