/* visit_view: a visit as JSON (the schema's Visit), for staff and for the guests in it. */
#ifndef ANTEROOM_VISIT_VISIT_VIEW_H
#define ANTEROOM_VISIT_VISIT_VIEW_H

#include "visit/invitation/invitation_row.h"
#include "visit/visit_row.h"

struct json_t;

enum visit_view_audience {
    VISIT_VIEW_STAFF, /* all participants, those too who were admitted and have not joined yet */
    VISIT_VIEW_GUEST, /* who has joined; a guest learns nothing of somebody who still waits (W3) */
};

/* `guests` are all invitations of the visit. NULL when memory is short. */
struct json_t *visit_view_json(const struct visit *visit, const char *host_name,
                               const struct invitation_list *guests,
                               enum visit_view_audience audience);

/* The same, from the store. */
must_check enum err visit_view_load(struct tx *tx, const struct visit *visit,
                                    enum visit_view_audience audience, struct json_t **out);

#endif
