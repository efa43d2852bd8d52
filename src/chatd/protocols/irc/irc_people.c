/* SPDX-License-Identifier: MIT */
/*
 * Who is there is known at once, and so is what is on their cards.
 */

#include "chatd/protocols/irc/irc_people.h"

#include <inttypes.h>
#include <stdio.h>

#include "chatd/chat/known.h"
#include "chatd/connection/connection.h"
#include "chatd/protocols/irc/irc_identity.h"
#include "chatd/protocols/irc/irc_invisible.h"
#include "chatd/protocols/irc/irc_line.h"
#include "chatd/protocols/irc/irc_names.h"
#include "chatd/protocols/irc/irc_reply.h"
#include "chatd/protocols/irc/irc_server.h"
#include "chatd/protocols/irc/irc_source.h"
#include "chatd/protocols/irc/irc_user_rooms.h"
#include "common/clock.h"
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

/* "330 alice bob bob :is logged in as", and others of this form */
static void
irc_people_say_that(struct connection *connection, enum irc_numeric numeric,
    const struct irc_source *source, struct slice what)
{
	struct irc_reply reply;

	irc_reply_begin(&reply, connection, numeric);
	irc_words_add_parameter(&reply.words, source->nick);
	if (what.size > 0)
		irc_words_add_parameter(&reply.words, what);
	irc_reply_send_text(&reply, connection, numeric);
}

/* "317 alice bob 42 1796000000 :seconds idle, signon time" */
static void
irc_people_say_times(
    struct connection *connection, const struct irc_source *source)
{
	const struct card_facts *facts = &source->facts;
	uint64_t now_s = clock_real_ms() / 1000;
	uint64_t idle_s = now_s > facts->spoke_s ? now_s - facts->spoke_s : 0;
	char times[48];
	struct slice rest = { times, 0 };
	struct irc_reply reply;

	if (facts->spoke_s == 0)
		return;
	rest.size = (size_t)snprintf(times, sizeof(times),
	    "%" PRIu64 " %" PRIu64, idle_s, facts->signed_on_s);
	irc_reply_begin(&reply, connection, IRC_RPL_WHOISIDLE);
	irc_words_add_parameter(&reply.words, source->nick);
	irc_words_add_parameter(&reply.words, slice_take_word(&rest));
	irc_words_add_parameter(&reply.words, slice_take_word(&rest));
	irc_reply_send_text(&reply, connection, IRC_RPL_WHOISIDLE);
}

void
irc_people_say_away(
    struct connection *connection, const struct irc_source *source)
{
	struct irc_reply reply;

	if (source->facts.away.size == 0)
		return;
	irc_reply_begin(&reply, connection, IRC_RPL_AWAY);
	irc_words_add_parameter(&reply.words, source->nick);
	irc_words_add_text(&reply.words, source->facts.away);
	irc_reply_send(&reply, connection);
}

void
irc_people_say_user(struct connection *connection, enum irc_numeric numeric,
    const struct irc_source *source)
{
	struct irc_reply reply;

	irc_reply_begin(&reply, connection, numeric);
	irc_words_add_parameter(&reply.words, source->nick);
	irc_words_add_parameter(&reply.words, source->user);
	irc_words_add_parameter(&reply.words, source->host);
	irc_words_add_parameter(&reply.words, irc_nobody);
	irc_words_add_text(&reply.words, source->real_name);
	irc_reply_send(&reply, connection);
}

void
irc_people_say_server(struct connection *connection,
    const struct irc_source *source, struct slice text)
{
	struct irc_reply reply;

	irc_reply_begin(&reply, connection, IRC_RPL_WHOISSERVER);
	irc_words_add_parameter(&reply.words, source->nick);
	irc_words_add_parameter(&reply.words, irc_identity_server(connection));
	irc_words_add_text(&reply.words, text);
	irc_reply_send(&reply, connection);
}

static void
irc_people_say_whois(struct connection *connection, struct slice name)
{
	const struct slice nothing = { 0 };
	struct irc_source source;

	irc_source_begin(&source, connection, name);
	irc_people_say_user(connection, IRC_RPL_WHOISUSER, &source);
	irc_people_say_server(
	    connection, &source, irc_identity_network(connection));
	if (!irc_invisible_is_hidden(connection, name, source.facts.flags))
		irc_user_rooms_say(connection, source.nick, name);
	irc_people_say_away(connection, &source);
	if ((source.facts.flags & CARD_OPERATOR) != 0)
		irc_people_say_that(
		    connection, IRC_RPL_WHOISOPERATOR, &source, nothing);
	irc_people_say_times(connection, &source);
	if (source.facts.account.size > 0)
		irc_people_say_that(connection, IRC_RPL_WHOISACCOUNT, &source,
		    source.facts.account);
	if ((source.facts.flags & CARD_BOT) != 0)
		irc_people_say_that(
		    connection, IRC_RPL_WHOISBOT, &source, nothing);
	if ((source.facts.flags & CARD_SECURE) != 0)
		irc_people_say_that(
		    connection, IRC_RPL_WHOISSECURE, &source, nothing);
	irc_source_end(&source);
}

/* "WHOIS bob", "WHOIS irc.chatd bob": the last parameter is the nick. */
enum command_status
irc_people_whois(
    struct connection *connection, struct slice nick, struct slice rest)
{
	struct irc_parameters parameters = { rest, 1 };
	const struct slice server = nick;
	char name[IRC_SHOWN_BYTES], spelling[NAME_MAX_BYTES];

	if (irc_line_take_parameter(&parameters, &nick) &&
	    !irc_server_is_meant(connection, server))
		return COMMAND_DONE;
	if (nick.size == 0) {
		irc_reply_say(connection, IRC_ERR_NONICKNAMEGIVEN);
		return COMMAND_DONE;
	}
	if (irc_people_is_there(connection, nick))
		irc_people_say_whois(
		    connection, known_spell_user(connection,
				    irc_name_mean(nick, name), spelling));
	else
		irc_reply_about(connection, IRC_ERR_NOSUCHNICK, nick);
	irc_reply_about(connection, IRC_RPL_ENDOFWHOIS, nick);
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
	char meant[IRC_SHOWN_BYTES], shown[IRC_SHOWN_BYTES];
	struct slice text = { found, 0 };

	do {
		struct slice words = nick;

		while ((nick = slice_take_word(&words)).size > 0) {
			if (irc_people_is_there(connection, nick))
				text.size = irc_people_add(found, text.size,
				    sizeof(found),
				    irc_source_spell(connection,
					irc_name_mean(nick, meant), shown));
		}
	} while (irc_line_take_parameter(&parameters, &nick));
	irc_reply_tell(connection, IRC_RPL_ISON, "%", &text);
	return COMMAND_DONE;
}

/* "bob=+bob@chatd": "*" after the name of an operator, "-" for who is away */
static size_t
irc_people_add_userhost(struct connection *connection, struct slice nick,
    char *found, size_t used, size_t capacity)
{
	char part[2 * IRC_MASK_BYTES];
	char meant[IRC_SHOWN_BYTES], shown[IRC_SHOWN_BYTES];
	struct irc_source source;
	char *at;

	irc_source_begin(&source, connection,
	    irc_source_spell(connection, irc_name_mean(nick, meant), shown));
	at = slice_write(part, source.nick);
	if ((source.facts.flags & CARD_OPERATOR) != 0)
		*at++ = '*';
	*at++ = '=';
	*at++ = source.facts.away.size > 0 ? '-' : '+';
	at = slice_write(at, source.user);
	*at++ = '@';
	at = slice_write(at, source.host);
	irc_source_end(&source);
	return irc_people_add(
	    found, used, capacity, (struct slice){ part, (size_t)(at - part) });
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
