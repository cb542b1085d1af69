#include "notify/sender.h"

#include "base/log.h"
#include "store/store.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum {
    SLOTS = OUTBOX_CHANNEL_COUNT * SENDER_SLOTS,
    SLOT_ARENA_BYTES = 512 * 1024,
    SCAN_ARENA_BYTES = 1024 * 1024,
    SCAN_ROWS_MAX = 2 * SENDER_SLOTS, /* those in slots come up again and are passed over */
    IDLE_MS = 30000,                  /* looks again at the latest after this long */
    AGAIN_MS = 1000,                  /* a report that found no room */
};

/*   free ─► sending ─► to_report ─► reporting ─► recorded ─► free
 *                          ▲            │ refused
 *                          └────────────┘
 *
 * A recorded one becomes free between two scans: the rows that a scan has read may be older than the record. */
enum slot_state { SLOT_FREE, SLOT_SENDING, SLOT_TO_REPORT, SLOT_REPORTING, SLOT_RECORDED };

struct slot {
    struct sender *sender;
    _Atomic int state; /* enum slot_state; leaves SLOT_REPORTING on the queue's draining thread */
    struct id practice_id;
    struct id message_id;
    int attempt_number;
    struct arena *arena; /* while sending */
    CURL *easy;
    const struct carrier *carrier;
    void *attempt;
    struct verdict verdict;
};

struct sender {
    struct sender_config config;
    struct store_reader *reader;
    CURLM *multi;
    struct slot slots[SLOTS]; /* SENDER_SLOTS for each channel, in their order */
    pthread_t thread;
    bool running;
    _Atomic bool stop;
};

static enum slot_state slot_state(const struct slot *slot) {
    return (enum slot_state)atomic_load(&slot->state);
}

static void slot_set(struct slot *slot, enum slot_state state) {
    atomic_store(&slot->state, (int)state);
}

/* ---- reporting ---- */

static void on_replied(struct command *c) {
    struct slot *slot = c->replied_to;
    bool recorded = c->reply.status < 500;
    if (!recorded) {
        log_event(LOG_WARN, "outbox.report-refused", log_int("status", c->reply.status));
    }
    slot_set(slot, recorded ? SLOT_RECORDED : SLOT_TO_REPORT);
    sender_wake(slot->sender);
}

static struct command *report_of(const struct slot *slot) {
    const struct sender_config *config = &slot->sender->config;
    struct command *c = command_new(slot->verdict.sent ? config->sent : config->failed);
    if (c == NULL) {
        return NULL;
    }
    *(struct outbox_outcome *)c->input = (struct outbox_outcome){
        .id = slot->message_id,
        .attempt = slot->attempt_number,
        .permanent = slot->verdict.permanent,
        .reason = slot->verdict.reason,
    };
    c->actor.practice_id = slot->practice_id;
    c->replied = on_replied;
    c->replied_to = (void *)slot;
    return c;
}

/* Stays to be reported when there is no room; the loop comes back to it. */
static void report(struct slot *slot) {
    struct command *c = report_of(slot);
    if (c == NULL) {
        return;
    }
    slot_set(slot, SLOT_REPORTING);
    if (command_submit(slot->sender->config.queue, c) != ERR_OK) {
        slot_set(slot, SLOT_TO_REPORT);
        command_free(c);
    }
}

/* ---- one transfer ---- */

static void log_attempt(const struct slot *slot) {
    log_event(LOG_INFO, "outbox.attempt", log_word("id", slot->message_id.text),
              log_int("attempt", slot->attempt_number), log_int("sent", slot->verdict.sent),
              log_word("reason", slot->verdict.reason));
}

static void end_transfer(struct slot *slot) {
    if (slot->easy != NULL) {
        curl_easy_cleanup(slot->easy);
    }
    arena_free(slot->arena);
    slot->easy = NULL;
    slot->arena = NULL;
    slot->attempt = NULL;
}

static void conclude(struct slot *slot, struct verdict verdict) {
    slot->verdict = verdict;
    end_transfer(slot);
    log_attempt(slot);
    slot_set(slot, SLOT_TO_REPORT);
    report(slot);
}

static enum err begin_transfer(struct slot *slot, const struct letter *letter) {
    CURL *easy = curl_easy_init();
    if (easy == NULL) {
        return ERR_NOMEM;
    }
    slot->easy = easy;
    enum err err = slot->carrier->begin(slot->carrier, easy, letter, slot->arena, &slot->attempt);
    if (err != ERR_OK) {
        return err;
    }
    curl_easy_setopt(easy, CURLOPT_PRIVATE, slot);
    if (curl_multi_add_handle(slot->sender->multi, easy) != CURLM_OK) {
        (void)slot->carrier->finish(slot->attempt, easy, CURLE_OUT_OF_MEMORY);
        return ERR_NOMEM;
    }
    return ERR_OK;
}

/* The row's texts lie in the scan's arena, which lives until the scan ends; the carrier copies. */
static void start(struct slot *slot, struct tx *tx, const struct outbox_row *row, int64_t now_ms) {
    struct sender *sender = slot->sender;
    struct letter letter;
    slot->practice_id = row->practice_id;
    slot->message_id = row->id;
    slot->attempt_number = row->attempts + 1;
    slot->carrier = &sender->config.carriers[row->channel];
    slot->arena = arena_new(SLOT_ARENA_BYTES);
    slot_set(slot, SLOT_SENDING);
    enum err err = slot->arena == NULL ? ERR_NOMEM : ERR_OK;
    if (err == ERR_OK) {
        err = sender->config.compose(tx, row, now_ms, &letter);
    }
    if (err == ERR_OK) {
        err = begin_transfer(slot, &letter);
    }
    if (err == ERR_EXPIRED) {
        conclude(slot, (struct verdict){.permanent = true, .reason = "no longer needed"});
    } else if (err != ERR_OK) {
        log_event(LOG_ERROR, "outbox.not-composed", log_word("id", row->id.text),
                  log_err("err", err));
        conclude(slot, (struct verdict){.permanent = err == ERR_INVALID,
                                        .reason = "message could not be made"});
    }
}

/* ---- the loop ---- */

static struct slot *find_free(struct sender *sender, enum outbox_channel channel) {
    struct slot *slots = &sender->slots[(size_t)channel * SENDER_SLOTS];
    for (size_t i = 0; i < SENDER_SLOTS; i++) {
        if (slot_state(&slots[i]) == SLOT_FREE) {
            return &slots[i];
        }
    }
    return NULL;
}

static bool in_hand(const struct sender *sender, const struct id *message_id) {
    for (size_t i = 0; i < SLOTS; i++) {
        if (slot_state(&sender->slots[i]) != SLOT_FREE &&
            id_equal(&sender->slots[i].message_id, message_id)) {
            return true;
        }
    }
    return false;
}

static void start_due(struct sender *sender, struct tx *tx, enum outbox_channel channel,
                      int64_t now_ms) {
    struct outbox_row rows[SCAN_ROWS_MAX];
    size_t count = 0;
    enum err err = outbox_due(tx, channel, now_ms, SCAN_ROWS_MAX, rows, &count);
    if (err != ERR_OK) {
        log_event(LOG_ERROR, "outbox.scan-failed", log_err("err", err));
        return;
    }
    for (size_t i = 0; i < count; i++) {
        struct slot *slot = find_free(sender, channel);
        if (slot != NULL && !in_hand(sender, &rows[i].id)) {
            start(slot, tx, &rows[i], now_ms);
        }
    }
}

/* How long until there is something to do, at most IDLE_MS. */
static int wait_ms(struct sender *sender, struct tx *tx, int64_t now_ms) {
    int64_t next_ms = 0;
    if (outbox_next(tx, &next_ms) != ERR_OK || next_ms == 0 || next_ms - now_ms > IDLE_MS) {
        return IDLE_MS;
    }
    /* What is due now is in hand already, or has no carrier, or has no free slot. */
    (void)sender;
    return next_ms > now_ms ? (int)(next_ms - now_ms) : AGAIN_MS;
}

static int scan(struct sender *sender) {
    int64_t now_ms = sender->config.now_ms(sender->config.clock);
    struct arena *arena = arena_new(SCAN_ARENA_BYTES);
    struct tx *tx = NULL;
    int wait = AGAIN_MS;
    if (arena != NULL && store_reader_begin(sender->reader, arena, &tx) == ERR_OK) {
        for (int channel = 0; channel < OUTBOX_CHANNEL_COUNT; channel++) {
            if (sender->config.carriers[channel].begin != NULL) {
                start_due(sender, tx, (enum outbox_channel)channel, now_ms);
            }
        }
        wait = wait_ms(sender, tx, now_ms);
        store_reader_end(tx);
    }
    arena_free(arena);
    return wait;
}

static void collect(struct sender *sender) {
    int left = 0;
    CURLMsg *message = NULL;
    while ((message = curl_multi_info_read(sender->multi, &left)) != NULL) {
        if (message->msg != CURLMSG_DONE) {
            continue;
        }
        struct slot *slot = NULL;
        CURLcode result = message->data.result;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&slot);
        curl_multi_remove_handle(sender->multi, slot->easy);
        conclude(slot, slot->carrier->finish(slot->attempt, slot->easy, result));
    }
}

static void report_again(struct sender *sender) {
    for (size_t i = 0; i < SLOTS; i++) {
        if (slot_state(&sender->slots[i]) == SLOT_TO_REPORT) {
            report(&sender->slots[i]);
        }
    }
}

static void free_recorded(struct sender *sender) {
    for (size_t i = 0; i < SLOTS; i++) {
        if (slot_state(&sender->slots[i]) == SLOT_RECORDED) {
            slot_set(&sender->slots[i], SLOT_FREE);
        }
    }
}

/* libcurl waits for a server's last word when a transfer is taken from it in the middle, as long as that may last. */
static void hurry(struct sender *sender) {
    int running = 0;
    for (size_t i = 0; i < SLOTS; i++) {
        if (slot_state(&sender->slots[i]) == SLOT_SENDING) {
            curl_easy_setopt(sender->slots[i].easy, CURLOPT_TIMEOUT_MS, 1L);
        }
    }
    curl_multi_perform(sender->multi, &running);
}

static void give_up(struct sender *sender) {
    hurry(sender);
    for (size_t i = 0; i < SLOTS; i++) {
        struct slot *slot = &sender->slots[i];
        if (slot_state(slot) == SLOT_SENDING) {
            curl_multi_remove_handle(sender->multi, slot->easy);
            (void)slot->carrier->finish(slot->attempt, slot->easy, CURLE_ABORTED_BY_CALLBACK);
            end_transfer(slot);
            slot_set(slot, SLOT_FREE);
        }
    }
}

static void *run(void *owner) {
    struct sender *sender = owner;
    while (!atomic_load(&sender->stop)) {
        int running = 0;
        report_again(sender);
        free_recorded(sender);
        int wait = scan(sender);
        curl_multi_perform(sender->multi, &running);
        collect(sender);
        curl_multi_poll(sender->multi, NULL, 0, wait, NULL);
    }
    give_up(sender);
    return NULL;
}

enum err sender_new(const struct sender_config *config, struct sender **out) {
    struct sender *sender = calloc(1, sizeof *sender);
    if (sender == NULL) {
        return ERR_NOMEM;
    }
    sender->config = *config;
    for (size_t i = 0; i < SLOTS; i++) {
        sender->slots[i].sender = sender;
    }
    enum err err = ERR_NOMEM;
    sender->multi = curl_multi_init();
    if (sender->multi != NULL) {
        err = store_reader_new(config->store, &sender->reader);
    }
    if (err == ERR_OK && pthread_create(&sender->thread, NULL, run, sender) != 0) {
        err = ERR_IO;
    }
    if (err != ERR_OK) {
        sender_free(sender);
        return err;
    }
    sender->running = true;
    *out = sender;
    return ERR_OK;
}

void sender_wake(struct sender *sender) {
    curl_multi_wakeup(sender->multi);
}

void sender_stop(struct sender *sender) {
    if (sender == NULL || !sender->running) {
        return;
    }
    atomic_store(&sender->stop, true);
    sender_wake(sender);
    pthread_join(sender->thread, NULL);
    sender->running = false;
    store_reader_free(sender->reader);
    sender->reader = NULL;
}

void sender_free(struct sender *sender) {
    if (sender == NULL) {
        return;
    }
    sender_stop(sender);
    store_reader_free(sender->reader);
    if (sender->multi != NULL) {
        curl_multi_cleanup(sender->multi);
    }
    free(sender);
}
