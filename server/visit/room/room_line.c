#include "visit/room/room_line.h"

#include "store/query.h"
#include "store/store.h"

#define LINES                                                                                      \
    "SELECT i.id, o.state, o.reason,"                                                              \
    " (SELECT COUNT(*) FROM guest_text t WHERE t.practice_id = i.practice_id"                      \
    " AND t.invitation_id = i.id),"                                                                \
    " (SELECT COUNT(*) FROM guest_text t WHERE t.practice_id = i.practice_id"                      \
    " AND t.invitation_id = i.id AND t.author_id IS NULL AND t.read_at_ms IS NULL),"               \
    " h.asked_at_ms, a.id, a.starts_at_ms, a.title_sealed,"                                        \
    " m.handed_over_at_ms, m.author_id, author.name_sealed, r.owner_id, owner.name_sealed"         \
    " FROM invitation i"                                                                           \
    " LEFT JOIN outbox o ON o.practice_id = i.practice_id AND o.subject_id = i.id"                 \
    " AND o.sequence = (SELECT MAX(p.sequence) FROM outbox p"                                      \
    " WHERE p.practice_id = i.practice_id AND p.subject_id = i.id)"                                \
    " LEFT JOIN guest_help h ON h.practice_id = i.practice_id AND h.invitation_id = i.id"          \
    " AND i.preflight_result = 'failed'"                                                           \
    " LEFT JOIN appointment a ON a.practice_id = i.practice_id AND a.id = i.appointment_id"        \
    " LEFT JOIN guest_handover m ON m.practice_id = i.practice_id AND m.invitation_id = i.id"      \
    " AND m.sequence = (SELECT MAX(n.sequence) FROM guest_handover n"                              \
    " WHERE n.practice_id = i.practice_id AND n.invitation_id = i.id)"                             \
    " LEFT JOIN practice_user author ON author.practice_id = i.practice_id"                        \
    " AND author.id = m.author_id"                                                                 \
    " LEFT JOIN room r ON r.practice_id = i.practice_id AND r.id = m.from_room_id"                 \
    " LEFT JOIN practice_user owner ON owner.practice_id = i.practice_id"                          \
    " AND owner.id = r.owner_id"                                                                   \
    " WHERE i.practice_id = ? AND "

/* Who gives the lines their names: the row of the query, and whose practice it is. */
static const char *user_name(struct query *q, const struct id *practice_id, int id_column) {
    struct id id = query_id(q, id_column);
    return query_sealed(q, id_column + 1,
                        vault_place(practice_id, "practice_user", &id, "name_sealed"));
}

static const char *title(struct query *q, const struct id *practice_id) {
    struct id id = query_id(q, 6);
    const char *text =
        query_sealed(q, 8, vault_place(practice_id, "appointment", &id, "title_sealed"));
    return text == NULL ? "" : text;
}

static enum err read_line(struct query *q, const struct id *practice_id, struct room_line *line) {
    *line = (struct room_line){
        .has_message = !query_is_null(q, 1),
        .reason = query_text(q, 2),
        .text_count = query_int(q, 3),
        .text_unread = query_int(q, 4),
        .help_asked_at_ms = query_int(q, 5),
        .appointment_at_ms = query_int(q, 7),
        .handed_over_at_ms = query_int(q, 9),
    };
    if (!query_is_null(q, 6)) {
        line->appointment_title = title(q, practice_id);
    }
    if (line->handed_over_at_ms != 0) {
        line->handed_over_by = user_name(q, practice_id, 10);
        line->handed_over_from = user_name(q, practice_id, 12);
    }
    return line->has_message ? outbox_state_parse(query_text(q, 1), &line->delivery) : ERR_OK;
}

enum err room_line_load(struct tx *tx, const struct invitation *row, struct room_line *out) {
    struct query q = query_of(tx, LINES "i.id = ?");
    query_bind_id(&q, &row->practice_id);
    query_bind_id(&q, &row->id);
    struct room_line line = {.reason = NULL};
    enum err read = query_row(&q) ? read_line(&q, &row->practice_id, &line) : ERR_NOT_FOUND;
    enum err err = query_end(&q);
    err = err == ERR_OK ? read : err;
    if (err == ERR_OK) {
        *out = line;
    }
    return err;
}

/* Both lists go by the same order, and every row of `list` is open. */
enum err room_line_list(struct tx *tx, const struct id *practice_id, const struct id *room_id,
                        const struct invitation_list *list, struct room_line **out) {
    struct room_line *lines = arena_alloc(tx_arena(tx), (list->count + 1) * sizeof *lines);
    size_t count = 0;
    if (lines == NULL) {
        return ERR_NOMEM;
    }
    struct query q = query_of(tx, LINES "i.room_id = ? AND i.closed_at_ms IS NULL"
                                        " ORDER BY i.invited_at_ms, i.id");
    query_bind_id(&q, practice_id);
    query_bind_id(&q, room_id);
    enum err read = ERR_OK;
    while (read == ERR_OK && count < list->count && query_row(&q)) {
        struct id id = query_id(&q, 0);
        if (id_equal(&id, &list->rows[count].id)) {
            read = read_line(&q, practice_id, &lines[count++]);
        }
    }
    enum err err = query_end(&q);
    err = err == ERR_OK ? read : err;
    if (err == ERR_OK) {
        must(count == list->count);
        *out = lines;
    }
    return err;
}
