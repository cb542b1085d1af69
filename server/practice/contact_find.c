/* contact_find: the address book, page by page, and who is meant by what one has typed so far.
 *
 * Names are patient data, so the question comes in a body and the cursor goes in one: neither stands
 * in an address. A cursor is the id and the folded name of the last contact shown; the next page goes
 * on behind it whether or not that contact is still there. */
#include "base/address.h"
#include "practice/contact.h"
#include "practice/contact_kinds.h"
#include "practice/contact_names.h"
#include "practice/name_fold.h"
#include "store/query.h"

#include <jansson.h>
#include <string.h>

/* A query that is a whole e-mail address or number is one; `email` and `mobile` are "" else. */
struct address {
    const char *email;
    char mobile[ADDRESS_MOBILE_TEXT];
};

static struct address read_address(const char *query) {
    struct address address = {.email = "", .mobile = ""};
    if (address_check_email(query, strlen(query)) == ERR_OK) {
        address.email = query;
    } else if (address_read_mobile(query, strlen(query), address.mobile) != ERR_OK) {
        address.mobile[0] = '\0';
    }
    return address;
}

/* Nobody is shown whom the snapshot does not have: names may be a moment ahead of it. */
static enum err add_contacts(struct command *c, struct tx *tx, const struct id *ids, size_t count,
                             json_t *contacts) {
    enum err err = ERR_OK;
    for (size_t i = 0; err == ERR_OK && i < count; i++) {
        struct contact contact;
        err = contact_load(tx, &c->actor.practice_id, &ids[i], &contact);
        if (err == ERR_NOT_FOUND) {
            err = ERR_OK;
            continue;
        }
        if (err == ERR_OK) {
            command_audit(c, "contact", &contact.id);
            json_array_append_new(contacts, contact_json(&contact, false));
        }
    }
    return err;
}

static enum err read_cursor(struct command *c, struct contact_names_query *query) {
    const struct contact_find_input *input = c->input;
    const char *cursor = input->after;
    if (cursor == NULL || cursor[0] == '\0') {
        return ERR_OK;
    }
    size_t size = strlen(cursor);
    size_t id_size = size < ID_DIGITS ? size : ID_DIGITS;
    if (id_parse(cursor, id_size, &query->after_id) != ERR_OK) {
        return command_problem_field(c, "after", "This is no cursor.");
    }
    query->after_name = cursor + ID_DIGITS;
    return ERR_OK;
}

static enum err find_names(struct command *c, struct tx *tx, const char *words,
                           struct contact_names_page *page) {
    const struct contact_find_input *input = c->input;
    struct contact_names_query query = {
        .words = words,
        .limit = input->limit == 0 ? CONTACT_NAMES_PAGE_MAX : (size_t)input->limit,
    };
    enum err err = read_cursor(c, &query);
    return err == ERR_OK ? contact_names_find(tx, &c->actor.practice_id, c->now_ms, &query, page)
                         : err;
}

static enum err find_address(struct command *c, struct tx *tx, const struct address *address,
                             struct contact_names_page *page) {
    struct contact_ids list;
    enum err err =
        contact_by_address(tx, &c->actor.practice_id, address->email, address->mobile, &list);
    if (err == ERR_OK) {
        must(list.count <= CONTACT_NAMES_PAGE_MAX);
        *page = (struct contact_names_page){.count = list.count, .found = list.count};
        memcpy(page->ids, list.ids, list.count * sizeof list.ids[0]);
    }
    return err;
}

static const char *next_cursor(struct command *c, const struct contact_names_page *page) {
    return arena_format(c->arena, "%s%s", page->ids[page->count - 1].text, page->last_name);
}

static enum err reply_page(struct command *c, struct tx *tx,
                           const struct contact_names_page *page) {
    int64_t total = 0;
    enum err err = contact_count(tx, &c->actor.practice_id, &total);
    json_t *contacts = json_array();
    json_t *body = json_pack("{s:o, s:I, s:I}", "contacts", contacts, "found",
                             (json_int_t)page->found, "total", (json_int_t)total);
    if (body == NULL) {
        return ERR_NOMEM;
    }
    if (err == ERR_OK) {
        err = add_contacts(c, tx, page->ids, page->count, contacts);
    }
    if (err == ERR_OK && page->more) {
        json_object_set_new(body, "next", json_string(next_cursor(c, page)));
    }
    if (err != ERR_OK) {
        json_decref(body);
        return err;
    }
    return command_reply_json(c, 200, body);
}

static enum err find(struct command *c, struct tx *tx) {
    const struct contact_find_input *input = c->input;
    const char *typed = input->query == NULL ? "" : input->query;
    const char *words = name_fold(typed, c->arena);
    if (words == NULL) {
        return ERR_NOMEM;
    }
    struct address address = read_address(typed);
    bool is_address = address.email[0] != '\0' || address.mobile[0] != '\0';
    struct contact_names_page page;
    enum err err =
        is_address ? find_address(c, tx, &address, &page) : find_names(c, tx, words, &page);
    return err == ERR_OK ? reply_page(c, tx, &page) : err;
}

static const struct field FIND_FIELDS[] = {
    {"query", FIELD_TEXT, offsetof(struct contact_find_input, query), false, 0, 254, NULL},
    {"after", FIELD_TEXT, offsetof(struct contact_find_input, after), false, 0, 1000, NULL},
    {"limit", FIELD_INT, offsetof(struct contact_find_input, limit), false, 1,
     CONTACT_NAMES_PAGE_MAX, NULL},
    {NULL, FIELD_TEXT, 0, false, 0, 0, NULL},
};

const struct command_kind contact_find = {
    .name = "contact.find",
    .access = ACCESS_USER,
    .mode = COMMAND_READ,
    .fields = FIND_FIELDS,
    .input_size = sizeof(struct contact_find_input),
    .apply = find,
};
