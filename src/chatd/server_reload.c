/* SPDX-License-Identifier: MIT */
/*
 * Putting another configuration in force: all of it, or nothing.
 */

#include "chatd/server_private.h"

#include <stdlib.h>

#include "chatd/directory.h"
#include "chatd/filing.h"
#include "chatd/worker.h"
#include "common/log.h"

static void
server_log_restart_only(const char *message, void *argument)
{
	(void)argument;
	log_warning("reload: %s", message);
}

static void
server_apply(struct server *server, const struct config *config)
{
	const struct limits *limits = &config->limits;

	log_set_level((enum log_level)config->log_level);
	directory_set_max_clients(server->directory, limits->max_clients);
	admission_set_most(&server->admission, limits->max_logins_pending);
	filing_set_total_max(server->filing, config->drop_total_max);
	for (unsigned int i = 0; i < server->worker_count; i++) {
		if (worker_post_limits(server->workers[i], limits) != 0)
			log_error("worker %u keeps its old limits: out of "
				  "memory", i);
	}
}

/* Put loaded in force in place of the running configuration. */
static void
server_replace_config(struct server *server, struct config *loaded)
{
	const struct config_errors notes = { server_log_restart_only, NULL };

	config_report_restart_only(server->config, loaded, &notes);
	config_keep_restart_only(server->config, loaded);
	server_apply(server, loaded);
	config_free(server->config);
	server->config = loaded;
}

int
server_reload(struct server *server, const struct config_override *option,
    const struct config_errors *errors)
{
	const struct server_source *source = server->source;
	size_t count = source->override_count;
	struct config_override *overrides =
	    calloc(count + 1, sizeof(*overrides));
	struct config *loaded;

	if (overrides == NULL) {
		errors->report("out of memory", errors->argument);
		return -1;
	}
	for (size_t i = 0; i < count; i++)
		overrides[i] = source->overrides[i];
	if (option != NULL)
		overrides[count++] = *option;
	loaded = config_load(source->path, overrides, count, errors);
	free(overrides);
	if (loaded == NULL)
		return -1;
	server_replace_config(server, loaded);
	return 0;
}
