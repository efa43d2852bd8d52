/* SPDX-License-Identifier: MIT */
/*
 * The life of the engine, if there is one, beside that of the workers.
 *
 * It ends before them: what it has answered by then is in their mailboxes,
 * which they empty when they end.  What they ask and tell after that lies in
 * its own mailbox, and is freed with it when they are gone.
 */

#include <errno.h>

#include "chatd/presence/directory.h"
#include "chatd/presence/engine.h"
#include "chatd/server/engines.h"
#include "chatd/server/server_private.h"
#include "common/log.h"

int
server_engine_make(struct server *server)
{
	if (engines_make(server->config, server->directory, &server->engine,
		&server->engine_state) != 0)
		return -1;
	if (server->engine != NULL)
		directory_set_engine(server->directory, server->engine,
		    server->engine_state, server->worker_mailboxes);
	return 0;
}

int
server_engine_start(struct server *server)
{
	int error = 0;

	if (server->engine != NULL)
		error = server->engine->start(server->engine_state);
	server->engine_is_running = server->engine != NULL && error == 0;
	if (error == 0)
		return 0;
	errno = error;
	log_errno("cannot start the engine \"%s\"", server->engine->name);
	return -1;
}

void
server_engine_stop(struct server *server)
{
	if (server->engine_is_running)
		server->engine->stop(server->engine_state);
	server->engine_is_running = false;
}

void
server_engine_free(struct server *server)
{
	if (server->engine != NULL)
		server->engine->free(server->engine_state);
}
