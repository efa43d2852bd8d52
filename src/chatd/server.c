/* SPDX-License-Identifier: MIT */
/*
 * The main thread accepts, deals connections out to the workers in turn, and
 * reacts to signals; no chat line ever passes it.
 *
 * Stopping has two steps, because a line that was confirmed may still be on its
 * way between two workers.  First every worker stops reading and posts what it
 * has; when all have done so, every mailbox holds all it will ever hold, and
 * each worker delivers, flushes and closes.
 */

#include "chatd/server.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include <event2/event.h>

#include "chatd/admission.h"
#include "chatd/directory.h"
#include "chatd/filing.h"
#include "chatd/listener.h"
#include "chatd/mail.h"
#include "chatd/mailbox.h"
#include "chatd/notify.h"
#include "chatd/ports.h"
#include "chatd/protocol.h"
#include "chatd/protocols/protocols.h"
#include "chatd/room.h"
#include "chatd/worker.h"
#include "common/log.h"

/* Room for every listener in the start line. */
#define SERVER_DESCRIPTION_BYTES 800

enum server_phase {
	SERVER_SERVING,
	SERVER_QUIESCING, /* workers stop reading and post what they have */
	SERVER_DRAINING,  /* workers flush and close */
	SERVER_STOPPED,
};

struct server {
	struct config *config;
	const struct server_source *source;
	struct event_base *base;
	struct event *signals[3];
	struct event *drain_timer;
	struct mailbox *mailbox; /* workers report here */
	struct directory *directory;
	struct rooms *rooms;
	struct admission admission;
	struct filing *filing;
	struct listeners *listeners;
	struct mailbox **worker_mailboxes;
	struct worker **workers;
	unsigned int worker_count;
	unsigned int next_worker;   /* who gets the next connection */
	unsigned int still_working; /* workers, in this phase of stopping */
	uint64_t last_number;	    /* of a connection, for the log */
	enum server_phase phase;
};

/* ---- accepting ----------------------------------------------------------- */

static void
server_accepted_cb(int fd, const struct sockaddr *peer, socklen_t peer_size,
    const struct protocol *protocol, void *argument)
{
	struct server *server = argument;
	struct worker *worker = server->workers[server->next_worker];
	struct worker_newcomer newcomer = {
		.fd = fd,
		.protocol = protocol,
		.number = ++server->last_number,
	};

	memcpy(&newcomer.peer, peer, peer_size);
	server->next_worker = (server->next_worker + 1) % server->worker_count;
	if (worker_post_newcomer(worker, &newcomer) != 0) {
		log_error("turning a newcomer away: out of memory");
		admission_leave(&server->admission);
		close(fd);
	}
}

/* ---- reloading ----------------------------------------------------------- */

static void
server_log_restart_only(const char *message, void *argument)
{
	(void)argument;
	log_warning("reload: %s", message);
}

void
server_log_config_error(const char *message, void *argument)
{
	(void)argument;
	log_error("%s", message);
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

static void
server_reload_cb(evutil_socket_t signal_number, short what, void *argument)
{
	struct server *server = argument;
	const struct config_errors errors = { server_log_config_error, NULL };
	const struct config_errors notes = { server_log_restart_only, NULL };
	struct config *config;

	(void)signal_number;
	(void)what;
	if (server->phase != SERVER_SERVING)
		return;
	notify_reloading();
	config = config_load(server->source->path, server->source->overrides,
	    server->source->override_count, &errors);
	if (config == NULL) {
		log_error("reload failed: the settings stay as they were");
	} else {
		config_report_restart_only(server->config, config, &notes);
		config_keep_restart_only(server->config, config);
		server_apply(server, config);
		config_free(server->config);
		server->config = config;
		log_info("reloaded the configuration");
	}
	notify_ready();
}

/* ---- stopping ------------------------------------------------------------ */

static void server_worker_done(struct server *server);

static void
server_deliver_done_cb(struct mail *mail, void *receiver)
{
	free(mail);
	server_worker_done(receiver);
}

/*
 * Runs on the worker's thread: send word to the main thread.  The word is made
 * here and no sooner, so that nobody has to free it when it is never asked for.
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
	done->deliver = server_deliver_done_cb;
	mailbox_post(server->mailbox, done);
}

/* Ask every worker for a step of stopping; it counts still_working down. */
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

static void
server_drain(struct server *server)
{
	uint64_t timeout_ms = server->config->limits.drain_timeout_ms;
	const struct timeval timeout = {
		.tv_sec = (time_t)(timeout_ms / 1000),
		.tv_usec = (suseconds_t)(timeout_ms % 1000 * 1000),
	};

	server->phase = SERVER_QUIESCING;
	listeners_close(server->listeners);
	log_info("stopping: accepting nobody, draining %llu users",
	    (unsigned long long)directory_count(server->directory));
	notify_stopping();
	if (event_add(server->drain_timer, &timeout) != 0 ||
	    server_ask_workers(server, worker_post_quiesce) != 0)
		server_stop(server, "out of memory, what was not sent is lost");
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

/* ---- making -------------------------------------------------------------- */

static unsigned int
server_count_workers(const struct config *config)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);

	if (config->workers > 0)
		return config->workers;
	if (processors < 1)
		return 1;
	return processors > ADDRESS_WORKERS_MAX ? ADDRESS_WORKERS_MAX :
						  (unsigned int)processors;
}

static int
server_make_workers(struct server *server)
{
	const struct config *config = server->config;
	const struct filing_settings settings = {
		.directory = config->drop_directory,
		.is_shared = config->drop_is_shared,
		.total_max = config->drop_total_max,
	};
	unsigned int count = server_count_workers(config);
	struct worker_shared shared = {
		.directory = server->directory,
		.admission = &server->admission,
		.worker_count = count,
	};

	server->rooms = rooms_new(count);
	if (server->rooms == NULL)
		return -1;
	shared.rooms = server->rooms;
	server->workers = calloc(count, sizeof(struct worker *));
	server->worker_mailboxes = calloc(count, sizeof(struct mailbox *));
	if (server->workers == NULL || server->worker_mailboxes == NULL)
		return -1;
	server->filing = filing_new(
	    &settings, server->worker_mailboxes, worker_deliver_filed_cb);
	if (server->filing == NULL)
		return -1;
	shared.mailboxes = server->worker_mailboxes;
	shared.filing = server->filing;
	for (unsigned int i = 0; i < count; i++) {
		server->workers[i] =
		    worker_new(i, &shared, &config->limits);
		if (server->workers[i] == NULL)
			return -1;
		server->worker_count++;
	}
	return 0;
}

static int
server_watch_signals(struct server *server)
{
	static const struct {
		int number;
		event_callback_fn handle;
	} watched[] = {
		{ SIGTERM, server_terminate_cb },
		{ SIGINT, server_terminate_cb },
		{ SIGHUP, server_reload_cb },
	};

	signal(SIGPIPE, SIG_IGN);
	for (size_t i = 0; i < sizeof(watched) / sizeof(watched[0]); i++) {
		server->signals[i] = evsignal_new(server->base,
		    watched[i].number, watched[i].handle, server);
		if (server->signals[i] == NULL ||
		    event_add(server->signals[i], NULL) != 0)
			return -1;
	}
	server->drain_timer =
	    evtimer_new(server->base, server_drain_timeout_cb, server);
	return server->drain_timer != NULL ? 0 : -1;
}

/* All that takes memory and descriptors but no ports. */
static int
server_prepare(struct server *server)
{
	const struct limits *limits = &server->config->limits;

	errno = ENOMEM;
	server->base = event_base_new();
	if (server->base == NULL)
		return -1;
	server->mailbox = mailbox_new(server->base, server);
	if (server->mailbox == NULL)
		return -1;
	server->directory = directory_new(limits->max_clients);
	if (server->directory == NULL)
		return -1;
	admission_init(&server->admission, limits->max_logins_pending);
	server->listeners = listeners_new(&server->admission);
	if (server->listeners == NULL || server_make_workers(server) != 0)
		return -1;
	return server_watch_signals(server);
}

struct server *
server_new(struct config *config, const struct server_source *source,
    int *status_r)
{
	struct server *server = calloc(1, sizeof(*server));

	*status_r = EX_OSERR;
	if (server == NULL) {
		config_free(config);
		log_errno("cannot start");
		return NULL;
	}
	server->config = config;
	server->source = source;
	if (server_prepare(server) != 0) {
		log_errno("cannot start");
		goto fail;
	}
	if (ports_open(server->listeners, server->config, status_r) != 0)
		goto fail;
	return server;

fail:
	server_free(server);
	return NULL;
}

static void
server_log_start(const struct server *server)
{
	char listeners[SERVER_DESCRIPTION_BYTES];

	log_info("chatd %s started: libevent %s (%s), %u worker%s, %s",
	    PACKAGE_VERSION, event_get_version(),
	    event_base_get_method(server->base), server->worker_count,
	    server->worker_count == 1 ? "" : "s",
	    listeners_describe(
		server->listeners, listeners, sizeof(listeners)));
}

static bool
server_files_texts(const struct config *config)
{
	for (size_t i = 0; i < config->listener_count; i++) {
		if (protocol_find(config->listeners[i].protocol)->filed != NULL)
			return true;
	}
	return false;
}

int
server_run(struct server *server)
{
	int status = EX_OK;

	/* As who will file: nobody is root any more. */
	if (server_files_texts(server->config))
		status = filing_start(server->filing);
	if (status != EX_OK)
		return status;
	status = EX_OSERR;
	for (unsigned int i = 0; i < server->worker_count; i++) {
		int error = worker_start(server->workers[i]);

		if (error != 0) {
			errno = error;
			log_errno("cannot start worker %u", i);
			goto stop;
		}
	}
	if (listeners_start(server->listeners, server->base,
		server_accepted_cb, server) != 0) {
		log_error("cannot accept connections: out of memory");
		goto stop;
	}
	server_log_start(server);
	notify_ready();
	status = event_base_dispatch(server->base) == 0 ? EX_OK : EX_OSERR;

stop:
	for (unsigned int i = 0; i < server->worker_count; i++)
		worker_stop(server->workers[i]);
	return status;
}

void
server_free(struct server *server)
{
	if (server == NULL)
		return;
	/* First, because it posts to the workers' mailboxes. */
	filing_free(server->filing);
	for (unsigned int i = 0; i < server->worker_count; i++)
		worker_free(server->workers[i]);
	free(server->workers);
	free(server->worker_mailboxes);
	listeners_free(server->listeners);
	rooms_free(server->rooms);
	directory_free(server->directory);
	mailbox_free(server->mailbox);
	for (size_t i = 0; i < 3; i++) {
		if (server->signals[i] != NULL)
			event_free(server->signals[i]);
	}
	if (server->drain_timer != NULL)
		event_free(server->drain_timer);
	if (server->base != NULL)
		event_base_free(server->base);
	config_free(server->config);
	free(server);
}
