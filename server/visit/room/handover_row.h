/* handover_row: who handed a guest over, from which waiting room to which (W12), in the store. */
#ifndef ANTEROOM_VISIT_HANDOVER_ROW_H
#define ANTEROOM_VISIT_HANDOVER_ROW_H

#include "base/err.h"
#include "base/id.h"

#include <stdint.h>

struct tx;

struct handover {
    struct id practice_id;
    struct id invitation_id;
    struct id from_room_id;
    struct id to_room_id;
    struct id author_id; /* the user who did it */
    int64_t at_ms;
};

must_check enum err handover_row_insert(struct tx *tx, const struct handover *handover);
/* Whether the guest was ever handed over from this room: ERR_OK or ERR_NOT_FOUND. */
must_check enum err handover_row_check(struct tx *tx, const struct id *practice_id,
                                       const struct id *invitation_id,
                                       const struct id *from_room_id);

#endif
