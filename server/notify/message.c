#include "notify/message.h"

#include "base/address.h"
#include "base/bytes.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum {
    LINE_MAX_7BIT = 200,     /* longer lines go out quoted-printable, far below SMTP's 998 */
    ENCODED_WORD_BYTES = 45, /* 60 characters of base64: an encoded-word stays under 75 */
    QUOTED_LINE = 72,
};

static void put(struct writer *w, const char *text) {
    writer_copy(w, text, strlen(text));
}

static bool is_plain(const char *text) {
    for (const char *at = text; *at != '\0'; at++) {
        if ((unsigned char)*at < 0x20 || (unsigned char)*at > 0x7e) {
            return false;
        }
    }
    return true;
}

static bool has_control(const char *text) {
    for (const char *at = text; *at != '\0'; at++) {
        if ((unsigned char)*at < 0x20 || *at == 0x7f) {
            return true;
        }
    }
    return false;
}

static void put_base64(struct writer *w, const unsigned char *data, size_t size) {
    static const char DIGITS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < size; i += 3) {
        size_t left = size - i;
        uint32_t group = (uint32_t)data[i] << 16;
        group |= left > 1 ? (uint32_t)data[i + 1] << 8 : 0;
        group |= left > 2 ? data[i + 2] : 0;
        writer_u8(w, (uint8_t)DIGITS[group >> 18 & 63]);
        writer_u8(w, (uint8_t)DIGITS[group >> 12 & 63]);
        writer_u8(w, left > 1 ? (uint8_t)DIGITS[group >> 6 & 63] : '=');
        writer_u8(w, left > 2 ? (uint8_t)DIGITS[group & 63] : '=');
    }
}

/* RFC 2047 encoded-words; a character of UTF-8 is never split over two of them. */
static void put_encoded(struct writer *w, const char *text) {
    const unsigned char *at = (const unsigned char *)text;
    size_t left = strlen(text);
    for (bool first = true; left > 0; first = false) {
        size_t size = left < ENCODED_WORD_BYTES ? left : ENCODED_WORD_BYTES;
        while (size > 1 && size < left && (at[size] & 0xc0) == 0x80) {
            size--;
        }
        put(w, first ? "=?utf-8?B?" : "\r\n =?utf-8?B?");
        put_base64(w, at, size);
        put(w, "?=");
        at += size;
        left -= size;
    }
}

static void put_phrase(struct writer *w, const char *text) {
    if (!is_plain(text)) {
        put_encoded(w, text);
        return;
    }
    put(w, "\"");
    for (const char *at = text; *at != '\0'; at++) {
        if (*at == '"' || *at == '\\') {
            put(w, "\\");
        }
        writer_u8(w, (uint8_t)*at);
    }
    put(w, "\"");
}

/* RFC 5322 section 3.3. */
static void put_date(struct writer *w, int64_t date_ms) {
    static const char *const DAYS[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char *const MONTHS[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    time_t seconds = (time_t)(date_ms / 1000);
    struct tm tm;
    char line[64];
    must(gmtime_r(&seconds, &tm) != NULL);
    snprintf(line, sizeof line, "Date: %s, %02d %s %04d %02d:%02d:%02d +0000\r\n", DAYS[tm.tm_wday],
             tm.tm_mday, MONTHS[tm.tm_mon], tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec);
    put(w, line);
}

static bool fits_7bit(const char *text) {
    size_t line = 0;
    for (const char *at = text; *at != '\0'; at++) {
        line = *at == '\n' ? 0 : line + 1;
        if (line > LINE_MAX_7BIT || ((unsigned char)*at < 0x20 && *at != '\n') ||
            (unsigned char)*at > 0x7e) {
            return false;
        }
    }
    return true;
}

static void put_7bit(struct writer *w, const char *text) {
    for (const char *at = text; *at != '\0'; at++) {
        put(w, *at == '\n' ? "\r" : "");
        writer_u8(w, (uint8_t)*at);
    }
}

/* RFC 2045 section 6.7. A space before a line's end would be lost on the way, so it is quoted too.
 */
static void put_quoted(struct writer *w, const char *text) {
    size_t line = 0;
    for (const unsigned char *at = (const unsigned char *)text; *at != '\0'; at++) {
        if (*at == '\n') {
            put(w, "\r\n");
            line = 0;
            continue;
        }
        if (line >= QUOTED_LINE) {
            put(w, "=\r\n");
            line = 0;
        }
        bool plain = *at > 0x20 && *at < 0x7f && *at != '=';
        bool inner_space = *at == ' ' && at[1] != '\n' && at[1] != '\0';
        if (plain || inner_space) {
            writer_u8(w, *at);
            line++;
        } else {
            char quoted[4];
            snprintf(quoted, sizeof quoted, "=%02X", *at);
            put(w, quoted);
            line += 3;
        }
    }
}

static enum err check(const struct message *message) {
    const char *domain = strchr(message->from, '@');
    if (address_check_email(message->to, strlen(message->to)) != ERR_OK || domain == NULL ||
        address_check_email(message->from, strlen(message->from)) != ERR_OK) {
        return ERR_INVALID;
    }
    if (has_control(message->from_name) || has_control(message->subject)) {
        return ERR_INVALID;
    }
    size_t id_size = strspn(message->id, "0123456789abcdefghijklmnopqrstuvwxyz");
    return id_size > 0 && message->id[id_size] == '\0' ? ERR_OK : ERR_INVALID;
}

static void put_headers(struct writer *w, const struct message *message) {
    put(w, "From: ");
    if (message->from_name[0] != '\0') {
        put_phrase(w, message->from_name);
        put(w, " ");
    }
    put(w, "<");
    put(w, message->from);
    put(w, ">\r\nTo: <");
    put(w, message->to);
    put(w, ">\r\nSubject: ");
    if (is_plain(message->subject)) {
        put(w, message->subject);
    } else {
        put_encoded(w, message->subject);
    }
    put(w, "\r\n");
    put_date(w, message->date_ms);
    put(w, "Message-ID: <");
    put(w, message->id);
    put(w, strchr(message->from, '@'));
    put(w, ">\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
           "Auto-Submitted: auto-generated\r\nContent-Transfer-Encoding: ");
}

enum err message_write(const struct message *message, struct arena *arena, char **out,
                       size_t *size) {
    enum err err = check(message);
    if (err != ERR_OK) {
        return err;
    }
    char *buffer = arena_alloc(arena, MESSAGE_BYTES_MAX + 1);
    if (buffer == NULL) {
        return ERR_NOMEM;
    }
    struct writer w = writer_of(buffer, MESSAGE_BYTES_MAX);
    put_headers(&w, message);
    if (fits_7bit(message->text)) {
        put(&w, "7bit\r\n\r\n");
        put_7bit(&w, message->text);
    } else {
        put(&w, "quoted-printable\r\n\r\n");
        put_quoted(&w, message->text);
    }
    err = writer_check(&w);
    if (err == ERR_OK) {
        *out = buffer;
        *size = writer_size(&w);
    }
    return err;
}
