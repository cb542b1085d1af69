/* contact_kinds: the commands of the address book. Every user of the practice shares it.
 *
 *   route                             kind
 *   POST   /contacts/find             contact_find
 *   POST   /contacts                  contact_create
 *   GET    /contacts/{id}             contact_get
 *   PUT    /contacts/{id}             contact_change
 *   DELETE /contacts/{id}             contact_remove
 *   POST   /contacts/import/preview   contact_import_preview
 *   POST   /contacts/import           contact_import */
#ifndef ANTEROOM_PRACTICE_CONTACT_KINDS_H
#define ANTEROOM_PRACTICE_CONTACT_KINDS_H

#include "command/command.h"

extern const struct command_kind contact_find;
struct contact_find_input {
    const char *query; /* NULL or "": everybody */
    const char *after; /* the cursor of the page before; NULL or "": the first page */
    int64_t limit;     /* 0: as many as a page holds */
};

extern const struct command_kind contact_get;
extern const struct command_kind contact_create;
extern const struct command_kind contact_change;
extern const struct command_kind contact_remove;
struct contact_input {
    const char *name;
    const char *email;
    const char *mobile;
    const char *birth_date;
    const char *notes;
    int64_t version; /* contact_change only: the one that was seen */
};

extern const struct command_kind contact_import_preview;
extern const struct command_kind contact_import;
struct contact_import_input {
    const struct json_t *csv; /* a string: the file's text */
};

#endif
