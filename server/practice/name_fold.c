#include "practice/name_fold.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* The plain letter of U+00C0 to U+017F and of U+1E00 to U+1EFF; a point: none. */
enum { LATIN_FIRST = 0xc0, ADDITIONAL_FIRST = 0x1e00 };
static const char LATIN[] = "aaaaaaaceeeeiiiidnooooo.ouuuuytsaaaaaaaceeeeiiiidnooooo.ouuuuyty"
                            "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllll"
                            "lllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
static const char ADDITIONAL[] = "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmm"
                                 "mmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvv"
                                 "wwwwwwwwwwxxxxyyzzzzzzhtwyas..s.aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeee"
                                 "eeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy......";

static const struct {
    uint32_t character;
    const char *letters;
} PAIRS[] = {
    {0xc6, "ae"}, {0xe6, "ae"},  {0xdf, "ss"},  {0x1e9e, "ss"}, {0xde, "th"},
    {0xfe, "th"}, {0x152, "oe"}, {0x153, "oe"}, {0x132, "ij"},  {0x133, "ij"},
};

/* What is written, and whether the next word is still to begin. */
struct folding {
    char *out;
    size_t size;
    bool between;
};

static void put(struct folding *folding, const char *bytes, size_t size) {
    if (folding->between && folding->size > 0) {
        folding->out[folding->size++] = ' ';
    }
    folding->between = false;
    memcpy(folding->out + folding->size, bytes, size);
    folding->size += size;
}

static const char *pair_of(uint32_t character) {
    for (size_t i = 0; i < sizeof PAIRS / sizeof PAIRS[0]; i++) {
        if (PAIRS[i].character == character) {
            return PAIRS[i].letters;
        }
    }
    return NULL;
}

/* The plain ASCII letter, '\0' when there is none. */
static char plain_letter(uint32_t character) {
    char letter = '.';
    if (character >= LATIN_FIRST && character - LATIN_FIRST < sizeof LATIN - 1) {
        letter = LATIN[character - LATIN_FIRST];
    } else if (character >= ADDITIONAL_FIRST &&
               character - ADDITIONAL_FIRST < sizeof ADDITIONAL - 1) {
        letter = ADDITIONAL[character - ADDITIONAL_FIRST];
    }
    return letter == '.' ? '\0' : letter;
}

/* Greek and Cyrillic capitals; both lie so that two bytes hold either form. */
static uint32_t lower(uint32_t character) {
    bool greek = character >= 0x391 && character <= 0x3a9;
    bool cyrillic = character >= 0x410 && character <= 0x42f;
    if (greek || cyrillic) {
        return character + 0x20;
    }
    return character >= 0x400 && character <= 0x40f ? character + 0x50 : character;
}

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static void fold_ascii(struct folding *folding, char c) {
    static const char SILENT[] = "'.`";
    char small = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    if (is_letter(small)) {
        put(folding, &small, 1);
    } else if (strchr(SILENT, c) == NULL) {
        folding->between = true;
    }
}

/* An accent that follows its letter, or an apostrophe as typesetters have it. */
static bool is_silent(uint32_t character) {
    return (character >= 0x300 && character <= 0x36f) || character == 0x2018 ||
           character == 0x2019 || character == 0xb4;
}

static bool is_gap(uint32_t character) {
    return character == 0xa0 || (character >= 0x2000 && character <= 0x2017) ||
           character == 0x202f || character == 0x3000;
}

static void fold_wide(struct folding *folding, uint32_t character, const char *bytes, size_t size) {
    const char *letters = pair_of(character);
    char letter = plain_letter(character);
    uint32_t small = lower(character);
    if (letters != NULL) {
        put(folding, letters, 2);
    } else if (letter != '\0') {
        put(folding, &letter, 1);
    } else if (is_gap(character)) {
        folding->between = true;
    } else if (small != character) {
        const char encoded[] = {(char)(0xc0U | small >> 6), (char)(0x80U | (small & 0x3fU))};
        put(folding, encoded, 2);
    } else if (!is_silent(character)) {
        put(folding, bytes, size);
    }
}

/* One character of more than one byte; broken text is taken byte by byte, as it stands. */
static size_t character_at(const char *text, uint32_t *character) {
    const unsigned char *bytes = (const unsigned char *)text;
    size_t size = bytes[0] >= 0xf0 ? 4 : bytes[0] >= 0xe0 ? 3 : bytes[0] >= 0xc0 ? 2 : 1;
    *character = size == 1 ? 0xfffd : bytes[0] & (0xffU >> (size + 1));
    for (size_t i = 1; i < size; i++) {
        if ((bytes[i] & 0xc0U) != 0x80U) {
            *character = 0xfffd;
            return 1;
        }
        *character = *character << 6 | (bytes[i] & 0x3fU);
    }
    return size;
}

const char *name_fold(const char *name, struct arena *arena) {
    /* No character becomes longer; each may be preceded by a space that was a character itself. */
    struct folding folding = {.out = arena_alloc(arena, 2 * strlen(name) + 1)};
    if (folding.out == NULL) {
        return NULL;
    }
    size_t step = 1;
    for (const char *at = name; *at != '\0'; at += step) {
        uint32_t character = 0;
        step = 1;
        if ((unsigned char)*at < 0x80) {
            fold_ascii(&folding, *at);
        } else {
            step = character_at(at, &character);
            fold_wide(&folding, character, at, step);
        }
    }
    folding.out[folding.size] = '\0';
    return folding.out;
}

static bool begins_a_word(const char *name, const char *word, size_t size) {
    for (const char *at = name; at != NULL; at = strchr(at, ' ')) {
        at += *at == ' ' ? 1 : 0;
        if (strncmp(at, word, size) == 0) {
            return true;
        }
    }
    return false;
}

bool name_fold_matches(const char *name, const char *query) {
    while (*query != '\0') {
        size_t size = strcspn(query, " ");
        if (!begins_a_word(name, query, size)) {
            return false;
        }
        query += size;
        query += *query == ' ' ? 1 : 0;
    }
    return true;
}
