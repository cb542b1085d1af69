#include "base/text.h"

#include <stdint.h>
#include <string.h>

struct range {
    uint32_t first;
    uint32_t last;
};

/* Directions that reach beyond the text that sets them (UAX #9), and what joins or annotates without being seen. */
static const struct range LEFT_OUT[] = {
    {0x202a, 0x202e}, {0x2060, 0x206f}, {0xfeff, 0xfeff}, {0xfff9, 0xfffb}};

/* Blank wherever it stands: spaces, fillers, marks of direction and of breaks. */
static const struct range BLANK[] = {
    {0x09, 0x0a},     {0x0d, 0x0d},     {0x20, 0x20},     {0xa0, 0xa0},     {0xad, 0xad},
    {0x34f, 0x34f},   {0x61c, 0x61c},   {0x115f, 0x1160}, {0x1680, 0x1680}, {0x17b4, 0x17b5},
    {0x180b, 0x180e}, {0x2000, 0x200f}, {0x202f, 0x202f}, {0x205f, 0x205f}, {0x2800, 0x2800},
    {0x3000, 0x3000}, {0x3164, 0x3164}, {0xffa0, 0xffa0}};

/* Seen only together with what they follow: they may end a text (an emoji does), but are none alone. */
static const struct range FOLLOWERS[] = {{0xfe00, 0xfe0f}, {0xe0000, 0xe0fff}};

/* Marks that stand on a letter, one over the other. */
static const struct range MARKS[] = {{0x300, 0x34e},   {0x350, 0x36f},   {0x483, 0x489},
                                     {0x591, 0x5bd},   {0x64b, 0x65f},   {0xe31, 0xe31},
                                     {0xe34, 0xe3a},   {0xe47, 0xe4e},   {0x1ab0, 0x1aff},
                                     {0x1dc0, 0x1dff}, {0x20d0, 0x20ff}, {0xfe20, 0xfe2f}};

#define IN(table, character) in_ranges(table, sizeof(table) / sizeof(table)[0], character)

static bool in_ranges(const struct range *ranges, size_t count, uint32_t character) {
    for (size_t i = 0; i < count; i++) {
        if (character >= ranges[i].first && character <= ranges[i].last) {
            return true;
        }
    }
    return false;
}

/* The character that begins here; its bytes, never more than `left`, in `*size`. */
static uint32_t character_at(const char *text, size_t left, size_t *size) {
    const unsigned char *bytes = (const unsigned char *)text;
    size_t whole = bytes[0] < 0x80 ? 1 : bytes[0] < 0xe0 ? 2 : bytes[0] < 0xf0 ? 3 : 4;
    *size = whole < left ? whole : left;
    uint32_t character = whole == 1 ? bytes[0] : bytes[0] & (0xffU >> (whole + 1));
    for (size_t i = 1; i < *size; i++) {
        character = character << 6 | (bytes[i] & 0x3fU);
    }
    return character;
}

bool text_has_control(const char *text, size_t size, bool lines) {
    for (size_t at = 0, step = 0; at < size; at += step) {
        uint32_t character = character_at(text + at, size - at, &step);
        bool control = character < 0x20 || (character >= 0x7f && character < 0xa0) ||
                       character == 0x2028 || character == 0x2029;
        if (control && !(lines && character == '\n')) {
            return true;
        }
    }
    return false;
}

size_t text_count(const char *text, size_t size) {
    size_t count = 0;
    for (size_t i = 0; i < size; i++) {
        count += ((unsigned char)text[i] & 0xc0U) != 0x80U ? 1 : 0;
    }
    return count;
}

/* What is kept moves to the front; where the first and behind the last thing to be seen stand there. */
static void keep_visible(char *text, size_t size, size_t *begin, size_t *end) {
    size_t used = 0;
    size_t marks = 0;
    bool seen = false;
    *begin = 0;
    *end = 0;
    for (size_t at = 0, step = 0; at < size; at += step) {
        uint32_t character = character_at(text + at, size - at, &step);
        marks = IN(MARKS, character) ? marks + 1 : 0;
        if (IN(LEFT_OUT, character) || marks > TEXT_MARKS_MAX) {
            continue;
        }
        memmove(text + used, text + at, step);
        if (!IN(BLANK, character) && (seen || !IN(FOLLOWERS, character))) {
            *begin = seen ? *begin : used;
            *end = used + step;
            seen = true;
        }
        used += step;
    }
}

size_t text_clean(char *text, size_t size) {
    size_t begin = 0;
    size_t end = 0;
    keep_visible(text, size, &begin, &end);
    memmove(text, text + begin, end - begin);
    memset(text + (end - begin), 0, size - (end - begin));
    return end - begin;
}
