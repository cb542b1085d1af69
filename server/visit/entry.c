#include "visit/entry.h"

#include "command/command.h"

enum err entry_check(struct command *c, struct tx *tx, const struct invitation *row,
                     const struct visit *visit) {
    struct invitation_list guests;
    if (visit->life.state == VISIT_ENDED) {
        return command_problem(c, ERR_CONFLICT, "visit-ended", "The visit has ended.", NULL);
    }
    enum err err = invitation_row_list_visit(tx, &row->practice_id, &row->visit_id, &guests);
    if (err != ERR_OK) {
        return err;
    }
    int people = 1;
    for (size_t i = 0; i < guests.count; i++) {
        bool other = !id_equal(&guests.rows[i].id, &row->id);
        people += other && guests.rows[i].state == INVITATION_IN_VISIT ? 1 : 0;
    }
    return people < VISIT_PEOPLE_MAX
               ? ERR_OK
               : command_problem(c, ERR_CONFLICT, "visit-full", "This visit is full.", NULL);
}
