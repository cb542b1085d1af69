#include "gateway/asset.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

static const struct page *exact(const struct page *pages, size_t count, const char *path) {
    size_t low = 0;
    while (count > 0) {
        size_t middle = low + count / 2;
        int order = strcmp(path, pages[middle].path);
        if (order == 0) {
            return &pages[middle];
        }
        if (order > 0) {
            low = middle + 1;
            count -= count / 2 + 1;
        } else {
            count /= 2;
        }
    }
    return NULL;
}

const struct page *asset_find(const struct page *pages, size_t count, const char *path) {
    const struct page *page = exact(pages, count, path);
    if (page != NULL) {
        return page;
    }
    const char *last = strrchr(path, '/');
    if (last == NULL || strchr(last, '.') != NULL || strncmp(path, "/assets/", 8) == 0 ||
        strncmp(path, "/api/", 5) == 0) {
        return NULL;
    }
    return exact(pages, count, "/");
}

/* One entry of a list with commas; the next one's start is returned. */
static const char *entry(const char *list, const char **text, size_t *size) {
    list += strspn(list, ", \t");
    *text = list;
    *size = strcspn(list, ",");
    const char *next = list + *size;
    while (*size > 0 && (list[*size - 1] == ' ' || list[*size - 1] == '\t')) {
        (*size)--;
    }
    return next;
}

/* The weight of an entry in thousandths: "gzip;q=0.5" is 500. What cannot be read counts as 0. */
static int weight(const char *text, size_t size) {
    const char *semicolon = memchr(text, ';', size);
    if (semicolon == NULL) {
        return 1000;
    }
    const char *at = semicolon + 1;
    const char *end = text + size;
    while (at < end && (*at == ' ' || *at == '\t')) {
        at++;
    }
    if (end - at < 3 || (at[0] != 'q' && at[0] != 'Q') || at[1] != '=') {
        return 0;
    }
    if (at[2] == '1') {
        return 1000;
    }
    int value = 0;
    int unit = 100;
    for (at += 4; at < end && *at >= '0' && *at <= '9' && unit > 0; at++, unit /= 10) {
        value += (*at - '0') * unit;
    }
    return value;
}

static bool names(const char *text, size_t size, const char *coding) {
    size_t name_size = strcspn(text, "; \t,");
    name_size = name_size < size ? name_size : size;
    return name_size == strlen(coding) && strncasecmp(text, coding, name_size) == 0;
}

/* The weight of a coding in Accept-Encoding, by name or by "*"; 0 when it is not wanted. */
static int coding_weight(const char *accept_encoding, const char *coding) {
    int any = 0;
    const char *text = NULL;
    size_t size = 0;
    for (const char *at = accept_encoding; at != NULL && *at != '\0';) {
        at = entry(at, &text, &size);
        if (names(text, size, coding)) {
            return weight(text, size);
        }
        any = names(text, size, "*") ? weight(text, size) : any;
    }
    return any;
}

/* An entity tag of the list, weak or not, or "*" (RFC 9110 section 13.1.2 compares weakly). */
static bool tag_listed(const char *list, const char *etag) {
    const char *text = NULL;
    size_t size = 0;
    for (const char *at = list; at != NULL && *at != '\0';) {
        at = entry(at, &text, &size);
        if (size > 2 && text[0] == 'W' && text[1] == '/') {
            text += 2;
            size -= 2;
        }
        if ((size == 1 && text[0] == '*') ||
            (size == strlen(etag) && memcmp(text, etag, size) == 0)) {
            return true;
        }
    }
    return false;
}

void asset_choose(const struct page *page, const char *accept_encoding, const char *if_none_match,
                  struct asset_choice *out) {
    int brotli = page->brotli != NULL ? coding_weight(accept_encoding, "br") : 0;
    int gzip = page->gzip != NULL ? coding_weight(accept_encoding, "gzip") : 0;
    *out = (struct asset_choice){.data = page->identity, .size = page->identity_size};
    if (brotli > 0 && brotli >= gzip) {
        out->data = page->brotli;
        out->size = page->brotli_size;
        out->coding = "br";
    } else if (gzip > 0) {
        out->data = page->gzip;
        out->size = page->gzip_size;
        out->coding = "gzip";
    }
    size_t tag_size = strlen(page->etag);
    must(tag_size >= 2 && tag_size + 8 < ASSET_ETAG_MAX);
    (void)snprintf(out->etag, sizeof out->etag, "%.*s%s%s\"", (int)tag_size - 1, page->etag,
                   out->coding == NULL ? "" : "-", out->coding == NULL ? "" : out->coding);
    out->unchanged = tag_listed(if_none_match, out->etag);
}
