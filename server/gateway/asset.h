/* asset: which of the binary's pages answers a GET, and in which coding. Pure. */
#ifndef ANTEROOM_GATEWAY_ASSET_H
#define ANTEROOM_GATEWAY_ASSET_H

#include "base/err.h"
#include "gateway/pages.h"

enum { ASSET_ETAG_MAX = 128 };

/* The page for a path: its own; the staff page ("/") for every other path that names no file, since the
 * staff page has its own views; NULL for a file that is not there (a dot in its last segment, or below
 * /assets/) and for everything below /api/. */
const struct page *asset_find(const struct page *pages, size_t count, const char *path);

struct asset_choice {
    const uint8_t *data;
    size_t size;
    const char *coding; /* "br", "gzip" or NULL */
    char etag[ASSET_ETAG_MAX];
    bool unchanged; /* the client has it: 304 */
};

/* Accept-Encoding and If-None-Match as sent; NULL when absent. Brotli before gzip where the client likes
 * both equally (RFC 9110 sections 12.5.3 and 13.1.2). */
void asset_choose(const struct page *page, const char *accept_encoding, const char *if_none_match,
                  struct asset_choice *out);

#endif
