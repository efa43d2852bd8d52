/* SPDX-License-Identifier: MIT */
/*
 * Stopping has two steps, because a line that was confirmed may still be on its
 * way between two workers.  First every worker stops reading and posts what it
 * has; when all have done so, every mailbox holds all it will ever hold, and
 * each worker delivers, flushes and closes.
 */

#include "chatd/server/server_private.h"

#include <stdlib.h>

#include <event2/event.h>

#include "chatd/accounts/accounts.h"
#include "chatd/core/mail.h"
#include "chatd/event/mailbox.h"
#include "chatd/net/listener.h"
#include "chatd/presence/directory.h"
#include "chatd/service/notify.h"
#include "chatd/worker/worker.h"
#include "common/log.h"

static void server_worker_done(struct server *server);

static void
server_receive_done_cb(struct mail *mail, void *receiver)
{
	free(mail);
	server_worker_done(receiver);
}

/*
 * Tell the main thread, from the worker's thread, that a step is done.  The
 * mail is made here and no sooner, so that there is none to free when a worker
 * never gets this far.
 */
static void
server_done_cb(void *argument)
{
	struct server *server = argument;
	struct mail *done = calloc(1, sizeof(*done));

	if (done == NULL) {
		log_error("out of memory: waiting for drain_timeout");
		return;
	}
	done->receive = server_receive_done_cb;
	mailbox_post(server->mailbox, done);
}

/*
 * Ask every worker for a step of stopping.  Each that has done it counts
 * still_working down.
 */
static int
server_ask_workers(struct server *server,
    int (*post)(struct worker *worker, worker_done_cb *done, void *argument))
{
	server->still_working = server->worker_count;
	for (unsigned int i = 0; i < server->worker_count; i++) {
		if (post(server->workers[i], server_done_cb, server) != 0)
			return -1;
	}
	return 0;
}

static void
server_stop(struct server *server, const char *outcome)
{
	if (server->phase == SERVER_STOPPED)
		return;
	server->phase = SERVER_STOPPED;
	log_info("stopped: %s", outcome);
	event_base_loopbreak(server->base);
}

static void
server_worker_done(struct server *server)
{
	if (--server->still_working > 0 || server->phase == SERVER_STOPPED)
		return;
	if (server->phase == SERVER_DRAINING) {
		server_stop(server, "all that was confirmed has been sent");
		return;
	}
	server->phase = SERVER_DRAINING;
	if (server_ask_workers(server, worker_post_drain) != 0)
		server_stop(server, "out of memory, what was not sent is lost");
}

static void
server_drain_timeout_cb(evutil_socket_t fd, short what, void *argument)
{
	(void)fd;
	(void)what;
	server_stop(argument,
	    "drain_timeout is over, connections that did not take what they "
	    "were sent are cut");
}

int
server_drain_prepare(struct server *server)
{
	server->drain_timer = evtimer_new(
	    server->base, server_drain_timeout_cb, server);
	return server->drain_timer != NULL ? 0 : -1;
}

void
server_drain(struct server *server)
{
	uint64_t timeout_ms = server->config->limits.drain_timeout_ms;
	const struct timeval timeout = {
		.tv_sec = (time_t)(timeout_ms / 1000),
		.tv_usec = (suseconds_t)(timeout_ms % 1000 * 1000),
	};

	if (server->phase != SERVER_SERVING)
		return;
	server->phase = SERVER_QUIESCING;
	listeners_close(server->listeners);
	/* Whoever has shown a password waits for the answer, and we for them.
	 */
	accounts_stop_commands(server->accounts);
	log_info("stopping: accepting nobody, draining %llu users",
	    (unsigned long long)directory_count(server->directory));
	notify_stopping(timeout_ms);
	if (event_add(server->drain_timer, &timeout) != 0 ||
	    server_ask_workers(server, worker_post_quiesce) != 0)
		server_stop(server, "out of memory, what was not sent is lost");
}

void
server_stop_threads(struct server *server)
{
	server_engine_stop(server);
	for (unsigned int i = 0; i < server->worker_count; i++)
		worker_stop(server->workers[i]);
}
