/* people: a provider and guests with their devices, for tests of the visit module.
 *
 * A device is a browser: it keeps the seat cookies that it is sent and shows them again. Each call gives
 * the finished command; whoever asked frees it (people_done frees and gives the status). */
#ifndef ANTEROOM_TESTS_PEOPLE_H
#define ANTEROOM_TESTS_PEOPLE_H

#include "command/access.h"
#include "visit/commands.h"
#include "visit/invitation/invitation.h"
#include "world.h"

#define PEOPLE_HOST "lakeside.test"

struct device {
    char names[8][32];
    char values[8][64];
    size_t count;
};

struct invited {
    struct id id;
    char token[64];
    struct id visit_id; /* connect now */
};

/* A world with the practice of PEOPLE_HOST. */
struct id people_init(struct world *world);
void people_fini(struct world *world);
/* The same for cmocka, for a test that begins with a world and nobody in it but the practice: *state is the world. */
int people_set_up(void **state);
int people_tear_down(void **state);
struct world_user people_provider(struct world *world, const char *email);

/* Reads `json` through the kind's own fields, as the gateway does; fails the test when they refuse. */
void people_input(struct command *c, const char *json);
/* A user's call; `id` may be NULL. */
struct command *people_call(struct world *world, const struct command_kind *kind,
                            const struct world_user *user, const struct id *id, const char *json);
/* A guest's call with the device's cookies. */
struct command *people_guest(struct world *world, const struct command_kind *kind,
                             struct device *device, const char *host, const char *json);
/* As the browser does with each cookie that a reply sets. */
void people_keep_cookie(struct device *device, const struct set_cookie *cookie);
/* Frees it and gives its status. */
int people_done(struct command *c);
/* Frees it and gives the id of what it made; its status was 201. */
struct id people_made(struct command *c);
int people_do(struct world *world, const struct command_kind *kind, const struct world_user *user,
              const struct id *id, const char *json);

/* Steps of a guest; they give the HTTP status. */
int people_take(struct world *world, struct device *device, const struct invited *invited);
int people_preflight(struct world *world, struct device *device, const struct invited *invited,
                     const char *result);
int people_join(struct world *world, struct device *device, const struct invited *invited);
int people_leave(struct world *world, struct device *device, const struct invited *invited);
/* What the page shows; the caller owns it. Also checks that opening wrote nothing but the audit log. */
json_t *people_open(struct world *world, struct device *device, const struct invited *invited);
/* Fails the test unless the view's state is `state`. */
void people_sees(struct world *world, struct device *device, const struct invited *invited,
                 const char *state);

/* Reads what invite_create and invite_send_again answer; the token is "" unless the link is to be copied. */
void people_read_created(const struct command *c, struct invited *out);
/* Invites with a link to copy. */
struct invited people_invite(struct world *world, const struct world_user *user, const char *kind,
                             const char *name);
/* Invites, takes and checks in. */
struct invited people_waiting(struct world *world, const struct world_user *user,
                              struct device *device, const char *name);
/* Starts a visit with these; the id of the visit. */
struct id people_start(struct world *world, const struct world_user *user,
                       const struct invited *guests, size_t count);
void people_tick(struct world *world);

/* `owner` grants `user` these rights in the owner's waiting room; none of them: takes all back. */
void people_grant(struct world *world, const struct world_user *owner,
                  const struct world_user *user, struct grant granted);
/* A contact of the practice, with an e-mail address made of the name. */
struct id people_contact(struct world *world, const struct world_user *user, const char *name);
/* Books these clients at `at` ("2027-01-20T14:30", the practice's clocks) for half an hour; the id and the token of
 * its link. */
struct invited people_book(struct world *world, const struct world_user *user, const char *at,
                           const struct id *contacts, size_t count);
/* Signs the contact in to the portal on the device; or out again. */
void people_portal(struct world *world, struct device *device, const struct id *contact_id);
void people_portal_leave(struct device *device);

/* The newest message about the invitation. */
struct id people_message(struct world *world, const struct id *invitation_id);
/* What the SMS gateway would put into X-Twilio-Signature of a callback with this one field. */
void people_sign(const struct id *message_id, const char *token, const char *name,
                 const char *value, char out[64]);

/* How many events of this name went to this stream; any id when `id` is NULL. */
size_t people_events(const struct command *c, const char *stream, const struct id *id,
                     const char *name);
size_t people_effects(const struct command *c, enum effect_kind kind);
/* The room's line of the invitation, or NULL; the caller owns it. */
json_t *people_line(struct world *world, const struct world_user *user, const struct id *id);
const char *people_text(const json_t *object, const char *name);

#endif
