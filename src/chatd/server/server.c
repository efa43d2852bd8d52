/* SPDX-License-Identifier: MIT */
/*
 * The main thread makes everything, accepts connections, and deals them out to
 * the workers in turn.  No line of chat ever passes it.
 */

#include "chatd/server/server_private.h"

#include <errno.h>
#include <stdlib.h>
#include <sysexits.h>
#include <unistd.h>

#include <event2/event.h>

#include "chatd/core/motd.h"
#include "chatd/core/name_case.h"
#include "chatd/core/protocol.h"
#include "chatd/event/mailbox.h"
#include "chatd/keeping/kept_rooms.h"
#include "chatd/metrics/metrics_http.h"
#include "chatd/net/listener.h"
#include "chatd/net/proxies.h"
#include "chatd/net/sources.h"
#include "chatd/presence/directory.h"
#include "chatd/presence/room.h"
#include "chatd/server/certificates.h"
#include "chatd/server/cloak_key_file.h"
#include "chatd/server/exposure.h"
#include "chatd/server/motd_file.h"
#include "chatd/server/ports.h"
#include "chatd/server/queue_ceiling.h"
#include "chatd/service/notify.h"
#include "chatd/service/watchdog.h"
#include "chatd/tls/ticket_keys.h"
#include "chatd/worker/worker.h"
#include "common/log.h"

/* Room for every listener in the start line. */
#define SERVER_DESCRIPTION_BYTES 800

/* ---- accepting ----------------------------------------------------------- */

static int
server_accepted_cb(struct newcomer *newcomer, void *argument)
{
	struct server *server = argument;
	struct worker *worker = server->workers[server->next_worker];

	server_status_touch(server);
	newcomer->number = ++server->last_number;
	server->next_worker = (server->next_worker + 1) % server->worker_count;
	return worker_post_newcomer(worker, newcomer);
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
	return processors > ADDRESS_WORKERS_MAX ? ADDRESS_WORKERS_MAX
						: (unsigned int)processors;
}

static int
server_make_workers(struct server *server)
{
	const struct config *config = server->config;
	unsigned int count = server_count_workers(config);
	unsigned int places = count + server_has_gateway(server);
	struct worker_shared shared = {
		.directory = server->directory,
		.admission = &server->admission,
		.queues = &server->queues,
		.sources = listeners_sources(server->listeners),
		.worker_count = count,
		.fence = server_has_gateway(server) ? &server->fence : NULL,
		.motd = server->motd,
	};

	server->rooms = rooms_new(places);
	if (server->rooms == NULL)
		return -1;
	if (config->names_fold == NAMES_FOLD_YES)
		rooms_fold_names(server->rooms);
	rooms_set_most(server->rooms, config->limits.rooms_total_max);
	shared.rooms = server->rooms;
	server->workers = calloc(count, sizeof(struct worker *));
	server->worker_mailboxes = calloc(places, sizeof(struct mailbox *));
	if (server->workers == NULL || server->worker_mailboxes == NULL)
		return -1;
	if (shared_registers_make(&server->registers, config) != 0 ||
	    server_engine_make(server, count) != 0 ||
	    server_make_storage(server) != 0)
		return -1;
	shared.mailboxes = server->worker_mailboxes;
	shared.filing = server->filing;
	shared.accounts = server->accounts;
	shared.moderation = server->moderation;
	shared.kept_rooms = server->kept_rooms;
	for (unsigned int i = 0; i < count; i++) {
		server->workers[i] = worker_new(i, &shared, &config->limits);
		if (server->workers[i] == NULL)
			return -1;
		server->worker_count++;
	}
	return 0;
}

/* Make everything that takes memory and descriptors but no ports. */
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
	if (server->config->names_fold == NAMES_FOLD_YES)
		directory_fold_names(server->directory);
	if (echo_users_init(
		&server->echo_users, server->directory, limits->echo_user) != 0)
		return -1;
	queue_total_init(&server->queues, queue_ceiling(server->config));
	admission_init(
	    &server->admission, ADMISSION_LOGIN, limits->max_logins_pending);
	admission_init(&server->admission, ADMISSION_GUEST, limits->max_guests);
	server->listeners = listeners_new(&server->admission, &server->queues);
	server->ticket_keys = ticket_keys_new();
	if (server->listeners == NULL || server->ticket_keys == NULL ||
	    sources_prepare(listeners_sources(server->listeners),
		server->config->limits_exempt) != 0 ||
	    proxies_prepare(listeners_proxies(server->listeners),
		server->config->proxy_from) != 0 ||
	    server_make_workers(server) != 0)
		return -1;
	server_limit_sources(server, server->config);
	server_host_init(server);
	if (server_drain_prepare(server) != 0)
		return -1;
	return server_signals_watch(server);
}

/* Read what must be read while root's files can be.  Return the exit status. */
static int
server_read_keys(struct server *server)
{
	const struct config_errors errors = { server_log_config_error_cb,
		NULL };
	struct tls_context *tls;

	if (certificates_load(
		server->config, server->ticket_keys, &errors, &tls) != 0)
		return EX_CONFIG;
	certificates_warn(tls);
	listeners_set_tls(server->listeners, tls);
	return cloak_key_file_load(server->config, &errors, server->directory);
}

/* Hold connections to what the ports which are open call for. */
static void
server_look_at_ports(struct server *server)
{
	server->is_open = listeners_find_open(server->listeners) != NULL;
	server_note_ports(server, server->config);
	for (unsigned int i = 0; i < server->worker_count; i++)
		worker_set_limits(server->workers[i], &server->config->limits);
}

/* Read what there has to be before anything is made.  Return the exit status.
 */
static int
server_read_files(struct server *server)
{
	const struct config_errors errors = { server_log_config_error_cb,
		NULL };
	int status = server_engine_read(server);

	return status == EX_OK
		   ? motd_file_load(server->config, &errors, &server->motd)
		   : status;
}

struct server *
server_new(
    struct config *config, const struct server_source *source, int *status_r)
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
	*status_r = server_read_files(server);
	if (*status_r != EX_OK)
		goto fail;
	*status_r = EX_OSERR;
	if (server_prepare(server) != 0) {
		log_errno("cannot start");
		goto fail;
	}
	*status_r = server_read_keys(server);
	if (*status_r != EX_OK)
		goto fail;
	if (ports_open(server->listeners, server->config, status_r) != 0)
		goto fail;
	server_look_at_ports(server);
	if (config->metrics_listen[0] == '\0')
		return server;
	server->metrics_http = metrics_http_new(&server->metrics_source,
	    server->base, config->metrics_listen, config->freebind);
	if (server->metrics_http != NULL)
		return server;
	*status_r = errno == EACCES ? EX_NOPERM : EX_UNAVAILABLE;

fail:
	server_free(server);
	return NULL;
}

/* ---- running ------------------------------------------------------------- */

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

/* Start what the service manager, if there is one, hears besides readiness. */
static int
server_start_reports(struct server *server)
{
	uint64_t interval_us = notify_alive_interval();

	if (server_status_start(server) != 0)
		return -1;
	if (interval_us == 0)
		return 0;
	server->watchdog = watchdog_new(server->base, server->mailbox,
	    server->worker_mailboxes, server->worker_count, interval_us);
	return server->watchdog != NULL ? watchdog_start(server->watchdog) : -1;
}

/* Return 0, or -1 after an error in the log. */
static int
server_start_workers(struct server *server)
{
	for (unsigned int i = 0; i < server->worker_count; i++) {
		int error = worker_start(server->workers[i]);

		if (error != 0) {
			errno = error;
			log_errno("cannot start worker %u", i);
			return -1;
		}
	}
	return 0;
}

/* Let everybody in.  Return 0, or -1 after an error in the log. */
static int
server_start_accepting(struct server *server)
{
	if ((server->console == NULL || console_start(server->console) == 0) &&
	    listeners_start(server->listeners, server->base, server_accepted_cb,
		server) == 0 &&
	    server_start_reports(server) == 0)
		return 0;
	log_error("cannot accept connections: out of memory");
	return -1;
}

int
server_start(struct server *server)
{
	int status = server_open_files(server);

	if (status != EX_OK)
		return status;
	if (server_engine_start(server) != 0 ||
	    server_start_workers(server) != 0)
		status = EX_OSERR;
	else
		status = server_engine_wait(server);
	/* Whoever is to stop while it waits for the engine lets nobody in. */
	if (status == EX_OK && server->phase != SERVER_SERVING)
		return EX_OK;
	if (status == EX_OK && server_start_accepting(server) != 0)
		status = EX_OSERR;
	if (status != EX_OK) {
		server_stop_threads(server);
		return status;
	}
	server->started_at = time(NULL);
	exposure_log(server->listeners, server->config);
	server_log_start(server);
	notify_ready();
	return EX_OK;
}

int
server_run(struct server *server)
{
	int status = EX_OK;

	if (server->phase != SERVER_STOPPED &&
	    event_base_dispatch(server->base) != 0)
		status = EX_OSERR;

	server_stop_threads(server);
	return status;
}

void
server_free(struct server *server)
{
	if (server == NULL)
		return;
	console_free(server->console);
	metrics_http_free(server->metrics_http);
	/* Before the workers are, because these post to their mailboxes. */
	server_free_storage(server);
	watchdog_free(server->watchdog);
	server_status_free(server);
	for (unsigned int i = 0; i < server->worker_count; i++)
		worker_free(server->workers[i]);
	server_engine_free(server);
	free(server->workers);
	free(server->worker_mailboxes);
	motd_release(server->motd);
	listeners_free(server->listeners);
	ticket_keys_free(server->ticket_keys);
	if (kept_rooms_free(server->kept_rooms))
		rooms_free(server->rooms);
	else
		server->registers.are_in_use = true;
	echo_users_clear(&server->echo_users);
	directory_free(server->directory);
	mailbox_free(server->mailbox);
	shared_registers_clear(&server->registers);
	server_signals_free(server);
	if (server->drain_timer != NULL)
		event_free(server->drain_timer);
	if (server->base != NULL)
		event_base_free(server->base);
	config_free(server->config);
	free(server);
}
