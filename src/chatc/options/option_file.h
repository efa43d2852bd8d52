/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_OPTION_FILE_H
#define CHATD_CHATC_OPTION_FILE_H

/*
 * A text with options, one to a line: "name = value", with the value in quotes
 * or without, and "#" in front of what is not meant.  Which options there are
 * is for the caller to know.  Pure.
 */

#include <stdbool.h>

/* Begin with next at the text, which will be changed, and all else zero. */
struct option_file {
	char *next;        /* borrowed; the rest, up to a NUL */
	unsigned int line; /* of the option, from 1 */
	const char *name;  /* in the text, as is value */
	char *value;
	const char *error; /* what is wrong with the line, or NULL */
};

/*
 * Take the next option, or the next line that is none.  Return false at the
 * end.
 */
bool option_file_next(struct option_file *file);

/* Return the path of the user's file, to be freed, or NULL: there is no HOME.
 */
char *option_file_path(void);

#endif
