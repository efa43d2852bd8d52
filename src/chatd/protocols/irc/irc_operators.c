/* SPDX-License-Identifier: MIT */
/*
 * Whether an account is an operator's is said only to those who know its
 * password.
 */

#include "chatd/protocols/irc/irc_operators.h"

#include "chatd/chat/chat.h"
#include "chatd/chat/kills.h"
#include "chatd/chat/known.h"
#include "chatd/connection/connection.h"
#include "chatd/core/message.h"
#include "chatd/protocols/irc/irc_identity.h"
#include "chatd/protocols/irc/irc_label.h"
#include "chatd/protocols/irc/irc_line.h"
#include "chatd/protocols/irc/irc_names.h"
#include "chatd/protocols/irc/irc_news.h"
#include "chatd/protocols/irc/irc_refusals.h"
#include "chatd/protocols/irc/irc_reply.h"
#include "chatd/protocols/irc/irc_session.h"
#include "chatd/protocols/irc/irc_user_modes.h"
#include "common/name.h"

/* ---- becoming one -------------------------------------------------------- */

enum command_status
irc_operators_oper(
    struct connection *connection, struct slice name, struct slice rest)
{
	struct irc_parameters parameters = { rest, 1 };
	struct slice password;

	if (!irc_line_take_parameter(&parameters, &password))
		return COMMAND_BAD_ARGUMENTS;
	irc_session_of(connection)->purpose = IRC_FOR_OPER;
	chat_authenticate(connection, CHAT_AUTHENTICATE, name, password);
	return COMMAND_DONE;
}

void
irc_operators_answer(
    struct connection *connection, const struct chat_answer *answer)
{
	if (answer->outcome == CHAT_NO_ACCOUNTS ||
	    (answer->outcome == CHAT_DONE && !known_is_operator(connection))) {
		irc_reply_say(connection, IRC_ERR_NOOPERHOST);
		return;
	}
	if (answer->outcome != CHAT_DONE) {
		irc_refuse(connection, answer);
		return;
	}
	irc_reply_say(connection, IRC_RPL_YOUREOPER);
	irc_user_modes_set(connection, IRC_OPERATOR, true);
}

/* ---- what one may do ----------------------------------------------------- */

/*
 * "KILL bob :flood".  Who is killed is told by what others are told; the answer
 * is that they are gone.
 */
static void
irc_operators_kill_user(
    struct connection *connection, struct slice nick, struct slice why)
{
	char shown[IRC_SHOWN_BYTES], room[MESSAGE_WHY_MAX_BYTES];

	switch (chat_kill(connection, irc_name_mean(nick, shown),
	    irc_news_read_why(why, room))) {
	case CHAT_DONE:
		break;
	case CHAT_BAD_NAME:
		irc_reply_say(connection, IRC_ERR_CANTKILLSERVER);
		break;
	case CHAT_OUT_OF_MEMORY:
		connection_close(connection, CLOSE_OUT_OF_MEMORY);
		break;
	case CHAT_NOT_OPERATOR:
		irc_user_modes_set(connection, IRC_OPERATOR, false);
		irc_reply_say(connection, IRC_ERR_NOPRIVILEGES);
		break;
	default:
		irc_reply_about(connection, IRC_ERR_NOSUCHNICK, nick);
		break;
	}
}

enum command_status
irc_operators_kill(
    struct connection *connection, struct slice nick, struct slice rest)
{
	unsigned int modes = irc_state_of(connection)->user_modes;
	struct irc_parameters parameters = { rest, 1 };
	struct slice why = { 0 };

	if ((modes & IRC_OPERATOR) == 0) {
		irc_reply_say(connection, IRC_ERR_NOPRIVILEGES);
		return COMMAND_DONE;
	}
	/* Nothing more is told where there is no reason. */
	irc_line_take_parameter(&parameters, &why);
	if (name_looks_like(nick, irc_identity_server(connection)))
		irc_reply_say(connection, IRC_ERR_CANTKILLSERVER);
	else if (nick.size > NAME_MAX_BYTES)
		irc_reply_about(connection, IRC_ERR_NOSUCHNICK, nick);
	else
		irc_operators_kill_user(connection, nick, why);
	return COMMAND_DONE;
}

enum command_status
irc_operators_forbid(
    struct connection *connection, struct slice argument, struct slice rest)
{
	(void)argument;
	(void)rest;
	if ((irc_state_of(connection)->user_modes & IRC_OPERATOR) != 0)
		irc_reply_about(connection, IRC_ERR_UNKNOWNCOMMAND,
		    slice_of(irc_session_of(connection)->verb));
	else
		irc_reply_say(connection, IRC_ERR_NOPRIVILEGES);
	return COMMAND_DONE;
}

/* ---- whom it is done to -------------------------------------------------- */

void
irc_operators_end(struct connection *connection, struct slice words)
{
	struct irc_reply reply;

	if (!irc_session_enter(connection))
		return;
	irc_label_interrupt(connection);
	irc_words_begin(&reply.words, reply.bytes, sizeof(reply.bytes));
	irc_words_add_command(&reply.words, "ERROR");
	irc_words_add_filled(&reply.words, "Closing link: %", &words);
	irc_reply_send_words(&reply.words, connection, APPEND_EVENT);
	connection_finish(connection, CLOSE_KILLED);
	irc_session_leave(connection);
}
