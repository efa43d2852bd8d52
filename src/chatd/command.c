/* SPDX-License-Identifier: MIT */
/*
 * Dispatch by a constant table.  Counters and state live elsewhere:
 * a table that is never written can be shared by all threads.
 */

#include "chatd/command.h"

#include <string.h>

static bool
command_is_called(const struct command *command, struct slice verb)
{
	size_t i = 0;

	/* The row's verb ends at its NUL, even if the peer has sent one too. */
	while (i < verb.size && command->verb[i] == verb.bytes[i] &&
	    command->verb[i] != '\0')
		i++;
	return i == verb.size && command->verb[i] == '\0';
}

/*
 * The first byte passes over nearly all other rows.  A protocol has some ten
 * verbs at most: bisecting so few takes more instructions than that.
 */
const struct command *
command_find(const struct command_table *table, struct slice verb)
{
	if (verb.size == 0 || verb.bytes[0] == '\0')
		return NULL;
	for (size_t i = 0; i < table->count; i++) {
		const struct command *command = &table->commands[i];

		if (command->verb[0] == verb.bytes[0] &&
		    command_is_called(command, verb))
			return command;
	}
	return NULL;
}

enum command_status
command_dispatch(const struct command_table *table, unsigned int state,
    struct connection *connection, struct slice line)
{
	struct slice arguments = line;
	struct slice verb = slice_take_word(&arguments);
	const struct command *command = command_find(table, verb);

	if (command == NULL || (command->states & state) == 0)
		return COMMAND_UNKNOWN;
	arguments = slice_trim(arguments);
	if (!command->takes_arguments && arguments.size > 0)
		return COMMAND_UNKNOWN;
	return command->handle(connection, arguments);
}
