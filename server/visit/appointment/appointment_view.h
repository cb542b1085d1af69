/* appointment_view: appointments as JSON for staff (the schema's Appointment), and as an event. */
#ifndef ANTEROOM_VISIT_APPOINTMENT_VIEW_H
#define ANTEROOM_VISIT_APPOINTMENT_VIEW_H

#include "visit/appointment/appointment_row.h"

struct json_t;
struct command;

must_check enum err appointment_view_json(struct tx *tx, const struct appointment *appointment,
                                          struct json_t **out);

/* Tells the room: appointment.changed, or appointment.removed of one that was cancelled. */
must_check enum err appointment_view_announce(struct command *c, struct tx *tx,
                                              const struct appointment *appointment);
/* The same by its id; nothing for no id. */
must_check enum err appointment_view_announce_id(struct command *c, struct tx *tx,
                                                 const struct id *practice_id,
                                                 const struct id *appointment_id);

#endif
