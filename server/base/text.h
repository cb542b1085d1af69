/* text: what people type, before it is kept and shown to others. Pure; all text is valid UTF-8.
 *
 * A name that turns the line around it (U+202E), that nobody can see (U+3164) or that piles marks over its neighbours is
 * a trick on whoever reads the list. What only hides, turns or piles up is left out; writing itself, in any script and
 * direction, stands as it was typed. */
#ifndef ANTEROOM_BASE_TEXT_H
#define ANTEROOM_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

enum { TEXT_MARKS_MAX = 4 }; /* combining marks on one letter; further ones are left out */

/* Whether a control character stands in it: of both sets, or a line separator. `lines`: line feeds may. */
bool text_has_control(const char *text, size_t size, bool lines);

/* Takes out in place: embeddings, overrides and isolates of direction, joiners of words, marks above
 * TEXT_MARKS_MAX, and blanks at both ends, seen or not; all of a text in which nothing can be seen. The new size. */
size_t text_clean(char *text, size_t size);

/* How many characters there are. */
size_t text_count(const char *text, size_t size);

#endif
