/* appointment_row: appointments in the store. Decides nothing.
 *
 * An appointment has one to seven booked clients and one link that all share. Its visits are rows of visit with
 * its id, of which at most one runs (visit_row.h); whoever comes to its door has an invitation with its id
 * (invitation_row.h, door.h). Every function works in the caller's transaction; texts lie in its arena. */
#ifndef ANTEROOM_VISIT_APPOINTMENT_ROW_H
#define ANTEROOM_VISIT_APPOINTMENT_ROW_H

#include "base/id.h"
#include "command/fields.h"
#include "visit/appointment/appointment_scope.h"

#include <stdbool.h>
#include <stdint.h>

struct tx;

enum {
    APPOINTMENT_TITLE_MAX = 200,          /* characters */
    APPOINTMENT_CLIENTS_MAX = 7,          /* with the host they are the eight of V1 */
    APPOINTMENT_DAY_MAX = 200,            /* of one room in one day; a further one is refused */
    APPOINTMENT_OF_CLIENT_MAX = 100,      /* that a client sees in the portal: the first */
    APPOINTMENT_LINK_GENERATION = 1,      /* of its link's token (vault.h): there is one */
    APPOINTMENT_LINK_AFTER_S = 24 * 3600, /* the link lives so long after the planned end */
};

struct appointment {
    struct id practice_id;
    struct id id;
    struct id room_id;
    struct id creator_id;
    const char *title; /* "": none; never for a guest's eyes */
    int64_t starts_at_ms;
    int64_t length_s;
    bool cancelled;
    int64_t created_at_ms;
    int64_t changed_at_ms;
    int64_t closed_at_ms;      /* when it was cancelled; 0: not */
    struct id_list client_ids; /* contacts, in the order of booking; as many as its capacity */
};

struct appointment_list {
    struct appointment *rows;
    size_t count;
};

/* When the link ends, unless a visit of it runs: from this millisecond on. */
int64_t appointment_row_expiry_ms(const struct appointment *appointment);
/* Whether the contact is one of the booked clients. */
bool appointment_row_books(const struct appointment *appointment, const struct id *contact_id);

/* ERR_NOT_FOUND. */
must_check enum err appointment_row_load(struct tx *tx, const struct id *practice_id,
                                         const struct id *id, struct appointment *out);
/* By the token of its link. ERR_NOT_FOUND. */
must_check enum err appointment_row_load_by_link(struct tx *tx, const struct id *practice_id,
                                                 const char *token, struct appointment *out);
/* Those of the scope by their time; the first APPOINTMENT_DAY_MAX, of a client APPOINTMENT_OF_CLIENT_MAX. */
must_check enum err appointment_row_list(struct tx *tx, const struct appointment_scope *scope,
                                         struct appointment_list *out);
/* How many others, not cancelled, begin in [from_ms, to_ms) in the room of `appointment`. */
must_check enum err appointment_row_count_day(struct tx *tx, const struct appointment *appointment,
                                              int64_t from_ms, int64_t to_ms, int64_t *out);

/* Writes a new one with its clients and its link. */
must_check enum err appointment_row_insert(struct tx *tx, const struct appointment *appointment);
/* Writes times and whether it was cancelled. */
must_check enum err appointment_row_save(struct tx *tx, const struct appointment *appointment);
/* Writes who is booked, in this order, and when that was changed. */
must_check enum err appointment_row_save_clients(struct tx *tx,
                                                 const struct appointment *appointment);

#endif
