/* SPDX-License-Identifier: MIT */
/*
 * Who may have a name that somebody owns: whoever has shown that they know its
 * password.
 *
 * The connection keeps the number of the account.  A number is given anew with
 * every password, so nothing has to be taken back when that changes.
 *
 * The password is overwritten where it lies as soon as the accounts have their
 * copy, and it is in no answer and in no line of the log.  Neither is a name
 * there that nobody owns: it may be a password in the wrong place.
 */

#include "chatd/chat/chat.h"

#include <stdlib.h>

#include "chatd/accounts/accounts.h"
#include "chatd/accounts/password.h"
#include "chatd/accounts/registration.h"
#include "chatd/accounts/verification.h"
#include "chatd/chat/answer.h"
#include "chatd/chat/chat_private.h"
#include "chatd/chat/login.h"
#include "chatd/chat/moderating.h"
#include "chatd/chat/room_owners.h"
#include "chatd/chat/shown_names.h"
#include "chatd/chat/user_cards.h"
#include "chatd/connection/connection_log.h"

static struct accounts *
ownership_accounts(const struct connection *connection)
{
	return connection_set(connection)->services.accounts;
}

/* Say whether passwords may come over the connection. */
static bool
ownership_takes_passwords(const struct connection *connection)
{
	return connection_is_private(connection) ||
	       connection_limits(connection)->auth_plaintext;
}

/* ---- showing that one is an owner ---------------------------------------- */

/* Note a password that is refused. */
static void
ownership_note_refusal(struct connection *connection,
    enum login_refusal refusal, struct slice name)
{
	static const struct slice nobodys = SLICE("a name that nobody owns");
	uint32_t owner = accounts_find_owner(
	    ownership_accounts(connection), name);
	bool is_known = owner != 0 && owner != ACCOUNTS_NOT_SHOWN;

	login_refusals_note(&chat_of(connection)->login_refusals, connection,
	    refusal, is_known ? name : nobodys);
}

/* Return the outcome of a request whose password was checked, or was not. */
static enum chat_outcome
ownership_settle(struct connection *connection,
    enum verification_outcome outcome, struct slice name)
{
	switch (outcome) {
	case VERIFICATION_BEGUN:
	case VERIFICATION_RIGHT:
		break;
	case VERIFICATION_WRONG:
		ownership_note_refusal(
		    connection, LOGIN_REFUSAL_WRONG_PASSWORD, name);
		return CHAT_WRONG_PASSWORD;
	case VERIFICATION_LATER:
		ownership_note_refusal(
		    connection, LOGIN_REFUSAL_PASSWORD_LATER, name);
		return CHAT_PASSWORD_LATER;
	case VERIFICATION_UNKNOWN:
		connection_count_stat(connection, STAT_OUT_OF_MEMORY);
		return CHAT_OUT_OF_MEMORY;
	}
	return CHAT_DONE;
}

/*
 * Have the password checked.  Return CHAT_DONE if the answer is to come, or the
 * outcome.
 */
static enum chat_outcome
ownership_verify(struct connection *connection, enum chat_request request,
    struct slice name, struct slice password)
{
	const struct verification_request asked = {
		.asker = connection_address(connection),
		.peer = connection_peer(connection),
		.name = name,
		.password = password,
		.purpose = request,
	};
	struct accounts *accounts = ownership_accounts(connection);

	if (accounts == NULL)
		return CHAT_NO_ACCOUNTS;
	if (!ownership_takes_passwords(connection))
		return CHAT_NOT_PRIVATE;
	return ownership_settle(
	    connection, accounts_verify(accounts, &asked), name);
}

void
chat_authenticate(struct connection *connection, enum chat_request request,
    struct slice name, struct slice password)
{
	enum chat_outcome outcome = ownership_verify(
	    connection, request, name, password);

	connection_wipe_input(connection, password);
	if (outcome == CHAT_DONE)
		answer_await(connection);
	else
		answer_give_name(connection, request, outcome, name);
}

void
chat_authenticate_certified(struct connection *connection, struct slice name)
{
	struct accounts *accounts = ownership_accounts(connection);
	enum chat_outcome outcome = CHAT_WRONG_PASSWORD;
	uint32_t owner = 0;

	if (accounts == NULL)
		outcome = CHAT_NO_ACCOUNTS;
	else
		owner = accounts_find_owner(accounts, name);
	if (owner != 0 && shown_names_prove(connection, name, owner)) {
		outcome = CHAT_DONE;
		moderating_note_account(connection, name);
		room_owners_review(connection);
		user_cards_note_account(connection, name);
	}
	answer_give_name(connection, CHAT_AUTHENTICATE, outcome, name);
}

/* Go on with what the password was for.  Return false if that waits. */
static bool
ownership_go_on(
    struct connection *connection, const struct verification_result *result)
{
	enum chat_request request = (enum chat_request)result->purpose;
	enum chat_outcome outcome = ownership_settle(
	    connection, result->outcome, result->name);

	if (outcome == CHAT_DONE) {
		connection_count_stat(connection, STAT_PASSWORDS_RIGHT);
		connection_set_account(connection, result->account);
		moderating_note_account(connection, result->name);
		room_owners_review(connection);
		user_cards_note_account(connection, result->name);
		connection_log(connection, LOG_LEVEL_DEBUG,
		    "knows the password of %.*s", (int)result->name.size,
		    result->name.bytes);
	}
	if (outcome == CHAT_DONE && request != CHAT_AUTHENTICATE)
		return login_ask(connection, request, result->name);
	answer_give_name(connection, request, outcome, result->name);
	return true;
}

void
chat_receive_verified(struct chat *chat, struct mail *mail)
{
	const struct verification_result *result = verification_read_result(
	    mail);
	struct connection *connection = chat_find(chat, result->asker);

	/* It may have ended meanwhile. */
	if (connection != NULL && ownership_go_on(connection, result))
		answer_arrived(connection);
	free(mail);
}

/* ---- becoming one -------------------------------------------------------- */

/* Return the outcome of a registration, or CHAT_DONE if it is to come. */
static enum chat_outcome
ownership_registered(
    struct connection *connection, enum registration_outcome outcome)
{
	switch (outcome) {
	case REGISTRATION_BEGUN:
	case REGISTRATION_DONE:
		break;
	case REGISTRATION_OWNED:
		return CHAT_NAME_IN_USE;
	case REGISTRATION_LATER:
		return CHAT_PASSWORD_LATER;
	case REGISTRATION_UNKNOWN:
		connection_count_stat(connection, STAT_OUT_OF_MEMORY);
		return CHAT_OUT_OF_MEMORY;
	}
	return CHAT_DONE;
}

static enum chat_outcome
ownership_register(struct connection *connection, struct slice password)
{
	const struct verification_request asked = {
		.asker = connection_address(connection),
		.peer = connection_peer(connection),
		.name = connection_name(connection),
		.password = password,
	};
	struct accounts *accounts = ownership_accounts(connection);

	if (accounts == NULL || !accounts_are_kept(accounts) ||
	    !connection_limits(connection)->registration_is_open)
		return CHAT_NO_ACCOUNTS;
	if (!ownership_takes_passwords(connection))
		return CHAT_NOT_PRIVATE;
	if (!password_is_acceptable(password))
		return CHAT_BAD_TEXT;
	return ownership_registered(
	    connection, accounts_register(accounts, &asked));
}

void
chat_register(struct connection *connection, struct slice password)
{
	enum chat_outcome outcome = ownership_register(connection, password);

	connection_wipe_input(connection, password);
	if (outcome == CHAT_DONE)
		answer_await(connection);
	else
		answer_give_name(connection, CHAT_REGISTER, outcome,
		    connection_name(connection));
}

void
chat_receive_registered(struct chat *chat, struct mail *mail)
{
	const struct registration_result result = registration_take_result(
	    mail);
	struct connection *connection = chat_find(chat, result.asker);
	enum chat_outcome outcome;

	if (connection == NULL)
		return;
	outcome = ownership_registered(connection, result.outcome);
	if (outcome == CHAT_DONE) {
		connection_set_account(connection, result.account);
		moderating_note_account(
		    connection, connection_name(connection));
		room_owners_review(connection);
		user_cards_note_account(
		    connection, connection_name(connection));
		connection_log(
		    connection, LOG_LEVEL_INFO, "owns the name from now on");
	}
	answer_give_name(
	    connection, CHAT_REGISTER, outcome, connection_name(connection));
	answer_arrived(connection);
}
