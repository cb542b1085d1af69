#include "visit/room/handover_row.h"

#include "store/query.h"
#include "store/store.h"

enum err handover_row_insert(struct tx *tx, const struct handover *handover) {
    struct id id = id_new();
    struct query q = query_of(
        tx,
        "INSERT INTO guest_handover (sequence, practice_id, id, invitation_id, from_room_id,"
        " to_room_id, author_id, handed_over_at_ms) VALUES ((SELECT COALESCE(MAX(h.sequence), 0)"
        " + 1 FROM guest_handover h WHERE h.practice_id = ? AND h.invitation_id = ?),"
        " ?, ?, ?, ?, ?, ?, ?)");
    query_bind_id(&q, &handover->practice_id);
    query_bind_id(&q, &handover->invitation_id);
    query_bind_id(&q, &handover->practice_id);
    query_bind_id(&q, &id);
    query_bind_id(&q, &handover->invitation_id);
    query_bind_id(&q, &handover->from_room_id);
    query_bind_id(&q, &handover->to_room_id);
    query_bind_id(&q, &handover->author_id);
    query_bind_int(&q, handover->at_ms);
    return query_run_one(&q);
}

enum err handover_row_check(struct tx *tx, const struct id *practice_id,
                            const struct id *invitation_id, const struct id *from_room_id) {
    struct query q = query_of(tx, "SELECT id FROM guest_handover WHERE practice_id = ?"
                                  " AND invitation_id = ? AND from_room_id = ? LIMIT 1");
    query_bind_id(&q, practice_id);
    query_bind_id(&q, invitation_id);
    query_bind_id(&q, from_room_id);
    bool found = query_row(&q);
    enum err err = query_end(&q);
    return err == ERR_OK && !found ? ERR_NOT_FOUND : err;
}
