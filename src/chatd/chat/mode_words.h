/* SPDX-License-Identifier: MIT */
#ifndef CHATD_MODE_WORDS_H
#define CHATD_MODE_WORDS_H

/*
 * Several changes of modes as one line tells them, "+ov-k alice bob": the
 * letters, with a sign where it is another one than before, and the values of
 * those that have one.  Pure; any thread.
 */

#include <stdbool.h>
#include <stddef.h>

#include "common/slice.h"

/* The most bytes of letters, and of values, that there may be. */
#define MODE_WORDS_BYTES 512

/* All zero: there are none. */
struct mode_words {
	size_t letters_size;
	size_t values_size;
	char sign; /* of the last letter */
	char letters[MODE_WORDS_BYTES];
	char values[MODE_WORDS_BYTES]; /* with a blank before each */
};

/* Forget all of words. */
void mode_words_clear(struct mode_words *words);

/*
 * Say whether one more change, with value or, if that is empty, without one,
 * leaves words with most bytes at most; which are MODE_WORDS_BYTES at most.
 */
bool mode_words_have_room(
    const struct mode_words *words, struct slice value, size_t most);

/* Add a change, for which there is room. */
void mode_words_add(
    struct mode_words *words, bool holds, char letter, struct slice value);

/* Return "+ov-k", and " alice bob", with a blank in front; both borrowed. */
struct slice mode_words_letters(const struct mode_words *words);
struct slice mode_words_values(const struct mode_words *words);

#endif
