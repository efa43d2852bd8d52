/* SPDX-License-Identifier: MIT */
/*
 * The life of the engine, if there is one, beside that of the workers.
 *
 * It ends before them: what it has answered by then is in their mailboxes,
 * which they empty when they end.  What they ask and tell after that lies in
 * its own mailbox, and is freed with it when they are gone.
 */

#include <errno.h>
#include <sysexits.h>

#include <event2/event.h>

#include "chatd/event/mailbox.h"
#include "chatd/presence/directory.h"
#include "chatd/presence/engine.h"
#include "chatd/server/engine_settings.h"
#include "chatd/server/engines.h"
#include "chatd/server/server_private.h"
#include "chatd/service/notify.h"
#include "common/log.h"

bool
server_has_gateway(const struct server *server)
{
	return server->engine_settings != NULL;
}

/* ---- what the gateway says ----------------------------------------------- */

static void
server_engine_note(struct server *server, enum engine_stage stage)
{
	atomic_store(&server->engine_stage, stage);
	mailbox_wake(server->mailbox);
}

static void
server_engine_entered_cb(void *argument)
{
	server_engine_note(argument, ENGINE_ENTERED);
}

/* Until chatd serves, this is all that whoever looks at it wants to know. */
static void
server_engine_waiting_cb(const char *why, void *argument)
{
	struct server *server = argument;

	if (atomic_load(&server->engine_stage) == ENGINE_AWAITED)
		notify_status("waiting for the engine: %s", why);
}

static void
server_engine_refused_cb(const char *why, void *argument)
{
	log_error("the cluster does not let this node in: %s", why);
	server_engine_note(argument, ENGINE_REFUSED);
}

/* ---- making -------------------------------------------------------------- */

int
server_engine_read(struct server *server)
{
	const struct config_errors errors = { server_log_config_error_cb,
		NULL };

	return engine_settings_load(
	    server->config, &errors, &server->engine_settings);
}

int
server_engine_make(struct server *server, unsigned int worker_count)
{
	struct engine_site site = {
		.config = server->config,
		.directory = server->directory,
		.rooms = server->rooms,
		.mailboxes = server->worker_mailboxes,
		.worker_count = worker_count,
		.fence = &server->fence,
		.rules = server->registers.rules,
		.doors = server->registers.doors,
		.door_count = server->registers.count,
		.entered = server_engine_entered_cb,
		.waiting = server_engine_waiting_cb,
		.refused = server_engine_refused_cb,
		.argument = server,
	};

	if (server->engine_settings != NULL) {
		site.target = engine_settings_target(server->engine_settings);
		site.node_name = engine_settings_node_name(
		    server->engine_settings);
	}
	if (engines_make(&site, &server->engine) != 0)
		return -1;
	if (server->engine.engine != NULL)
		directory_set_engine(server->directory, server->engine.engine,
		    server->engine.state, server->worker_mailboxes);
	return 0;
}

/* ---- starting and stopping ----------------------------------------------- */

int
server_engine_start(struct server *server)
{
	const struct engine *engine = server->engine.engine;
	int error = 0;

	/* Before the engine says what it waits for. */
	if (engine != NULL) {
		notify_status("waiting for the engine");
		error = engine->start(server->engine.state);
	}
	server->engine_is_running = engine != NULL && error == 0;
	if (error == 0)
		return 0;
	errno = error;
	log_errno("cannot start the engine \"%s\"", engine->name);
	return -1;
}

int
server_engine_wait(struct server *server)
{
	if (server->engine.gateway == NULL)
		return EX_OK;
	while (server->phase == SERVER_SERVING &&
	       atomic_load(&server->engine_stage) == ENGINE_AWAITED)
		event_base_loop(server->base, EVLOOP_ONCE);
	return atomic_load(&server->engine_stage) == ENGINE_REFUSED
		   ? EX_UNAVAILABLE
		   : EX_OK;
}

void
server_engine_stop(struct server *server)
{
	if (server->engine_is_running)
		server->engine.engine->stop(server->engine.state);
	server->engine_is_running = false;
}

void
server_engine_free(struct server *server)
{
	if (server->engine.engine != NULL)
		server->engine.engine->free(server->engine.state);
	engine_settings_free(server->engine_settings);
}
