/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_LINE_HISTORY_H
#define CHATD_CHATC_LINE_HISTORY_H

/*
 * The file with the lines that were typed, which the next run finds again.
 * Several programs may use it at once.
 */

#include "common/slice.h"

/* The lines that the arrow keys find again, and that the file has. */
#define LINE_HISTORY_LINES 1000

/* Return the path of the file, for the caller to free, or NULL: no HOME. */
char *line_history_path(void);

/*
 * Hand over each line of the file, the oldest first.  One that cannot be read
 * is taken for empty.
 */
void line_history_load(const char *path, void (*take)(const char *line));

/*
 * Append lines, each with its "\n", after those that others have appended
 * meanwhile, and keep the last LINE_HISTORY_LINES of all of them.  The file,
 * and the directories above it, are made for the user alone.  Return 0, or -1
 * with errno.
 */
int line_history_save(const char *path, struct slice lines);

#endif
