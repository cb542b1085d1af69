/* fields: the body of every command that a route takes. The first byte picks the route; the rest is the body. */
#include "command/command.h"
#include "gateway/routes.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The same input takes the same way each time. */
int LLVMFuzzerInitialize(int *argc, char ***argv) {
    (void)argc;
    (void)argv;
    json_object_seed(1);
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 1) {
        return 0;
    }
    const struct command_kind *kind = ROUTES[data[0] % ROUTES_COUNT].kind;
    if (kind->fields == NULL) {
        return 0;
    }
    struct command *c = command_new(kind);
    must(c != NULL);
    if (fields_parse(data + 1, size - 1, &c->document) == ERR_OK) {
        struct field_error error = {0};
        enum err err = fields_read(c->document, kind->fields, c->arena, c->input, &error);
        must(err == ERR_OK || (err == ERR_INVALID && error.field != NULL && error.reason != NULL));
    }
    command_free(c);
    return 0;
}
