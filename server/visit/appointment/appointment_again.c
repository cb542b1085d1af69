/* appointment_again: Send again, of what a client could not be told about an appointment (I12). The news, the text and
 * the link are the same; the address is the one that Contacts holds now. */
#include "store/store.h"
#include "visit/appointment/appointment_letter.h"
#include "visit/appointment/appointment_refusal.h"
#include "visit/appointment/appointment_view.h"
#include "visit/commands.h"
#include "visit/invitation/delivery.h"
#include "visit/reach.h"

#include <jansson.h>
#include <string.h>

struct again_input {
    struct id client_id;
};

static const struct field FIELDS[] = {
    {.name = "client_id",
     .type = FIELD_ID,
     .offset = offsetof(struct again_input, client_id),
     .required = true},
    {.name = NULL},
};

static const struct appointment_letter *find_of(const struct appointment_letter_list *letters,
                                                const struct id *client_id) {
    for (size_t i = 0; i < letters->count; i++) {
        if (id_equal(&letters->rows[i].contact_id, client_id)) {
            return &letters->rows[i];
        }
    }
    return NULL;
}

/* Those who were told by the same message, or could not be: they shared an address. */
static enum err list_sharers(struct tx *tx, const struct appointment_letter_list *letters,
                             const struct appointment_letter *letter, struct id_list *out) {
    struct id *ids = arena_alloc(tx_arena(tx), APPOINTMENT_LETTERS_MAX * sizeof *ids);
    size_t count = 0;
    if (ids == NULL) {
        return ERR_NOMEM;
    }
    for (size_t i = 0; i < letters->count; i++) {
        const struct appointment_letter *other = &letters->rows[i];
        bool shares =
            !id_is_none(&letter->message_id) && id_equal(&other->message_id, &letter->message_id);
        if (other == letter || shares) {
            ids[count++] = other->contact_id;
        }
    }
    *out = (struct id_list){.ids = ids, .count = count};
    return ERR_OK;
}

/* Whether the last message still waits to be tried, at the address that holds now. */
static enum err find_waiting(struct tx *tx, const struct appointment_letter *letter,
                             const struct outbox_row *now, struct outbox_row *message, bool *out) {
    *out = false;
    if (id_is_none(&letter->message_id)) {
        return ERR_OK;
    }
    enum err err = outbox_load(tx, &letter->practice_id, &letter->message_id, message);
    *out = err == ERR_OK && message->state == OUTBOX_QUEUED && message->channel == now->channel &&
           strcasecmp(message->recipient, now->recipient) == 0;
    return err;
}

static enum err send_to(struct command *c, struct tx *tx, const struct appointment *appointment,
                        const struct appointment_letter_list *letters,
                        const struct appointment_letter *letter) {
    struct outbox_row now = {.recipient = ""};
    struct outbox_row last;
    struct id_list sharers;
    const char *reason = NULL;
    bool waits = false;
    enum err err = appointment_letter_address(c, tx, appointment, letter->news, &letter->contact_id,
                                              &now, &reason);
    if (err == ERR_OK && reason != NULL) {
        return command_problem(c, ERR_CONFLICT, "cannot-be-told",
                               "This client cannot be written to.",
                               arena_format(c->arena, "The reason: %s.", reason));
    }
    if (err == ERR_OK) {
        err = find_waiting(tx, letter, &now, &last, &waits);
    }
    if (err == ERR_OK && waits) {
        return delivery_hasten(c, tx, &last);
    }
    if (err == ERR_OK) {
        err = list_sharers(tx, letters, letter, &sharers);
    }
    return err == ERR_OK ? appointment_letter_queue(c, tx, appointment, letter->news, &sharers)
                         : err;
}

static enum err again(struct command *c, struct tx *tx) {
    const struct again_input *input = c->input;
    struct appointment appointment;
    struct appointment_letter_list letters;
    json_t *json = NULL;
    bool over = false;
    enum err err = reach_appointment(c, tx, &c->facts.path_ids[0], RIGHT_SEND, &appointment);
    if (err == ERR_OK) {
        err = appointment_letter_list_last(tx, &appointment.practice_id, &appointment.id, &letters);
    }
    if (err != ERR_OK) {
        return err;
    }
    const struct appointment_letter *letter = find_of(&letters, &input->client_id);
    if (letter == NULL) {
        return ERR_NOT_FOUND;
    }
    command_audit(c, "contact", &input->client_id);
    err = appointment_letter_over(tx, &appointment, c->now_ms, &over);
    if (err == ERR_OK && over) {
        return appointment_refuse_over(c);
    }
    if (err == ERR_OK) {
        err = send_to(c, tx, &appointment, &letters, letter);
    }
    if (err == ERR_OK) {
        err = appointment_view_announce(c, tx, &appointment);
    }
    if (err == ERR_OK) {
        err = appointment_view_json(tx, &appointment, &json);
    }
    return err == ERR_OK ? command_reply_json(c, 200, json) : err;
}

const struct command_kind appointment_send_again = {.name = "appointment.send-again",
                                                    .access = ACCESS_USER,
                                                    .mode = COMMAND_WRITE,
                                                    .fields = FIELDS,
                                                    .input_size = sizeof(struct again_input),
                                                    .apply = again};
