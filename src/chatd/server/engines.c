/* SPDX-License-Identifier: MIT */
/*
 * A file of its own, which has nothing else, so that a test can put another
 * engine into a daemon that is otherwise the real one.
 */

#include "chatd/server/engines.h"

#include <stddef.h>

#include "chatd/cluster/gateway/gateway.h"
#include "chatd/config/config.h"
#include "chatd/config/engine_options.h"

int
engines_make(const struct engine_site *site, struct engine_made *made_r)
{
	const struct gateway_options options = {
		.target = site->target,
		.cluster_name = site->config->cluster_name,
		.node_name = site->node_name,
		.max_clients = site->config->cluster_max_clients,
		.timeout_ms = site->config->cluster_timeout_ms,
		.directory = site->directory,
		.rooms = site->rooms,
		.mailboxes = site->mailboxes,
		.worker_count = site->worker_count,
		.fence = site->fence,
		.rules = site->rules,
		.doors = site->doors,
		.door_count = site->door_count,
		.entered = site->entered,
		.waiting = site->waiting,
		.refused = site->refused,
		.argument = site->argument,
	};

	*made_r = (struct engine_made){ .engine = NULL };
	if (site->config->engine == ENGINE_USE_MEMORY)
		return 0;
	made_r->gateway = gateway_new(&options);
	if (made_r->gateway == NULL)
		return -1;
	made_r->engine = &gateway_engine;
	made_r->state = made_r->gateway;
	return 0;
}
