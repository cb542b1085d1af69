/* A file of contacts, as a browser hands it over: valid UTF-8 or not, without a zero byte. */
#include "practice/contact_sheet.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size > 65536 || memchr(data, 0, size) != NULL) {
        return 0;
    }
    struct arena *arena = arena_new(4 * 1024 * 1024);
    if (arena == NULL) {
        return 0;
    }
    struct contact_sheet sheet;
    enum err err = contact_sheet_read((const char *)data, size, "2026-11-22", arena, &sheet);
    must(err == ERR_OK || err == ERR_NOMEM);
    must(err != ERR_OK || sheet.count <= CONTACT_SHEET_ROWS_MAX);
    arena_free(arena);
    return 0;
}
