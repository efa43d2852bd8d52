/* SPDX-License-Identifier: MIT */
/* Logging out: a name is given back, or kept from others for a while. */

#include "chatd/accounts/accounts.h"
#include "chatd/chat/chat.h"
#include "chatd/chat/chat_private.h"
#include "chatd/chat/kept_names.h"
#include "chatd/chat/put_off.h"
#include "chatd/chat/rooms.h"
#include "chatd/chat/user_cards.h"
#include "chatd/chat/watches.h"
#include "chatd/connection/close_reason.h"
#include "chatd/core/message.h"
#include "chatd/presence/directory.h"
#include "chatd/routing/router.h"

static bool
logout_is_owned(const struct connection *connection, const struct claim *claim)
{
	struct accounts *accounts =
	    connection_set(connection)->services.accounts;

	return connection_name_source(connection) != NAME_SOURCE_CLIENT ||
	       (accounts != NULL &&
		   accounts_find_owner(accounts, claim_name(claim)) != 0);
}

/*
 * Say whether the name is to be nobody's for a while.  That is for those whom
 * others might have cut to get it, and nobody gets one that is owned.
 */
static bool
logout_keeps_name(struct connection *connection, const struct claim *claim)
{
	const struct close_rule *rule = close_rule(
	    connection_close_reason(connection));

	return rule->keeps_name && !claim_is_guest(claim) &&
	       !logout_is_owned(connection, claim);
}

/* Let them know after all that the connection has caused. */
static void
logout_tell_other_machines(struct connection *connection)
{
	const struct message message = {
		.kind = MESSAGE_ENDED,
		.by = connection_address(connection),
	};

	if (router_has_gateway(chat_of(connection)->router))
		announcements_add(chat_of(connection), &message);
}

void
chat_ended(struct connection *connection)
{
	struct claim *claim = connection_claim(connection);

	rooms_leave_all(connection,
	    slice_of(close_rule(connection_close_reason(connection))->told));
	router_forget(chat_of(connection)->router, connection);
	if (claim == NULL) {
		user_cards_end(connection);
		return;
	}
	put_off_forget(connection);
	watches_remove_all(connection);
	logout_tell_other_machines(connection);
	connection_set_claim(connection, NULL);
	if (!logout_keeps_name(connection, claim) ||
	    !kept_names_add(chat_of(connection), claim))
		directory_release(chat_of(connection)->directory, claim);
}
