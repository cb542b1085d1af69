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

/* Whether a cancelled one is to be shown at now_ms: somebody has not been told. */
must_check enum err appointment_view_shows_cancelled(struct tx *tx,
                                                     const struct appointment *appointment,
                                                     int64_t now_ms, bool *out);

/* Tells the room: appointment.changed, or appointment.removed of a cancelled one that is not shown. */
must_check enum err appointment_view_announce(struct command *c, struct tx *tx,
                                              const struct appointment *appointment);
/* The same by its id; nothing for no id. */
must_check enum err appointment_view_announce_id(struct command *c, struct tx *tx,
                                                 const struct id *practice_id,
                                                 const struct id *appointment_id);

#endif
