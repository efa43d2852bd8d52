/* SPDX-License-Identifier: MIT */

#include "chatd/chat/name_owners.h"

#include "chatd/accounts/accounts.h"
#include "chatd/chat/chat_private.h"
#include "chatd/chat/shown_names.h"

/* Return the number of the account that owns name, or 0. */
static uint32_t
name_find_owner(const struct chat *chat, struct slice name)
{
	struct accounts *accounts = chat->connections->services.accounts;

	return accounts == NULL ? 0 : accounts_find_owner(accounts, name);
}

bool
name_is_owned_by(struct connection *connection, struct slice name)
{
	uint32_t account = connection_account(connection);

	if (connection_name_source(connection) != NAME_SOURCE_CLIENT)
		return true;
	return account != 0 &&
	       name_find_owner(chat_of(connection), name) == account;
}

bool
name_is_anothers(struct connection *connection, struct slice name)
{
	uint32_t owner = name_find_owner(chat_of(connection), name);

	return owner != 0 && owner != connection_account(connection) &&
	       !shown_names_prove(connection, name, owner);
}
