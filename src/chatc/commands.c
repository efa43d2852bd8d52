/* SPDX-License-Identifier: MIT */
/*
 * The commands, in the order in which "!help" lists them.  A line that begins
 * with none of '!' and '@' is text for everybody, where the protocol has
 * something like everybody.
 */

#include "chatc/commands.h"

struct command_row {
	const char *word; /* NULL: not a fixed word */
	enum command_type type;
	const char *usage;
	const char *help;
};

static const struct command_row command_rows[] = {
	{ NULL, COMMAND_SEND, "@NAME TEXT", "send TEXT to NAME" },
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

bool
command_describe(size_t index, const char **word_r, const char **usage_r,
    const char **help_r)
{
	if (index >= COMMAND_ROWS)
		return false;
	*word_r = command_rows[index].word;
	*usage_r = command_rows[index].usage;
	*help_r = command_rows[index].help;
	return true;
}
