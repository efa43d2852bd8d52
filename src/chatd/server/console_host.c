/* SPDX-License-Identifier: MIT */
/*
 * What the server answers when the metrics and the console ask: both know a
 * struct of their own, and no server.
 */

#include "chatd/server/server_private.h"

static struct metrics_state
server_get_metrics_state(const void *owner)
{
	const struct server *server = owner;

	return (struct metrics_state){
		.is_serving = server->phase == SERVER_SERVING,
		.started_at = server->started_at,
		.users_max = server->config->limits.max_clients,
		.rooms_total_max = server->config->limits.rooms_total_max,
		.rooms_kept_max = server->config->rooms_kept_max,
	};
}

static const struct config *
server_host_config(const void *owner)
{
	const struct server *server = owner;

	return server->config;
}

static int
server_host_reload(void *owner, const struct config_errors *errors)
{
	return server_reload(owner, errors);
}

static int
server_host_set(void *owner, const struct config_override *option,
    const struct config_errors *errors)
{
	return server_set(owner, option, errors);
}

static void
server_host_drain(void *owner)
{
	server_drain(owner);
}

static void
server_host_apply_sanctions(void *owner)
{
	server_apply_sanctions(owner);
}

void
server_host_init(struct server *server)
{
	server->metrics_source = (struct metrics_source){
		.workers = server->workers,
		.worker_count = server->worker_count,
		.directory = server->directory,
		.rooms = server->rooms,
		.kept_rooms = server->kept_rooms,
		.gateway = server->engine.gateway,
		.queues = &server->queues,
		.listeners = server->listeners,
		.state = server_get_metrics_state,
		.owner = server,
	};
	server->console_host = (struct console_host){
		.metrics = &server->metrics_source,
		.base = server->base,
		.mailbox = server->mailbox,
		.directory = server->directory,
		.accounts = server->accounts,
		.moderation = server->moderation,
		.kept_rooms = server->kept_rooms,
		.config = server_host_config,
		.reload = server_host_reload,
		.set = server_host_set,
		.apply_sanctions = server_host_apply_sanctions,
		.drain = server_host_drain,
		.owner = server,
	};
}
