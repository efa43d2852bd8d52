/* SPDX-License-Identifier: MIT */
/*
 * Signals, as events of the main thread: the other threads block them all.
 */

#include "chatd/server/server_private.h"

#include <poll.h>
#include <signal.h>
#include <sysexits.h>
#include <unistd.h>

#include <event2/event.h>

#include "common/log.h"

static void
server_reload_cb(evutil_socket_t signal_number, short what, void *argument)
{
	const struct config_errors errors = { server_log_config_error_cb,
		NULL };
	struct server *server = argument;

	(void)signal_number;
	(void)what;
	if (server->phase == SERVER_SERVING)
		(void)server_reload(server, &errors);
}

static void
server_terminate_cb(evutil_socket_t signal_number, short what, void *argument)
{
	struct server *server = argument;

	(void)signal_number;
	(void)what;
	if (server->phase == SERVER_SERVING) {
		server_drain(server);
		return;
	}
	log_warning("stopped at once by a second signal");
	_exit(EX_TEMPFAIL);
}

int
server_signals_watch(struct server *server)
{
	static const struct {
		int number;
		event_callback_fn handle;
	} watched[SERVER_SIGNALS] = {
		{ SIGTERM, server_terminate_cb },
		{ SIGINT, server_terminate_cb },
		{ SIGHUP, server_reload_cb },
	};

	/* ThreadSanitizer prepares a thread for signals when it first waits for
	 * something, and loses one that comes just then. */
	(void)poll(NULL, 0, 0);
	signal(SIGPIPE, SIG_IGN);
	/* What holds again when the events are freed: a reload that comes too
	 * late must not end a chatd that ends well. */
	signal(SIGHUP, SIG_IGN);
	for (size_t i = 0; i < SERVER_SIGNALS; i++) {
		server->signals[i] = evsignal_new(
		    server->base, watched[i].number, watched[i].handle, server);
		if (server->signals[i] == NULL ||
		    event_add(server->signals[i], NULL) != 0)
			return -1;
	}
	return 0;
}

void
server_signals_free(struct server *server)
{
	for (size_t i = 0; i < SERVER_SIGNALS; i++) {
		if (server->signals[i] != NULL)
			event_free(server->signals[i]);
	}
}
