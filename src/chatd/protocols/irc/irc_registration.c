/* SPDX-License-Identifier: MIT */
/*
 * A name is claimed when all of the registration is there, so a nick that is in
 * use is refused then, and another NICK is enough to try again.
 */

#include "chatd/protocols/irc/irc_registration.h"

#include <string.h>

#include "chatd/chat/chat.h"
#include "chatd/connection/connection.h"
#include "chatd/protocols/irc/irc_capabilities.h"
#include "chatd/protocols/irc/irc_cards.h"
#include "chatd/protocols/irc/irc_line.h"
#include "chatd/protocols/irc/irc_operators.h"
#include "chatd/protocols/irc/irc_refusals.h"
#include "chatd/protocols/irc/irc_reply.h"
#include "chatd/protocols/irc/irc_sasl.h"
#include "chatd/protocols/irc/irc_session.h"
#include "chatd/protocols/irc/irc_welcome.h"
#include "chatd/protocols/login_state.h"
#include "common/name.h"

/* The parameters of USER: name, mode, something unused, real name. */
#define IRC_USER_PARAMETERS 4

/* ---- registration -------------------------------------------------------- */

/* Show the password of PASS: "alice:sesame", or "sesame" for the nick. */
static void
irc_registration_authenticate(struct connection *connection)
{
	struct irc_session *session = irc_session_of(connection);
	struct slice name = irc_session_nick(connection);
	struct slice password = { session->secret->bytes,
		session->secret->size };
	const char *colon = memchr(password.bytes, ':', password.size);

	if (colon != NULL) {
		size_t size = (size_t)(colon - password.bytes);

		name = (struct slice){ password.bytes, size };
		password.bytes += size + 1;
		password.size -= size + 1;
	}
	session->purpose = IRC_FOR_PASS;
	chat_authenticate(
	    connection, CHAT_AUTHENTICATE, name, slice_trim(password));
}

/* The name is copied, because a refusal takes the nick away. */
static void
irc_registration_login(struct connection *connection)
{
	struct slice nick = irc_session_nick(connection);
	char copy[NAME_MAX_BYTES];

	slice_write(copy, nick);
	nick.bytes = copy;
	if (irc_cards_introduce(connection))
		chat_login(connection, nick);
}

/* Log in, if all is there that it takes. */
static enum command_status
irc_registration_go_on(struct connection *connection)
{
	struct irc_session *session = irc_session_of(connection);
	unsigned int passed = 0;

	if (session->nick == NULL || !session->has_user ||
	    session->negotiates || login_state(connection) == LOGGED_IN)
		return COMMAND_DONE;
	if (irc_session_begins(session, &passed)) {
		session->is_done = true;
		if (session->secret != NULL && session->secret->size > 0 &&
		    !session->secret->is_chosen)
			irc_registration_authenticate(connection);
	}
	if (irc_session_waits(connection))
		return COMMAND_AGAIN;
	if (session->secret != NULL && session->secret->is_chosen)
		irc_reply_say(connection, IRC_ERR_SASLABORTED);
	irc_session_forget(session);
	if (session->is_done)
		irc_registration_login(connection);
	return COMMAND_DONE;
}

/* ---- answers ------------------------------------------------------------- */

/* A wrong password ends it, or clients would go on without the owner's name. */
static void
irc_registration_answer_pass(
    struct connection *connection, const struct chat_answer *answer)
{
	struct irc_session *session = irc_session_of(connection);

	session->is_done = answer->outcome == CHAT_DONE ||
			   answer->outcome == CHAT_NO_ACCOUNTS;
	if (answer->outcome == CHAT_DONE)
		irc_cards_note_account(connection, answer->name);
	if (session->is_done || answer->outcome == CHAT_OUT_OF_MEMORY)
		return;
	irc_refuse(connection, answer);
	irc_reply_end(connection, "Access denied", CLOSE_HANDSHAKE);
}

static void
irc_registration_answer_login(
    struct connection *connection, const struct chat_answer *answer)
{
	const struct slice no_nick = { 0 };

	switch (answer->outcome) {
	case CHAT_DONE:
		irc_session_set_nick(connection, no_nick);
		irc_cards_forget(connection);
		irc_welcome(connection);
		break;
	case CHAT_OUT_OF_MEMORY:
		break;
	case CHAT_FULL:
		irc_reply_end(connection, "Server full", CLOSE_FULL);
		break;
	case CHAT_NAME_BANNED:
		irc_refuse(connection, answer);
		irc_reply_end(connection, "Banned", CLOSE_BANNED);
		break;
	default:
		if (irc_session_set_nick(connection, no_nick))
			irc_refuse(connection, answer);
		break;
	}
}

/* ":alice!alice@chatd NICK alison" */
static void
irc_registration_answer_rename(
    struct connection *connection, const struct chat_answer *answer)
{
	const struct slice no_nick = { 0 };
	struct irc_reply reply;

	if (answer->outcome != CHAT_DONE) {
		irc_refuse(connection, answer);
	} else if (!slice_equals(irc_session_nick(connection), answer->name)) {
		irc_reply_begin_own(&reply, connection, "NICK");
		irc_words_add_last(&reply.words, answer->name);
		irc_reply_send(&reply, connection);
	}
	irc_session_set_nick(connection, no_nick);
}

void
irc_registration_answer(
    struct connection *connection, const struct chat_answer *answer)
{
	const struct irc_session *session = irc_session_of(connection);

	if (answer->request == CHAT_LOGIN)
		irc_registration_answer_login(connection, answer);
	else if (answer->request == CHAT_RENAME)
		irc_registration_answer_rename(connection, answer);
	else if (session->purpose == IRC_FOR_SASL)
		irc_sasl_answer(connection, answer);
	else if (session->purpose == IRC_FOR_OPER)
		irc_operators_answer(connection, answer);
	else
		irc_registration_answer_pass(connection, answer);
}

/* ---- requests ------------------------------------------------------------ */

enum command_status
irc_registration_cap(
    struct connection *connection, struct slice argument, struct slice rest)
{
	struct irc_session *session = irc_session_of(connection);

	/* The line that ends it may come again, and has been handled then. */
	if (session->steps == 0 &&
	    !irc_capabilities_handle(connection, argument, rest))
		return COMMAND_DONE;
	return irc_registration_go_on(connection);
}

enum command_status
irc_registration_pass(
    struct connection *connection, struct slice argument, struct slice rest)
{
	struct irc_secret *secret;

	(void)rest;
	irc_session_forget(irc_session_of(connection));
	secret = irc_session_secret(connection);
	if (secret == NULL)
		return COMMAND_DONE;
	if (argument.size < sizeof(secret->bytes)) {
		memcpy(secret->bytes, argument.bytes, argument.size);
		secret->size = argument.size;
	}
	connection_wipe_input(connection, argument);
	return COMMAND_DONE;
}

enum command_status
irc_registration_nick(
    struct connection *connection, struct slice argument, struct slice rest)
{
	(void)rest;
	if (argument.size == 0) {
		irc_reply_say(connection, IRC_ERR_NONICKNAMEGIVEN);
		return COMMAND_DONE;
	}
	if (!name_is_valid(argument.bytes, argument.size,
		connection_limits(connection)->name_max)) {
		irc_reply_about(connection, IRC_ERR_ERRONEUSNICKNAME, argument);
		return COMMAND_DONE;
	}
	if (login_state(connection) == LOGGED_IN) {
		/* The line that tells of it is still the old one's. */
		if (irc_session_set_nick(
			connection, connection_name(connection)))
			chat_rename(connection, argument);
		return COMMAND_DONE;
	}
	if (!irc_session_set_nick(connection, argument))
		return COMMAND_DONE;
	return irc_registration_go_on(connection);
}

enum command_status
irc_registration_user(
    struct connection *connection, struct slice argument, struct slice rest)
{
	struct irc_parameters parameters = { rest, 1 };
	struct slice parameter = { 0 };

	while (irc_line_take_parameter(&parameters, &parameter))
		continue;
	/* The last one is the real name. */
	if (argument.size == 0 || parameter.size == 0 ||
	    parameters.taken < IRC_USER_PARAMETERS)
		return COMMAND_BAD_ARGUMENTS;
	irc_cards_note_user(connection, argument, parameter);
	irc_session_of(connection)->has_user = true;
	return irc_registration_go_on(connection);
}
