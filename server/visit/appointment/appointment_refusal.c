#include "visit/appointment/appointment_refusal.h"

#include "command/command.h"

enum err appointment_refuse_cancelled(struct command *c) {
    return command_problem(c, ERR_CONFLICT, "appointment-cancelled",
                           "This appointment was cancelled.", "Make a new one.");
}

enum err appointment_refuse_over(struct command *c) {
    return command_problem(c, ERR_CONFLICT, "appointment-over", "This appointment is over.",
                           "Make a new one.");
}
