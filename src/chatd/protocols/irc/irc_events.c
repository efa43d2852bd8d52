/* SPDX-License-Identifier: MIT */
/*
 * A new name is told for each room where a peer does not read (irc_heard.h):
 * clients pass over a nick that they have not.
 */

#include "chatd/protocols/irc/irc_events.h"

#include "chatd/connection/connection.h"
#include "chatd/connection/stamping.h"
#include "chatd/core/message.h"
#include "chatd/core/protocol.h"
#include "chatd/protocols/irc/irc_card_news.h"
#include "chatd/protocols/irc/irc_heard.h"
#include "chatd/protocols/irc/irc_label.h"
#include "chatd/protocols/irc/irc_monitor.h"
#include "chatd/protocols/irc/irc_names.h"
#include "chatd/protocols/irc/irc_news.h"
#include "chatd/protocols/irc/irc_reply.h"
#include "chatd/protocols/irc/irc_session.h"
#include "chatd/protocols/irc/irc_texts.h"

/* A channel, and the mark of those members whom a text is for. */
#define IRC_EVENTS_TARGET_BYTES (IRC_SHOWN_BYTES + 1)

/* Return "#tea" or "@#tea", what was said in, written to room. */
static struct slice
irc_events_write_target(
    const struct message *message, char room[IRC_EVENTS_TARGET_BYTES])
{
	char *begin = slice_write(room, irc_name_mark_ranks(message->size));
	struct slice shown = irc_name_show_room(message->room, begin);

	return (struct slice){ room, (size_t)(begin - room) + shown.size };
}

/* ":alice!alice@chatd PRIVMSG bob :text", "NOTICE" */
static void
irc_events_tell_text(
    struct connection *connection, const struct message *message)
{
	char room[IRC_EVENTS_TARGET_BYTES];
	bool is_said = message->kind == MESSAGE_SAID;
	struct stamp stamp = { 0 };
	const struct chat_text said = message_chat_text(message);
	struct slice raw = said.raw;
	const struct irc_text text = {
		.style = said.style,
		.stamp = &stamp,
		.by = is_said ? message->to : message->by,
		.from = message->from,
		.target = is_said ? irc_events_write_target(message, room)
				  : connection_name(connection),
		.tags = raw_text_take_tags(&raw),
		.text = chat_text_raw(&said, message->from),
	};

	if (irc_text_is_stamped(connection))
		stamp = stamping_of(connection_set(connection), message);
	irc_text_tell(
	    connection, message->own ? APPEND_OWN_EVENT : APPEND_EVENT, &text);
}

/* Add what follows the command of what happens in a room. */
static void
irc_events_add_rest(struct irc_reply *reply, struct connection *connection,
    const struct message *message)
{
	char room[IRC_SHOWN_BYTES];
	char shown[IRC_SHOWN_BYTES];
	struct slice target = irc_name_show_room(message->room, room);

	switch (message->kind) {
	case MESSAGE_RENAMED:
		irc_words_add_last(
		    &reply->words, irc_name_show(message->text, shown));
		break;
	case MESSAGE_KICKED:
		irc_words_add_parameter(&reply->words, target);
		irc_words_add_parameter(
		    &reply->words, connection_name(connection));
		irc_words_add_text(&reply->words,
		    message->text.size > 0 ? message->text : message->from);
		break;
	case MESSAGE_INVITED:
		irc_words_add_parameter(
		    &reply->words, connection_name(connection));
		irc_words_add_last(&reply->words, target);
		break;
	default:
		irc_words_add_last(&reply->words, target);
		break;
	}
}

static void
irc_events_tell_line(struct connection *connection,
    const struct message *message, const char *command)
{
	struct irc_reply reply;

	irc_words_begin(&reply.words, reply.bytes, sizeof(reply.bytes));
	irc_source_add_user(
	    &reply.words, connection, message->from, message->by);
	irc_words_add_command(&reply.words, command);
	irc_events_add_rest(&reply, connection, message);
	irc_reply_send_words(&reply.words, connection, APPEND_EVENT);
}

static void
irc_events_put(struct connection *connection, const struct message *message)
{
	switch (message->kind) {
	case MESSAGE_DELIVERED:
	case MESSAGE_SAID:
		irc_events_tell_text(connection, message);
		break;
	case MESSAGE_JOINED:
		irc_heard_forget(connection);
		irc_card_news_tell_joined(connection, message);
		irc_news_tell_ranks(connection, message);
		break;
	case MESSAGE_LEFT:
		irc_news_tell_left(connection, message);
		break;
	case MESSAGE_RENAMED:
		if (!irc_heard_of(
			connection, message->by, message->from, message->text))
			irc_events_tell_line(connection, message, "NICK");
		break;
	case MESSAGE_KICKED:
		irc_events_tell_line(connection, message, "KICK");
		break;
	case MESSAGE_INVITED:
		irc_events_tell_line(connection, message, "INVITE");
		break;
	case MESSAGE_CHANGED:
		irc_news_tell_changed(connection, message);
		break;
	case MESSAGE_WATCHED:
		irc_monitor_tell(connection, message);
		break;
	case MESSAGE_LISTS_DUE:
	case MESSAGE_TOLD:
	case MESSAGE_HOLD:
	case MESSAGE_RELEASE:
	case MESSAGE_ANSWERED:
	case MESSAGE_ENDED:
	case MESSAGE_RULED:
	case MESSAGE_TAKEOVER:
	case MESSAGE_RETURNED:
	case MESSAGE_LOOKED:
	case MESSAGE_CARDED:
	case MESSAGE_KILLED:
		break; /* not told to users */
	}
}

void
irc_events_tell(struct connection *connection, const struct message *message)
{
	if (!irc_session_enter(connection))
		return;
	irc_label_interrupt(connection);
	irc_events_put(connection, message);
	irc_session_leave(connection);
}

unsigned int
irc_events_variant(struct connection *connection)
{
	/* What many are told comes without tell(), right after this. */
	if (irc_session_enter(connection)) {
		irc_label_interrupt(connection);
		irc_session_leave(connection);
	}
	return irc_state_of(connection)->capabilities &
	       (IRC_MESSAGE_TAGS | IRC_SERVER_TIME | IRC_ACCOUNT_TAG |
		   IRC_ACCOUNT_NOTIFY | IRC_AWAY_NOTIFY | IRC_EXTENDED_JOIN |
		   IRC_SETNAME);
}
