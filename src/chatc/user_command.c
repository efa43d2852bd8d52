/* SPDX-License-Identifier: MIT */
/*
 * The commands, in the order in which "!help" lists them.  A line that begins
 * with none of '!' and '@' is text for everybody, where the protocol has
 * something like everybody.
 */

#include "chatc/user_command.h"

static const struct command_row command_rows[] = {
	{ NULL, COMMAND_SEND, "@NAME TEXT", "send TEXT to NAME" },
	{ NULL, COMMAND_SAY, "TEXT", "say TEXT to everybody" },
	{ "!who", COMMAND_WHO, "!who", "list who is online" },
	{ "!help", COMMAND_HELP, "!help", "show this list" },
	{ "!quit", COMMAND_QUIT, "!quit", "leave" },
	{ "!exit", COMMAND_QUIT, "!exit", "leave, too" },
};

#define COMMAND_ROWS (sizeof(command_rows) / sizeof(command_rows[0]))

static struct command
command_parse_send(struct slice line)
{
	struct command command = { .type = COMMAND_SEND };

	line.bytes++;
	line.size--;
	if (line.size > 0 && line.bytes[0] != ' ' && line.bytes[0] != '\t')
		command.name = slice_take_word(&line);
	command.text = slice_trim(line);
	if (command.name.size == 0 || command.text.size == 0)
		command.type = COMMAND_UNKNOWN;
	return command;
}

struct command
command_parse(struct slice line)
{
	struct command command = { .type = COMMAND_UNKNOWN };

	line = slice_trim(line);
	if (line.size == 0)
		return (struct command){ .type = COMMAND_NOTHING };
	if (line.bytes[0] == '@')
		return command_parse_send(line);
	if (line.bytes[0] != '!')
		return (struct command){ .type = COMMAND_SAY, .text = line };
	for (size_t i = 0; i < COMMAND_ROWS; i++)
		if (command_rows[i].word != NULL &&
		    slice_equals(line, command_rows[i].word))
			command.type = command_rows[i].type;
	return command;
}

const struct command_row *
command_row(size_t index)
{
	return index < COMMAND_ROWS ? &command_rows[index] : NULL;
}
