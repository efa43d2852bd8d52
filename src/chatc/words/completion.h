/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_COMPLETION_H
#define CHATD_CHATC_COMPLETION_H

/*
 * What TAB can complete: the commands, and the names and rooms that have been
 * seen.
 */

#include <stddef.h>

#include "common/slice.h"

/* How many names are remembered; one more, and the oldest is forgotten. */
#define COMPLETION_NAMES_MAX 1024

/* The longest name that is remembered. */
#define COMPLETION_NAME_BYTES 64

struct completion {
	char names[COMPLETION_NAMES_MAX][COMPLETION_NAME_BYTES + 1];
	size_t count; /* learnt so far; the next goes to count % MAX */
};

/*
 * Remember a name.  One that is too long, or has anything but printable ASCII
 * in it, is passed over, as it would be typed into the user's line.
 */
void completion_learn(struct completion *completion, struct slice name);

/*
 * Return the completion of word at index, counted from 0, as a text that the
 * caller frees, or NULL after the last.  A word that begins with '!' or '/' is
 * completed to a command, one that begins with '@' to a name, one that begins
 * with '#' to a room, and any other not at all.
 */
char *completion_match(
    const struct completion *completion, const char *word, size_t index);

/* The same, but any word is completed to a name, as behind "!kick". */
char *completion_match_name(
    const struct completion *completion, const char *word, size_t index);

#endif
