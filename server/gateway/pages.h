/* pages: the web pages that the binary carries.
 *
 * tools/pages.mjs builds web/dist and writes the C source that defines this table; the gateway looks a path up
 * in it and sends what the client accepts. It holds files only: no header, no policy, no record of anybody. */
#ifndef ANTEROOM_GATEWAY_PAGES_H
#define ANTEROOM_GATEWAY_PAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One file, ready to be sent. Every pointer is static and lives as long as the program. */
struct page {
    const char *path; /* "/", "/join" and "/portal" are the pages, "/assets/..." most of the rest */
    const char *content_type; /* a whole header value, such as "text/html; charset=utf-8" */
    const char *etag;         /* strong, of the identity bytes, quotes included */
    bool immutable;           /* the name holds a hash of the content: may be cached for a year */
    const uint8_t *identity;  /* never NULL */
    size_t identity_size;
    const uint8_t *gzip; /* NULL, size 0 where it saves nothing (fonts); so is brotli */
    size_t gzip_size;
    const uint8_t *brotli;
    size_t brotli_size;
};

/* All files in ascending order of path by strcmp(), so that a lookup can be a binary search. A build without
 * web pages (meson -Dweb=disabled) has none: PAGES_COUNT is 0. */
extern const struct page PAGES[];
extern const size_t PAGES_COUNT;

#endif
