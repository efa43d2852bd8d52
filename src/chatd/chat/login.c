/* SPDX-License-Identifier: MIT */
/*
 * Logging in, being renamed, logging out: from a name to a claim of it.
 *
 * The directory decides.  It answers at once or later; one callback takes later
 * answers to both requests, since only a connection that has no name yet can
 * have asked to log in.
 */

#include "chatd/chat/chat.h"

#include <stdlib.h>
#include <string.h>

#include "chatd/accounts/accounts.h"
#include "chatd/chat/answer.h"
#include "chatd/chat/chat_private.h"
#include "chatd/chat/kept_names.h"
#include "chatd/chat/login.h"
#include "chatd/chat/put_off.h"
#include "chatd/chat/rooms.h"
#include "chatd/chat/takeover.h"
#include "chatd/connection/close_reason.h"
#include "chatd/connection/connection_log.h"
#include "chatd/core/reserved_names.h"
#include "chatd/presence/directory.h"
#include "common/name.h"

/* Log a guest for debugging only: even a health check of plain makes one. */
static void
login_log(struct connection *connection, enum chat_request request)
{
	const char *protocol = connection_protocol(connection)->name;

	if (claim_is_guest(connection_claim(connection)))
		connection_log(
		    connection, LOG_LEVEL_DEBUG, "guest (%s)", protocol);
	else
		connection_log(connection, LOG_LEVEL_INFO, "%s (%s)",
		    request == CHAT_LOGIN ? "logged in" : "renamed", protocol);
}

/* Give the connection the claim that it was granted. */
static enum chat_outcome
login_accept(struct connection *connection, enum chat_request request,
    struct claim *claim)
{
	connection_set_claim(connection, claim);
	login_log(connection, request);
	if (request == CHAT_LOGIN)
		connection_count_stat(connection, STAT_LOGINS);
	else if (rooms_rename_member(connection) != 0)
		return CHAT_OUT_OF_MEMORY;
	return CHAT_DONE;
}

static enum chat_outcome
login_refuse(struct connection *connection, enum login_refusal refusal,
    struct slice name, enum chat_outcome outcome)
{
	login_refusals_note(
	    &chat_of(connection)->login_refusals, connection, refusal, name);
	return outcome;
}

/* Do what the directory has decided, or wait for it to. */
static void
login_settle(struct connection *connection, enum chat_request request,
    struct slice name, struct claim_answer answer)
{
	enum chat_outcome outcome = CHAT_DONE;

	switch (answer.outcome) {
	case CLAIM_GRANTED:
		outcome = login_accept(connection, request, answer.claim);
		break;
	case CLAIM_IN_USE:
		outcome = login_refuse(
		    connection, LOGIN_REFUSAL_IN_USE, name, CHAT_NAME_IN_USE);
		break;
	case CLAIM_FULL:
		outcome = login_refuse(
		    connection, LOGIN_REFUSAL_FULL, name, CHAT_FULL);
		break;
	case CLAIM_OUT_OF_MEMORY:
		connection_count_stat(connection, STAT_OUT_OF_MEMORY);
		outcome = CHAT_OUT_OF_MEMORY;
		break;
	case CLAIM_LATER:
		answer_await(connection);
		return;
	}
	answer_give_name(connection, request, outcome, name);
}

static void login_claimed_cb(struct claim_answer answer, struct slice name,
    struct address address, void *argument);

/* Ask the directory for name. */
static struct claim_answer
login_claim(
    struct connection *connection, enum chat_request request, struct slice name)
{
	struct chat *chat = chat_of(connection);

	if (request == CHAT_RENAME)
		return directory_rename(chat->directory,
		    connection_claim(connection), name, login_claimed_cb, chat);
	return directory_claim(chat->directory, name, CLAIM_USER,
	    connection_address(connection), login_claimed_cb, chat);
}

/* Return the number of the account that owns name, or 0. */
static uint32_t
login_find_owner(const struct chat *chat, struct slice name)
{
	struct accounts *accounts = chat->connections->services.accounts;

	return accounts == NULL ? 0 : accounts_find_owner(accounts, name);
}

/* Say whether the connection has shown that it owns name. */
static bool
login_owns(struct connection *connection, struct slice name)
{
	uint32_t account = connection_account(connection);

	return account != 0 &&
	       login_find_owner(chat_of(connection), name) == account;
}

/*
 * Have whoever has the name end, if they have to.  Return true if the name may
 * be asked for again at once, and false with the outcome if not: a stranger is
 * refused, as ever, where there is no memory to look.
 */
static bool
login_take_over(const struct takeover_order *order, struct chat *chat,
    struct slice name, enum claim_outcome *outcome_r)
{
	if (order->holder.value == 0 ||
	    address_worker(order->holder) == chat_worker(chat)) {
		/* Where it leads nowhere, they have left since. */
		takeover_try(chat, order->holder, name, order->is_owner);
		return true;
	}
	if (takeover_begin(chat, order, name) == 0)
		*outcome_r = CLAIM_LATER;
	else if (order->is_owner)
		*outcome_r = CLAIM_OUT_OF_MEMORY;
	return false;
}

/*
 * The directory has answered.  If somebody has the name, see whether they have
 * to give it up, and ask again, now or later.  An owner insists until the name
 * is had; for a stranger the holder is looked at once.
 */
static struct claim_answer
login_insist(struct connection *connection, enum chat_request request,
    struct slice name, struct claim_answer answer, bool has_looked)
{
	struct chat *chat = chat_of(connection);
	struct takeover_order order = {
		.asker = connection_address(connection),
		.request = request,
	};

	if (answer.outcome != CLAIM_IN_USE)
		return answer;
	order.is_owner = login_owns(connection, name);
	if (has_looked && !order.is_owner)
		return answer;
	order.holder = directory_find(chat->directory, name);
	if (login_take_over(&order, chat, name, &answer.outcome))
		return login_claim(connection, request, name);
	return answer;
}

static void
login_claimed_cb(struct claim_answer answer, struct slice name,
    struct address address, void *argument)
{
	struct chat *chat = argument;
	struct connection *connection = chat_find(chat, address);
	enum chat_request request;

	if (connection == NULL) {
		if (answer.claim != NULL)
			directory_release(chat->directory, answer.claim);
		return;
	}
	request = connection_claim(connection) == NULL ? CHAT_LOGIN
						       : CHAT_RENAME;
	/* What answers later has looked for itself. */
	answer = login_insist(connection, request, name, answer, true);
	login_settle(connection, request, name, answer);
	if (answer.outcome != CLAIM_LATER)
		answer_arrived(connection);
}

/* Say whether name belongs to somebody else, whether they are there or not. */
static bool
login_is_anothers(struct connection *connection, struct slice name)
{
	uint32_t owner = login_find_owner(chat_of(connection), name);

	return owner != 0 && owner != connection_account(connection);
}

/* Refuse names that nobody may have.  Return false if name was refused. */
static bool
login_accepts_name(
    struct connection *connection, enum chat_request request, struct slice name)
{
	const struct limits *limits = chat_limits(chat_of(connection));
	enum chat_outcome outcome;

	if (!name_is_valid(name.bytes, name.size, limits->name_max))
		outcome = login_refuse(
		    connection, LOGIN_REFUSAL_BAD_NAME, name, CHAT_BAD_NAME);
	else if (name_is_reserved(name, limits) ||
		 login_is_anothers(connection, name))
		outcome = login_refuse(
		    connection, LOGIN_REFUSAL_IN_USE, name, CHAT_NAME_IN_USE);
	else
		return true;
	answer_give_name(connection, request, outcome, name);
	return false;
}

/* Ask for name; say, as login_ask() does, whether that is answered. */
static bool
login_try(struct connection *connection, enum chat_request request,
    struct slice name, bool has_looked)
{
	struct claim_answer answer;

	if (request == CHAT_RENAME &&
	    slice_equals(connection_name(connection), name)) {
		answer_give_name(connection, request, CHAT_DONE, name);
		return true;
	}
	if (!login_accepts_name(connection, request, name))
		return true;
	answer = login_insist(connection, request, name,
	    login_claim(connection, request, name), has_looked);
	login_settle(connection, request, name, answer);
	return answer.outcome != CLAIM_LATER;
}

bool
login_ask(
    struct connection *connection, enum chat_request request, struct slice name)
{
	return login_try(connection, request, name, false);
}

void
chat_login(struct connection *connection, struct slice name)
{
	login_ask(connection, CHAT_LOGIN, name);
}

void
chat_login_guest(struct connection *connection)
{
	struct chat *chat = chat_of(connection);
	const struct peer *peer = connection_peer(connection);
	char text[PEER_TEXT_BYTES + 24];
	struct slice name = { peer_format(peer, text), 0 };

	name.size = strlen(text);
	/* A process may have several connections, and no ports. */
	if (peer_is_unix(peer))
		name.size += (size_t)snprintf(text + name.size,
		    sizeof(text) - name.size, "/%llu",
		    (unsigned long long)connection_number(connection));
	login_settle(connection, CHAT_LOGIN, name,
	    directory_claim(chat->directory, name, CLAIM_GUEST,
		connection_address(connection), login_claimed_cb, chat));
}

void
chat_rename(struct connection *connection, struct slice name)
{
	login_ask(connection, CHAT_RENAME, name);
}

void
chat_receive_takeover(struct chat *chat, struct mail *mail)
{
	struct takeover *takeover = takeover_receive(chat, mail);
	struct connection *connection;

	if (takeover == NULL)
		return;
	connection = chat_find(chat, takeover->order.asker);
	if (connection != NULL && login_try(connection, takeover->order.request,
				      takeover->name, true))
		answer_arrived(connection);
	free(takeover);
}

/*
 * Say whether the name is to be nobody's for a while.  That is for those whom
 * others might have cut to get it, and nobody gets one that is owned.
 */
static bool
login_keeps_name(struct connection *connection, const struct claim *claim)
{
	const struct close_rule *rule = close_rule(
	    connection_close_reason(connection));

	return rule->keeps_name && !claim_is_guest(claim) &&
	       login_find_owner(chat_of(connection), claim_name(claim)) == 0;
}

void
chat_ended(struct connection *connection)
{
	struct claim *claim = connection_claim(connection);

	rooms_leave_all(connection);
	if (claim == NULL)
		return;
	put_off_forget(connection);
	connection_set_claim(connection, NULL);
	if (!login_keeps_name(connection, claim) ||
	    !kept_names_add(chat_of(connection), claim))
		directory_release(chat_of(connection)->directory, claim);
}
