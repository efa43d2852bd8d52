/* SPDX-License-Identifier: MIT */
/*
 * The daemon starts here: it reads the configuration, binds its ports, drops
 * its privileges, serves, and ends with an exit status.
 */

#include <errno.h>
#include <stdio.h>
#include <sysexits.h>

#include "chatd/command_line.h"
#include "chatd/config/config.h"
#include "chatd/config/load.h"
#include "chatd/event/event_log.h"
#include "chatd/memory/allocator.h"
#include "chatd/server/certificates.h"
#include "chatd/server/cloak_key_file.h"
#include "chatd/server/engine_settings.h"
#include "chatd/server/motd_file.h"
#include "chatd/server/owners.h"
#include "chatd/server/server.h"
#include "chatd/service/notify.h"
#include "chatd/service/privileges.h"
#include "common/log.h"

static const struct config_errors main_errors = { server_log_config_error_cb,
	NULL };

/* Return the configuration, or NULL with *status_r set after all its errors. */
static struct config *
main_load(const struct server_source *source, int *status_r)
{
	struct config *config = config_load(source->path, source->overrides,
	    source->override_count, &main_errors);

	if (config == NULL)
		*status_r = errno == ENOMEM ? EX_OSERR : EX_CONFIG;
	return config;
}

/* Become an account without privileges, now that the ports are bound. */
static int
main_drop_privileges(const char *user)
{
	const char *account, *error;

	if (privileges_drop(user, &account, &error) != 0) {
		log_error("%s", error);
		return -1;
	}
	if (account != NULL)
		log_info("started as root, serving as %s", account);
	return 0;
}

/*
 * Read the configuration and start to serve.  Return NULL with *status_r set
 * after an error in the log.
 */
static struct server *
main_start(const struct server_source *source, int *status_r)
{
	struct config *config = main_load(source, status_r);
	struct server *server;

	if (config == NULL)
		return NULL;
	log_set_level((enum log_level)config->log_level);
	event_log_open();
	server = server_new(config, source, status_r);
	if (server == NULL)
		return NULL;
	*status_r = main_drop_privileges(config->user) == 0
			? server_start(server)
			: EX_NOPERM;
	if (*status_r == EX_OK)
		return server;
	server_free(server);
	return NULL;
}

static int
main_serve(const struct server_source *source)
{
	struct log_error error = { 0 };
	struct server *server;
	int status = EX_OK;

	log_open("chatd");
	log_keep_last_error(&error);
	server = main_start(source, &status);
	log_keep_last_error(NULL);
	if (server == NULL) {
		notify_failed(error.text, error.number);
		return status;
	}
	status = server_run(server);
	server_free(server);
	return status;
}

static int
main_check(const struct server_source *source)
{
	struct config *config;
	int status = EX_OK;

	config = main_load(source, &status);
	if (config != NULL)
		status = certificates_check(config, &main_errors);
	if (config != NULL && status == EX_OK)
		status = owners_check(config, &main_errors);
	if (config != NULL && status == EX_OK)
		status = motd_file_check(config, &main_errors);
	if (config != NULL && status == EX_OK)
		status = cloak_key_file_load(config, &main_errors, NULL);
	if (config != NULL && status == EX_OK)
		status = engine_settings_check(config, &main_errors);
	if (config != NULL && status == EX_OK)
		puts("configuration OK");
	config_free(config);
	return status;
}

int
main(int argc, char **argv)
{
	struct command_line line;
	struct server_source source;
	int status;

	command_line_parse(argc, argv, &line);
	source = (struct server_source){ line.config_path, line.overrides,
		line.override_count };
	allocator_init();
	status = line.check_only ? main_check(&source) : main_serve(&source);
	command_line_clear(&line);
	return status;
}
