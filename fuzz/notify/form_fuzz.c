/* A webhook's form, and whether its signature is right; what was read is written and read back. */
#include "notify/sms.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_back(const struct form *form, struct arena *arena) {
    struct form again;
    char *text = form_write(form, arena);
    must(text != NULL && form_read(text, arena, &again) == ERR_OK);
    must(again.count == form->count);
    for (size_t i = 0; i < form->count; i++) {
        must(strcmp(again.pairs[i].name, form->pairs[i].name) == 0);
        must(strcmp(again.pairs[i].value, form->pairs[i].value) == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena *arena = size > 4096 ? NULL : arena_new(1024 * 1024);
    if (arena == NULL) {
        return 0;
    }
    struct form form;
    const char *text = arena_text(arena, data, size);
    if (form_read(text, arena, &form) == ERR_OK) {
        read_back(&form, arena);
        must(!sms_signature_right("token", "https://visit.example/", &form, text));
    }
    arena_free(arena);
    return 0;
}
