/* SPDX-License-Identifier: MIT */
/*
 * The line of numbers in "systemctl status".
 *
 * A newcomer sets a timer, which stays set until everybody has gone and the
 * manager knows it: so a login costs nothing, and an empty chatd sleeps.
 */

#include "chatd/server/server_private.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>

#include <event2/event.h>

#include "chatd/metrics/metrics.h"
#include "chatd/presence/directory.h"
#include "chatd/service/notify.h"

/* Often enough for people. */
#define SERVER_STATUS_SECONDS 5

struct server_status {
	struct event *timer;
	bool is_set;                 /* the timer */
	bool is_touched;             /* somebody has come since it was */
	uint64_t users, connections; /* that it was told last */
};

static void
server_status_tell(const struct server *server)
{
	notify_status("users: %" PRIu64 ", connections: %" PRIu64
		      ", workers: %u",
	    server->status->users, server->status->connections,
	    server->worker_count);
}

static void
server_status_set(struct server_status *status)
{
	static const struct timeval pause = { .tv_sec = SERVER_STATUS_SECONDS };

	/* If it cannot be set now, the next newcomer tries again. */
	status->is_set = event_add(status->timer, &pause) == 0;
	status->is_touched = false;
}

static void
server_status_cb(evutil_socket_t fd, short what, void *argument)
{
	struct server *server = argument;
	struct server_status *status = server->status;
	uint64_t users = directory_count(server->directory);
	uint64_t connections = metrics_sum_connections(&server->metrics_source);

	(void)fd;
	(void)what;
	status->is_set = false;
	if (users != status->users || connections != status->connections) {
		status->users = users;
		status->connections = connections;
		server_status_tell(server);
	}
	/* A worker may not have counted the last newcomers yet. */
	if (connections > 0 || status->is_touched)
		server_status_set(status);
}

int
server_status_start(struct server *server)
{
	if (!notify_is_heard())
		return 0;
	server->status = calloc(1, sizeof(*server->status));
	if (server->status == NULL)
		return -1;
	server->status->timer = evtimer_new(
	    server->base, server_status_cb, server);
	if (server->status->timer == NULL)
		return -1;
	server_status_tell(server);
	return 0;
}

void
server_status_touch(struct server *server)
{
	struct server_status *status = server->status;

	if (status == NULL)
		return;
	if (!status->is_set)
		server_status_set(status);
	status->is_touched = true;
}

void
server_status_free(struct server *server)
{
	if (server->status == NULL)
		return;
	if (server->status->timer != NULL)
		event_free(server->status->timer);
	free(server->status);
	server->status = NULL;
}
