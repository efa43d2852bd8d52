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
#include "chatd/server/server.h"
#include "chatd/service/privileges.h"
#include "common/log.h"

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

static int
main_serve(struct config *config, const struct server_source *source)
{
	struct server *server;
	int status;

	log_set_level((enum log_level)config->log_level);
	event_log_open();
	server = server_new(config, source, &status);
	if (server == NULL)
		return status;
	status = main_drop_privileges(config->user) == 0 ? server_run(server)
							 : EX_NOPERM;
	server_free(server);
	return status;
}

int
main(int argc, char **argv)
{
	const struct config_errors errors = { server_log_config_error_cb,
		NULL };
	struct command_line line;
	struct server_source source;
	struct config *config;
	int status = EX_OK;

	command_line_parse(argc, argv, &line);
	source = (struct server_source){ line.config_path, line.overrides,
		line.override_count };
	allocator_init();
	if (!line.check_only)
		log_open("chatd");
	config = config_load(
	    source.path, source.overrides, source.override_count, &errors);
	if (config == NULL)
		status = errno == ENOMEM ? EX_OSERR : EX_CONFIG;
	else if (!line.check_only)
		status = main_serve(config, &source);
	else {
		puts("configuration OK");
		config_free(config);
	}
	command_line_clear(&line);
	return status;
}
