/* no_pages: the table of a build without web pages (meson -Dweb=disabled). */
#include "gateway/pages.h"

/* C has no empty array: one row that the count does not reach. */
const struct page PAGES[] = {{.path = NULL}};
const size_t PAGES_COUNT = 0;
