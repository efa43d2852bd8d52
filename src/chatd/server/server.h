/* SPDX-License-Identifier: MIT */
#ifndef CHATD_SERVER_H
#define CHATD_SERVER_H

/*
 * The whole daemon: its listeners, its workers, and its life from start to
 * drain.  Main thread only.
 */

#include <stddef.h>

#include "chatd/config/config.h"
#include "chatd/config/load.h"

struct server;

/* Where the configuration is read again from; borrowed for good. */
struct server_source {
	const char *path; /* NULL: no file */
	const struct config_override *overrides;
	size_t override_count;
};

/*
 * Make a server of config, which it takes also on failure: make the workers and
 * bind the ports.  This is all that may need root.  On failure return NULL with
 * *status_r set to the exit status (sysexits.h), after an error in the log.
 */
struct server *server_new(
    struct config *config, const struct server_source *source, int *status_r);

/*
 * Let people in, under the account that is to serve them, and tell the service
 * manager.  Return EX_OK, or the exit status after an error in the log; then
 * all that is left to do is to free server.
 */
int server_start(struct server *server);

/*
 * Serve until a signal or the console ends it.  Return the exit status.  After
 * a second SIGTERM or SIGINT this does not return: the process ends at once,
 * with EX_TEMPFAIL.
 */
int server_run(struct server *server);

/* Free server; NULL is allowed. */
void server_free(struct server *server);

/* Log an error of a configuration: a config_error_cb that needs no argument. */
void server_log_config_error_cb(const char *message, void *argument);

#endif
