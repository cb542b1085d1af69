#include "base/id.h"

#include "base/bytes.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

struct id id_from_random(const unsigned char *random) {
    struct id id = {{0}};
    bytes_to_hex(random, ID_BYTES, id.text);
    return id;
}

struct id id_new(void) {
    unsigned char random[ID_BYTES];
    must(getrandom(random, sizeof random, 0) == (ssize_t)sizeof random);
    return id_from_random(random);
}

enum err id_parse(const char *text, size_t size, struct id *out) {
    unsigned char ignored[ID_BYTES];
    if (bytes_from_hex(text, size, ignored, ID_BYTES) != ERR_OK) {
        return ERR_INVALID;
    }
    for (size_t i = 0; i < size; i++) {
        if (text[i] >= 'A' && text[i] <= 'F') {
            return ERR_INVALID;
        }
    }
    memcpy(out->text, text, ID_DIGITS);
    out->text[ID_DIGITS] = '\0';
    return ERR_OK;
}

bool id_equal(const struct id *a, const struct id *b) {
    return memcmp(a->text, b->text, ID_DIGITS) == 0;
}

bool id_is_none(const struct id *id) {
    return id->text[0] == '\0';
}
