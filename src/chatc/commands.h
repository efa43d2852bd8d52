/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_COMMANDS_H
#define CHATD_CHATC_COMMANDS_H

/*
 * What a user can type.  One table is the only truth: it is what is understood,
 * what "!help" prints and what TAB completes.  Pure.
 */

#include <stdbool.h>
#include <stddef.h>

#include "common/line.h"

enum command_type {
	COMMAND_NOTHING, /* a blank line */
	COMMAND_WHO,
	COMMAND_SEND, /* text for the user called name */
	COMMAND_SAY,  /* text for everybody */
	COMMAND_HELP,
	COMMAND_QUIT,
	COMMAND_UNKNOWN, /* not a command; or one with a part missing */
};

/* The slices lie in the line that was parsed. */
struct command {
	enum command_type type;
	struct slice name;
	struct slice text;
};

/* Say what the user meant by this line. */
struct command command_parse(struct slice line);

/*
 * Return the word, the usage and the help of the row at index, which counts
 * from 0; false past the last.  word_r is NULL for a form that has no fixed
 * word to complete.
 */
bool command_describe(size_t index, const char **word_r, const char **usage_r,
    const char **help_r);

#endif
