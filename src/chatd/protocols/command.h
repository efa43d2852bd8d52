/* SPDX-License-Identifier: MIT */
#ifndef CHATD_COMMAND_H
#define CHATD_COMMAND_H

/*
 * The table of a protocol's commands, and how a request finds its handler.
 *
 * One row for each verb says all that is to be checked before the handler runs,
 * so that no handler has to check it again.  Pure; any thread.
 *
 * To add a command, write its handler and a test, and give it a row in the
 * table of its protocol and a line in chatd-protocols(7).
 */

#include <stdbool.h>
#include <stddef.h>

#include "common/in_line.h"
#include "common/slice.h"

struct connection;

enum command_status {
	COMMAND_DONE,          /* the handler has answered, or will */
	COMMAND_UNKNOWN,       /* no such verb, or not in this state */
	COMMAND_BAD_ARGUMENTS, /* they are missing, or too many, or wrong */
	COMMAND_TOO_LONG,      /* the line was not even looked at */
	COMMAND_AGAIN, /* not yet: lines_input() is to keep the line, which
			  comes again once the chat has answered */
};

/* What may follow a verb, and how the handler gets it. */
enum command_arguments {
	ARGUMENTS_NONE,
	ARGUMENTS_ANY,     /* all of it as one; no blanks around it */
	ARGUMENTS_TEXT,    /* a word, and a text without blanks around it */
	ARGUMENTS_TO_USER, /* the same: a user, and what is said to them, which
			      may pass protocols/gate.h */
};

struct command {
	struct slice verb;
	unsigned int states; /* set of the protocol's states it is legal in */
	enum command_arguments arguments;
	/* argument and text are empty where there is none. */
	enum command_status (*handle)(struct connection *connection,
	    struct slice argument, struct slice text);
	const char *usage; /* for the manual, and for people */
};

/* A whole table, with the verbs that are sent most often first. */
struct command_table {
	const struct command *commands;
	size_t count;
};

/*
 * Whoever sends many lines at once mostly writes to one person: so each line is
 * first compared with the beginning of the one before, "SEND bob "; see
 * doc/fast-path.md.  The slices lie in the lines that were handled, so a run
 * ends with the input they came in.
 */
struct command_run {
	const struct command *command; /* NULL: there is no run */
	struct slice begin;            /* up to the text */
	struct slice argument;         /* in there */
};

/*
 * Dispatch a line that does not begin as the one before did, and let run begin
 * with it if it has a text.  For command_dispatch() alone.
 */
enum command_status command_dispatch_split(const struct command_table *table,
    unsigned int state, struct connection *connection, struct slice line,
    struct command_run *run);

/* Return the command of this very verb, or NULL. */
const struct command *command_find(
    const struct command_table *table, struct slice verb);

/*
 * Find whom the text in line is for.  Return false if line is no command that
 * sends one.  run is of the lines before it.
 */
bool command_find_receiver(const struct command_table *table, struct slice line,
    const struct command_run *run, struct slice *name_r);

/* Say whether line continues run, and so needs not be split. */
static inline bool
command_run_goes_on(const struct command_run *run, struct slice line)
{
	const struct slice begin = { line.bytes, run->begin.size };

	return run->command != NULL && line.size > begin.size &&
	       slice_equals(begin, run->begin) &&
	       !slice_byte_is_blank(line.bytes[begin.size]);
}

/*
 * Split line into a verb and what it takes, find the verb's row, check that it
 * is legal in state (one bit) and that arguments are there only where it takes
 * any, and call its handler.  Return what the handler returned, or what stood
 * against it.  run is of the lines that came together with this one, zeroed
 * before the first.
 */
static IN_LINE enum command_status
command_dispatch(const struct command_table *table, unsigned int state,
    struct connection *connection, struct slice line, struct command_run *run)
{
	if (!command_run_goes_on(run, line))
		return command_dispatch_split(
		    table, state, connection, line, run);
	if ((run->command->states & state) == 0)
		return COMMAND_UNKNOWN;
	line.bytes += run->begin.size;
	line.size -= run->begin.size;
	return run->command->handle(
	    connection, run->argument, slice_trim_right(line));
}

#endif
