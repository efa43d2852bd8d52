/* SPDX-License-Identifier: MIT */
/*
 * Who is there is known at once.  Of others the chat knows their names, so that
 * is what is said of them.
 */

#include "chatd/protocols/irc/irc_people.h"

#include "chatd/chat/chat.h"
#include "chatd/chat/known.h"
#include "chatd/connection/connection.h"
#include "chatd/protocols/irc/irc_line.h"
#include "chatd/protocols/irc/irc_members.h"
#include "chatd/protocols/irc/irc_names.h"
#include "chatd/protocols/irc/irc_reply.h"
#include "chatd/protocols/irc/irc_session.h"
#include "common/name.h"

/* How many names USERHOST looks at. */
#define IRC_USERHOST_MAX 5

static const struct slice irc_nobody = SLICE("*");

/* Say whether nick is a user's. */
static bool
irc_people_is_there(struct connection *connection, struct slice nick)
{
	char name[IRC_SHOWN_BYTES];

	return nick.size <= NAME_MAX_BYTES &&
	       known_has_user(connection, irc_name_mean(nick, name));
}

enum command_status
irc_people_who(
    struct connection *connection, struct slice mask, struct slice rest)
{
	struct irc_session *session = irc_session_of(connection);
	char name[IRC_SHOWN_BYTES];

	(void)rest;
	session->purpose = IRC_FOR_WHO;
	if (irc_name_is_room(mask)) {
		chat_list_ranks(connection, irc_name_of_room(mask), ' ');
	} else if (mask.size == 0 || slice_is(mask, "*") ||
		   slice_is(mask, "0")) {
		chat_list(connection, ' ');
	} else {
		if (irc_people_is_there(connection, mask))
			irc_members_say_who(connection, irc_nobody,
			    irc_name_mean(mask, name), (struct slice){ 0 });
		irc_reply_about(connection, IRC_RPL_ENDOFWHO, mask);
	}
	return COMMAND_DONE;
}

/* "311 alice bob bob chatd * :bob", "312 alice bob irc.chatd :chatd" */
static void
irc_people_say_whois(struct connection *connection, struct slice nick)
{
	static const struct slice host = SLICE(IRC_HOST);
	static const struct slice server = SLICE(IRC_SERVER);
	static const struct slice network = SLICE(IRC_NETWORK);
	char room[IRC_SHOWN_BYTES];
	struct slice shown = irc_name_show(nick, room);
	struct irc_reply reply;

	irc_reply_begin(&reply, connection, IRC_RPL_WHOISUSER);
	irc_words_add_parameter(&reply.words, shown);
	irc_words_add_parameter(&reply.words, shown);
	irc_words_add_parameter(&reply.words, host);
	irc_words_add_parameter(&reply.words, irc_nobody);
	irc_words_add_text(&reply.words, shown);
	irc_reply_send(&reply, connection);
	irc_reply_begin(&reply, connection, IRC_RPL_WHOISSERVER);
	irc_words_add_parameter(&reply.words, shown);
	irc_words_add_parameter(&reply.words, server);
	irc_words_add_text(&reply.words, network);
	irc_reply_send(&reply, connection);
}

/* "WHOIS bob", "WHOIS irc.chatd bob": the last parameter is the nick. */
enum command_status
irc_people_whois(
    struct connection *connection, struct slice nick, struct slice rest)
{
	struct irc_parameters parameters = { rest, 1 };

	irc_line_take_parameter(&parameters, &nick);
	if (nick.size == 0) {
		irc_reply_say(connection, IRC_ERR_NONICKNAMEGIVEN);
		return COMMAND_DONE;
	}
	if (irc_people_is_there(connection, nick))
		irc_people_say_whois(connection, nick);
	else
		irc_reply_about(connection, IRC_ERR_NOSUCHNICK, nick);
	irc_reply_about(connection, IRC_RPL_ENDOFWHOIS, nick);
	return COMMAND_DONE;
}

enum command_status
irc_people_whowas(
    struct connection *connection, struct slice nick, struct slice rest)
{
	(void)rest;
	if (nick.size == 0) {
		irc_reply_say(connection, IRC_ERR_NONICKNAMEGIVEN);
		return COMMAND_DONE;
	}
	irc_reply_about(connection, IRC_ERR_WASNOSUCHNICK, nick);
	irc_reply_about(connection, IRC_RPL_ENDOFWHOWAS, nick);
	return COMMAND_DONE;
}

/* Add a blank, if something is before it, and part to what room has. */
static size_t
irc_people_add(char *room, size_t used, size_t capacity, struct slice part)
{
	if (used + 1 + part.size > capacity)
		return used;
	if (used > 0)
		room[used++] = ' ';
	slice_write(room + used, part);
	return used + part.size;
}

/* "303 alice :bob carol": of the names asked for those that are there */
enum command_status
irc_people_ison(
    struct connection *connection, struct slice nick, struct slice rest)
{
	struct irc_parameters parameters = { rest, 1 };
	char found[IRC_LINE_MAX_BYTES];
	struct slice text = { found, 0 };

	do {
		struct slice words = nick;

		while ((nick = slice_take_word(&words)).size > 0) {
			if (irc_people_is_there(connection, nick))
				text.size = irc_people_add(
				    found, text.size, sizeof(found), nick);
		}
	} while (irc_line_take_parameter(&parameters, &nick));
	irc_reply_tell(connection, IRC_RPL_ISON, "%", &text);
	return COMMAND_DONE;
}

/* "bob=+bob@chatd": what follows the "!" of a mask is user and host. */
static size_t
irc_people_add_userhost(struct connection *connection, struct slice nick,
    char *room, size_t used, size_t capacity)
{
	bool is_away = irc_session_of(connection)->is_away &&
		       name_looks_like(nick, connection_name(connection));
	char mask[IRC_MASK_BYTES];
	char part[2 * IRC_MASK_BYTES];
	char shown[IRC_SHOWN_BYTES];
	struct slice name = irc_name_show(nick, shown);
	struct slice whole = irc_reply_write_mask(nick, mask);
	char *at = slice_write(part, name);

	*at++ = '=';
	*at++ = is_away ? '-' : '+';
	whole.bytes += name.size + 1;
	whole.size -= name.size + 1;
	at = slice_write(at, whole);
	return irc_people_add(
	    room, used, capacity, (struct slice){ part, (size_t)(at - part) });
}

enum command_status
irc_people_userhost(
    struct connection *connection, struct slice nick, struct slice rest)
{
	struct irc_parameters parameters = { rest, 1 };
	char found[IRC_LINE_MAX_BYTES];
	struct slice text = { found, 0 };

	do {
		if (irc_people_is_there(connection, nick))
			text.size = irc_people_add_userhost(
			    connection, nick, found, text.size, sizeof(found));
	} while (parameters.taken < IRC_USERHOST_MAX &&
		 irc_line_take_parameter(&parameters, &nick));
	irc_reply_tell(connection, IRC_RPL_USERHOST, "%", &text);
	return COMMAND_DONE;
}

enum command_status
irc_people_away(
    struct connection *connection, struct slice why, struct slice rest)
{
	struct irc_session *session = irc_session_of(connection);

	(void)rest;
	session->is_away = why.size > 0;
	irc_reply_say(
	    connection, session->is_away ? IRC_RPL_NOWAWAY : IRC_RPL_UNAWAY);
	return COMMAND_DONE;
}
