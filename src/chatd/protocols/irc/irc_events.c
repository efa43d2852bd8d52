/* SPDX-License-Identifier: MIT */
/*
 * The chat announces a new name in each room, and IRC tells it once to each
 * peer: so the last one that was told is remembered, as a number made of who it
 * was and of both names.  Somebody who joins begins anew.  While a peer does
 * not read, what is said of a room is shared and depends on nothing else, so
 * there it is told for each room; clients pass over a nick that they have not.
 */

#include "chatd/protocols/irc/irc_events.h"

#include "chatd/connection/connection.h"
#include "chatd/connection/stamping.h"
#include "chatd/core/message.h"
#include "chatd/core/protocol.h"
#include "chatd/protocols/irc/irc_names.h"
#include "chatd/protocols/irc/irc_reply.h"
#include "chatd/protocols/irc/irc_session.h"
#include "chatd/protocols/irc/irc_texts.h"

/* FNV-1a, where a collision hides a line at worst. */
#define IRC_EVENTS_HASH_BEGIN  UINT64_C(14695981039346656037)
#define IRC_EVENTS_HASH_FACTOR UINT64_C(1099511628211)

static uint64_t
irc_events_hash(struct slice one, struct slice other)
{
	uint64_t hash = IRC_EVENTS_HASH_BEGIN;

	for (size_t i = 0; i < one.size; i++)
		hash = (hash ^ (unsigned char)one.bytes[i]) *
		       IRC_EVENTS_HASH_FACTOR;
	hash = (hash ^ ' ') * IRC_EVENTS_HASH_FACTOR;
	for (size_t i = 0; i < other.size; i++)
		hash = (hash ^ (unsigned char)other.bytes[i]) *
		       IRC_EVENTS_HASH_FACTOR;
	return hash;
}

/* Say whether the peer has been told of this new name, and note it. */
static bool
irc_events_has_heard(
    struct connection *connection, const struct message *message)
{
	struct irc_session *session = irc_session_of(connection);
	uint64_t names = irc_events_hash(message->from, message->text);
	bool has_heard;

	if (connection_is_backlogged(connection))
		return false;
	has_heard = session->renamed_by == message->by.value &&
		    session->renamed_to == names;
	session->renamed_by = message->by.value;
	session->renamed_to = names;
	return has_heard;
}

/* ":alice!alice@chatd PRIVMSG bob :text", "NOTICE" */
static void
irc_events_tell_text(
    struct connection *connection, const struct message *message)
{
	char room[IRC_SHOWN_BYTES];
	bool is_said = message->kind == MESSAGE_SAID;
	struct stamp stamp = { 0 };
	const struct chat_text said = message_chat_text(message);
	const struct irc_text text = {
		.style = said.style,
		.stamp = &stamp,
		.from = message->from,
		.target = is_said ? irc_name_show_room(message->room, room)
				  : connection_name(connection),
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
	irc_reply_add_user(&reply.words, message->from);
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
		irc_session_of(connection)->renamed_by = 0;
		irc_events_tell_line(connection, message, "JOIN");
		break;
	case MESSAGE_LEFT:
		irc_events_tell_line(connection, message, "PART");
		break;
	case MESSAGE_RENAMED:
		if (!irc_events_has_heard(connection, message))
			irc_events_tell_line(connection, message, "NICK");
		break;
	case MESSAGE_KICKED:
		irc_events_tell_line(connection, message, "KICK");
		break;
	case MESSAGE_INVITED:
		irc_events_tell_line(connection, message, "INVITE");
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
		break; /* not told to users */
	}
}

void
irc_events_tell(struct connection *connection, const struct message *message)
{
	if (!irc_session_enter(connection))
		return;
	irc_events_put(connection, message);
	irc_session_leave(connection);
}

unsigned int
irc_events_variant(struct connection *connection)
{
	return irc_session_of(connection)->capabilities &
	       (IRC_MESSAGE_TAGS | IRC_SERVER_TIME);
}
