#include "practice/contact.h"

#include "practice/name_fold.h"
#include "store/query.h"
#include "store/store.h"

#include <jansson.h>
#include <string.h>

static const char TABLE[] = "contact";

static const char *or_empty(const char *text) {
    return text == NULL ? "" : text;
}

static const char *or_null(const char *text) {
    return text[0] == '\0' ? NULL : text;
}

enum err contact_load(struct tx *tx, const struct id *practice_id, const struct id *id,
                      struct contact *out) {
    struct query q =
        query_of(tx, "SELECT version, name_sealed, email_sealed, mobile_sealed, birth_date_sealed,"
                     " notes_sealed FROM contact"
                     " WHERE practice_id = ? AND id = ? AND removed_at_ms IS NULL");
    query_bind_id(&q, practice_id);
    query_bind_id(&q, id);
    bool found = query_row(&q);
    struct contact contact = {.id = *id, .version = query_int(&q, 0)};
    const struct {
        const char **text;
        const char *column;
    } TEXTS[] = {
        {&contact.fields.name, "name_sealed"},
        {&contact.fields.email, "email_sealed"},
        {&contact.fields.mobile, "mobile_sealed"},
        {&contact.fields.birth_date, "birth_date_sealed"},
        {&contact.fields.notes, "notes_sealed"},
    };
    for (int i = 0; found && i < (int)(sizeof TEXTS / sizeof TEXTS[0]); i++) {
        struct place place = vault_place(practice_id, TABLE, id, TEXTS[i].column);
        *TEXTS[i].text = or_empty(query_sealed(&q, i + 1, place));
    }
    enum err err = query_end(&q);
    if (err == ERR_OK && !found) {
        err = ERR_NOT_FOUND;
    }
    if (err == ERR_OK) {
        *out = contact;
    }
    return err;
}

/* The book's next version and its number of contacts after a change by `more`. */
static enum err turn_page(struct tx *tx, const struct id *practice_id, int64_t more,
                          int64_t *version) {
    int64_t changed = 0;
    struct query q = query_of(tx, "UPDATE contact_book SET version = version + 1,"
                                  " contact_count = contact_count + ? WHERE practice_id = ?");
    query_bind_int(&q, more);
    query_bind_id(&q, practice_id);
    enum err err = query_run(&q, &changed);
    if (err == ERR_OK && changed == 0) {
        q = query_of(tx, "INSERT INTO contact_book (practice_id, version, contact_count)"
                         " VALUES (?, 1, ?)");
        query_bind_id(&q, practice_id);
        query_bind_int(&q, more);
        err = query_run_one(&q);
    }
    if (err != ERR_OK) {
        return err;
    }
    q = query_of(tx, "SELECT version, contact_count FROM contact_book WHERE practice_id = ?");
    query_bind_id(&q, practice_id);
    int64_t count = query_row(&q) ? query_int(&q, 1) : 0;
    *version = query_int(&q, 0);
    err = query_end(&q);
    return err == ERR_OK && count > CONTACT_BOOK_MAX ? ERR_FULL : err;
}

enum err contact_count(struct tx *tx, const struct id *practice_id, int64_t *out) {
    struct query q = query_of(tx, "SELECT contact_count FROM contact_book WHERE practice_id = ?");
    query_bind_id(&q, practice_id);
    return query_number(&q, out);
}

static void bind_blind(struct query *q, const struct vault *vault, const struct id *practice_id,
                       enum blind_kind kind, const char *value) {
    if (value[0] == '\0') {
        query_bind_null(q);
        return;
    }
    struct hash hash = vault_blind(vault, practice_id, kind, value);
    query_bind_hash(q, &hash);
}

/* The columns from name_sealed to notes_sealed, in the table's order. */
static void bind_fields(struct query *q, struct tx *tx, const struct id *practice_id,
                        const struct contact *contact) {
    const struct contact_fields *fields = &contact->fields;
    const struct vault *vault = tx_vault(tx);
    const struct id *id = &contact->id;
    query_bind_sealed(q, vault_place(practice_id, TABLE, id, "name_sealed"), fields->name);
    query_bind_sealed(q, vault_place(practice_id, TABLE, id, "email_sealed"),
                      or_null(fields->email));
    bind_blind(q, vault, practice_id, BLIND_EMAIL, fields->email);
    query_bind_sealed(q, vault_place(practice_id, TABLE, id, "mobile_sealed"),
                      or_null(fields->mobile));
    bind_blind(q, vault, practice_id, BLIND_PHONE, fields->mobile);
    query_bind_sealed(q, vault_place(practice_id, TABLE, id, "birth_date_sealed"),
                      or_null(fields->birth_date));
    query_bind_sealed(q, vault_place(practice_id, TABLE, id, "notes_sealed"),
                      or_null(fields->notes));
}

enum err contact_insert(struct tx *tx, const struct id *practice_id, struct contact *contact,
                        int64_t now_ms) {
    int64_t version = 0;
    enum err err = turn_page(tx, practice_id, 1, &version);
    if (err != ERR_OK) {
        return err;
    }
    struct query q = query_of(
        tx, "INSERT INTO contact (practice_id, id, version, name_sealed, email_sealed, email_blind,"
            " mobile_sealed, mobile_blind, birth_date_sealed, notes_sealed, created_at_ms,"
            " changed_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    query_bind_id(&q, practice_id);
    query_bind_id(&q, &contact->id);
    query_bind_int(&q, version);
    bind_fields(&q, tx, practice_id, contact);
    query_bind_int(&q, now_ms);
    query_bind_int(&q, now_ms);
    err = query_run_one(&q);
    if (err == ERR_OK) {
        contact->version = version;
    }
    return err;
}

enum err contact_save(struct tx *tx, const struct id *practice_id, struct contact *contact,
                      int64_t now_ms) {
    int64_t version = 0;
    enum err err = turn_page(tx, practice_id, 0, &version);
    if (err != ERR_OK) {
        return err;
    }
    struct query q = query_of(
        tx, "UPDATE contact SET version = ?, name_sealed = ?, email_sealed = ?, email_blind = ?,"
            " mobile_sealed = ?, mobile_blind = ?, birth_date_sealed = ?, notes_sealed = ?,"
            " changed_at_ms = ? WHERE practice_id = ? AND id = ? AND removed_at_ms IS NULL");
    query_bind_int(&q, version);
    bind_fields(&q, tx, practice_id, contact);
    query_bind_int(&q, now_ms);
    query_bind_id(&q, practice_id);
    query_bind_id(&q, &contact->id);
    err = query_run_one(&q);
    if (err == ERR_OK) {
        contact->version = version;
    }
    return err;
}

enum err contact_erase(struct tx *tx, const struct id *practice_id, const struct id *id,
                       int64_t now_ms) {
    int64_t version = 0;
    enum err err = turn_page(tx, practice_id, -1, &version);
    if (err != ERR_OK) {
        return err;
    }
    struct query q = query_of(
        tx, "UPDATE contact SET version = ?, name_sealed = NULL, email_sealed = NULL,"
            " email_blind = NULL, mobile_sealed = NULL, mobile_blind = NULL,"
            " birth_date_sealed = NULL, notes_sealed = NULL, changed_at_ms = ?, removed_at_ms = ?"
            " WHERE practice_id = ? AND id = ? AND removed_at_ms IS NULL");
    query_bind_int(&q, version);
    query_bind_int(&q, now_ms);
    query_bind_int(&q, now_ms);
    query_bind_id(&q, practice_id);
    query_bind_id(&q, id);
    return query_run_one(&q);
}

static bool holds(const struct contact_ids *list, const struct id *id) {
    for (size_t i = 0; i < list->count; i++) {
        if (id_equal(&list->ids[i], id)) {
            return true;
        }
    }
    return false;
}

static enum err add_by(struct query q, const struct id *practice_id, const struct hash *blind,
                       struct contact_ids *list) {
    query_bind_id(&q, practice_id);
    query_bind_hash(&q, blind);
    while (list->count < CONTACT_BY_ADDRESS_MAX && query_row(&q)) {
        struct id id = query_id(&q, 0);
        if (!holds(list, &id)) {
            list->ids[list->count++] = id;
        }
    }
    return query_end(&q);
}

enum err contact_by_address(struct tx *tx, const struct id *practice_id, const char *email,
                            const char *mobile, struct contact_ids *out) {
    struct contact_ids list = {
        .ids = arena_alloc(tx_arena(tx), CONTACT_BY_ADDRESS_MAX * sizeof *list.ids)};
    if (list.ids == NULL) {
        return ERR_NOMEM;
    }
    enum err err = ERR_OK;
    if (email[0] != '\0') {
        struct hash blind = vault_blind(tx_vault(tx), practice_id, BLIND_EMAIL, email);
        err = add_by(query_of(tx, "SELECT id FROM contact WHERE practice_id = ?"
                                  " AND email_blind = ? ORDER BY version LIMIT 32"),
                     practice_id, &blind, &list);
    }
    if (err == ERR_OK && mobile[0] != '\0') {
        struct hash blind = vault_blind(tx_vault(tx), practice_id, BLIND_PHONE, mobile);
        err = add_by(query_of(tx, "SELECT id FROM contact WHERE practice_id = ?"
                                  " AND mobile_blind = ? ORDER BY version LIMIT 32"),
                     practice_id, &blind, &list);
    }
    if (err == ERR_OK) {
        *out = list;
    }
    return err;
}

static bool same_person(const struct contact_fields *a, const struct contact_fields *b,
                        struct arena *arena) {
    const char *name_a = name_fold(a->name, arena);
    const char *name_b = name_fold(b->name, arena);
    return name_a != NULL && name_b != NULL && strcmp(name_a, name_b) == 0 &&
           strcasecmp(a->email, b->email) == 0 && strcmp(a->mobile, b->mobile) == 0;
}

enum err contact_known(struct tx *tx, const struct id *practice_id,
                       const struct contact_fields *fields, bool *out) {
    struct contact_ids list = {.count = 0};
    *out = false;
    enum err err = contact_by_address(tx, practice_id, fields->email, fields->mobile, &list);
    for (size_t i = 0; err == ERR_OK && !*out && i < list.count; i++) {
        struct contact contact;
        err = contact_load(tx, practice_id, &list.ids[i], &contact);
        if (err == ERR_OK) {
            *out = same_person(&contact.fields, fields, tx_arena(tx));
        }
    }
    return err;
}

struct json_t *contact_json(const struct contact *contact, bool with_notes) {
    const struct contact_fields *fields = &contact->fields;
    json_t *json = json_pack("{s:s, s:s, s:s, s:s, s:s, s:b, s:I}", "id", contact->id.text, "name",
                             fields->name, "email", fields->email, "mobile", fields->mobile,
                             "birth_date", fields->birth_date, "has_notes",
                             fields->notes[0] != '\0', "version", (json_int_t)contact->version);
    if (json != NULL && with_notes) {
        json_object_set_new(json, "notes", json_string(fields->notes));
    }
    return json;
}
