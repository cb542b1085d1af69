#include "practice/contact_names.h"

#include "base/arena.h"
#include "practice/name_fold.h"
#include "store/query.h"
#include "store/store.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct entry {
    struct id id;
    char *name; /* folded, owned */
};

/* One practice's names; free when it has no practice_id. */
struct book {
    struct id practice_id;
    int64_t version;
    int64_t used_at_ms;
    struct entry *entries; /* by name, then id */
    size_t count;
    size_t size; /* entries that there is memory for */
};

static struct {
    pthread_mutex_t lock;
    struct book books[CONTACT_NAMES_PRACTICES_MAX];
} names = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void entry_drop(struct entry *entry) {
    explicit_bzero(entry->name, strlen(entry->name));
    free(entry->name);
    entry->name = NULL;
}

static void book_drop(struct book *book) {
    for (size_t i = 0; i < book->count; i++) {
        entry_drop(&book->entries[i]);
    }
    free(book->entries);
    *book = (struct book){.entries = NULL};
}

/* The practice's book, an empty one, or the longest unused one emptied. */
static struct book *book_of(const struct id *practice_id) {
    struct book *oldest = &names.books[0];
    for (size_t i = 0; i < CONTACT_NAMES_PRACTICES_MAX; i++) {
        struct book *book = &names.books[i];
        if (id_equal(&book->practice_id, practice_id)) {
            return book;
        }
        bool is_free = id_is_none(&book->practice_id);
        bool oldest_is_free = id_is_none(&oldest->practice_id);
        if (!oldest_is_free && (is_free || book->used_at_ms < oldest->used_at_ms)) {
            oldest = book;
        }
    }
    book_drop(oldest);
    oldest->practice_id = *practice_id;
    return oldest;
}

static int compare(const char *name_a, const struct id *id_a, const char *name_b,
                   const struct id *id_b) {
    int order = strcmp(name_a, name_b);
    return order != 0 ? order : strcmp(id_a->text, id_b->text);
}

static int by_name(const void *a, const void *b) {
    const struct entry *left = a;
    const struct entry *right = b;
    return compare(left->name, &left->id, right->name, &right->id);
}

static int by_id(const void *a, const void *b) {
    return strcmp(((const struct id *)a)->text, ((const struct id *)b)->text);
}

static enum err add(struct book *book, const struct id *id, const char *name) {
    if (book->count == book->size) {
        size_t size = book->size == 0 ? 64 : 2 * book->size;
        struct entry *entries = reallocarray(book->entries, size, sizeof *entries);
        if (entries == NULL) {
            return ERR_NOMEM;
        }
        book->entries = entries;
        book->size = size;
    }
    char *copy = strdup(name);
    if (copy == NULL) {
        return ERR_NOMEM;
    }
    book->entries[book->count++] = (struct entry){.id = *id, .name = copy};
    return ERR_OK;
}

/* Which rows changed since the book's version; in the tx's arena. */
struct changes {
    struct id *ids;
    size_t count;
};

static enum err count_changes(struct tx *tx, const struct book *book, size_t *out) {
    struct query q =
        query_of(tx, "SELECT COUNT(*) FROM contact WHERE practice_id = ? AND version > ?");
    query_bind_id(&q, &book->practice_id);
    query_bind_int(&q, book->version);
    *out = query_row(&q) ? (size_t)query_int(&q, 0) : 0;
    return query_end(&q);
}

/* Reads the changed rows: their ids, and the new names behind the book's old entries. */
static enum err read_changes(struct tx *tx, struct book *book, struct changes *changes) {
    struct arena *arena = tx_arena(tx);
    int64_t version = book->version;
    struct query q = query_of(tx, "SELECT id, version, name_sealed FROM contact"
                                  " WHERE practice_id = ? AND version > ? ORDER BY version");
    query_bind_id(&q, &book->practice_id);
    query_bind_int(&q, book->version);
    enum err err = ERR_OK;
    while (err == ERR_OK && query_row(&q)) {
        struct arena_mark mark = arena_mark(arena);
        struct id id = query_id(&q, 0);
        struct place place = vault_place(&book->practice_id, "contact", &id, "name_sealed");
        const char *name = query_sealed(&q, 2, place);
        const char *folded = name == NULL ? NULL : name_fold(name, arena);
        if (name != NULL) {
            err = folded == NULL ? ERR_NOMEM : add(book, &id, folded);
        }
        changes->ids[changes->count++] = id;
        version = query_int(&q, 1);
        arena_rewind(arena, mark);
    }
    enum err ended = query_end(&q);
    book->version = version;
    return err == ERR_OK ? ended : err;
}

/* Takes the entries before `old_count` that have changed out of the book. */
static void drop_changed(struct book *book, size_t old_count, const struct changes *changes) {
    size_t kept = 0;
    for (size_t i = 0; i < book->count; i++) {
        struct entry *entry = &book->entries[i];
        bool changed = i < old_count && bsearch(&entry->id, changes->ids, changes->count,
                                                sizeof *changes->ids, by_id) != NULL;
        if (changed) {
            entry_drop(entry);
        } else {
            book->entries[kept++] = *entry;
        }
    }
    book->count = kept;
}

static enum err bring_up_to_date(struct tx *tx, struct book *book) {
    size_t count = 0;
    enum err err = count_changes(tx, book, &count);
    if (err != ERR_OK || count == 0) {
        return err;
    }
    struct changes changes = {.ids = calloc(count, sizeof *changes.ids)};
    if (changes.ids == NULL) {
        return ERR_NOMEM;
    }
    size_t old_count = book->count;
    err = read_changes(tx, book, &changes);
    if (err == ERR_OK) {
        qsort(changes.ids, changes.count, sizeof *changes.ids, by_id);
        drop_changed(book, old_count, &changes);
        qsort(book->entries, book->count, sizeof *book->entries, by_name);
    }
    free(changes.ids);
    return err;
}

static bool is_behind(const struct entry *entry, const struct contact_names_query *query) {
    return query->after_name == NULL ||
           compare(entry->name, &entry->id, query->after_name, &query->after_id) > 0;
}

static enum err search(const struct book *book, const struct contact_names_query *query,
                       struct arena *arena, struct contact_names_page *out) {
    const struct entry *last = NULL;
    *out = (struct contact_names_page){.count = 0};
    for (size_t i = 0; i < book->count; i++) {
        const struct entry *entry = &book->entries[i];
        if (!name_fold_matches(entry->name, query->words)) {
            continue;
        }
        out->found++;
        if (!is_behind(entry, query)) {
            continue;
        }
        if (out->count == query->limit) {
            out->more = true;
            continue;
        }
        out->ids[out->count++] = entry->id;
        last = entry;
    }
    if (last != NULL) {
        out->last_name = arena_text(arena, last->name, strlen(last->name));
    }
    return last != NULL && out->last_name == NULL ? ERR_NOMEM : ERR_OK;
}

static size_t drop_idle(int64_t now_ms) {
    size_t held = 0;
    for (size_t i = 0; i < CONTACT_NAMES_PRACTICES_MAX; i++) {
        struct book *book = &names.books[i];
        if (now_ms - book->used_at_ms >= CONTACT_NAMES_IDLE_MS) {
            book_drop(book);
        }
        held += id_is_none(&book->practice_id) ? 0 : 1;
    }
    return held;
}

enum err contact_names_find(struct tx *tx, const struct id *practice_id, int64_t now_ms,
                            const struct contact_names_query *query,
                            struct contact_names_page *out) {
    must(query->limit >= 1 && query->limit <= CONTACT_NAMES_PAGE_MAX);
    must(pthread_mutex_lock(&names.lock) == 0);
    struct book *book = book_of(practice_id);
    book->used_at_ms = now_ms;
    enum err err = bring_up_to_date(tx, book);
    if (err == ERR_OK) {
        err = search(book, query, tx_arena(tx), out);
    } else {
        book_drop(book);
    }
    must(pthread_mutex_unlock(&names.lock) == 0);
    return err;
}

size_t contact_names_drop_idle(int64_t now_ms) {
    must(pthread_mutex_lock(&names.lock) == 0);
    size_t held = drop_idle(now_ms);
    must(pthread_mutex_unlock(&names.lock) == 0);
    return held;
}
