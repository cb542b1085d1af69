/* appointment_view: appointments as JSON for staff (the schema's Appointment), and as an event.
 *
 * With each booked client stands how the last message to them went, and so with each who was taken out and could not be
 * told. A cancelled appointment stays in sight until everybody was told of it, or its time is over. */
#ifndef ANTEROOM_VISIT_APPOINTMENT_VIEW_H
#define ANTEROOM_VISIT_APPOINTMENT_VIEW_H

#include "visit/appointment/appointment_row.h"

struct json_t;
struct command;

must_check enum err appointment_view_json(struct tx *tx, const struct appointment *appointment,
                                          struct json_t **out);

/* Adds each of the scope to the array `out`. */
must_check enum err appointment_view_list(struct tx *tx, const struct appointment_scope *scope,
                                          struct json_t *out);

/* Tells the room: appointment.changed, or appointment.removed of a cancelled one that is not shown. */
must_check enum err appointment_view_announce(struct command *c, struct tx *tx,
                                              const struct appointment *appointment);
/* The same by its id; nothing for no id. */
must_check enum err appointment_view_announce_id(struct command *c, struct tx *tx,
                                                 const struct id *practice_id,
                                                 const struct id *appointment_id);

#endif
