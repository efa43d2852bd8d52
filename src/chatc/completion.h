/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_COMPLETION_H
#define CHATD_CHATC_COMPLETION_H

/*
 * What TAB can complete: the commands, and the names that were seen.
 */

#include <stddef.h>

#include "common/line.h"

/* The names remembered; beyond that the one learnt first is forgotten. */
#define COMPLETION_NAMES_MAX 1024

/* The longest name remembered. */
#define COMPLETION_NAME_BYTES 64

struct completion {
	char names[COMPLETION_NAMES_MAX][COMPLETION_NAME_BYTES + 1];
	size_t count; /* ever learnt; the next goes to count % MAX */
};

/*
 * Remember a name.  Names that are too long, and such with anything but
 * printable ASCII, are passed over: they would be typed into the user's line.
 */
void completion_learn(struct completion *completion, struct slice name);

/*
 * Return the index-th completion of word, counting from 0, as malloc(3)ed text
 * that the caller frees, or NULL past the last.  A word that begins with '!' is
 * a command's, one that begins with '@' a name's; others have no completion.
 */
char *completion_match(
    const struct completion *completion, const char *word, size_t index);

#endif
