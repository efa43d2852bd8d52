/* SPDX-License-Identifier: MIT */
/*
 * Until somebody logs in they have no place among the cards of the chat, so the
 * session keeps one; and until they are in, because a nick may be refused.
 */

#include "chatd/protocols/irc/irc_cards.h"

#include "chatd/chat/user_cards.h"
#include "chatd/connection/connection.h"
#include "chatd/core/message.h"
#include "chatd/presence/card.h"
#include "chatd/protocols/irc/irc_news.h"
#include "chatd/protocols/irc/irc_reply.h"
#include "chatd/protocols/irc/irc_session.h"
#include "common/name.h"
#include "common/text.h"

/* ---- before somebody is logged in ---------------------------------------- */

/* Return what has been said so far. */
static struct card_facts
irc_cards_said(const struct irc_session *session)
{
	return session->card != NULL ? card_read(session->card)
				     : (struct card_facts){ 0 };
}

static void
irc_cards_keep(struct connection *connection, const struct card_facts *facts)
{
	struct irc_session *session = irc_session_of(connection);
	struct card *card = card_new(facts);

	if (card == NULL) {
		connection_close(connection, CLOSE_OUT_OF_MEMORY);
		return;
	}
	card_release(session->card);
	session->card = card;
}

/* Write what can stand before an "@" of user to room. */
static struct slice
irc_cards_clean_user(struct slice user, char room[IRC_USER_BYTES])
{
	size_t size = 0;

	for (size_t i = 0; i < user.size && size < IRC_USER_BYTES; i++) {
		if (name_is_valid(user.bytes + i, 1, 1))
			room[size++] = user.bytes[i];
	}
	return (struct slice){ room, size };
}

void
irc_cards_note_user(
    struct connection *connection, struct slice user, struct slice real_name)
{
	struct card_facts facts = irc_cards_said(irc_session_of(connection));
	char clean_user[IRC_USER_BYTES];
	char clean_name[MESSAGE_WHY_MAX_BYTES];

	facts.user = irc_cards_clean_user(user, clean_user);
	facts.real_name = irc_news_read_why(real_name, clean_name);
	irc_cards_keep(connection, &facts);
}

void
irc_cards_note_account(struct connection *connection, struct slice account)
{
	struct card_facts facts = irc_cards_said(irc_session_of(connection));

	if (connection_claim(connection) != NULL)
		return; /* the chat knows it */
	facts.account = account;
	irc_cards_keep(connection, &facts);
}

bool
irc_cards_introduce(struct connection *connection)
{
	const struct card_facts facts = irc_cards_said(
	    irc_session_of(connection));

	return user_cards_introduce(connection, &facts);
}

void
irc_cards_forget(struct connection *connection)
{
	struct irc_session *session = irc_session_of(connection);

	card_release(session->card);
	session->card = NULL;
}

/* ---- commands ------------------------------------------------------------ */

enum command_status
irc_cards_away(
    struct connection *connection, struct slice why, struct slice rest)
{
	char room[MESSAGE_WHY_MAX_BYTES];
	struct slice text = irc_news_read_why(why, room);

	(void)rest;
	text.size = text_cut(text.bytes, text.size, CARD_AWAY_MAX_BYTES);
	user_cards_set_away(connection, text);
	irc_reply_say(
	    connection, text.size > 0 ? IRC_RPL_NOWAWAY : IRC_RPL_UNAWAY);
	return COMMAND_DONE;
}

/* ":alice!alice@chatd SETNAME :Alice", to those who know of it */
static void
irc_cards_say_name(struct connection *connection, struct slice name)
{
	struct irc_reply reply;

	if ((irc_state_of(connection)->capabilities & IRC_SETNAME) == 0)
		return;
	irc_reply_begin_own(&reply, connection, "SETNAME");
	irc_words_add_text(&reply.words, name);
	irc_reply_send(&reply, connection);
}

enum command_status
irc_cards_set_name(
    struct connection *connection, struct slice name, struct slice rest)
{
	const struct slice verb = SLICE("SETNAME");
	char room[MESSAGE_WHY_MAX_BYTES];
	struct slice clean = irc_news_read_why(name, room);

	(void)rest;
	if (clean.size == 0 || name.size > CARD_REAL_NAME_MAX_BYTES)
		irc_reply_fail(connection, verb, "INVALID_REALNAME",
		    "Realname is not valid");
	else if (!user_cards_set_real_name(connection, clean))
		irc_reply_fail(connection, verb, "CANNOT_CHANGE_REALNAME",
		    "You may not say anything now");
	else
		irc_cards_say_name(connection, clean);
	return COMMAND_DONE;
}
