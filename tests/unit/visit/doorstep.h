/* doorstep: an appointment with its people, for tests of the door: who comes by the shared link, who is signed in, what
 * each is offered and does, and what the host answers. Every step asserts that it was answered as it should be. */
#ifndef ANTEROOM_TESTS_DOORSTEP_H
#define ANTEROOM_TESTS_DOORSTEP_H

#include "people.h"

#include "../unit.h"

#define MINUTE_MS INT64_C(60000)
#define HOUR_MS   INT64_C(3600000)

struct scene {
    struct world world;
    struct world_user ada;
    struct id contacts[7];
    struct invited link; /* the appointment's id and token */
    struct id visit_id;
};

struct guest {
    struct device device;
    struct id id; /* of the invitation, once a place was taken */
};

/* Names to come by; the booked clients have them in this order. */
extern const char *const DOORSTEP_NAMES[7];

int doorstep_set_up(void **state);
int doorstep_tear_down(void **state);
/* An appointment in an hour (10:00 in Berlin) with so many booked clients. */
void book(struct scene *scene, size_t capacity);
struct command *start_call(struct scene *scene, const struct world_user *user);
void start(struct scene *scene);
json_t *view_of(struct scene *scene, struct guest *guest);
void sees(struct scene *scene, struct guest *guest, const char *state);
void offered(struct scene *scene, struct guest *guest, const char *offer);
void answered(struct scene *scene, struct guest *guest, const char *answer);
int take(struct scene *scene, struct guest *guest, const char *name);
/* Takes a place and passes pre-flight. */
void arrive(struct scene *scene, struct guest *guest, const char *name);
/* The booked client number `which`, signed in to the portal. */
void arrive_booked(struct scene *scene, struct guest *guest, size_t which);
struct command *act(struct scene *scene, struct guest *guest, const struct command_kind *kind);
/* NULL: it must be done; else refused with this problem. */
void does(struct scene *scene, struct guest *guest, const struct command_kind *kind,
          const char *problem);
void joins(struct scene *scene, struct guest *guest);
void host(struct scene *scene, const struct command_kind *kind, const struct guest *guest,
          const char *json, const char *problem);
void system_says(struct scene *scene, const struct command_kind *kind, const char *member,
                 const struct id *id);
json_t *visit_of(struct scene *scene);
/* The states under "Waiting to join", in order, such as "asked waiting". */
void waiting_to_join(struct scene *scene, const char *expected);
/* One booked client in, and a stranger who asks. */
void one_asks(struct scene *scene, struct guest *in, struct guest *asking);

#define DOORSTEP_CASE(name)                                                                        \
    cmocka_unit_test_setup_teardown(name, doorstep_set_up, doorstep_tear_down)

#endif
