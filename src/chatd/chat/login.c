/* SPDX-License-Identifier: MIT */
/*
 * Logging in, being renamed, logging out: from a name to a claim of it.
 *
 * The directory decides.  It answers at once or later; one callback takes later
 * answers to both requests, since only a connection that has no name yet can
 * have asked to log in.
 */

#include "chatd/chat/chat.h"

#include <string.h>

#include "chatd/accounts/accounts.h"
#include "chatd/chat/answer.h"
#include "chatd/chat/chat_private.h"
#include "chatd/chat/kept_names.h"
#include "chatd/chat/put_off.h"
#include "chatd/chat/rooms.h"
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

static void
login_claimed_cb(struct claim_answer answer, struct slice name,
    struct address address, void *argument)
{
	struct chat *chat = argument;
	struct connection *connection = chat_find(chat, address);

	if (connection == NULL) {
		if (answer.claim != NULL)
			directory_release(chat->directory, answer.claim);
		return;
	}
	login_settle(connection,
	    connection_claim(connection) == NULL ? CHAT_LOGIN : CHAT_RENAME,
	    name, answer);
	answer_arrived(connection);
}

/* Say whether name belongs to somebody else, whether they are there or not. */
static bool
login_is_owned(struct connection *connection, struct slice name)
{
	struct accounts *accounts =
	    connection_set(connection)->services.accounts;

	return accounts != NULL && accounts_find_owner(accounts, name) != 0;
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
		 login_is_owned(connection, name))
		outcome = login_refuse(
		    connection, LOGIN_REFUSAL_IN_USE, name, CHAT_NAME_IN_USE);
	else
		return true;
	answer_give_name(connection, request, outcome, name);
	return false;
}

static void
login_claim(
    struct connection *connection, struct slice name, enum claim_kind kind)
{
	struct chat *chat = chat_of(connection);

	login_settle(connection, CHAT_LOGIN, name,
	    directory_claim(chat->directory, name, kind,
		connection_address(connection), login_claimed_cb, chat));
}

void
chat_login(struct connection *connection, struct slice name)
{
	if (login_accepts_name(connection, CHAT_LOGIN, name))
		login_claim(connection, name, CLAIM_USER);
}

void
chat_login_guest(struct connection *connection)
{
	const struct peer *peer = connection_peer(connection);
	char text[PEER_TEXT_BYTES + 24];
	struct slice name = { peer_format(peer, text), 0 };

	name.size = strlen(text);
	/* A process may have several connections, and no ports. */
	if (peer_is_unix(peer))
		name.size += (size_t)snprintf(text + name.size,
		    sizeof(text) - name.size, "/%llu",
		    (unsigned long long)connection_number(connection));
	login_claim(connection, name, CLAIM_GUEST);
}

void
chat_rename(struct connection *connection, struct slice name)
{
	struct chat *chat = chat_of(connection);

	if (slice_equals(connection_name(connection), name))
		answer_give_name(connection, CHAT_RENAME, CHAT_DONE, name);
	else if (login_accepts_name(connection, CHAT_RENAME, name))
		login_settle(connection, CHAT_RENAME, name,
		    directory_rename(chat->directory,
			connection_claim(connection), name, login_claimed_cb,
			chat));
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
	if (!close_rule(connection_close_reason(connection))->keeps_name ||
	    claim_is_guest(claim) ||
	    !kept_names_add(chat_of(connection), claim))
		directory_release(chat_of(connection)->directory, claim);
}
