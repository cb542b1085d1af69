/* text_sim: what is said while somebody waits (W13, D2): texts between one guest and the staff, the room's notice, the
 * guest's `I need help`.
 *
 * It keeps a copy of everything that was said. What must hold: a text is there once, in order, for its own guest and
 * for whoever may read it, and for nobody else; a text that is sent again with its key is the same text; only who
 * waits writes; a notice is what the room says now, and what every guest of that room reads. */
#ifndef ANTEROOM_TESTS_TEXT_SIM_H
#define ANTEROOM_TESTS_TEXT_SIM_H

#include "core.h"

#include "visit/room/guest_text.h"

enum { TEXT_SIM_TALKS = 64 };

/* A guest, as whoever plays them knows them. */
struct text_sim_guest {
    struct id id;
    const char *token;
    struct device *device;
    size_t room;
    size_t host; /* of the visit that they belong to, or at whose door they stand; CORE_NOBODY */
    bool seated; /* the device holds the seat, and the link leads there */
    bool failed; /* the last device test there */
};

struct text_sim_talk {
    struct id id;                        /* the invitation */
    uint32_t said[GUEST_TEXT_SHOWN_MAX]; /* each text's number */
    bool by_guest[GUEST_TEXT_SHOWN_MAX];
    size_t count;
};

struct text_sim {
    struct core *core;
    struct text_sim_talk talks[TEXT_SIM_TALKS];
    size_t count;
    uint32_t number;              /* of the newest text or notice */
    uint32_t notices[CORE_USERS]; /* by room; 0: none */
};

void text_sim_init(struct text_sim *sim, struct core *core);
/* One step of the many, about this guest. */
void text_sim_step(struct text_sim *sim, const struct text_sim_guest *guest);
/* The guest's page and the room's owner read what was said, and nothing else. */
void text_sim_check(struct text_sim *sim, const struct text_sim_guest *guest);

#endif
