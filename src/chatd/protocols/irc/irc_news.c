/* SPDX-License-Identifier: MIT */
#include "chatd/protocols/irc/irc_news.h"

#include <string.h>

#include "chatd/chat/known.h"
#include "chatd/connection/connection.h"
#include "chatd/presence/room_keeping.h"
#include "chatd/protocols/irc/irc_card_news.h"
#include "chatd/protocols/irc/irc_formatting.h"
#include "chatd/protocols/irc/irc_heard.h"
#include "chatd/protocols/irc/irc_identity.h"
#include "chatd/protocols/irc/irc_mode_line.h"
#include "chatd/protocols/irc/irc_names.h"
#include "chatd/protocols/irc/irc_reply.h"
#include "chatd/protocols/irc/irc_session.h"
#include "chatd/protocols/irc/irc_source.h"
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
	irc_source_add_user(
	    &reply.words, connection, message->from, message->by);
	irc_words_add_command(&reply.words, "PART");
	if (message->raw.size > 0) {
		irc_words_add_parameter(&reply.words, target);
		irc_words_add_text(&reply.words, message->raw);
	} else {
		irc_words_add_last(&reply.words, target);
	}
	irc_reply_send_words(&reply.words, connection, APPEND_EVENT);
}

/*
 * Return where the one is who has taken somebody out: they are not told, unless
 * they are on another node, and then nobody knows.
 */
static struct address
irc_news_find_kicker(const struct message *message)
{
	return address_equals(message->to, message->by) ? (struct address){ 0 }
							: message->to;
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
	irc_source_add_user(
	    &reply.words, connection, by, irc_news_find_kicker(message));
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
	irc_source_add_user(
	    &reply.words, connection, message->from, message->by);
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

/* ":alice!alice@chatd MODE #tea", or of the server */
static void
irc_news_begin_modes(struct irc_reply *reply, struct irc_mode_line *line,
    struct connection *connection, const struct message *message)
{
	char room[IRC_SHOWN_BYTES];

	irc_words_begin(&reply->words, reply->bytes, sizeof(reply->bytes));
	if (message->kind == MESSAGE_CHANGED)
		irc_source_add_user(
		    &reply->words, connection, message->from, message->by);
	else
		irc_words_add_server(
		    &reply->words, irc_identity_server(connection));
	irc_words_add_command(&reply->words, "MODE");
	irc_words_add_parameter(
	    &reply->words, irc_name_show_room(message->room, room));
	irc_mode_line_begin(line, &reply->words, connection, APPEND_EVENT);
}

static void
irc_news_tell_modes(
    struct connection *connection, const struct message *message)
{
	struct irc_mode_line line;
	struct irc_reply reply;

	irc_news_begin_modes(&reply, &line, connection, message);
	irc_mode_line_add_all(&line, message->text);
	irc_mode_line_end(&line);
}

void
irc_news_tell_ranks(
    struct connection *connection, const struct message *message)
{
	const struct {
		unsigned int rank;
		char letter;
	} rows[] = { { ROOM_OPERATOR, 'o' }, { ROOM_VOICE, 'v' } };
	struct irc_mode_line line;
	struct irc_reply reply;

	if ((message->size & (ROOM_OPERATOR | ROOM_VOICE)) == 0)
		return;
	irc_news_begin_modes(&reply, &line, connection, message);
	for (int i = 0; i < 2; i++) {
		if ((message->size & rows[i].rank) != 0)
			irc_mode_line_add(
			    &line, true, rows[i].letter, message->from);
	}
	irc_mode_line_end(&line);
}

/* ":alice!alice@chatd TOPIC #tea :new" */
static void
irc_news_tell_topic(
    struct connection *connection, const struct message *message)
{
	char room[IRC_SHOWN_BYTES];
	struct irc_reply reply;

	irc_words_begin(&reply.words, reply.bytes, sizeof(reply.bytes));
	irc_source_add_user(
	    &reply.words, connection, message->from, message->by);
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
	irc_source_add_user(
	    &reply.words, connection, message->from, message->by);
	irc_words_add_command(&reply.words, "INVITE");
	irc_words_add_parameter(
	    &reply.words, irc_source_spell(connection, message->text, name));
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
		irc_news_tell_modes(connection, message);
	else if (message->size == ROOM_CHANGE_INVITED)
		irc_news_tell_invited(connection, message);
	else
		irc_card_news_tell_changed(connection, message);
}
