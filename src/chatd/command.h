/* SPDX-License-Identifier: MIT */
#ifndef CHATD_COMMAND_H
#define CHATD_COMMAND_H

/*
 * The table of a protocol's commands, and how a request finds its handler.
 *
 * One row per verb says all that is to be checked before the handler runs, so
 * that handlers check nothing twice.  Pure; any thread.
 *
 * To add a command: a row in its protocol's table; its handler; its line in
 * chatd-protocols(7); a test.
 */

#include <stdbool.h>
#include <stddef.h>

#include "common/line.h"

struct connection;

enum command_status {
	COMMAND_DONE,	       /* the handler has answered, or will */
	COMMAND_UNKNOWN,       /* no such verb, or not in this state */
	COMMAND_BAD_ARGUMENTS, /* they are missing, or too many, or wrong */
};

struct command {
	const char *verb;
	unsigned int states; /* set of the protocol's states it is legal in */
	bool takes_arguments;
	enum command_status (*handle)(
	    struct connection *connection, struct slice arguments);
	const char *usage; /* for the manual, and for people */
};

/* A whole table, in the order of how often the verbs are sent. */
struct command_table {
	const struct command *commands;
	size_t count;
};

/* Return the command of this very verb, or NULL. */
const struct command *command_find(
    const struct command_table *table, struct slice verb);

/*
 * Split line into a verb and arguments, find the verb's row, check that it is
 * legal in state (one bit) and that arguments are there only where it takes
 * any, and call its handler.  Return what the handler returned, or what stood
 * against it.
 */
enum command_status command_dispatch(const struct command_table *table,
    unsigned int state, struct connection *connection, struct slice line);

#endif
