/* SPDX-License-Identifier: MIT */
/*
 * Dispatch by a constant table.  Counters and state live elsewhere:
 * a table that is never written can be shared by all threads.
 */

#include "chatd/protocols/command.h"

/* A protocol has thirteen verbs at most; bisecting so few would take longer. */
const struct command *
command_find(const struct command_table *table, struct slice verb)
{
	for (size_t i = 0; i < table->count; i++) {
		if (slice_equals(table->commands[i].verb, verb))
			return &table->commands[i];
	}
	return NULL;
}

bool
command_find_receiver(const struct command_table *table, struct slice line,
    const struct command_run *run, struct slice *name_r)
{
	const struct command *command = run->command;

	*name_r = run->argument;
	if (!command_run_goes_on(run, line)) {
		command = command_find(table, slice_take_word(&line));
		line = slice_trim_left(line);
		*name_r = slice_take_word(&line);
	}
	return command != NULL && command->arguments == ARGUMENTS_TO_USER;
}

/* The line is split at at: what is before begins a run of such lines. */
static void
command_run_begin(struct command_run *run, const struct command *command,
    struct slice line, struct slice argument, const char *at)
{
	run->command = command;
	run->begin.bytes = line.bytes;
	run->begin.size = (size_t)(at - line.bytes);
	run->argument = argument;
}

enum command_status
command_dispatch_split(const struct command_table *table, unsigned int state,
    struct connection *connection, struct slice line, struct command_run *run)
{
	const struct slice nothing = SLICE("");
	struct slice rest = slice_trim_right(line);
	struct slice verb = slice_take_word(&rest);
	const struct command *command = command_find(table, verb);
	struct slice argument;

	run->command = NULL;
	if (command == NULL || (command->states & state) == 0)
		return COMMAND_UNKNOWN;
	rest = slice_trim_left(rest);
	if (command->arguments == ARGUMENTS_NONE && rest.size > 0)
		return COMMAND_UNKNOWN;
	if (command->arguments < ARGUMENTS_TEXT)
		return command->handle(connection, rest, nothing);
	argument = slice_take_word(&rest);
	rest = slice_trim_left(rest);
	if (rest.size > 0)
		command_run_begin(run, command, line, argument, rest.bytes);
	return command->handle(connection, argument, rest);
}
