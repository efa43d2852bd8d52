/* SPDX-License-Identifier: MIT */
/*
 * Putting another configuration in force: all of it, or nothing.
 *
 * A reload starts from the file.  An option that is set on the console starts
 * from what is in force, so an operator who is editing the file, or has broken
 * it, can still set one; and the next reload forgets what was set.  Both pass
 * the same checks.
 */

#include "chatd/server/server_private.h"

#include "chatd/config/change.h"
#include "chatd/config/merge.h"
#include "chatd/net/listener_files.h"
#include "chatd/presence/directory.h"
#include "chatd/presence/room.h"
#include "chatd/server/ports.h"
#include "chatd/server/queue_ceiling.h"
#include "chatd/service/notify.h"
#include "chatd/storage/filing.h"
#include "chatd/worker/worker.h"
#include "common/log.h"

void
server_log_config_error_cb(const char *message, void *argument)
{
	(void)argument;
	log_error("%s", message);
}

static void
server_log_restart_only_cb(const char *message, void *argument)
{
	(void)argument;
	log_warning("reload: %s", message);
}

/* Hand the values that a reload can change to the parts that use them. */
static void
server_apply(struct server *server, const struct config *config,
    struct echo_change *echo)
{
	const struct limits *limits = &config->limits;

	log_set_level((enum log_level)config->log_level);
	directory_set_max_clients(server->directory, limits->max_clients);
	rooms_set_most(server->rooms, limits->rooms_total_max);
	queue_total_set_most(&server->queues, queue_ceiling(config));
	admission_set_most(
	    &server->admission, ADMISSION_LOGIN, limits->max_logins_pending);
	admission_set_most(
	    &server->admission, ADMISSION_GUEST, limits->max_guests);
	filing_set_most(
	    server->filing, (struct quota_amount){ config->drop_total_max,
				config->drop_files_max });
	listener_files_commit(server->listeners);
	for (unsigned int i = 0; i < server->worker_count; i++)
		worker_post_limits(server->workers[i], server->mailbox,
		    echo_change_take_confirmation(&server->echo_users, echo));
	echo_change_apply(&server->echo_users, echo);
}

/*
 * Get hold of all that putting config in force takes.  Return -1 after an error
 * has been reported.
 */
static int
server_prepare_change(struct server *server, const struct config *config,
    const struct config_merge *merge, const struct config_errors *errors,
    struct echo_change *echo_r)
{
	for (unsigned int i = 0; i < server->worker_count; i++) {
		if (worker_prepare_limits(
			server->workers[i], &config->limits) != 0) {
			errors->report("out of memory", errors->argument);
			return -1;
		}
	}
	if (ports_prepare_files(
		server->listeners, merge->listeners, merge->count, errors) != 0)
		return -1;
	if (echo_change_prepare(&server->echo_users, config->limits.echo_user,
		server->worker_count, errors, echo_r) == 0)
		return 0;
	listener_files_abandon(server->listeners);
	return -1;
}

/*
 * Put loaded, which may be NULL, in place of the one that runs.  Return 0; or
 * free it and return -1 after an error has been reported.
 */
static int
server_replace_config(struct server *server, struct config *loaded,
    const struct config_errors *errors)
{
	const struct config_errors notes = { server_log_restart_only_cb, NULL };
	struct config_merge merge;
	struct echo_change echo;

	if (loaded == NULL)
		return -1;
	if (config_merge_prepare(&merge, server->config, loaded) != 0) {
		errors->report("out of memory", errors->argument);
		goto fail;
	}
	if (server_prepare_change(server, loaded, &merge, errors, &echo) != 0) {
		config_merge_abandon(&merge);
		goto fail;
	}
	config_report_restart_only(server->config, loaded, &notes);
	config_merge_commit(&merge, server->config, loaded);
	server_apply(server, loaded, &echo);
	config_free(server->config);
	server->config = loaded;
	return 0;

fail:
	config_free(loaded);
	return -1;
}

int
server_reload(struct server *server, const struct config_errors *errors)
{
	const struct server_source *source = server->source;
	int result;

	notify_reloading();
	result = server_replace_config(server,
	    config_load(source->path, source->overrides, source->override_count,
		errors),
	    errors);
	if (result == 0)
		log_info("reloaded the configuration");
	else
		log_error("reload failed: the settings stay as they were");
	notify_ready();
	return result;
}

int
server_set(struct server *server, const struct config_override *option,
    const struct config_errors *errors)
{
	return server_replace_config(
	    server, config_change(server->config, option, errors), errors);
}
