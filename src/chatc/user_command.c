/* SPDX-License-Identifier: MIT */
/*
 * The commands, in the order in which "!help" lists them.  A line that begins
 * with neither '!' nor '@' is a text for everybody, where the protocol knows
 * such texts.
 */

#include "chatc/user_command.h"

static const struct user_command_row user_command_rows[] = {
	{ NULL, USER_COMMAND_SEND, "@NAME TEXT", "send TEXT to NAME" },
	{ NULL, USER_COMMAND_SAY, "TEXT", "say TEXT to everybody" },
	{ "!who", USER_COMMAND_WHO, "!who", "list who is online" },
	{ "!help", USER_COMMAND_HELP, "!help", "show this list" },
	{ "!quit", USER_COMMAND_QUIT, "!quit", "leave" },
	{ "!exit", USER_COMMAND_QUIT, "!exit", "leave, too" },
};

#define USER_COMMAND_ROWS                                                      \
	(sizeof(user_command_rows) / sizeof(user_command_rows[0]))

static struct user_command
user_command_parse_send(struct slice line)
{
	struct user_command command = { .type = USER_COMMAND_SEND };

	line.bytes++;
	line.size--;
	if (line.size > 0 && line.bytes[0] != ' ' && line.bytes[0] != '\t')
		command.name = slice_take_word(&line);
	command.text = slice_trim(line);
	if (command.name.size == 0 || command.text.size == 0)
		command.type = USER_COMMAND_UNKNOWN;
	return command;
}

struct user_command
user_command_parse(struct slice line)
{
	struct user_command command = { .type = USER_COMMAND_UNKNOWN };

	line = slice_trim(line);
	if (line.size == 0)
		return (struct user_command){ .type = USER_COMMAND_NOTHING };
	if (line.bytes[0] == '@')
		return user_command_parse_send(line);
	if (line.bytes[0] != '!')
		return (struct user_command){ .type = USER_COMMAND_SAY,
			.text = line };
	for (size_t i = 0; i < USER_COMMAND_ROWS; i++)
		if (user_command_rows[i].word != NULL &&
		    slice_is(line, user_command_rows[i].word))
			command.type = user_command_rows[i].type;
	return command;
}

const struct user_command_row *
user_command_row(size_t index)
{
	return index < USER_COMMAND_ROWS ? &user_command_rows[index] : NULL;
}
