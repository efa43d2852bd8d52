/* SPDX-License-Identifier: MIT */
/*
 * Nothing is kept of what a connection has shown: a certificate lies in its
 * session of TLS, and the number of an account in its peer.  So those who show
 * nothing pay nothing.
 */

#include "chatd/chat/shown_names.h"

#include "chatd/accounts/accounts.h"
#include "chatd/accounts/peer_names.h"
#include "chatd/chat/answer.h"
#include "chatd/chat/chat.h"
#include "chatd/chat/chat_private.h"
#include "chatd/connection/connection_log.h"
#include "chatd/core/fingerprint.h"
#include "chatd/event/loop.h"
#include "chatd/routing/router.h"
#include "chatd/tls/tls_session.h"
#include "common/log.h"
#include "common/log_rate.h"

/* Return what asks for names, or NULL: then the next request tries again. */
static struct peer_names *
shown_names_find_asker(struct chat *chat)
{
	uint64_t now_ns = loop_turn_ns(chat->connections->loop);
	char others[LOG_RATE_OTHERS_BYTES];
	uint64_t suppressed;

	if (chat->peer_names == NULL)
		chat->peer_names = peer_names_new(
		    router_mailbox(chat->router), chat->receivers.named);
	if (chat->peer_names == NULL &&
	    log_rate_allows(&chat->nameless, now_ns, &suppressed))
		log_errno("cannot start a thread for the names of accounts%s",
		    log_rate_say_others(suppressed, others));
	return chat->peer_names;
}

/* Ask for the name of the account at the other end. */
static enum shown_name
shown_names_ask(
    struct connection *connection, enum chat_request request, struct slice name)
{
	struct chat *chat = chat_of(connection);
	struct peer_names_question question = {
		.asker = connection_address(connection),
		.purpose = request,
		.wanted = name,
	};
	struct peer_names *names;

	if (!peer_get_user(connection_peer(connection), &question.user))
		return SHOWN_NAME_OTHER;
	names = shown_names_find_asker(chat);
	if (names != NULL && peer_names_ask(names, &question) == 0)
		return SHOWN_NAME_LATER;
	connection_count_stat(connection, STAT_OUT_OF_MEMORY);
	return SHOWN_NAME_OTHER;
}

enum shown_name
shown_names_check(
    struct connection *connection, enum chat_request request, struct slice name)
{
	switch (connection_name_source(connection)) {
	case NAME_SOURCE_CLIENT:
		return SHOWN_NAME_ANY;
	case NAME_SOURCE_CERTIFICATE:
		return slice_equals(
			   connection_certificate_name(connection), name)
			   ? SHOWN_NAME_THIS
			   : SHOWN_NAME_OTHER;
	case NAME_SOURCE_PEER:
		break;
	}
	return shown_names_ask(connection, request, name);
}

bool
shown_names_prove(
    struct connection *connection, struct slice name, uint32_t owner)
{
	struct accounts *accounts =
	    connection_set(connection)->services.accounts;
	struct fingerprint shown;

	if (!connection_get_fingerprint(connection, &shown) ||
	    accounts_find_certified(accounts, name, &shown) != owner)
		return false;
	connection_set_account(connection, owner);
	connection_log(connection, LOG_LEVEL_DEBUG,
	    "has the certificate of %.*s", (int)name.size, name.bytes);
	return true;
}

void
chat_drop_look_ups(struct chat *chat)
{
	struct address asker;

	if (chat->peer_names == NULL)
		return;
	while ((asker = peer_names_take_asker(chat->peer_names)).value != 0) {
		struct connection *connection = chat_find(chat, asker);

		if (connection != NULL)
			answer_arrived(connection);
	}
}

void
shown_names_clear(struct chat *chat)
{
	peer_names_free(chat->peer_names);
}
