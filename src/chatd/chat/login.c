/* SPDX-License-Identifier: MIT */
/*
 * Logging in and being renamed: from a name to a claim of it.
 *
 * The directory decides.  It answers at once or later; one callback takes later
 * answers to both requests, since only a connection that has no name yet can
 * have asked to log in.
 */

#include "chatd/chat/chat.h"

#include <stdlib.h>
#include <string.h>

#include "chatd/accounts/peer_names.h"
#include "chatd/chat/answer.h"
#include "chatd/chat/chat_private.h"
#include "chatd/chat/login.h"
#include "chatd/chat/moderating.h"
#include "chatd/chat/name_owners.h"
#include "chatd/chat/rooms.h"
#include "chatd/chat/shown_names.h"
#include "chatd/chat/takeover.h"
#include "chatd/chat/user_cards.h"
#include "chatd/chat/watches.h"
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
	watches_charge(connection);
	login_log(connection, request);
	if (request == CHAT_LOGIN) {
		connection_count_stat(connection, STAT_LOGINS);
		user_cards_note_login(connection);
	} else if (rooms_rename_member(connection) != 0) {
		return CHAT_OUT_OF_MEMORY;
	}
	user_cards_begin_account(connection);
	/* A ban may have come while the directory was asked. */
	chat_apply_sanctions(connection);
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
	case CLAIM_UNANSWERED:
		outcome = login_refuse(
		    connection, LOGIN_REFUSAL_UNANSWERED, name, CHAT_FULL);
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
static void login_looked_cb(struct connection *connection, struct slice name,
    const struct router_answer *looked);

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

/* What is known of whoever has a name. */
enum login_view {
	LOGIN_HAS_NOT_LOOKED,
	LOGIN_HAS_LOOKED,
	LOGIN_HAS_ASKED, /* the engine, which has looked for itself */
};

/*
 * The directory has answered.  If somebody has the name, see whether they have
 * to give it up, and ask again, now or later.  An owner insists until the name
 * is had; for a stranger the holder is looked at once.
 */
static struct claim_answer
login_insist(struct connection *connection, enum chat_request request,
    struct slice name, struct claim_answer answer, enum login_view view)
{
	struct chat *chat = chat_of(connection);
	struct takeover_order order = {
		.asker = connection_address(connection),
		.request = request,
		.is_engines = view == LOGIN_HAS_ASKED,
		.looked = login_looked_cb,
	};

	if (answer.outcome != CLAIM_IN_USE)
		return answer;
	order.is_owner = name_is_owned_by(connection, name);
	if (view != LOGIN_HAS_NOT_LOOKED && !order.is_owner)
		return answer;
	order.holder = directory_find(chat->directory, name);
	if (takeover_look(chat, &order, name, &answer.outcome))
		return login_claim(connection, request, name);
	return answer;
}

/* Return what the connection, which waits for an answer, has asked for. */
static enum chat_request
login_request(const struct connection *connection)
{
	return connection_claim(connection) == NULL ? CHAT_LOGIN : CHAT_RENAME;
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
	request = login_request(connection);
	answer = login_insist(
	    connection, request, name, answer, LOGIN_HAS_ASKED);
	login_settle(connection, request, name, answer);
	if (answer.outcome != CLAIM_LATER)
		answer_arrived(connection);
}

/* Answer that name is refused.  Return true, because it has been answered. */
static bool
login_answer_refusal(struct connection *connection, enum chat_request request,
    enum login_refusal refusal, struct slice name)
{
	enum chat_outcome outcome = refusal == LOGIN_REFUSAL_BAD_NAME
					? CHAT_BAD_NAME
					: CHAT_NAME_IN_USE;

	answer_give_name(connection, request,
	    login_refuse(connection, refusal, name, outcome), name);
	return true;
}

/*
 * Say whether the operator keeps the connection from being called name, and
 * answer if so.  Whatever has waited is asked again: an order may have come.
 */
static bool
login_is_sanctioned(
    struct connection *connection, enum chat_request request, struct slice name)
{
	const struct slice no_room = { 0 };

	return (request == CHAT_RENAME &&
		   moderating_refuses(connection, request, name, no_room)) ||
	       moderating_refuses_name(connection, request, name);
}

/* Ask for a name that the connection may have, as login_ask() does. */
static bool
login_try(struct connection *connection, enum chat_request request,
    struct slice name, enum login_view view)
{
	struct claim_answer answer = login_insist(connection, request, name,
	    login_claim(connection, request, name), view);

	login_settle(connection, request, name, answer);
	return answer.outcome != CLAIM_LATER;
}

/* The same, for a name that it has shown before it had to wait. */
static bool
login_try_shown(struct connection *connection, enum chat_request request,
    struct slice name, enum login_view view)
{
	return login_is_sanctioned(connection, request, name) ||
	       login_try(connection, request, name, view);
}

/* See whose name it is, and go on as login_ask() does. */
static bool
login_look(struct connection *connection, enum chat_request request,
    struct slice name, enum login_view view)
{
	const struct limits *limits = chat_limits(chat_of(connection));

	if (!name_is_valid(name.bytes, name.size, limits->name_max))
		return login_answer_refusal(
		    connection, request, LOGIN_REFUSAL_BAD_NAME, name);
	if (login_is_sanctioned(connection, request, name))
		return true;
	if (name_is_reserved(name, limits, chat_of(connection)->folds_names))
		return login_answer_refusal(
		    connection, request, LOGIN_REFUSAL_IN_USE, name);
	switch (shown_names_check(connection, request, name)) {
	case SHOWN_NAME_ANY:
		if (name_is_anothers(connection, name))
			return login_answer_refusal(
			    connection, request, LOGIN_REFUSAL_IN_USE, name);
		break;
	case SHOWN_NAME_THIS:
		break;
	case SHOWN_NAME_OTHER:
		return login_answer_refusal(
		    connection, request, LOGIN_REFUSAL_NOT_SHOWN, name);
	case SHOWN_NAME_LATER:
		answer_await(connection);
		return false;
	}
	return login_try(connection, request, name, view);
}

bool
login_ask(
    struct connection *connection, enum chat_request request, struct slice name)
{
	if (request == CHAT_RENAME &&
	    slice_equals(connection_name(connection), name)) {
		answer_give_name(connection, request, CHAT_DONE, name);
		return true;
	}
	return login_look(connection, request, name, LOGIN_HAS_NOT_LOOKED);
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

/*
 * Go on when the holder of the name has been looked at; its owner may be
 * another one by now.
 */
static void
login_go_on(
    struct connection *connection, enum chat_request request, struct slice name)
{
	bool is_answered;

	if (connection_name_source(connection) != NAME_SOURCE_CLIENT)
		is_answered = login_try_shown(
		    connection, request, name, LOGIN_HAS_LOOKED);
	else
		is_answered = login_look(
		    connection, request, name, LOGIN_HAS_LOOKED);
	if (is_answered)
		answer_arrived(connection);
}

void
chat_receive_takeover(struct chat *chat, struct mail *mail)
{
	struct takeover *takeover = takeover_receive(chat, mail);
	struct connection *connection;

	if (takeover == NULL)
		return;
	connection = chat_find(chat, takeover->order.asker);
	if (connection != NULL)
		login_go_on(
		    connection, takeover->order.request, takeover->name);
	free(takeover);
}

/* The same for a holder on another node, who may be out of reach. */
static void
login_looked_cb(struct connection *connection, struct slice name,
    const struct router_answer *looked)
{
	enum chat_request request = login_request(connection);
	struct claim_answer answer = { .outcome = CLAIM_IN_USE };

	if (looked->outcome == ROUTER_SENT) {
		login_go_on(connection, request, name);
		return;
	}
	if (name_is_owned_by(connection, name))
		answer.outcome = CLAIM_UNANSWERED;
	login_settle(connection, request, name, answer);
	answer_arrived(connection);
}

/* Go on when it is known what the account at the other end is called. */
static bool
login_named(
    struct connection *connection, const struct peer_names_answer *answer)
{
	enum chat_request request = (enum chat_request)answer->purpose;

	if (!slice_equals(answer->name, answer->wanted))
		return login_answer_refusal(connection, request,
		    LOGIN_REFUSAL_NOT_SHOWN, answer->wanted);
	return login_try_shown(
	    connection, request, answer->wanted, LOGIN_HAS_NOT_LOOKED);
}

void
chat_receive_named(struct chat *chat, struct mail *mail)
{
	const struct peer_names_answer *answer = peer_names_read_answer(mail);
	struct connection *connection = chat_find(chat, answer->asker);

	/* It may have ended meanwhile. */
	if (connection != NULL && login_named(connection, answer))
		answer_arrived(connection);
	free(mail);
}
