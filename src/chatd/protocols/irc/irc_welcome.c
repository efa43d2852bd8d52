/* SPDX-License-Identifier: MIT */
/*
 * ISUPPORT is made from the limits that hold for the connection, so that it
 * cannot say anything else than is true.
 */

#include "chatd/protocols/irc/irc_welcome.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "chatd/chat/known.h"
#include "chatd/chat/watches.h"
#include "chatd/connection/connection.h"
#include "chatd/core/limits.h"
#include "chatd/core/message.h"
#include "chatd/presence/room_rules.h"
#include "chatd/protocols/irc/irc_identity.h"
#include "chatd/protocols/irc/irc_mode_request.h"
#include "chatd/protocols/irc/irc_reply.h"
#include "chatd/protocols/irc/irc_session.h"
#include "chatd/protocols/irc/irc_talk.h"
#include "chatd/protocols/irc/irc_user_modes.h"

static const struct slice irc_version = SLICE("chatd-" PACKAGE_VERSION);

/* As wide as the message of the day is shown; longer lines are cut. */
#define IRC_MOTD_LINE_BYTES 80

/* A number as text. */
struct irc_number {
	char digits[24];
};

static struct slice
irc_number_write(uint64_t number, struct irc_number *room)
{
	snprintf(room->digits, sizeof(room->digits), "%" PRIu64, number);
	return slice_of(room->digits);
}

/* ":irc.chatd 005 alice NICKLEN=64 :are supported by this server" */
static void
irc_welcome_say_tokens(struct connection *connection, char *tokens)
{
	struct slice rest = slice_of(tokens);
	struct irc_reply reply;
	struct slice token;

	irc_reply_begin(&reply, connection, IRC_RPL_ISUPPORT);
	while ((token = slice_take_word(&rest)).size > 0)
		irc_words_add_parameter(&reply.words, token);
	irc_reply_send_text(&reply, connection, IRC_RPL_ISUPPORT);
}

void
irc_welcome_support(struct connection *connection)
{
	const struct limits *limits = connection_limits(connection);
	char tokens[IRC_WORDS_BYTES];

	snprintf(tokens, sizeof(tokens),
	    "AWAYLEN=%d CASEMAPPING=ascii CHANLIMIT=#:%" PRIu64 " CHANMODES=%s "
	    "CHANNELLEN=%zu CHANTYPES=# NETWORK=%s NICKLEN=%zu",
	    CARD_AWAY_MAX_BYTES, limits->rooms_max, IRC_MODES_BY_KIND,
	    limits->name_max + 1, limits->irc_network, limits->name_max);
	irc_welcome_say_tokens(connection, tokens);
	snprintf(tokens, sizeof(tokens),
	    "BOT=B ELIST=CMNTU EXCEPTS=e INVEX=I KEYLEN=%d KICKLEN=%d "
	    "MAXLIST=Ibe:%d MODES=%d MONITOR=%d NAMELEN=%d PREFIX=(ov)@+",
	    ROOM_KEY_MAX_BYTES, MESSAGE_WHY_MAX_BYTES, ROOM_MASKS_MAX,
	    IRC_MODES_MAX, WATCHES_MAX, CARD_REAL_NAME_MAX_BYTES);
	irc_welcome_say_tokens(connection, tokens);
	snprintf(tokens, sizeof(tokens),
	    "QUITLEN=%zu SAFELIST STATUSMSG=@+ "
	    "TARGMAX=JOIN:,KICK:,LIST:,NAMES:,NOTICE:%d,PART:,PRIVMSG:%d,"
	    "TAGMSG:%d,WHOIS:1 TOPICLEN=%d USERLEN=%d UTF8ONLY WHOX",
	    MESSAGE_WHY_MAX_BYTES - strlen("Quit: "), IRC_TARGETS_MAX,
	    IRC_TARGETS_MAX, IRC_TARGETS_MAX, ROOM_TOPIC_MAX_BYTES,
	    IRC_USER_BYTES);
	irc_welcome_say_tokens(connection, tokens);
}

/* A numeric with a number, and its words. */
static void
irc_welcome_count(
    struct connection *connection, enum irc_numeric numeric, uint64_t count)
{
	struct irc_number number;
	struct irc_reply reply;

	if (count == 0)
		return;
	irc_reply_begin(&reply, connection, numeric);
	irc_words_add_parameter(&reply.words, irc_number_write(count, &number));
	irc_reply_send_text(&reply, connection, numeric);
}

/* "265 alice 3 5 :Current local users 3, max 5" */
static void
irc_welcome_peak(struct connection *connection, enum irc_numeric numeric,
    struct slice now, struct slice peak)
{
	const struct slice values[] = { now, peak };
	struct irc_reply reply;

	irc_reply_begin(&reply, connection, numeric);
	irc_words_add_parameter(&reply.words, now);
	irc_words_add_parameter(&reply.words, peak);
	irc_words_add_filled(
	    &reply.words, irc_numeric_get_text(numeric), values);
	irc_reply_send(&reply, connection);
}

void
irc_welcome_users(struct connection *connection)
{
	struct irc_number numbers[4];
	uint64_t count = known_count_users(connection);
	uint64_t hidden = known_count_invisible(connection);
	struct slice now = irc_number_write(count, &numbers[0]);
	struct slice peak = irc_number_write(
	    known_count_peak(connection), &numbers[1]);
	const struct slice users[] = {
		/* They are counted one after the other. */
		irc_number_write(
		    count > hidden ? count - hidden : 0, &numbers[2]),
		irc_number_write(hidden, &numbers[3]), SLICE("1")
	};
	const struct slice mine[] = { now, SLICE("0") };

	irc_reply_tell(connection, IRC_RPL_LUSERCLIENT,
	    irc_numeric_get_text(IRC_RPL_LUSERCLIENT), users);
	irc_welcome_count(
	    connection, IRC_RPL_LUSERCHANNELS, known_count_rooms(connection));
	irc_reply_tell(connection, IRC_RPL_LUSERME,
	    irc_numeric_get_text(IRC_RPL_LUSERME), mine);
	irc_welcome_peak(connection, IRC_RPL_LOCALUSERS, now, peak);
	irc_welcome_peak(connection, IRC_RPL_GLOBALUSERS, now, peak);
}

/* "372 alice :- Be kind", in as many lines as it takes */
static void
irc_welcome_say_line(struct connection *connection, struct slice line)
{
	struct slice piece = line;

	do {
		if (line.size > 0)
			(void)irc_words_take_piece(
			    &line, IRC_MOTD_LINE_BYTES, &piece);
		irc_reply_tell(connection, IRC_RPL_MOTD,
		    irc_numeric_get_text(IRC_RPL_MOTD), &piece);
	} while (line.size > 0);
}

void
irc_welcome_motd(struct connection *connection)
{
	const struct slice server[] = { irc_identity_server(connection) };
	struct slice rest = connection_motd(connection);

	if (rest.size == 0) {
		irc_reply_say(connection, IRC_ERR_NOMOTD);
		return;
	}
	irc_reply_tell(connection, IRC_RPL_MOTDSTART,
	    irc_numeric_get_text(IRC_RPL_MOTDSTART), server);
	while (rest.size > 0) {
		irc_welcome_say_line(connection, slice_take_until(&rest, '\n'));
		(void)slice_take_prefix(&rest, "\n");
	}
	irc_reply_say(connection, IRC_RPL_ENDOFMOTD);
}

/* "004 alice irc.chatd chatd-1.0 i Ibeiklmnorstv Ibeklov" */
static void
irc_welcome_say_info(struct connection *connection)
{
	static const struct slice user_modes = SLICE(IRC_USER_MODES);
	static const struct slice modes = SLICE(IRC_MODES_ALL);
	static const struct slice with_value = SLICE(IRC_MODES_WITH_VALUE);
	struct irc_reply reply;

	irc_reply_begin(&reply, connection, IRC_RPL_MYINFO);
	irc_words_add_parameter(&reply.words, irc_identity_server(connection));
	irc_words_add_parameter(&reply.words, irc_version);
	irc_words_add_parameter(&reply.words, user_modes);
	irc_words_add_parameter(&reply.words, modes);
	irc_words_add_last(&reply.words, with_value);
	irc_reply_send(&reply, connection);
}

/* "396 alice abcdefghij.chatd :is now your visible host" */
static void
irc_welcome_say_host(struct connection *connection)
{
	struct irc_source source;

	irc_source_begin(&source, connection, connection_name(connection));
	if (!slice_is(source.host, IRC_HOST))
		irc_reply_about(connection, IRC_RPL_VISIBLEHOST, source.host);
	irc_source_end(&source);
}

void
irc_welcome(struct connection *connection)
{
	char room[IRC_MASK_BYTES];
	const struct slice network[] = { irc_identity_network(connection),
		irc_source_write_mask(
		    connection, irc_session_nick(connection), room) };
	const struct slice host[] = { irc_identity_server(connection),
		irc_version };

	irc_reply_tell(connection, IRC_RPL_WELCOME,
	    irc_numeric_get_text(IRC_RPL_WELCOME), network);
	irc_reply_tell(connection, IRC_RPL_YOURHOST,
	    irc_numeric_get_text(IRC_RPL_YOURHOST), host);
	irc_reply_tell(connection, IRC_RPL_CREATED,
	    "This server is one of several doors to the same chat", NULL);
	irc_welcome_say_info(connection);
	irc_welcome_support(connection);
	irc_welcome_say_host(connection);
	irc_welcome_users(connection);
	irc_welcome_motd(connection);
}
