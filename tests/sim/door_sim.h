/* door_sim: appointments for the simulator, with an oracle of its own.
 *
 * It knows, without asking the server, who is booked and signed in, what the host said to whom, who is in, and so what
 * each guest must see; after each step every guest's page is held against it. What must hold besides: nobody enters
 * whom SPEC A3, A4 or the host does not let in; never a ninth; a guest's stream hears nothing unless that guest acted,
 * was acted upon, or is offered something else than before (W3). */
#ifndef ANTEROOM_TESTS_DOOR_SIM_H
#define ANTEROOM_TESTS_DOOR_SIM_H

#include "core.h"

enum { DOOR_SIM_APPOINTMENTS = 2, DOOR_SIM_COMERS = 14, DOOR_SIM_CLIENTS = 4 };

enum door_sim_row {
    ROW_NONE, /* nobody's place yet */
    ROW_TAKEN,
    ROW_CHECKED_IN,
    ROW_IN,
    ROW_LEFT,
    ROW_HOLD,
    ROW_ENDED,
    ROW_REMOVED,
    ROW_CANCELLED,
};

enum door_sim_word { WORD_NONE, WORD_ASKED, WORD_ADMITTED, WORD_DENIED, WORD_BLOCKED };

/* One person with one device at one appointment. */
struct door_sim_comer {
    size_t at;     /* index of the appointment */
    size_t client; /* whose portal account they have */
    struct device device;
    struct id id;
    char name[16];
    enum door_sim_row row;
    enum door_sim_word word;
    int64_t word_ms;
    int64_t row_expires_ms;
    int64_t checked_in_ms;
    bool tested;
    bool joined;
    bool bound; /* the row is the client's: they were signed in at it */
    bool
        ended_as_client; /* an earlier row of the client is over, and none of theirs has followed it */
    bool lapsed_as_client; /* the last row was theirs, and has lapsed */
    bool has_session;
    int64_t session_since_ms;
    int64_t session_active_ms;
    const char *offer_before;
    struct id
        code_letter; /* with the code that this browser asked for last; none: it has not asked */
    char code[8];    /* "" until the letter has come */
    int64_t code_asked_ms;
    bool code_over;    /* its time has passed, or the clock was put back to before it */
    size_t code_tries; /* wrong ones */
};

struct door_sim_appointment {
    struct invited link;
    size_t room;   /* whose waiting room */
    size_t run_by; /* who started the visit, while it runs; else CORE_NOBODY */
    bool books[DOOR_SIM_CLIENTS];
    size_t capacity;                  /* how many it books */
    size_t letters[DOOR_SIM_CLIENTS]; /* to each, that must have been queued */
    bool guarded;                     /* somebody was removed who had been in a visit of it (V4) */
    int64_t starts_ms;
    int64_t dies_ms;
    int64_t ended_ms; /* 0: no visit of it has ended */
    bool running;
    bool cancelled;
    struct id visit_id;
};

struct outbox_sim;
struct outbox_sim_letter;

struct door_sim {
    struct core *core;
    struct outbox_sim *outbox;
    struct id clients[DOOR_SIM_CLIENTS];
    bool has_clients;
    struct door_sim_appointment appointments[DOOR_SIM_APPOINTMENTS];
    size_t appointment_count;
    struct door_sim_comer comers[DOOR_SIM_COMERS];
    size_t comer_count;
};

/* For the parts: the model has been brought up to date, so whoever was told had a part in it (`acted`) or sees
 * another offer than before; then as core_finish. */
int door_sim_finish(struct door_sim *sim, struct command *c, const struct door_sim_comer *acted);
void door_sim_set_word(struct door_sim *sim, struct door_sim_comer *comer, enum door_sim_word word);
/* Any comer, of whom there is one at least. */
struct door_sim_comer *door_sim_pick(struct door_sim *sim);

void door_sim_init(struct door_sim *sim, struct core *core, struct outbox_sim *outbox);
/* One step of the many. */
void door_sim_step(struct door_sim *sim);
/* Whatever visit this host hosted is over. */
void door_sim_ended(struct door_sim *sim, size_t host);
/* Time has passed, and the server has swept what expired. */
void door_sim_swept(struct door_sim *sim);
/* The clock was put back: no session lives longer, and a code that was asked for later than now is over. */
void door_sim_put_back(struct door_sim *sim);
/* Every page shows what it must. */
void door_sim_check(struct door_sim *sim);
/* Somebody who has a place; NULL: nobody. */
struct door_sim_comer *door_sim_any(struct door_sim *sim);

#endif
