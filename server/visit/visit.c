#include "visit/visit.h"

#include <stddef.h>
#include <string.h>

typedef void transition_action(struct visit_life *life, const struct visit_graces *graces,
                               int64_t now_ms);

static void keep(struct visit_life *life, const struct visit_graces *graces, int64_t now_ms) {
    (void)life;
    (void)graces;
    (void)now_ms;
}

static void go_away(struct visit_life *life, enum visit_reason reason, int64_t until_ms) {
    life->reason = reason;
    life->away_until_ms = until_ms;
}

static void leave(struct visit_life *life, const struct visit_graces *graces, int64_t now_ms) {
    go_away(life, VISIT_HOST_LEFT, now_ms + graces->left_s * 1000);
}

static void lose(struct visit_life *life, const struct visit_graces *graces, int64_t now_ms) {
    go_away(life, VISIT_HOST_LOST, now_ms + graces->lost_s * 1000);
}

/* Leave by a host who had dropped shortens the wait; it never lengthens it. */
static void leave_away(struct visit_life *life, const struct visit_graces *graces, int64_t now_ms) {
    int64_t until_ms = now_ms + graces->left_s * 1000;
    if (until_ms < life->away_until_ms) {
        go_away(life, VISIT_HOST_LEFT, until_ms);
    }
}

/* Nobody could come back while the server was down. Who had left is not expected. */
static void lose_again(struct visit_life *life, const struct visit_graces *graces, int64_t now_ms) {
    if (life->reason == VISIT_HOST_LOST) {
        lose(life, graces, now_ms);
    }
}

static void come_back(struct visit_life *life, const struct visit_graces *graces, int64_t now_ms) {
    (void)graces;
    (void)now_ms;
    go_away(life, VISIT_NO_REASON, 0);
}

static void finish(struct visit_life *life, const struct visit_graces *graces, int64_t now_ms) {
    (void)graces;
    life->reason = VISIT_HOST_ENDED;
    life->away_until_ms = 0;
    life->ended_at_ms = now_ms;
}

/* The reason why the host was away is the reason why the visit ended. */
static void run_out(struct visit_life *life, const struct visit_graces *graces, int64_t now_ms) {
    (void)graces;
    life->away_until_ms = 0;
    life->ended_at_ms = now_ms;
}

struct transition {
    enum visit_state from;
    enum visit_message message;
    enum visit_state to;
    transition_action *action;
};

static const struct transition TABLE[] = {
    {VISIT_RUNNING, VISIT_MESSAGE_END, VISIT_ENDED, finish},
    {VISIT_RUNNING, VISIT_MESSAGE_HOST_LEFT, VISIT_HOST_AWAY, leave},
    {VISIT_RUNNING, VISIT_MESSAGE_HOST_LOST, VISIT_HOST_AWAY, lose},
    {VISIT_RUNNING, VISIT_MESSAGE_HOST_RETURNED, VISIT_RUNNING, keep},
    {VISIT_RUNNING, VISIT_MESSAGE_RESTART, VISIT_HOST_AWAY, lose},
    {VISIT_HOST_AWAY, VISIT_MESSAGE_END, VISIT_ENDED, finish},
    {VISIT_HOST_AWAY, VISIT_MESSAGE_HOST_LEFT, VISIT_HOST_AWAY, leave_away},
    {VISIT_HOST_AWAY, VISIT_MESSAGE_HOST_LOST, VISIT_HOST_AWAY, keep},
    {VISIT_HOST_AWAY, VISIT_MESSAGE_HOST_RETURNED, VISIT_RUNNING, come_back},
    {VISIT_HOST_AWAY, VISIT_MESSAGE_RESTART, VISIT_HOST_AWAY, lose_again},
    {VISIT_HOST_AWAY, VISIT_MESSAGE_TIME_UP, VISIT_ENDED, run_out},
    {VISIT_ENDED, VISIT_MESSAGE_END, VISIT_ENDED, keep},
};

enum err visit_change(struct visit_life *life, enum visit_message message,
                      const struct visit_graces *graces, int64_t now_ms) {
    if (message == VISIT_MESSAGE_TIME_UP && now_ms < life->away_until_ms) {
        return ERR_CONFLICT;
    }
    for (size_t i = 0; i < sizeof TABLE / sizeof TABLE[0]; i++) {
        const struct transition *row = &TABLE[i];
        if (row->from == life->state && row->message == message) {
            row->action(life, graces, now_ms);
            life->state = row->to;
            return ERR_OK;
        }
    }
    return ERR_CONFLICT;
}

static const char *const STATES[VISIT_STATE_COUNT] = {
    [VISIT_RUNNING] = "running", [VISIT_HOST_AWAY] = "host_away", [VISIT_ENDED] = "ended"};

static const char *const REASONS[VISIT_REASON_COUNT] = {[VISIT_NO_REASON] = "",
                                                        [VISIT_HOST_ENDED] = "host_ended",
                                                        [VISIT_HOST_LEFT] = "host_left",
                                                        [VISIT_HOST_LOST] = "host_lost"};

const char *visit_state_name(enum visit_state state) {
    must((unsigned)state < VISIT_STATE_COUNT);
    return STATES[state];
}

const char *visit_reason_name(enum visit_reason reason) {
    must((unsigned)reason < VISIT_REASON_COUNT);
    return REASONS[reason];
}

enum err visit_state_parse(const char *name, enum visit_state *out) {
    for (int i = 0; i < VISIT_STATE_COUNT; i++) {
        if (strcmp(STATES[i], name) == 0) {
            *out = (enum visit_state)i;
            return ERR_OK;
        }
    }
    return ERR_INVALID;
}

enum err visit_reason_parse(const char *name, enum visit_reason *out) {
    for (int i = 0; i < VISIT_REASON_COUNT; i++) {
        if (strcmp(REASONS[i], name) == 0) {
            *out = (enum visit_reason)i;
            return ERR_OK;
        }
    }
    return ERR_INVALID;
}
