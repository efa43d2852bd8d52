/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_USER_COMMAND_H
#define CHATD_CHATC_USER_COMMAND_H

/*
 * The commands that a user can type.  One table is the only truth: it says what
 * is understood, what "!help" prints and what TAB completes.  Pure.
 */

#include <stddef.h>

#include "common/slice.h"

enum user_command_type {
	USER_COMMAND_NOTHING, /* a blank line */
	USER_COMMAND_WHO,
	USER_COMMAND_SEND, /* text for the user called name */
	USER_COMMAND_SAY,  /* text for everybody */
	USER_COMMAND_HELP,
	USER_COMMAND_QUIT,
	USER_COMMAND_UNKNOWN, /* no command, or one that lacks a part */
};

/* The slices lie in the line that was parsed. */
struct user_command {
	enum user_command_type type;
	struct slice name;
	struct slice text;
};

/* Find out what the user means by this line. */
struct user_command user_command_parse(struct slice line);

/* A row of the table. */
struct user_command_row {
	const char *word; /* to complete; NULL: there is no fixed word */
	enum user_command_type type;
	const char *usage;
	const char *help;
};

/* Return the row at index, counted from 0, or NULL after the last. */
const struct user_command_row *user_command_row(size_t index);

#endif
