/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_USER_COMMAND_H
#define CHATD_CHATC_USER_COMMAND_H

/*
 * The commands that a user can type.  One table is the only truth: it says what
 * is understood, what "!help" prints and what TAB completes.  Pure.
 *
 * A command begins with '!' or, as in many other chats, with '/'.  A line that
 * begins with neither, nor with '@', is talk.  So is one that begins with two
 * of the same of these: it is said without the first.
 */

#include <stdbool.h>
#include <stddef.h>

#include "common/slice.h"

enum user_command_type {
	USER_COMMAND_NOTHING, /* a blank line */
	USER_COMMAND_SEND,    /* text, which may be empty, for name */
	USER_COMMAND_SAY,     /* text, for whoever is the target */
	USER_COMMAND_TARGET,  /* name is the target; everybody if it is empty */
	USER_COMMAND_ACT,     /* text: what we do */
	USER_COMMAND_WHO,     /* name: a room, or empty */
	USER_COMMAND_JOIN,    /* name: a room */
	USER_COMMAND_LEAVE,   /* name: a room, or empty for the target */
	USER_COMMAND_ROOMS,
	USER_COMMAND_TOPIC, /* name: a room, or empty for the target; text */
	USER_COMMAND_KICK,  /* the same, as are the next two */
	USER_COMMAND_MODE,
	USER_COMMAND_INVITE,
	USER_COMMAND_REGISTER,
	USER_COMMAND_HELP,
	USER_COMMAND_QUIT,
	USER_COMMAND_NO_TARGET,  /* a text for nobody */
	USER_COMMAND_INCOMPLETE, /* lacks a part; text: the usage */
	USER_COMMAND_UNKNOWN,    /* text: its first word */
};

/*
 * The slices lie in the line that was parsed, or are constant.  A room's name
 * is as it was typed, perhaps without its '#'.
 */
struct user_command {
	enum user_command_type type;
	struct slice name;
	struct slice text;
};

/* Find out what the user means by this line. */
struct user_command user_command_parse(struct slice line);

/*
 * Return how a line that was typed in the words of the hello protocol, such as
 * "JOIN #lobby", is typed here, or NULL if it is not such a line.
 */
const char *user_command_for_raw(struct slice line);

/* Return how a command is written, which must be one of the table. */
const char *user_command_usage(enum user_command_type type);

/* Say whether a command needs rooms that can be joined. */
bool user_command_is_about_rooms(enum user_command_type type);

/*
 * Say whether a line may have a password in it, by mistake: then it is to be
 * kept nowhere.
 */
bool user_command_is_secret(struct slice line);

/* What a row needs of the protocol. */
enum user_command_need {
	USER_COMMAND_NEEDS_NOTHING,
	USER_COMMAND_NEEDS_SAY,    /* texts for everybody */
	USER_COMMAND_NEEDS_ROOMS,  /* rooms to join */
	USER_COMMAND_NEEDS_OWNERS, /* names that become our own */
};

/* What may stand behind the word of a row. */
enum user_command_arguments {
	USER_COMMAND_NO_ARGUMENT,
	USER_COMMAND_MAY_HAVE_NAME,
	USER_COMMAND_NAME,
	USER_COMMAND_NAME_AND_TEXT,
	USER_COMMAND_ROOM_AND_TEXT,       /* the room may be left out */
	USER_COMMAND_ROOM_AND_MAYBE_TEXT, /* both may */
	USER_COMMAND_TEXT,
};

/* A row of the table. */
struct user_command_row {
	const char *word; /* to complete; NULL: there is no fixed word */
	enum user_command_type type;
	enum user_command_arguments arguments;
	enum user_command_need need;
	const char *usage;
	const char *help; /* NULL: "!help" is silent about it */
};

/* Return the row at index, counted from 0, or NULL after the last. */
const struct user_command_row *user_command_row(size_t index);

#endif
