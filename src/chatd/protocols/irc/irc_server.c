/* SPDX-License-Identifier: MIT */
/*
 * There is one server, whatever server a request is for.
 */

#include "chatd/protocols/irc/irc_server.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "chatd/chat/chat.h"
#include "chatd/chat/known.h"
#include "chatd/connection/connection.h"
#include "chatd/core/mask.h"
#include "chatd/protocols/irc/irc_identity.h"
#include "chatd/protocols/irc/irc_names.h"
#include "chatd/protocols/irc/irc_news.h"
#include "chatd/protocols/irc/irc_reply.h"
#include "chatd/protocols/irc/irc_session.h"
#include "chatd/protocols/irc/irc_welcome.h"
#include "common/date.h"
#include "common/name.h"

#define IRC_SECONDS_A_DAY 86400

/* It stands in front of what users say, so that nobody can pretend more. */
#define IRC_QUIT "Quit"

bool
irc_server_is_meant(struct connection *connection, struct slice target)
{
	char name[IRC_SHOWN_BYTES];

	if (target.size == 0 ||
	    mask_matches(true, target, irc_identity_server(connection)))
		return true;
	if (irc_name_is_word(target) &&
	    known_has_user(connection, irc_name_mean(target, name)))
		return true;
	irc_reply_about(connection, IRC_ERR_NOSUCHSERVER, target);
	return false;
}

/* ":irc.chatd PONG irc.chatd :token" */
enum command_status
irc_server_ping(
    struct connection *connection, struct slice token, struct slice rest)
{
	struct irc_reply reply;

	(void)rest;
	if (token.size == 0) {
		irc_reply_say(connection, IRC_ERR_NOORIGIN);
		return COMMAND_DONE;
	}
	irc_reply_begin_command(&reply, connection, "PONG");
	irc_words_add_parameter(&reply.words, irc_identity_server(connection));
	irc_words_add_text(&reply.words, token);
	irc_reply_send(&reply, connection);
	return COMMAND_DONE;
}

enum command_status
irc_server_pong(
    struct connection *connection, struct slice argument, struct slice rest)
{
	(void)connection;
	(void)argument;
	(void)rest;
	return COMMAND_DONE;
}

void
irc_server_silent(
    struct connection *connection, uint32_t seconds, bool was_asked)
{
	const struct slice question[] = { SLICE("PING :"),
		irc_identity_server(connection), SLICE("\r\n") };
	char words[64], why[80];

	if (!irc_session_enter(connection))
		return;
	if (was_asked) {
		snprintf(words, sizeof(words),
		    "Ping timeout: %" PRIu32 " seconds", seconds);
		snprintf(why, sizeof(why), "(%s)", words);
		chat_quit(connection, slice_of(words));
		irc_reply_end(connection, why, CLOSE_SILENT);
	} else {
		connection_append(connection, APPEND_EVENT, question, 3);
	}
	irc_session_leave(connection);
}

enum command_status
irc_server_quit(
    struct connection *connection, struct slice why, struct slice rest)
{
	char room[MESSAGE_WHY_MAX_BYTES];
	char words[sizeof(IRC_QUIT) + 2 + MESSAGE_WHY_MAX_BYTES];

	(void)rest;
	why = irc_news_read_why(why, room);
	snprintf(words, sizeof(words), IRC_QUIT "%s%.*s",
	    why.size > 0 ? ": " : "", (int)why.size, why.bytes);
	chat_quit(connection, slice_of(words));
	irc_reply_end(connection, IRC_QUIT, CLOSE_QUIT);
	return COMMAND_DONE;
}

enum command_status
irc_server_lusers(
    struct connection *connection, struct slice argument, struct slice rest)
{
	(void)argument;
	(void)rest;
	irc_welcome_users(connection);
	return COMMAND_DONE;
}

enum command_status
irc_server_motd(
    struct connection *connection, struct slice argument, struct slice rest)
{
	(void)rest;
	if (!irc_server_is_meant(connection, argument))
		return COMMAND_DONE;
	irc_welcome_motd(connection);
	return COMMAND_DONE;
}

/* "351 alice chatd-1.0 irc.chatd :...", and what is configured */
enum command_status
irc_server_version(
    struct connection *connection, struct slice argument, struct slice rest)
{
	const struct slice version = SLICE("chatd-" PACKAGE_VERSION);
	const struct slice comment = SLICE("one chat behind several protocols");
	struct irc_reply reply;

	(void)rest;
	if (!irc_server_is_meant(connection, argument))
		return COMMAND_DONE;
	irc_reply_begin(&reply, connection, IRC_RPL_VERSION);
	irc_words_add_parameter(&reply.words, version);
	irc_words_add_parameter(&reply.words, irc_identity_server(connection));
	irc_words_add_text(&reply.words, comment);
	irc_reply_send(&reply, connection);
	irc_welcome_support(connection);
	return COMMAND_DONE;
}

struct slice
irc_server_write_time(uint64_t time_s, char room[IRC_TIME_BYTES])
{
	long second = (long)(time_s % IRC_SECONDS_A_DAY);
	struct date date = date_of_day((long)(time_s / IRC_SECONDS_A_DAY));

	snprintf(room, IRC_TIME_BYTES, "%04ld-%02d-%02dT%02ld:%02ld:%02ldZ",
	    date.year, date.month, date.day, second / 3600, second / 60 % 60,
	    second % 60);
	return slice_of(room);
}

/* "391 alice irc.chatd :2026-11-29T12:00:00Z" */
enum command_status
irc_server_time(
    struct connection *connection, struct slice argument, struct slice rest)
{
	char room[IRC_TIME_BYTES];
	struct irc_reply reply;

	(void)rest;
	if (!irc_server_is_meant(connection, argument))
		return COMMAND_DONE;
	irc_reply_begin(&reply, connection, IRC_RPL_TIME);
	irc_words_add_parameter(&reply.words, irc_identity_server(connection));
	irc_words_add_text(
	    &reply.words, irc_server_write_time((uint64_t)time(NULL), room));
	irc_reply_send(&reply, connection);
	return COMMAND_DONE;
}

enum command_status
irc_server_info(
    struct connection *connection, struct slice argument, struct slice rest)
{
	(void)rest;
	if (!irc_server_is_meant(connection, argument))
		return COMMAND_DONE;
	irc_reply_tell(
	    connection, IRC_RPL_INFO, "chatd " PACKAGE_VERSION, NULL);
	irc_reply_tell(connection, IRC_RPL_INFO,
	    "Users of all its protocols are in one chat", NULL);
	irc_reply_say(connection, IRC_RPL_ENDOFINFO);
	return COMMAND_DONE;
}

/* "364 alice irc.chatd irc.chatd :0 chatd", "365 alice * :..." */
enum command_status
irc_server_links(
    struct connection *connection, struct slice argument, struct slice rest)
{
	const struct slice all = SLICE("*");
	const struct slice network = irc_identity_network(connection);
	struct irc_reply reply;

	(void)argument;
	(void)rest;
	irc_reply_begin(&reply, connection, IRC_RPL_LINKS);
	irc_words_add_parameter(&reply.words, irc_identity_server(connection));
	irc_words_add_parameter(&reply.words, irc_identity_server(connection));
	irc_words_add_filled(&reply.words, "0 %", &network);
	irc_reply_send(&reply, connection);
	irc_reply_about(connection, IRC_RPL_ENDOFLINKS, all);
	return COMMAND_DONE;
}

enum command_status
irc_server_admin(
    struct connection *connection, struct slice argument, struct slice rest)
{
	(void)rest;
	if (!irc_server_is_meant(connection, argument))
		return COMMAND_DONE;
	irc_reply_about(
	    connection, IRC_ERR_NOADMININFO, irc_identity_server(connection));
	return COMMAND_DONE;
}

/* "242 alice :Server Up 3 days 4:05:06" */
static void
irc_server_say_uptime(struct connection *connection)
{
	unsigned long seconds = known_uptime_s(connection);
	char days[24], time[24];
	struct slice values[2];

	snprintf(days, sizeof(days), "%lu", seconds / IRC_SECONDS_A_DAY);
	snprintf(time, sizeof(time), "%lu:%02lu:%02lu", seconds / 3600 % 24,
	    seconds / 60 % 60, seconds % 60);
	values[0] = slice_of(days);
	values[1] = slice_of(time);
	irc_reply_tell(connection, IRC_RPL_STATSUPTIME,
	    irc_numeric_get_text(IRC_RPL_STATSUPTIME), values);
}

enum command_status
irc_server_stats(
    struct connection *connection, struct slice letter, struct slice rest)
{
	const struct slice all = SLICE("*");

	(void)rest;
	if (slice_is(letter, "u"))
		irc_server_say_uptime(connection);
	irc_reply_about(
	    connection, IRC_RPL_ENDOFSTATS, letter.size > 0 ? letter : all);
	return COMMAND_DONE;
}
