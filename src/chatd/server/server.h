/* SPDX-License-Identifier: MIT */
#ifndef CHATD_SERVER_H
#define CHATD_SERVER_H

/*
 * The whole daemon: its listeners, its workers, and its life from start to
 * drain.  Main thread only.
 */

#include <stddef.h>

#include "chatd/config/config.h"

struct server;

/* How to read the configuration again; borrowed for good. */
struct server_source {
	const char *path;
	const struct config_override *overrides;
	size_t override_count;
};

/*
 * Make a server of config, which it takes in any case: bind its ports, make its
 * workers.  Root is needed only for this.  Return NULL with *status_r set to
 * the exit status (sysexits.h), after an error in the log.
 */
struct server *server_new(
    struct config *config, const struct server_source *source, int *status_r);

/*
 * Serve until a signal ends it.  Return the exit status.  A second SIGTERM or
 * SIGINT does not return: it ends the process with EX_TEMPFAIL.
 */
int server_run(struct server *server);

/* Free server; NULL is allowed. */
void server_free(struct server *server);

/* Log each error of a configuration: a config_error_cb without argument. */
void server_log_config_error(const char *message, void *argument);

#endif
