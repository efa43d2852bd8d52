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

/* What stands in the table. */
struct command_row {
	const char *word; /* to complete; NULL: not a fixed word */
	enum command_type type;
	const char *usage;
	const char *help;
};

/* Return the row at index, which counts from 0, or NULL past the last. */
const struct command_row *command_row(size_t index);

#endif
