/* SPDX-License-Identifier: MIT */
/*
 * The chat's texts have no codes, so formatting is taken out and an action is
 * said as people without IRC would write it.  What CTCP has besides is between
 * clients, and the chat does not carry it: it is taken in without a word.
 *
 * A client that has echo-message gets its text back when it has been taken.
 */

#include "chatd/protocols/irc/irc_talk.h"

#include "chatd/chat/chat.h"
#include "chatd/connection/connection.h"
#include "chatd/connection/stamping.h"
#include "chatd/protocols/irc/irc_formatting.h"
#include "chatd/protocols/irc/irc_line.h"
#include "chatd/protocols/irc/irc_names.h"
#include "chatd/protocols/irc/irc_refusals.h"
#include "chatd/protocols/irc/irc_reply.h"
#include "chatd/protocols/irc/irc_session.h"
#include "chatd/protocols/irc/irc_texts.h"
#include "chatd/protocols/login_state.h"

/* "* alice waves": the longest name, and what a line has room for. */
#define IRC_TALK_BYTES (NAME_MAX_BYTES + 3 + IRC_LINE_MAX_BYTES)

/* A text on its way to its targets. */
struct irc_talk {
	const char *verb;
	enum irc_purpose purpose;
	struct slice text;
	char room[IRC_TALK_BYTES];
};

/* Write "* alice waves" for what is to be said. */
static void
irc_talk_act(
    struct connection *connection, struct slice action, struct irc_talk *talk)
{
	const struct slice star = SLICE("* ");
	char *at = slice_write(talk->room, star);

	at = slice_write(at, connection_name(connection));
	*at++ = ' ';
	at += irc_formatting_strip(action, at).size;
	talk->text = (struct slice){ talk->room, (size_t)(at - talk->room) };
}

/* Put text in words of the chat.  Return false if there are none for it. */
static bool
irc_talk_read(
    struct connection *connection, struct slice text, struct irc_talk *talk)
{
	struct irc_ctcp ctcp;

	if (irc_formatting_read_ctcp(text, &ctcp)) {
		if (ctcp.is_action)
			irc_talk_act(connection, ctcp.text, talk);
		return ctcp.is_action;
	}
	talk->text = text;
	if (irc_formatting_is_in(text))
		talk->text = irc_formatting_strip(text, talk->room);
	return true;
}

static void
irc_talk_ask(struct connection *connection, const struct irc_talk *talk,
    struct slice target)
{
	struct irc_session *session = irc_session_of(connection);
	char name[IRC_SHOWN_BYTES];

	session->purpose = (uint8_t)talk->purpose;
	session->is_done = false;
	if (!irc_name_is_word(target)) {
		if (talk->purpose != IRC_FOR_NOTICE)
			irc_reply_about(connection, IRC_ERR_NOSUCHNICK, target);
	} else if (irc_name_is_room(target)) {
		chat_say(connection, irc_name_of_room(target), talk->text);
	} else {
		chat_send(connection, irc_name_mean(target, name), talk->text);
	}
}

static void
irc_talk_echo(struct connection *connection, const struct irc_talk *talk,
    struct slice target)
{
	struct irc_session *session = irc_session_of(connection);
	const struct irc_text text = {
		.verb = talk->verb,
		.stamp = &session->stamp,
		.from = connection_name(connection),
		.target = target,
		.text = talk->text,
	};

	if (session->is_done && (session->capabilities & IRC_ECHO_MESSAGE) != 0)
		irc_text_tell(connection, APPEND_REPLY, &text);
}

/* Say it to one target after the other. */
static enum command_status
irc_talk_to_all(struct connection *connection, const struct irc_talk *talk,
    struct slice targets)
{
	struct irc_session *session = irc_session_of(connection);
	unsigned int passed = 0;
	struct slice target;

	while (irc_name_take_item(&targets, &target)) {
		if (target.size == 0)
			continue;
		if (irc_session_begins(session, &passed)) {
			irc_session_count(connection, passed);
			irc_talk_ask(connection, talk, target);
		}
		if (irc_session_waits(connection))
			return COMMAND_AGAIN;
		if (irc_session_begins(session, &passed))
			irc_talk_echo(connection, talk, target);
	}
	return COMMAND_DONE;
}

/* Say what is missing, unless it is a notice, which is never answered. */
static enum command_status
irc_talk_refuse(struct connection *connection, const struct irc_talk *talk,
    enum irc_numeric numeric)
{
	const struct slice verb = slice_of(talk->verb);

	if (talk->purpose != IRC_FOR_NOTICE)
		irc_reply_tell(
		    connection, numeric, irc_numeric_get_text(numeric), &verb);
	return COMMAND_DONE;
}

static size_t
irc_talk_count(struct slice targets)
{
	struct slice target;
	size_t count = 0;

	while (irc_name_take_item(&targets, &target))
		count += target.size > 0;
	return count;
}

static enum command_status
irc_talk_say(struct connection *connection, struct irc_talk *talk,
    struct slice targets, struct slice rest)
{
	struct irc_parameters parameters = { rest, 1 };
	size_t count = irc_talk_count(targets);
	struct slice text = { 0 };

	irc_line_take_parameter(&parameters, &text);
	text = slice_trim(text);
	if (count == 0)
		return irc_talk_refuse(connection, talk, IRC_ERR_NORECIPIENT);
	if (text.size == 0)
		return irc_talk_refuse(connection, talk, IRC_ERR_NOTEXTTOSEND);
	if (count > IRC_TARGETS_MAX)
		return irc_talk_refuse(
		    connection, talk, IRC_ERR_TOOMANYTARGETS);
	if (!irc_talk_read(connection, text, talk))
		return COMMAND_DONE;
	talk->text = slice_trim(talk->text);
	if (talk->text.size == 0)
		return irc_talk_refuse(connection, talk, IRC_ERR_NOTEXTTOSEND);
	return irc_talk_to_all(connection, talk, targets);
}

enum command_status
irc_talk_privmsg(
    struct connection *connection, struct slice argument, struct slice rest)
{
	struct irc_talk talk = { .verb = "PRIVMSG", .purpose = IRC_FOR_LINE };

	return irc_talk_say(connection, &talk, argument, rest);
}

enum command_status
irc_talk_notice(
    struct connection *connection, struct slice argument, struct slice rest)
{
	struct irc_talk talk = { .verb = "NOTICE", .purpose = IRC_FOR_NOTICE };

	if (login_state(connection) == LOGGED_OUT)
		return COMMAND_DONE;
	return irc_talk_say(connection, &talk, argument, rest);
}

enum command_status
irc_talk_tagmsg(
    struct connection *connection, struct slice argument, struct slice rest)
{
	(void)connection;
	(void)argument;
	(void)rest;
	return COMMAND_DONE;
}

void
irc_talk_answer(struct connection *connection, const struct chat_answer *answer)
{
	struct irc_session *session = irc_session_of(connection);

	session->is_done = answer->outcome == CHAT_DONE;
	if (!session->is_done && session->purpose != IRC_FOR_NOTICE)
		irc_refuse(connection, answer);
	else if (session->is_done && irc_text_is_stamped(connection) &&
		 (session->capabilities & IRC_ECHO_MESSAGE) != 0)
		session->stamp = stamping_now(connection_set(connection));
}
