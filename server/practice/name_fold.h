/* name_fold: a person's name in the form in which it is looked for and sorted. Pure.
 *
 * Lower-case letters without their accents, words held apart by one space, hyphens as spaces,
 * apostrophes and points left out: "O'Neil-Müller, José" is "oneil muller jose". Latin letters are
 * reduced to ASCII, Greek and Cyrillic ones to lower-case, any other writing stands as it is. */
#ifndef ANTEROOM_PRACTICE_NAME_FOLD_H
#define ANTEROOM_PRACTICE_NAME_FOLD_H

#include "base/arena.h"

#include <stdbool.h>

/* `name` is valid UTF-8. In the arena; NULL when memory is short. */
const char *name_fold(const char *name, struct arena *arena);

/* Whether each word of `query` begins a word of `name`; both are folded. An empty query is found
 * everywhere. */
bool name_fold_matches(const char *name, const char *query);

#endif
