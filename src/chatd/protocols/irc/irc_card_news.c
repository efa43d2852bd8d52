/* SPDX-License-Identifier: MIT */
#include "chatd/protocols/irc/irc_card_news.h"

#include "chatd/chat/known.h"
#include "chatd/connection/connection.h"
#include "chatd/core/message.h"
#include "chatd/core/user_change.h"
#include "chatd/protocols/irc/irc_heard.h"
#include "chatd/protocols/irc/irc_names.h"
#include "chatd/protocols/irc/irc_reply.h"
#include "chatd/protocols/irc/irc_session.h"
#include "chatd/protocols/irc/irc_source.h"

/* How each change is told; "AWAY " is no nick, for irc_heard_of(). */
struct irc_card_news_row {
	enum user_change change;
	enum irc_capability capability;
	const char *command;
	struct slice heard;
};

static const struct irc_card_news_row irc_card_news_rows[] = {
	/* First: who joins may be away. */
	{ USER_CHANGE_AWAY, IRC_AWAY_NOTIFY, "AWAY", SLICE("AWAY ") },
	{ USER_CHANGE_ACCOUNT, IRC_ACCOUNT_NOTIFY, "ACCOUNT",
	    SLICE("ACCOUNT ") },
	{ USER_CHANGE_REAL_NAME, IRC_SETNAME, "SETNAME", SLICE("SETNAME ") },
};

#define IRC_CARD_NEWS_ROWS                                                     \
	(sizeof(irc_card_news_rows) / sizeof(irc_card_news_rows[0]))

/* ---- who joins ----------------------------------------------------------- */

void
irc_card_news_add_join(struct irc_words *words, struct connection *connection,
    const struct irc_source *source, struct slice target)
{
	static const struct slice no_account = SLICE("*");
	struct slice account = source->facts.account;

	irc_words_add_command(words, "JOIN");
	if ((irc_state_of(connection)->capabilities & IRC_EXTENDED_JOIN) == 0) {
		irc_words_add_last(words, target);
		return;
	}
	irc_words_add_parameter(words, target);
	irc_words_add_parameter(words, account.size > 0 ? account : no_account);
	irc_words_add_text(words, source->real_name);
}

/* ":bob!bob@chatd AWAY :for tea", ":bob!bob@chatd AWAY" */
static void
irc_card_news_say(struct connection *connection,
    const struct irc_card_news_row *row, const struct irc_source *source,
    struct slice text)
{
	struct irc_reply reply;

	irc_words_begin(&reply.words, reply.bytes, sizeof(reply.bytes));
	irc_source_add(&reply.words, connection, source);
	irc_words_add_command(&reply.words, row->command);
	if (text.size > 0 && row->change == USER_CHANGE_ACCOUNT)
		irc_words_add_last(&reply.words, text);
	else if (text.size > 0)
		irc_words_add_text(&reply.words, text);
	irc_reply_send_words(&reply.words, connection, APPEND_EVENT);
}

void
irc_card_news_tell_joined(
    struct connection *connection, const struct message *message)
{
	unsigned int wants = irc_state_of(connection)->capabilities;
	char room[IRC_SHOWN_BYTES];
	struct irc_source source;
	struct irc_reply reply;

	irc_source_begin_at(&source, connection, message->from, message->by);
	irc_words_begin(&reply.words, reply.bytes, sizeof(reply.bytes));
	irc_source_add(&reply.words, connection, &source);
	irc_card_news_add_join(&reply.words, connection, &source,
	    irc_name_show_room(message->room, room));
	irc_reply_send_words(&reply.words, connection, APPEND_EVENT);
	if ((wants & IRC_AWAY_NOTIFY) != 0 && source.facts.away.size > 0)
		irc_card_news_say(connection, &irc_card_news_rows[0], &source,
		    source.facts.away);
	irc_source_end(&source);
}

/* ---- who changes --------------------------------------------------------- */

/*
 * Say whether the client is to be told of a user whose name it watches: others
 * than itself, and those who share no room, where it is told anyway.
 */
static bool
irc_card_news_is_wanted(
    struct connection *connection, const struct message *message)
{
	unsigned int wants = irc_state_of(connection)->capabilities;

	return (wants & IRC_EXTENDED_MONITOR) != 0 &&
	       !address_equals(message->by, connection_address(connection)) &&
	       !known_shares_room(connection, message->from);
}

static void
irc_card_news_tell(struct connection *connection,
    const struct irc_card_news_row *row, const struct message *message)
{
	unsigned int wants = irc_state_of(connection)->capabilities;
	struct irc_source source;

	if ((wants & row->capability) == 0 ||
	    (message->room.size == 0 &&
		!irc_card_news_is_wanted(connection, message)) ||
	    irc_heard_of(connection, message->by, row->heard, message->text))
		return;
	irc_source_begin_at(&source, connection, message->from, message->by);
	irc_card_news_say(connection, row, &source, message->text);
	irc_source_end(&source);
}

void
irc_card_news_tell_changed(
    struct connection *connection, const struct message *message)
{
	for (size_t i = 0; i < IRC_CARD_NEWS_ROWS; i++) {
		if (irc_card_news_rows[i].change == message->size)
			irc_card_news_tell(
			    connection, &irc_card_news_rows[i], message);
	}
}
