/* SPDX-License-Identifier: MIT */
/*
 * Dispatch by bisection of a constant table.  Counters and state live elsewhere:
 * a table that is never written can be shared by all threads.
 */

#include "chatd/command.h"

#include <string.h>

/*
 * Compare like strcmp(), with verb in place of a C string.  Verbs are short, and
 * the first byte decides nearly every time: no call pays.
 */
static int
command_compare(struct slice verb, const char *other)
{
	for (size_t i = 0; i < verb.size; i++) {
		if (other[i] == '\0')
			return 1;
		if (verb.bytes[i] != other[i])
			return (unsigned char)verb.bytes[i] -
			    (unsigned char)other[i];
	}
	return other[verb.size] == '\0' ? 0 : -1;
}

const struct command *
command_find(const struct command_table *table, struct slice verb)
{
	size_t low = 0, high = table->count;

	if (verb.size == 0)
		return NULL;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct command *command = &table->commands[middle];
		int order = command_compare(verb, command->verb);

		if (order == 0)
			return command;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
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
