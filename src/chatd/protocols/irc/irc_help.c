/* SPDX-License-Identifier: MIT */
/*
 * There is help on each command, in the words of the table of commands, so that
 * none is forgotten.
 */

#include "chatd/protocols/irc/irc_help.h"

#include "chatd/connection/connection.h"
#include "chatd/core/protocol.h"
#include "chatd/protocols/irc/irc_line.h"
#include "chatd/protocols/irc/irc_reply.h"

/* How many verbs stand in a line. */
#define IRC_HELP_COLUMNS 8

static const struct slice irc_help_index = SLICE("*");

/* "705 alice * :text" */
static void
irc_help_say(struct connection *connection, enum irc_numeric numeric,
    struct slice subject, struct slice text)
{
	struct irc_reply reply;

	irc_reply_begin(&reply, connection, numeric);
	irc_words_add_parameter(&reply.words, subject);
	irc_words_add_text(&reply.words, text);
	irc_reply_send(&reply, connection);
}

/* Say a few verbs of the table, from the one with the number first on. */
static void
irc_help_list(struct connection *connection, const struct command_table *table,
    size_t first)
{
	char line[IRC_HELP_COLUMNS * IRC_VERB_BYTES];
	char *at = line;

	for (size_t i = first; i < table->count && i - first < IRC_HELP_COLUMNS;
	     i++) {
		if (i > first)
			*at++ = ' ';
		at = slice_write(at, table->commands[i].verb);
	}
	irc_help_say(connection, IRC_RPL_HELPTXT, irc_help_index,
	    (struct slice){ line, (size_t)(at - line) });
}

static void
irc_help_all(struct connection *connection, const struct command_table *table)
{
	const struct slice title = SLICE("HELP <command> says how to use it");

	irc_help_say(connection, IRC_RPL_HELPSTART, irc_help_index, title);
	for (size_t i = 0; i < table->count; i += IRC_HELP_COLUMNS)
		irc_help_list(connection, table, i);
	irc_reply_about(connection, IRC_RPL_ENDOFHELP, irc_help_index);
}

enum command_status
irc_help(struct connection *connection, struct slice subject, struct slice rest)
{
	const struct command_table *table =
	    connection_protocol(connection)->commands;
	char room[IRC_VERB_BYTES];
	const struct command *command;

	(void)rest;
	if (subject.size == 0 || slice_equals(subject, irc_help_index)) {
		irc_help_all(connection, table);
		return COMMAND_DONE;
	}
	command = command_find(table, irc_line_raise_verb(subject, room));
	if (command == NULL) {
		irc_reply_about(connection, IRC_ERR_HELPNOTFOUND, subject);
		return COMMAND_DONE;
	}
	irc_help_say(connection, IRC_RPL_HELPSTART, command->verb,
	    slice_of(command->usage));
	irc_reply_about(connection, IRC_RPL_ENDOFHELP, command->verb);
	return COMMAND_DONE;
}
