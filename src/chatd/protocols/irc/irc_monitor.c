/* SPDX-License-Identifier: MIT */
/*
 * A name that nobody can have is nobody's, and is watched as any other.  Masks
 * are not: the specification forbids them, and has no words to refuse one.
 */

#include "chatd/protocols/irc/irc_monitor.h"

#include <stdio.h>

#include "chatd/chat/watches.h"
#include "chatd/connection/connection.h"
#include "chatd/core/message.h"
#include "chatd/protocols/irc/irc_items.h"
#include "chatd/protocols/irc/irc_line.h"
#include "chatd/protocols/irc/irc_names.h"
#include "chatd/protocols/irc/irc_reply.h"
#include "chatd/protocols/irc/irc_source.h"

static const struct slice irc_monitor_nothing = { 0 };

/* Those who are there, and those who are not. */
struct irc_monitor_lists {
	struct irc_items there;
	struct irc_items gone;
};

static void
irc_monitor_begin(
    struct irc_monitor_lists *lists, struct connection *connection)
{
	irc_items_begin(&lists->there, connection, IRC_RPL_MONONLINE,
	    irc_monitor_nothing, ',');
	irc_items_begin(&lists->gone, connection, IRC_RPL_MONOFFLINE,
	    irc_monitor_nothing, ',');
}

static void
irc_monitor_end(struct irc_monitor_lists *lists)
{
	irc_items_end(&lists->there);
	irc_items_end(&lists->gone);
}

/* "bob!bob@chatd" among those who are there, or "bob" among the others */
static void
irc_monitor_add(struct irc_monitor_lists *lists, const struct watched *watched)
{
	char room[IRC_MASK_BYTES];

	if (watched->is_there)
		irc_items_add(&lists->there,
		    irc_source_write_mask(
			lists->there.connection, watched->name, room));
	else
		irc_items_add(&lists->gone, irc_name_show(watched->name, room));
}

static bool
irc_monitor_is_name(struct slice nick)
{
	for (size_t i = 0; i < nick.size; i++) {
		char byte = nick.bytes[i];

		if (byte <= ' ' || byte > '~' || byte == '*' || byte == '?' ||
		    byte == '!' || byte == '@')
			return false;
	}
	return nick.size > 0 && nick.size <= NAME_MAX_BYTES;
}

static void
irc_monitor_watch(struct connection *connection, struct slice nicks)
{
	char most[16];
	struct irc_monitor_lists lists;
	struct irc_items refused;
	struct slice nick;

	snprintf(most, sizeof(most), "%d", WATCHES_MAX);
	irc_monitor_begin(&lists, connection);
	irc_items_begin(
	    &refused, connection, IRC_ERR_MONLISTFULL, slice_of(most), ',');
	while (irc_name_take_item(&nicks, &nick)) {
		char room[IRC_SHOWN_BYTES];
		struct watched watched;

		if (!irc_monitor_is_name(nick))
			continue;
		switch (watches_add(
		    connection, irc_name_mean(nick, room), &watched)) {
		case WATCH_BEGUN:
			irc_monitor_add(&lists, &watched);
			break;
		case WATCHES_FULL:
			irc_items_add(&refused, nick);
			break;
		case WATCH_OUT_OF_MEMORY:
			connection_close(connection, CLOSE_OUT_OF_MEMORY);
			return;
		}
	}
	irc_monitor_end(&lists);
	irc_items_end(&refused);
}

static void
irc_monitor_forget(struct connection *connection, struct slice nicks)
{
	char room[IRC_SHOWN_BYTES];
	struct slice nick;

	while (irc_name_take_item(&nicks, &nick)) {
		if (irc_monitor_is_name(nick))
			watches_remove(connection, irc_name_mean(nick, room));
	}
}

static void
irc_monitor_status_cb(const struct watched *watched, void *argument)
{
	irc_monitor_add(argument, watched);
}

static void
irc_monitor_say_status(struct connection *connection)
{
	struct irc_monitor_lists lists;

	irc_monitor_begin(&lists, connection);
	watches_walk(connection, irc_monitor_status_cb, &lists);
	irc_monitor_end(&lists);
}

static void
irc_monitor_list_cb(const struct watched *watched, void *argument)
{
	char room[IRC_SHOWN_BYTES];

	irc_items_add(argument, irc_name_show(watched->name, room));
}

static void
irc_monitor_list(struct connection *connection)
{
	struct irc_items items;

	irc_items_begin(
	    &items, connection, IRC_RPL_MONLIST, irc_monitor_nothing, ',');
	watches_walk(connection, irc_monitor_list_cb, &items);
	irc_items_end(&items);
	irc_reply_say(connection, IRC_RPL_ENDOFMONLIST);
}

enum command_status
irc_monitor(
    struct connection *connection, struct slice subcommand, struct slice rest)
{
	struct irc_parameters parameters = { rest, 1 };
	struct slice nicks = { 0 };

	irc_line_take_parameter(&parameters, &nicks);
	switch (subcommand.size == 1 ? subcommand.bytes[0] : '\0') {
	case '+':
		irc_monitor_watch(connection, nicks);
		break;
	case '-':
		irc_monitor_forget(connection, nicks);
		break;
	case 'C':
	case 'c':
		watches_remove_all(connection);
		return COMMAND_DONE;
	case 'L':
	case 'l':
		irc_monitor_list(connection);
		return COMMAND_DONE;
	case 'S':
	case 's':
		irc_monitor_say_status(connection);
		return COMMAND_DONE;
	default:
		return COMMAND_BAD_ARGUMENTS;
	}
	return nicks.size > 0 ? COMMAND_DONE : COMMAND_BAD_ARGUMENTS;
}

void
irc_monitor_tell(struct connection *connection, const struct message *message)
{
	bool is_there = message->size != 0;
	char room[IRC_MASK_BYTES];
	struct irc_reply reply;

	irc_reply_begin(&reply, connection,
	    is_there ? IRC_RPL_MONONLINE : IRC_RPL_MONOFFLINE);
	irc_words_add_text(&reply.words,
	    is_there ? irc_source_write_mask(connection, message->from, room)
		     : irc_name_show(message->from, room));
	irc_reply_send_words(&reply.words, connection, APPEND_EVENT);
}
