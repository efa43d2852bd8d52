/* SPDX-License-Identifier: MIT */
/* The commands, in the order in which "!help" lists them. */

#include "chatc/words/user_command.h"

#include <string.h>
#include <strings.h>

static const struct user_command_row user_command_rows[] = {
	{ NULL, USER_COMMAND_SEND, USER_COMMAND_NAME_AND_TEXT,
	    USER_COMMAND_NEEDS_NOTHING, "@NAME TEXT", "send TEXT to NAME" },
	{ NULL, USER_COMMAND_TARGET, USER_COMMAND_NAME,
	    USER_COMMAND_NEEDS_NOTHING, "@NAME",
	    "what you type from now on is for NAME" },
	{ NULL, USER_COMMAND_SAY, USER_COMMAND_TEXT, USER_COMMAND_NEEDS_SAY,
	    "TEXT", "say TEXT to everybody, or to whoever is in the prompt" },
	{ "!to", USER_COMMAND_TARGET, USER_COMMAND_MAY_HAVE_NAME,
	    USER_COMMAND_NEEDS_NOTHING, "!to [NAME]",
	    "the same as @NAME; without NAME, nobody is in the prompt" },
	{ "!msg", USER_COMMAND_SEND, USER_COMMAND_NAME_AND_TEXT,
	    USER_COMMAND_NEEDS_NOTHING, "!msg NAME TEXT",
	    "the same as @NAME TEXT" },
	{ "!me", USER_COMMAND_ACT, USER_COMMAND_TEXT,
	    USER_COMMAND_NEEDS_NOTHING, "!me TEXT",
	    "say what you do: \"* YOU TEXT\"" },
	{ "!join", USER_COMMAND_JOIN, USER_COMMAND_NAME,
	    USER_COMMAND_NEEDS_ROOMS, "!join #ROOM",
	    "join ROOM, and talk there" },
	{ "!part", USER_COMMAND_LEAVE, USER_COMMAND_MAY_HAVE_NAME,
	    USER_COMMAND_NEEDS_ROOMS, "!part [#ROOM]",
	    "leave ROOM, or the room in the prompt" },
	{ "!leave", USER_COMMAND_LEAVE, USER_COMMAND_MAY_HAVE_NAME,
	    USER_COMMAND_NEEDS_ROOMS, "!leave [#ROOM]", NULL },
	{ "!rooms", USER_COMMAND_ROOMS, USER_COMMAND_NO_ARGUMENT,
	    USER_COMMAND_NEEDS_ROOMS, "!rooms", "list the rooms you are in" },
	{ "!who", USER_COMMAND_WHO, USER_COMMAND_MAY_HAVE_NAME,
	    USER_COMMAND_NEEDS_NOTHING, "!who [#ROOM]",
	    "list who is online, or in ROOM" },
	{ "!topic", USER_COMMAND_TOPIC, USER_COMMAND_ROOM_AND_MAYBE_TEXT,
	    USER_COMMAND_NEEDS_ROOMS, "!topic [#ROOM] [TEXT]",
	    "say what a room is about, or let it be about TEXT" },
	{ "!kick", USER_COMMAND_KICK, USER_COMMAND_ROOM_AND_TEXT,
	    USER_COMMAND_NEEDS_ROOMS, "!kick [#ROOM] NAME [WHY]",
	    "take NAME out of a room" },
	{ "!mode", USER_COMMAND_MODE, USER_COMMAND_ROOM_AND_MAYBE_TEXT,
	    USER_COMMAND_NEEDS_ROOMS, "!mode [#ROOM] [CHANGE]",
	    "say what holds in a room, or change it: +k KEY, +i, +o NAME..." },
	{ "!invite", USER_COMMAND_INVITE, USER_COMMAND_ROOM_AND_TEXT,
	    USER_COMMAND_NEEDS_ROOMS, "!invite [#ROOM] NAME",
	    "let NAME into a room" },
	{ "!register", USER_COMMAND_REGISTER, USER_COMMAND_NO_ARGUMENT,
	    USER_COMMAND_NEEDS_OWNERS, "!register",
	    "make your name your own; a password is asked for" },
	{ "!help", USER_COMMAND_HELP, USER_COMMAND_NO_ARGUMENT,
	    USER_COMMAND_NEEDS_NOTHING, "!help", "show this list" },
	{ "!quit", USER_COMMAND_QUIT, USER_COMMAND_NO_ARGUMENT,
	    USER_COMMAND_NEEDS_NOTHING, "!quit or !exit", "leave" },
	{ "!exit", USER_COMMAND_QUIT, USER_COMMAND_NO_ARGUMENT,
	    USER_COMMAND_NEEDS_NOTHING, "!exit", NULL },
};

#define USER_COMMAND_ROWS                                                      \
	(sizeof(user_command_rows) / sizeof(user_command_rows[0]))

/* What people type who know the wire. */
static const struct {
	const char *verb, *typed;
} user_command_raw[] = {
	{ "HELLO-FROM", "!quit, and begin anew as NAME@HOST" },
	{ "SEND", "@NAME TEXT" },
	{ "WHO", "!who" },
	{ "LIST", "!who" },
	{ "JOIN", "!join #ROOM" },
	{ "LEAVE", "!part #ROOM" },
	{ "TOPIC", "!topic" },
	{ "KICK", "!kick NAME" },
	{ "MODE", "!mode" },
	{ "INVITE", "!invite NAME" },
	{ "AUTH", "!quit, and begin anew as NAME@HOST" },
	{ "REGISTER", "!register" },
};

/* Take "bob text" or "bob" apart. */
static struct user_command
user_command_parse_name(enum user_command_type type, struct slice rest)
{
	struct user_command command = { .type = type };

	command.name = slice_take_word(&rest);
	command.text = slice_trim_left(rest);
	return command;
}

/*
 * "@bob" alone makes bob the target.  With a blank behind it, this is a message
 * without a text, and what becomes of it is the server's affair.
 */
static struct user_command
user_command_parse_at(struct slice line)
{
	struct user_command command;
	bool ends_blank = slice_trim_right(line).size < line.size;

	line = slice_trim_right(line);
	line.bytes++;
	line.size--;
	if (line.size == 0 || slice_byte_is_blank(line.bytes[0]))
		return (struct user_command){ .type = USER_COMMAND_NO_TARGET };
	command = user_command_parse_name(USER_COMMAND_SEND, line);
	if (command.text.size == 0 && !ends_blank)
		command.type = USER_COMMAND_TARGET;
	return command;
}

/* Take "#ops text", or a text alone, apart. */
static struct user_command
user_command_parse_room(enum user_command_type type, struct slice rest)
{
	struct user_command command = { .type = type };

	rest = slice_trim(rest);
	if (slice_begins_with(rest, "#"))
		command.name = slice_take_word(&rest);
	command.text = slice_trim_left(rest);
	return command;
}

/* Say whether what stands behind the word of a row is what it wants. */
static bool
user_command_fits(const struct user_command_row *row, struct slice rest)
{
	bool has_room = slice_begins_with(slice_trim_left(rest), "#");
	bool has_name = slice_take_word(&rest).size > 0;
	bool has_more = slice_trim(rest).size > 0;

	switch (row->arguments) {
	case USER_COMMAND_NO_ARGUMENT:
		return !has_name;
	case USER_COMMAND_MAY_HAVE_NAME:
		return !has_more;
	case USER_COMMAND_NAME:
		return has_name && !has_more;
	case USER_COMMAND_NAME_AND_TEXT:
		return has_name && has_more;
	case USER_COMMAND_TEXT:
		return has_name;
	case USER_COMMAND_ROOM_AND_TEXT:
		return has_name && (has_more || !has_room);
	case USER_COMMAND_ROOM_AND_MAYBE_TEXT:
		return true;
	}
	return false;
}

/* Take a line apart that begins with '!' or '/'. */
static struct user_command
user_command_parse_word(struct slice line)
{
	struct slice rest = line, word = slice_take_word(&rest);
	struct slice name = { word.bytes + 1, word.size - 1 };

	for (size_t i = 0; i < USER_COMMAND_ROWS; i++) {
		const struct user_command_row *row = &user_command_rows[i];

		if (row->word == NULL || !slice_is(name, row->word + 1))
			continue;
		if (!user_command_fits(row, rest))
			return (struct user_command){
				.type = USER_COMMAND_INCOMPLETE,
				.text = { row->usage, strlen(row->usage) },
			};
		if (row->arguments == USER_COMMAND_TEXT)
			return (struct user_command){ .type = row->type,
				.text = slice_trim(rest) };
		if (row->arguments == USER_COMMAND_ROOM_AND_TEXT ||
		    row->arguments == USER_COMMAND_ROOM_AND_MAYBE_TEXT)
			return user_command_parse_room(row->type, rest);
		return user_command_parse_name(
		    row->type, slice_trim_right(rest));
	}
	return (
	    struct user_command){ .type = USER_COMMAND_UNKNOWN, .text = word };
}

struct user_command
user_command_parse(struct slice line)
{
	struct slice trimmed = slice_trim(line);
	char first;

	line = slice_trim_left(line);
	if (trimmed.size == 0)
		return (struct user_command){ .type = USER_COMMAND_NOTHING };
	first = trimmed.bytes[0];
	if (first != '@' && first != '!' && first != '/')
		return (struct user_command){ .type = USER_COMMAND_SAY,
			.text = trimmed };
	if (trimmed.size > 1 && trimmed.bytes[1] == first)
		return (struct user_command){ .type = USER_COMMAND_SAY,
			.text = { trimmed.bytes + 1, trimmed.size - 1 } };
	return first == '@' ? user_command_parse_at(line)
			    : user_command_parse_word(trimmed);
}

const char *
user_command_for_raw(struct slice line)
{
	struct slice verb = slice_take_word(&line);

	for (size_t i = 0;
	     i < sizeof(user_command_raw) / sizeof(user_command_raw[0]); i++)
		if (slice_is(verb, user_command_raw[i].verb))
			return user_command_raw[i].typed;
	return NULL;
}

/* Return the first row of a command, which must have one. */
static const struct user_command_row *
user_command_find(enum user_command_type type)
{
	const struct user_command_row *row = user_command_rows;

	while (row->type != type)
		row++;
	return row;
}

bool
user_command_is_about_rooms(enum user_command_type type)
{
	return type < USER_COMMAND_NO_TARGET && type != USER_COMMAND_NOTHING &&
	       user_command_find(type)->need == USER_COMMAND_NEEDS_ROOMS;
}

const char *
user_command_usage(enum user_command_type type)
{
	return user_command_find(type)->usage;
}

bool
user_command_is_secret(struct slice line)
{
	static const char *const words[] = { "auth", "register" };
	struct slice word = slice_take_word(&line);

	while (word.size > 0 && strchr("!/", word.bytes[0]) != NULL) {
		word.bytes++;
		word.size--;
	}
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (word.size == strlen(words[i]) &&
		    strncasecmp(word.bytes, words[i], word.size) == 0)
			return slice_trim(line).size > 0;
	return false;
}

const struct user_command_row *
user_command_row(size_t index)
{
	return index < USER_COMMAND_ROWS ? &user_command_rows[index] : NULL;
}
