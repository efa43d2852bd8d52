/* SPDX-License-Identifier: MIT */
/* What keeps files: the texts, the accounts, the bans, and sockets. */

#include <stddef.h>
#include <sysexits.h>

#include "chatd/accounts/accounts.h"
#include "chatd/chat/chat.h"
#include "chatd/connection/connections.h"
#include "chatd/core/name_case.h"
#include "chatd/core/protocol.h"
#include "chatd/moderation/moderation.h"
#include "chatd/net/listener.h"
#include "chatd/net/sources.h"
#include "chatd/protocols/all/all_protocols.h"
#include "chatd/server/ports.h"
#include "chatd/server/server_private.h"
#include "chatd/storage/filing.h"
#include "chatd/worker/worker.h"
#include "common/log.h"

static bool
server_is_banned_cb(const struct network_address *address, void *argument)
{
	const struct server *server = argument;

	return moderation_bans_address(server->moderation, address);
}

static void
server_apply_to_one_cb(struct connection *connection, void *argument)
{
	(void)argument;
	(void)chat_apply_sanctions(connection);
}

static void
server_apply_cb(struct connections *connections, void *argument)
{
	connections_for_each(connections, server_apply_to_one_cb, argument);
}

void
server_apply_sanctions(struct server *server)
{
	for (unsigned int i = 0; i < server->worker_count; i++) {
		if (worker_post_call(
			server->workers[i], server_apply_cb, NULL) != 0)
			log_error("a ban may not have ended all whom it "
				  "concerns: out of memory");
	}
}

/* Another node has given or lifted a sanction. */
static void
server_sanctions_changed_cb(void *argument)
{
	server_apply_sanctions(argument);
}

static uint32_t
server_find_account_cb(struct slice name, void *argument)
{
	struct server *server = argument;
	uint32_t account = server->accounts != NULL
			       ? accounts_find_owner(server->accounts, name)
			       : 0;

	return account == ACCOUNTS_NOT_SHOWN ? 0 : account;
}

/* Make the moderation, and have the door ask it.  Return 0, or -1 with errno
 * set. */
static int
server_make_moderation(struct server *server)
{
	const struct moderation_settings settings = {
		.path = server->config->bans_file,
		.folds_names = server->config->names_fold != NAMES_FOLD_NO,
		.door = server->registers.bans,
		.changed = server_sanctions_changed_cb,
		.find_account = server_find_account_cb,
		.argument = server,
	};

	server->moderation = moderation_new(&settings);
	if (server->moderation == NULL)
		return -1;
	sources_set_bans(
	    listeners_sources(server->listeners), server_is_banned_cb, server);
	return 0;
}

int
server_make_storage(struct server *server)
{
	const struct config *config = server->config;
	const struct filing_settings settings = {
		.directory = config->drop_directory,
		.is_shared = config->drop_is_shared,
		.queues = &server->queues,
		.most = { config->drop_total_max, config->drop_files_max },
	};

	server->filing = filing_new(
	    &settings, server->worker_mailboxes, worker_receive_filed_cb);
	if (server->filing == NULL || server_make_moderation(server) != 0)
		return -1;
	return server_records_make(server);
}

/* Say whether any listener speaks a protocol that files texts. */
static bool
server_files_texts(const struct config *config)
{
	for (size_t i = 0; i < config->listener_count; i++) {
		if (protocol_find(config->listeners[i].protocol)->filed != NULL)
			return true;
	}
	return false;
}

/*
 * The filing checks its directory as the user who will write there, and the
 * files of sockets belong to the user who will remove them.
 */
int
server_open_files(struct server *server)
{
	const struct config *config = server->config;
	int status = EX_OK;

	if (server_files_texts(config))
		status = filing_start(server->filing);
	if (status == EX_OK)
		status = server_records_start(server);
	if (status == EX_OK)
		status = moderation_start(server->moderation);
	if (status != EX_OK ||
	    ports_open_files(server->listeners, config, &status) != 0)
		return status;
	/* If it cannot be opened, the chat does without a console. */
	if (config->control_socket[0] != '\0')
		server->console = console_new(
		    &server->console_host, config->control_socket);
	return EX_OK;
}

void
server_free_storage(struct server *server)
{
	filing_free(server->filing);
	/* A disk that does not answer keeps what is used by its thread. */
	if (!moderation_free(server->moderation))
		server->registers.are_in_use = true;
	if (!accounts_free(server->accounts))
		server->registers.are_in_use = true;
}
