/* SPDX-License-Identifier: MIT */
/*
 * Rooms are kept for the accounts of a file, so without that there are none.
 * They are told of an account that is deleted, by a thread of the accounts; so
 * they are made before these, and freed after them.
 */

#include "chatd/server/server_private.h"

#include <sysexits.h>

#include "chatd/accounts/accounts.h"
#include "chatd/keeping/kept_rooms.h"
#include "chatd/server/owners.h"

int
server_records_make(struct server *server)
{
	const struct config *config = server->config;
	const struct kept_rooms_settings settings = {
		.path = config->rooms_file,
		.most = config->rooms_kept_max,
		.door = server->registers.rooms,
	};

	if (config->accounts == ACCOUNTS_USE_FILE) {
		server->kept_rooms = kept_rooms_new(&settings, server->rooms);
		if (server->kept_rooms == NULL)
			return -1;
	}
	return owners_make(config, server->worker_mailboxes, server->kept_rooms,
	    server->registers.accounts, &server->accounts);
}

int
server_records_start(struct server *server)
{
	int status = EX_OK;

	if (server->accounts != NULL)
		status = accounts_start(server->accounts);
	if (status == EX_OK && server->kept_rooms != NULL)
		status = kept_rooms_start(server->kept_rooms, server->accounts);
	return status;
}
