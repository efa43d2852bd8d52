/* SPDX-License-Identifier: MIT */
#include "chatd/protocols/irc/irc_news.h"

#include <string.h>

#include "chatd/chat/known.h"
#include "chatd/connection/connection.h"
#include "chatd/presence/room_keeping.h"
#include "chatd/protocols/irc/irc_card_news.h"
#include "chatd/protocols/irc/irc_formatting.h"
#include "chatd/protocols/irc/irc_heard.h"
#include "chatd/protocols/irc/irc_names.h"
#include "chatd/protocols/irc/irc_reply.h"
#include "chatd/protocols/irc/irc_session.h"
#include "common/text.h"

/* ---- who leaves ---------------------------------------------------------- */

/* ":alice!alice@chatd PART #tea :why" */
static void
irc_news_tell_part(struct connection *connection, const struct message *message)
{
	char room[IRC_SHOWN_BYTES];
	struct slice target = irc_name_show_room(message->room, room);
	struct irc_reply reply;

	irc_words_begin(&reply.words, reply.bytes, sizeof(reply.bytes));
	irc_source_add_user(&reply.words, connection, message->from);
	irc_words_add_command(&reply.words, "PART");
	if (message->raw.size > 0) {
		irc_words_add_parameter(&reply.words, target);
		irc_words_add_text(&reply.words, message->raw);
	} else {
		irc_words_add_last(&reply.words, target);
	}
	irc_reply_send_words(&reply.words, connection, APPEND_EVENT);
}

/* ":alice!alice@chatd KICK #tea bob :why" */
static void
irc_news_tell_kick(struct connection *connection, const struct message *message)
{
	char room[IRC_SHOWN_BYTES];
	char name[IRC_SHOWN_BYTES];
	struct slice why = message->raw;
	struct slice by = slice_take_word(&why);
	struct irc_reply reply;

	why = slice_trim_left(why);
	irc_words_begin(&reply.words, reply.bytes, sizeof(reply.bytes));
	irc_source_add_user(&reply.words, connection, by);
	irc_words_add_command(&reply.words, "KICK");
	irc_words_add_parameter(
	    &reply.words, irc_name_show_room(message->room, room));
	irc_words_add_parameter(
	    &reply.words, irc_name_show(message->from, name));
	irc_words_add_text(&reply.words, why.size > 0 ? why : by);
	irc_reply_send_words(&reply.words, connection, APPEND_EVENT);
}

/* ":alice!alice@chatd QUIT :why" */
static void
irc_news_tell_quit(struct connection *connection, const struct message *message)
{
	const struct slice nobody = { 0 };
	struct irc_reply reply;

	if (irc_heard_of(connection, message->by, message->from, nobody))
		return;
	irc_words_begin(&reply.words, reply.bytes, sizeof(reply.bytes));
	irc_source_add_user(&reply.words, connection, message->from);
	irc_words_add_command(&reply.words, "QUIT");
	irc_words_add_text(&reply.words, message->raw);
	irc_reply_send_words(&reply.words, connection, APPEND_EVENT);
}

void
irc_news_tell_left(struct connection *connection, const struct message *message)
{
	enum leaving how = LEAVING_ROOM;

	if (message->raw.size > 0)
		how = (enum leaving)message->size;
	if (how == LEAVING_CHAT &&
	    (connection_is_backlogged(connection) ||
		known_is_another(connection, message->from, message->by)))
		how = LEAVING_ROOM;
	if (how == LEAVING_KICKED)
		irc_news_tell_kick(connection, message);
	else if (how == LEAVING_CHAT)
		irc_news_tell_quit(connection, message);
	else
		irc_news_tell_part(connection, message);
}

struct slice
irc_news_read_why(struct slice text, char room[MESSAGE_WHY_MAX_BYTES])
{
	if (!raw_text_is_valid(text))
		text.size = 0;
	text.size = text_cut(text.bytes, text.size, MESSAGE_WHY_MAX_BYTES);
	return slice_trim(irc_formatting_strip(text, room));
}

/* ---- what changes -------------------------------------------------------- */

void
irc_news_add_mode(
    struct irc_words *words, struct slice change, struct slice value)
{
	const struct slice none = SLICE("*");
	const struct slice topic = SLICE("+t");
	const struct slice no_topic = SLICE("-t");
	const struct slice rest = SLICE("!*@*");
	char room[NAME_MAX_BYTES + sizeof("*!*@*")];
	char letter = change.size > 1 ? change.bytes[1] : '\0';

	if (letter == 'k' && change.bytes[0] == '-')
		value = none;
	/* The chat says when the topic is everybody's, IRC when it is not. */
	if (letter == 'f')
		change = change.bytes[0] == '+' ? no_topic : topic;
	if (letter == 'b' && value.size > 0 && value.size <= NAME_MAX_BYTES &&
	    memchr(value.bytes, '!', value.size) == NULL) {
		char *end = slice_write(slice_write(room, value), rest);

		value = (struct slice){ room, (size_t)(end - room) };
	}
	if (letter == 'o' || letter == 'v')
		value = irc_name_show(value, room);
	if (value.size > 0) {
		irc_words_add_parameter(words, change);
		irc_words_add_last(words, value);
	} else {
		irc_words_add_last(words, change);
	}
}

/* ":alice!alice@chatd MODE #tea +o bob", or of the server */
static void
irc_news_tell_mode(struct connection *connection, const struct message *message,
    struct slice from, struct slice text)
{
	static const struct slice server = SLICE(IRC_SERVER);
	char room[IRC_SHOWN_BYTES];
	struct irc_reply reply;
	struct slice change = slice_take_word(&text);

	irc_words_begin(&reply.words, reply.bytes, sizeof(reply.bytes));
	if (from.size > 0)
		irc_source_add_user(&reply.words, connection, from);
	else
		irc_words_add_server(&reply.words, server);
	irc_words_add_command(&reply.words, "MODE");
	irc_words_add_parameter(
	    &reply.words, irc_name_show_room(message->room, room));
	irc_news_add_mode(&reply.words, change, slice_trim(text));
	irc_reply_send_words(&reply.words, connection, APPEND_EVENT);
}

void
irc_news_tell_ranks(
    struct connection *connection, const struct message *message)
{
	const struct slice server = { 0 };
	char text[NAME_MAX_BYTES + 4];
	const struct slice marks[] = { SLICE("+o "), SLICE("+v ") };
	const unsigned int ranks[] = { ROOM_OPERATOR, ROOM_VOICE };

	for (int i = 0; i < 2; i++) {
		char *end = slice_write(
		    slice_write(text, marks[i]), message->from);

		if ((message->size & ranks[i]) != 0)
			irc_news_tell_mode(connection, message, server,
			    (struct slice){ text, (size_t)(end - text) });
	}
}

/* ":alice!alice@chatd TOPIC #tea :new" */
static void
irc_news_tell_topic(
    struct connection *connection, const struct message *message)
{
	char room[IRC_SHOWN_BYTES];
	struct irc_reply reply;

	irc_words_begin(&reply.words, reply.bytes, sizeof(reply.bytes));
	irc_source_add_user(&reply.words, connection, message->from);
	irc_words_add_command(&reply.words, "TOPIC");
	irc_words_add_parameter(
	    &reply.words, irc_name_show_room(message->room, room));
	irc_words_add_text(&reply.words, message->text);
	irc_reply_send_words(&reply.words, connection, APPEND_EVENT);
}

/* ":alice!alice@chatd INVITE bob #tea", as IRCv3's "invite-notify" has it */
static void
irc_news_tell_invited(
    struct connection *connection, const struct message *message)
{
	char room[IRC_SHOWN_BYTES];
	char name[IRC_SHOWN_BYTES];
	struct irc_reply reply;

	if (!(irc_state_of(connection)->capabilities & IRC_INVITE_NOTIFY) ||
	    !known_may_invite(connection, message->room))
		return;
	irc_words_begin(&reply.words, reply.bytes, sizeof(reply.bytes));
	irc_source_add_user(&reply.words, connection, message->from);
	irc_words_add_command(&reply.words, "INVITE");
	irc_words_add_parameter(
	    &reply.words, irc_name_show(message->text, name));
	irc_words_add_last(
	    &reply.words, irc_name_show_room(message->room, room));
	irc_reply_send_words(&reply.words, connection, APPEND_EVENT);
}

void
irc_news_tell_changed(
    struct connection *connection, const struct message *message)
{
	if (message->size == ROOM_CHANGE_TOPIC)
		irc_news_tell_topic(connection, message);
	else if (message->size == ROOM_CHANGE_MODE)
		irc_news_tell_mode(
		    connection, message, message->from, message->text);
	else if (message->size == ROOM_CHANGE_INVITED)
		irc_news_tell_invited(connection, message);
	else
		irc_card_news_tell_changed(connection, message);
}
