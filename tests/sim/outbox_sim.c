#include "outbox_sim.h"

#include "../unit/unit.h"

#include "store/query.h"
#include "visit/invitation/letter.h"
#include "visit/invitation/sms_rules.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { ARENA_BYTES = 1 << 20, DUE_MAX = 2 * OUTBOX_SIM_SLOTS, DRAIN_MAX = 4096, MINUTE_MS = 60000 };

static const char TOKEN[] = "gateway-token";
static const struct sms_rules SMS = {
    .token = TOKEN, .countries = "", .caps = {.user = 100000, .practice = 100000}};

/* ---- what was queued ---- */

static struct outbox_sim_letter *find(struct outbox_sim *sim, const struct id *id) {
    for (size_t i = 0; i < sim->count; i++) {
        if (id_equal(&sim->letters[i].id, id)) {
            return &sim->letters[i];
        }
    }
    return NULL;
}

static void learn(struct outbox_sim *sim, const struct outbox_row *row, int64_t sequence) {
    assert_in_range(sim->count, 0, OUTBOX_SIM_LETTERS - 1);
    struct outbox_sim_letter *letter = &sim->letters[sim->count++];
    *letter = (struct outbox_sim_letter){.id = row->id,
                                         .subject = row->subject_id,
                                         .channel = row->channel,
                                         .state = OUTBOX_QUEUED,
                                         .sequence = sequence,
                                         .deadline_ms = row->deadline_ms};
    (void)snprintf(letter->kind, sizeof letter->kind, "%s", row->kind);
    (void)snprintf(letter->to, sizeof letter->to, "%s", row->recipient);
}

static void learn_new(struct outbox_sim *sim) {
    struct id ids[64];
    int64_t sequences[64];
    size_t count = 0;
    struct arena *arena = arena_new(ARENA_BYTES);
    struct tx *tx = world_look(&sim->core->world, arena);
    struct query q = query_every_practice(
        tx, "SELECT id, sequence FROM outbox WHERE sequence > ? ORDER BY sequence LIMIT 64");
    query_bind_int(&q, sim->count == 0 ? 0 : sim->letters[sim->count - 1].sequence);
    for (; query_row(&q); count++) {
        ids[count] = query_id(&q, 0);
        sequences[count] = query_int(&q, 1);
    }
    assert_int_equal(query_end(&q), ERR_OK);
    for (size_t i = 0; i < count; i++) {
        struct outbox_row row;
        assert_int_equal(outbox_load(tx, &sim->core->practice_id, &ids[i], &row), ERR_OK);
        learn(sim, &row, sequences[i]);
    }
    store_reader_end(tx);
    arena_free(arena);
}

/* Whatever was queued was said to the sender, too: without it a letter would wait for half a minute. */
static void look(void *owner, const struct command *c) {
    struct outbox_sim *sim = owner;
    size_t before = sim->count;
    learn_new(sim);
    assert_true(sim->count == before || people_effects(c, EFFECT_OUTBOX) > 0);
}

void outbox_sim_init(struct outbox_sim *sim, struct core *core, void *owner,
                     void (*arrives)(void *owner, const struct outbox_sim_letter *letter,
                                     const char *text)) {
    memset(sim, 0, sizeof *sim);
    sim->core = core;
    sim->owner = owner;
    sim->arrives = arrives;
    sms_rules_init(&SMS);
    core_watch(core, sim, look);
}

size_t outbox_sim_count(const struct outbox_sim *sim, const struct id *subject) {
    size_t count = 0;
    for (size_t i = 0; i < sim->count; i++) {
        count += id_equal(&sim->letters[i].subject, subject) ? 1 : 0;
    }
    return count;
}

size_t outbox_sim_count_to(const struct outbox_sim *sim, const struct id *subject, const char *to) {
    size_t count = 0;
    for (size_t i = 0; i < sim->count; i++) {
        const struct outbox_sim_letter *letter = &sim->letters[i];
        count += id_equal(&letter->subject, subject) && strcasecmp(letter->to, to) == 0 ? 1 : 0;
    }
    return count;
}

bool outbox_sim_waits(const struct outbox_sim *sim, const struct id *subject, int64_t deadline_ms) {
    bool waits = false;
    for (size_t i = 0; i < sim->count; i++) {
        const struct outbox_sim_letter *letter = &sim->letters[i];
        if (id_equal(&letter->subject, subject)) {
            waits = letter->state == OUTBOX_QUEUED && letter->deadline_ms == deadline_ms;
        }
    }
    return waits;
}

const struct outbox_sim_letter *outbox_sim_newest(const struct outbox_sim *sim) {
    return sim->count == 0 ? NULL : &sim->letters[sim->count - 1];
}

/* ---- the post ---- */

/* Here the letter is in the recipient's hands. */
static void leave(struct outbox_sim *sim, struct outbox_sim_letter *letter, const char *text) {
    assert_int_equal(letter->state, OUTBOX_QUEUED);
    letter->left++;
    assert_in_range(letter->left, 1, 1 + letter->crashes);
    if (letter->left > 1) {
        core_saw(sim->core, SEEN_LETTER_TWICE);
    }
    for (size_t i = 0; i < sim->count; i++) {
        const struct outbox_sim_letter *other = &sim->letters[i];
        bool later = other->sequence > letter->sequence;
        assert_true(!later || other->left == 0 || strcmp(other->to, letter->to) != 0);
    }
    sim->arrives(sim->owner, letter, text);
}

static struct outbox_sim_slot *slot_of(struct outbox_sim *sim,
                                       const struct outbox_sim_letter *letter) {
    for (size_t i = 0; i < OUTBOX_SIM_SLOTS; i++) {
        if (sim->slots[i].letter == letter) {
            return &sim->slots[i];
        }
    }
    return NULL;
}

enum fate { LEAVES, FAILS_FOR_NOW, FAILS };

static void carry(struct outbox_sim *sim, struct tx *tx, const struct outbox_row *row,
                  struct outbox_sim_slot *slot, enum fate fate) {
    struct letter letter = {.text = ""};
    enum err err = letter_compose(tx, row, sim->core->world.now_ms, &letter);
    *slot = (struct outbox_sim_slot){.letter = find(sim, &row->id),
                                     .outcome = {.id = row->id, .attempt = row->attempts + 1}};
    assert_non_null(slot->letter);
    if (err == ERR_EXPIRED) {
        slot->outcome.permanent = true;
        slot->outcome.reason = "no longer needed";
        return;
    }
    assert_int_equal(err, ERR_OK);
    slot->sent = fate == LEAVES;
    slot->outcome.permanent = fate == FAILS;
    slot->outcome.reason = fate == LEAVES ? "" : "mail server says no";
    if (slot->sent) {
        leave(sim, slot->letter, letter.text);
    }
}

/* All that is due, of both channels; the number of rows. */
static size_t list_due(struct tx *tx, int64_t now_ms, struct outbox_row due[DUE_MAX]) {
    size_t count = 0;
    for (int channel = 0; channel < OUTBOX_CHANNEL_COUNT; channel++) {
        size_t more = 0;
        assert_int_equal(outbox_due(tx, (enum outbox_channel)channel, now_ms, DUE_MAX - count,
                                    due + count, &more),
                         ERR_OK);
        count += more;
    }
    return count;
}

/* As the sender does: the longest waiting of a channel that is not in its hands already. */
static bool pick(struct outbox_sim *sim, enum fate fate) {
    struct outbox_row due[DUE_MAX];
    bool picked = false;
    struct outbox_sim_slot *slot = slot_of(sim, NULL);
    struct arena *arena = arena_new(ARENA_BYTES);
    struct tx *tx = world_look(&sim->core->world, arena);
    size_t count = list_due(tx, sim->core->world.now_ms, due);
    for (size_t i = 0; slot != NULL && !picked && i < count; i++) {
        picked = slot_of(sim, find(sim, &due[i].id)) == NULL;
        if (picked) {
            carry(sim, tx, &due[i], slot, fate);
        }
    }
    store_reader_end(tx);
    arena_free(arena);
    return picked;
}

static enum outbox_state stored_state(struct outbox_sim *sim, const struct id *id) {
    struct outbox_row row;
    struct arena *arena = arena_new(ARENA_BYTES);
    struct tx *tx = world_look(&sim->core->world, arena);
    assert_int_equal(outbox_load(tx, &sim->core->practice_id, id, &row), ERR_OK);
    store_reader_end(tx);
    arena_free(arena);
    return row.state;
}

static void report_once(struct outbox_sim *sim, const struct outbox_sim_slot *slot, bool again) {
    struct command *c =
        world_command(slot->sent ? &delivery_sent : &delivery_failed, PEOPLE_HOST, NULL);
    *(struct outbox_outcome *)c->input = slot->outcome;
    c->actor.practice_id = sim->core->practice_id;
    assert_int_equal(world_run(&sim->core->world, c), 204);
    assert_true(!again || c->event_count + c->effect_count == 0);
    (void)core_finish(sim->core, c);
}

/* What comes back from the post; a report that comes twice says nothing new. */
static void report(struct outbox_sim *sim, struct outbox_sim_slot *slot, bool twice) {
    struct outbox_sim_letter *letter = slot->letter;
    if (letter == NULL) {
        return;
    }
    bool waited = letter->state == OUTBOX_QUEUED;
    report_once(sim, slot, !waited);
    if (waited && slot->sent) {
        letter->state = OUTBOX_SENT;
    } else if (waited && slot->outcome.permanent) {
        letter->state = OUTBOX_FAILED;
        core_saw(sim->core, SEEN_DEAD_LETTER);
    } else if (waited) {
        letter->state = stored_state(sim, &letter->id); /* whether there is time for another try */
        assert_true(letter->state == OUTBOX_QUEUED || letter->state == OUTBOX_FAILED);
    }
    assert_int_equal(stored_state(sim, &letter->id), letter->state);
    if (twice) {
        report_once(sim, slot, true);
        assert_int_equal(stored_state(sim, &letter->id), letter->state);
    }
    slot->letter = NULL;
}

/* The gateway says how it went, perhaps before the sending itself is on record. */
static void call_back(struct outbox_sim *sim) {
    if (sim->count == 0) {
        return;
    }
    struct outbox_sim_letter *letter = &sim->letters[core_roll(sim->core, (uint32_t)sim->count)];
    if (letter->channel != OUTBOX_SMS || letter->left == 0) {
        return;
    }
    bool delivered = core_roll(sim->core, 2) == 0;
    bool forged = core_roll(sim->core, 4) == 0;
    char signature[64];
    people_sign(&letter->id, forged ? "another-token" : TOKEN, "MessageStatus",
                delivered ? "delivered" : "undelivered", signature);
    struct command *c = world_command(&delivery_report, PEOPLE_HOST, NULL);
    c->facts.path_ids[0] = letter->id;
    c->facts.form = delivered ? "MessageStatus=delivered" : "MessageStatus=undelivered";
    c->facts.signature = signature;
    assert_int_equal(world_run(&sim->core->world, c), forged ? 404 : 204);
    if (!forged && letter->state != OUTBOX_DELIVERED) {
        letter->state = delivered ? OUTBOX_DELIVERED : OUTBOX_FAILED;
    }
    assert_int_equal(stored_state(sim, &letter->id), letter->state);
    (void)core_finish(sim->core, c);
}

void outbox_sim_step(struct outbox_sim *sim) {
    static const enum fate FATES[] = {LEAVES, LEAVES, LEAVES, LEAVES,        LEAVES,
                                      LEAVES, LEAVES, LEAVES, FAILS_FOR_NOW, FAILS};
    uint32_t what = core_roll(sim->core, 8);
    if (what < 4) {
        (void)pick(sim, FATES[core_roll(sim->core, sizeof FATES / sizeof FATES[0])]);
    } else if (what < 7) {
        report(sim, &sim->slots[core_roll(sim->core, OUTBOX_SIM_SLOTS)],
               core_roll(sim->core, 3) == 0);
    } else {
        call_back(sim);
    }
}

void outbox_sim_crash(struct outbox_sim *sim) {
    for (size_t i = 0; i < OUTBOX_SIM_SLOTS; i++) {
        struct outbox_sim_slot *slot = &sim->slots[i];
        if (slot->letter != NULL) {
            slot->letter->crashes += slot->sent ? 1 : 0;
            slot->letter = NULL;
        }
    }
}

static bool waits_any(struct outbox_sim *sim) {
    int64_t at_ms = 0;
    struct arena *arena = arena_new(ARENA_BYTES);
    struct tx *tx = world_look(&sim->core->world, arena);
    assert_int_equal(outbox_next(tx, &at_ms), ERR_OK);
    store_reader_end(tx);
    arena_free(arena);
    return at_ms != 0;
}

void outbox_sim_drain(struct outbox_sim *sim) {
    for (int rounds = 0; waits_any(sim); rounds++) {
        assert_in_range(rounds, 0, DRAIN_MAX);
        if (!pick(sim, LEAVES)) {
            sim->core->world.now_ms +=
                MINUTE_MS; /* what is due waits for an earlier one's next try */
        }
        for (size_t i = 0; i < OUTBOX_SIM_SLOTS; i++) {
            report(sim, &sim->slots[i], false);
        }
    }
    for (size_t i = 0; i < sim->count; i++) {
        const struct outbox_sim_letter *letter = &sim->letters[i];
        bool left = letter->state == OUTBOX_SENT || letter->state == OUTBOX_DELIVERED;
        assert_int_equal(stored_state(sim, &letter->id), letter->state);
        assert_int_not_equal(letter->state, OUTBOX_QUEUED);
        assert_true(!left || letter->left > 0);
    }
}
