#include "notify/outbox.h"

#include "base/address.h"
#include "notify/retry.h"
#include "store/query.h"
#include "store/store.h"

#include <string.h>

static const int64_t DAY_MS = (int64_t)24 * 60 * 60 * 1000;

#define COLUMNS                                                                                    \
    "practice_id, id, subject_id, kind, channel, state, recipient_sealed, reason, attempts,"       \
    " queued_at_ms, next_at_ms, deadline_at_ms"

static const char *const CHANNELS[OUTBOX_CHANNEL_COUNT] = {
    [OUTBOX_EMAIL] = "email", [OUTBOX_SMS] = "sms"};

static const char *const STATES[OUTBOX_STATE_COUNT] = {[OUTBOX_QUEUED] = "queued",
                                                       [OUTBOX_SENT] = "sent",
                                                       [OUTBOX_DELIVERED] = "delivered",
                                                       [OUTBOX_FAILED] = "failed"};

const char *outbox_channel_name(enum outbox_channel channel) {
    must((unsigned)channel < OUTBOX_CHANNEL_COUNT);
    return CHANNELS[channel];
}

const char *outbox_state_name(enum outbox_state state) {
    must((unsigned)state < OUTBOX_STATE_COUNT);
    return STATES[state];
}

static int find(const char *const *names, int count, const char *name) {
    int found = 0;
    while (name != NULL && found < count && strcmp(names[found], name) != 0) {
        found++;
    }
    return name == NULL ? count : found;
}

enum err outbox_state_parse(const char *name, enum outbox_state *out) {
    int state = find(STATES, OUTBOX_STATE_COUNT, name);
    if (state == OUTBOX_STATE_COUNT) {
        return ERR_IO;
    }
    *out = (enum outbox_state)state;
    return ERR_OK;
}

static enum err read_row(struct query *q, void *item) {
    struct outbox_row *out = item;
    memset(out, 0, sizeof *out);
    out->practice_id = query_id(q, 0);
    out->id = query_id(q, 1);
    out->subject_id = query_id(q, 2);
    out->kind = query_text(q, 3);
    int channel = find(CHANNELS, OUTBOX_CHANNEL_COUNT, query_text(q, 4));
    enum err err = outbox_state_parse(query_text(q, 5), &out->state);
    struct place place = vault_place(&out->practice_id, "outbox", &out->id, "recipient_sealed");
    out->recipient = query_sealed(q, 6, place);
    out->reason = query_text(q, 7);
    out->attempts = (int)query_int(q, 8);
    out->queued_at_ms = query_int(q, 9);
    out->next_at_ms = query_int(q, 10);
    out->deadline_ms = query_int(q, 11);
    if (channel == OUTBOX_CHANNEL_COUNT || out->recipient == NULL) {
        return ERR_IO;
    }
    out->channel = (enum outbox_channel)channel;
    return err;
}

static enum err next_sequence(struct tx *tx, const struct id *practice_id, int64_t *out) {
    struct query q =
        query_of(tx, "SELECT COALESCE(MAX(sequence), 0) + 1 FROM outbox WHERE practice_id = ?");
    query_bind_id(&q, practice_id);
    return query_number(&q, out);
}

static enum err insert(struct tx *tx, const struct outbox_row *row, int64_t sequence) {
    enum blind_kind kind = row->channel == OUTBOX_EMAIL ? BLIND_EMAIL : BLIND_PHONE;
    struct hash blind = vault_blind(tx_vault(tx), &row->practice_id, kind, row->recipient);
    struct query q = query_of(
        tx, "INSERT INTO outbox (practice_id, id, sequence, channel, kind, subject_id,"
            " recipient_sealed, recipient_blind, state, reason, attempts, queued_at_ms, next_at_ms,"
            " deadline_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, '', 0, ?, ?, ?)");
    query_bind_id(&q, &row->practice_id);
    query_bind_id(&q, &row->id);
    query_bind_int(&q, sequence);
    query_bind_text(&q, outbox_channel_name(row->channel));
    query_bind_text(&q, row->kind);
    query_bind_id(&q, &row->subject_id);
    query_bind_sealed(&q, vault_place(&row->practice_id, "outbox", &row->id, "recipient_sealed"),
                      row->recipient);
    query_bind_hash(&q, &blind);
    query_bind_text(&q, outbox_state_name(row->state));
    query_bind_int(&q, row->queued_at_ms);
    query_bind_int(&q, row->next_at_ms);
    query_bind_int(&q, row->deadline_ms);
    return query_run(&q, NULL);
}

enum err outbox_queue(struct tx *tx, struct outbox_row *row) {
    if (row->channel == OUTBOX_EMAIL &&
        address_check_email(row->recipient, strlen(row->recipient)) != ERR_OK) {
        return ERR_INVALID;
    }
    int64_t sequence = 0;
    enum err err = next_sequence(tx, &row->practice_id, &sequence);
    if (err != ERR_OK) {
        return err;
    }
    row->id = id_new();
    row->state = OUTBOX_QUEUED;
    row->reason = "";
    row->attempts = 0;
    row->next_at_ms = row->queued_at_ms;
    return insert(tx, row, sequence);
}

enum err outbox_load(struct tx *tx, const struct id *practice_id, const struct id *id,
                     struct outbox_row *out) {
    struct query q =
        query_of(tx, "SELECT " COLUMNS " FROM outbox WHERE practice_id = ? AND id = ?");
    query_bind_id(&q, practice_id);
    query_bind_id(&q, id);
    return query_one(&q, read_row, sizeof *out, out);
}

enum err outbox_latest(struct tx *tx, const struct id *practice_id, const struct id *subject_id,
                       struct outbox_row *out) {
    struct query q =
        query_of(tx, "SELECT " COLUMNS " FROM outbox WHERE practice_id = ? AND subject_id = ?"
                     " ORDER BY sequence DESC LIMIT 1");
    query_bind_id(&q, practice_id);
    query_bind_id(&q, subject_id);
    return query_one(&q, read_row, sizeof *out, out);
}

enum err outbox_hasten(struct tx *tx, const struct outbox_row *row, int64_t now_ms) {
    struct query q =
        query_of(tx, "UPDATE outbox SET next_at_ms = ? WHERE practice_id = ? AND id = ?"
                     " AND state = 'queued' AND next_at_ms > ?");
    query_bind_int(&q, now_ms);
    query_bind_id(&q, &row->practice_id);
    query_bind_id(&q, &row->id);
    query_bind_int(&q, now_ms);
    return query_run(&q, NULL);
}

/* Whoever has an earlier message waiting is passed over: to one recipient in order. What waits for longer than any pause
 * after so many attempts (retry.h) was put off before the clock was put back: it is due. */
enum err outbox_due(struct tx *tx, enum outbox_channel channel, int64_t now_ms, size_t limit,
                    struct outbox_row *out, size_t *count) {
    struct query q = query_every_practice(
        tx, "SELECT " COLUMNS
            " FROM outbox AS o WHERE state = 'queued' AND channel = ? AND (next_at_ms <= ?"
            " OR next_at_ms > ? + CASE WHEN attempts < 9 THEN ? << attempts ELSE ? END * 5 / 4)"
            " AND NOT EXISTS (SELECT 1 FROM outbox AS earlier"
            " WHERE earlier.practice_id = o.practice_id"
            " AND earlier.recipient_blind = o.recipient_blind AND earlier.state = 'queued'"
            " AND earlier.sequence < o.sequence) ORDER BY next_at_ms, sequence LIMIT ?");
    query_bind_text(&q, outbox_channel_name(channel));
    query_bind_int(&q, now_ms);
    query_bind_int(&q, now_ms);
    query_bind_int(&q, RETRY_FIRST_MS);
    query_bind_int(&q, RETRY_LONGEST_MS);
    query_bind_int(&q, (int64_t)limit);
    return query_list(&q, read_row, limit, sizeof *out, out, count);
}

enum err outbox_next(struct tx *tx, int64_t *at_ms) {
    struct query q = query_every_practice(
        tx, "SELECT COALESCE(MIN(next_at_ms), 0) FROM outbox WHERE state = 'queued'");
    return query_number(&q, at_ms);
}

/* Whether the row still waits for the report of this attempt. */
static enum err expected(struct tx *tx, const struct id *practice_id,
                         const struct outbox_outcome *outcome, struct outbox_row *row,
                         bool *waits) {
    enum err err = outbox_load(tx, practice_id, &outcome->id, row);
    if (err == ERR_OK) {
        *waits = row->state == OUTBOX_QUEUED && row->attempts + 1 == outcome->attempt;
    }
    return err;
}

static enum err save(struct tx *tx, const struct outbox_row *row) {
    struct query q = query_of(tx, "UPDATE outbox SET state = ?, reason = ?, attempts = ?,"
                                  " next_at_ms = ? WHERE practice_id = ? AND id = ?");
    query_bind_text(&q, outbox_state_name(row->state));
    query_bind_text(&q, row->reason);
    query_bind_int(&q, row->attempts);
    query_bind_int(&q, row->next_at_ms);
    query_bind_id(&q, &row->practice_id);
    query_bind_id(&q, &row->id);
    return query_run_one(&q);
}

enum err outbox_record_sent(struct tx *tx, const struct id *practice_id,
                            const struct outbox_outcome *outcome, bool *changed) {
    struct outbox_row row;
    enum err err = expected(tx, practice_id, outcome, &row, changed);
    if (err != ERR_OK || !*changed) {
        return err;
    }
    row.state = OUTBOX_SENT;
    row.reason = "";
    row.attempts++;
    return save(tx, &row);
}

enum err outbox_record_failed(struct tx *tx, const struct id *practice_id,
                              const struct outbox_outcome *outcome, int64_t now_ms, uint32_t random,
                              bool *changed) {
    struct outbox_row row;
    enum err err = expected(tx, practice_id, outcome, &row, changed);
    if (err != ERR_OK || !*changed) {
        return err;
    }
    row.attempts++;
    row.reason = outcome->reason;
    bool again = !outcome->permanent &&
                 retry_next(row.attempts, random, now_ms, row.deadline_ms, &row.next_at_ms);
    row.state = again ? OUTBOX_QUEUED : OUTBOX_FAILED;
    return save(tx, &row);
}

enum err outbox_record_delivery(struct tx *tx, struct outbox_row *row, bool delivered,
                                const char *reason, bool *changed) {
    enum outbox_state next = delivered ? OUTBOX_DELIVERED : OUTBOX_FAILED;
    *changed = row->state != OUTBOX_DELIVERED && row->state != next;
    if (!*changed) {
        return ERR_OK;
    }
    row->attempts += row->state == OUTBOX_QUEUED ? 1 : 0;
    row->state = next;
    row->reason = delivered ? "" : reason;
    return save(tx, row);
}

/* When the message was queued that is `cap` back in the list of `q`; 0: there are fewer. */
static enum err check_cap(struct query *q, int64_t cap, int64_t now_ms) {
    query_bind_int(q, cap - 1);
    int64_t queued_at_ms = query_row(q) ? query_int(q, 0) : 0;
    enum err err = query_end(q);
    return err == ERR_OK && queued_at_ms > now_ms - DAY_MS ? ERR_RATE : err;
}

enum err outbox_check_sms(struct tx *tx, const struct id *practice_id, const struct id *user_id,
                          const struct outbox_caps *caps, int64_t now_ms) {
    struct query all = query_of(tx, "SELECT queued_at_ms FROM outbox WHERE practice_id = ?"
                                    " AND channel = 'sms' ORDER BY sequence DESC LIMIT 1 OFFSET ?");
    query_bind_id(&all, practice_id);
    enum err err = check_cap(&all, caps->practice, now_ms);
    if (err != ERR_OK) {
        return err;
    }
    struct query own = query_of(
        tx, "SELECT o.queued_at_ms FROM outbox o WHERE o.practice_id = ? AND o.channel = 'sms'"
            " AND (o.subject_id = ? OR EXISTS (SELECT 1 FROM invitation i WHERE"
            " i.practice_id = o.practice_id AND i.id = o.subject_id AND i.inviter_id = ?)"
            " OR EXISTS (SELECT 1 FROM appointment a WHERE a.practice_id = o.practice_id"
            " AND a.id = o.subject_id AND a.creator_id = ?))"
            " ORDER BY o.sequence DESC LIMIT 1 OFFSET ?");
    query_bind_id(&own, practice_id);
    query_bind_id(&own, user_id);
    query_bind_id(&own, user_id);
    query_bind_id(&own, user_id);
    return check_cap(&own, caps->user, now_ms);
}
