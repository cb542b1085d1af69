/* guest_sim: invited guests with their devices, and what users of three rooms do with them: send, hand over, start, put on
 * hold, withdraw, send again.
 *
 * It knows of each guest, without asking the server, in whose room they are, who took them in, which device pressed
 * last, and whether their link can still be used. What must hold: nobody is in whom no host took in; a link that was
 * cancelled, has run out unused or was replaced is dead for ever; one seat, one device; only whoever has the right at
 * that moment does anything to a guest; a letter brings the one link of its guest; each device that opens a link reads
 * how it stands. */
#ifndef ANTEROOM_TESTS_GUEST_SIM_H
#define ANTEROOM_TESTS_GUEST_SIM_H

#include "core.h"

enum { GUEST_SIM_GUESTS = 8, GUEST_SIM_DEVICES = 3, GUEST_SIM_NO_DEVICE = -1 };

struct outbox_sim;

struct guest_sim_person {
    struct invited invited; /* the token is "" until its letter has come */
    char name[16];
    bool by_letter;  /* the link went by e-mail or SMS; else it was copied */
    size_t room;     /* whose waiting room */
    size_t taken_by; /* who started with them, or sent connect now; CORE_NOBODY */
    int64_t sent_at_ms;
    int64_t expires_at_ms;
    int64_t ran_out_ms; /* the end that the server has seen pass; 0: none */
    bool arrived;       /* passed pre-flight since the link was last sent */
    bool summoned;      /* started with, and has not joined */
    bool withdrawn;     /* cancelled, removed, or the visit is over in which they were */
    bool replaced;      /* the link is dead, the letter with the fresh one has not come */
    bool failed;        /* the holder's last device test */
    int holder;         /* device that pressed last */
    size_t letters;     /* that must have been queued */
};

struct guest_sim {
    struct core *core;
    struct outbox_sim *outbox;
    struct guest_sim_person people[GUEST_SIM_GUESTS];
    struct device devices[GUEST_SIM_GUESTS][GUEST_SIM_DEVICES];
    size_t count;
};

void guest_sim_init(struct guest_sim *sim, struct core *core, struct outbox_sim *outbox);
/* One step of the many. */
void guest_sim_step(struct guest_sim *sim);
/* Somebody who has not come, and how long they wait until the last moment of their link, or the first that is too
 * late (I4); 0: nobody. Then they come. */
int64_t guest_sim_dawdler(struct guest_sim *sim, struct guest_sim_person **out);
void guest_sim_comes_late(struct guest_sim *sim, struct guest_sim_person *person);
/* Time has passed, and the server has looked. */
void guest_sim_swept(struct guest_sim *sim);
/* The clock was put back: no link lives longer than one that is sent now, and one that has run out since it was sent
 * later than now is dead. */
void guest_sim_put_back(struct guest_sim *sim);
/* The visit that this user hosted is over. */
void guest_sim_ended(struct guest_sim *sim, size_t host);
/* A letter about `subject` has come; asserts that it brings the right link. False: no guest's. */
bool guest_sim_letter(struct guest_sim *sim, const struct id *subject, const char *text);
/* Each has had exactly the letters that were asked for. */
void guest_sim_check_letters(const struct guest_sim *sim);

/* NULL when nobody is invited. */
struct guest_sim_person *guest_sim_any(struct guest_sim *sim);
struct guest_sim_person *guest_sim_find(struct guest_sim *sim, const struct id *id);
/* The device that holds the person's seat, or any. */
struct device *guest_sim_device(struct guest_sim *sim, const struct guest_sim_person *person);

#endif
