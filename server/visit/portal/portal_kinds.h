/* portal_kinds: the commands of the clients' portal (A2).
 *
 *   route                      kind
 *   GET  /portal               portal_get           what the page shows before anybody is signed in
 *   POST /portal/code          portal_code_ask      the same answer whether the address is known or not
 *   POST /portal/sign-in       portal_sign_in
 *   POST /portal/sign-out      portal_sign_out      (clients)
 *   GET  /portal/appointments  portal_appointments  (clients) */
#ifndef ANTEROOM_VISIT_PORTAL_KINDS_H
#define ANTEROOM_VISIT_PORTAL_KINDS_H

#include "command/command.h"

extern const struct command_kind portal_get;

extern const struct command_kind portal_code_ask;
struct portal_code_input {
    const char *to; /* an e-mail address, or a mobile number as people write it */
};

extern const struct command_kind portal_sign_in;
struct portal_sign_in_input {
    const char *code; /* six digits; spaces between them do no harm */
    const char *name; /* asked for where several people share the address; NULL or "": not given */
};

extern const struct command_kind portal_sign_out;

extern const struct command_kind portal_appointments;

/* Looks up whom the codes asked for are for, queues their messages, and takes out what is over. Submitted after
 * each EFFECT_PORTAL and once a second; writes nothing when nothing is due. No input. */
extern const struct command_kind portal_tick;

#define PORTAL_CODE_COOKIE "portal_code" /* the browser that asked; until the code has expired */
#define PORTAL_DEVICE_COOKIE                                                                       \
    "portal_device" /* a browser that has signed in by this address before */

#endif
