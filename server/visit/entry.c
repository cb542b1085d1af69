#include "visit/entry.h"

#include "command/command.h"
#include "visit/invitation/invitation_row.h"

enum err entry_check(struct command *c, struct tx *tx, const struct visit *visit) {
    int64_t in_count = 0;
    if (visit->life.state == VISIT_ENDED) {
        return command_problem(c, ERR_CONFLICT, "visit-ended", "The visit has ended.", NULL);
    }
    enum err err = invitation_row_count_in(tx, &visit->practice_id, &visit->id, &in_count);
    if (err != ERR_OK) {
        return err;
    }
    int64_t people = 1 + in_count;
    return people < VISIT_PEOPLE_MAX
               ? ERR_OK
               : command_problem(c, ERR_CONFLICT, "visit-full", "This visit is full.", NULL);
}
