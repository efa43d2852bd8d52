/* SPDX-License-Identifier: MIT */
/*
 * Putting another configuration in force: all of it, or nothing.
 *
 * An option that is set on the console is remembered as if it had been given on
 * the command line, after the others there, and the file is read again with all
 * of them.  So a setting passes every check that a reload passes.
 */

#include "chatd/server/server_private.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "chatd/presence/directory.h"
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
server_apply(struct server *server, const struct config *config)
{
	const struct limits *limits = &config->limits;

	log_set_level((enum log_level)config->log_level);
	directory_set_max_clients(server->directory, limits->max_clients);
	admission_set_most(
	    &server->admission, ADMISSION_LOGIN, limits->max_logins_pending);
	admission_set_most(
	    &server->admission, ADMISSION_GUEST, limits->max_guests);
	filing_set_total_max(server->filing, config->drop_total_max);
	for (unsigned int i = 0; i < server->worker_count; i++)
		worker_post_limits(server->workers[i]);
}

/* Get hold of all that putting config in force takes.  Return -1: no memory. */
static int
server_prepare_limits(const struct server *server, const struct config *config)
{
	for (unsigned int i = 0; i < server->worker_count; i++) {
		if (worker_prepare_limits(
			server->workers[i], &config->limits) != 0)
			return -1;
	}
	return 0;
}

/* Put loaded, for which all is prepared, in place of the one that runs. */
static void
server_replace_config(struct server *server, struct config *loaded)
{
	const struct config_errors notes = { server_log_restart_only_cb, NULL };

	config_report_restart_only(server->config, loaded, &notes);
	config_keep_restart_only(server->config, loaded);
	server_apply(server, loaded);
	config_free(server->config);
	server->config = loaded;
}

static void
server_clear_override(struct config_override *override)
{
	free((void *)(uintptr_t) override->option);
	free((void *)(uintptr_t) override->value);
}

void
server_forget_set(struct server *server)
{
	while (server->set_count > 0)
		server_clear_override(&server->set[--server->set_count]);
	free(server->set);
	server->set = NULL;
}

/*
 * Remember option after those that were set before.  Return 0, or -1 if there
 * is no memory.
 */
static int
server_remember_set(struct server *server, const struct config_override *option)
{
	struct config_override *set = realloc(
	    server->set, (server->set_count + 1) * sizeof(*set));
	struct config_override copy;

	if (set == NULL)
		return -1;
	server->set = set;
	copy.option = strdup(option->option);
	copy.value = strdup(option->value);
	if (copy.option == NULL || copy.value == NULL) {
		server_clear_override(&copy);
		return -1;
	}
	set[server->set_count++] = copy;
	return 0;
}

/* Forget an earlier value of the option that was remembered last. */
static void
server_forget_former(struct server *server)
{
	struct config_override *set = server->set;
	size_t last = server->set_count - 1;

	for (size_t i = 0; i < last; i++) {
		if (strcmp(set[i].option, set[last].option) == 0) {
			server_clear_override(&set[i]);
			set[i] = set[last];
			server->set_count--;
			return;
		}
	}
}

/*
 * Load the configuration with the overrides of the command line and then the
 * first set_count of the console, and prepare all that putting it in force
 * takes.  Return NULL after errors have been reported.
 */
static struct config *
server_load(const struct server *server, size_t set_count,
    const struct config_errors *errors)
{
	const struct server_source *source = server->source;
	size_t count = source->override_count;
	struct config_override *overrides = calloc(
	    count + set_count + 1, sizeof(*overrides));
	struct config *loaded;

	if (overrides == NULL) {
		errors->report("out of memory", errors->argument);
		return NULL;
	}
	for (size_t i = 0; i < count; i++)
		overrides[i] = source->overrides[i];
	for (size_t i = 0; i < set_count; i++)
		overrides[count + i] = server->set[i];
	loaded = config_load(
	    source->path, overrides, count + set_count, errors);
	free(overrides);
	if (loaded != NULL && server_prepare_limits(server, loaded) != 0) {
		errors->report("out of memory", errors->argument);
		config_free(loaded);
		return NULL;
	}
	return loaded;
}

int
server_reload(struct server *server, const struct config_errors *errors)
{
	struct config *loaded;

	notify_reloading();
	loaded = server_load(server, 0, errors);
	if (loaded != NULL) {
		server_forget_set(server);
		server_replace_config(server, loaded);
		log_info("reloaded the configuration");
	} else {
		log_error("reload failed: the settings stay as they were");
	}
	notify_ready();
	return loaded != NULL ? 0 : -1;
}

int
server_set(struct server *server, const struct config_override *option,
    const struct config_errors *errors)
{
	struct config *loaded;

	if (server_remember_set(server, option) != 0) {
		errors->report("out of memory", errors->argument);
		return -1;
	}
	loaded = server_load(server, server->set_count, errors);
	if (loaded == NULL) {
		server_clear_override(&server->set[--server->set_count]);
		return -1;
	}
	server_forget_former(server);
	server_replace_config(server, loaded);
	return 0;
}
