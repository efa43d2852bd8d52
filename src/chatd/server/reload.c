/* SPDX-License-Identifier: MIT */
/*
 * Putting another configuration in force: all of it, or nothing.
 *
 * A reload starts from the file.  An option that is set on the console starts
 * from what is in force, so an operator who is editing the file, or has broken
 * it, can still set one; and the next reload forgets what was set.  Both pass
 * the same checks.
 */

#include "chatd/server/server_private.h"

#include <stdbool.h>
#include <string.h>
#include <sysexits.h>

#include "chatd/config/change.h"
#include "chatd/config/merge.h"
#include "chatd/core/motd.h"
#include "chatd/net/listener.h"
#include "chatd/net/proxies.h"
#include "chatd/net/sources.h"
#include "chatd/presence/directory.h"
#include "chatd/presence/room.h"
#include "chatd/protocols/irc/irc.h"
#include "chatd/server/certificates.h"
#include "chatd/server/motd_file.h"
#include "chatd/server/ports.h"
#include "chatd/server/queue_ceiling.h"
#include "chatd/server/rate_choice.h"
#include "chatd/service/notify.h"
#include "chatd/storage/filing.h"
#include "chatd/tls/tls_context.h"
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

void
server_limit_sources(struct server *server, const struct config *config)
{
	const struct source_limits limits = {
		.connections = config->connections_per_address,
		.logins_per_minute = config->logins_per_address,
		.logins_burst = config->logins_burst,
	};

	sources_commit(listeners_sources(server->listeners), &limits);
	proxies_commit(listeners_proxies(server->listeners));
}

/* A reload opens no port, and closes none. */
void
server_note_ports(struct server *server, struct config *config)
{
	rate_choice_make(config, server->is_open);
	config->limits.irc_tls_port = listeners_find_tls_port(
	    server->listeners, irc_protocol());
}

/* What putting another configuration in force takes. */
struct server_change {
	struct config_merge merge;
	struct echo_change echo;
	struct tls_context *tls; /* NULL: what was there stays */
	struct motd *motd;       /* a reference; NULL: there is to be none */
};

/* Hand the values that a reload can change to the parts that use them. */
static void
server_apply(struct server *server, const struct config *config,
    struct server_change *change)
{
	const struct limits *limits = &config->limits;

	log_set_level((enum log_level)config->log_level);
	directory_set_max_clients(server->directory, limits->max_clients);
	rooms_set_most(server->rooms, limits->rooms_total_max);
	queue_total_set_most(&server->queues, queue_ceiling(config));
	admission_set_most(
	    &server->admission, ADMISSION_LOGIN, limits->max_logins_pending);
	admission_set_most(
	    &server->admission, ADMISSION_GUEST, limits->max_guests);
	filing_set_most(
	    server->filing, (struct quota_amount){ config->drop_total_max,
				config->drop_files_max });
	server_limit_sources(server, config);
	ports_commit(server->listeners);
	if (change->tls != NULL)
		listeners_set_tls(server->listeners, change->tls);
	motd_release(server->motd);
	server->motd = change->motd;
	for (unsigned int i = 0; i < server->worker_count; i++)
		worker_post_limits(server->workers[i], server->mailbox,
		    echo_change_take_confirmation(
			&server->echo_users, &change->echo));
	echo_change_apply(&server->echo_users, &change->echo);
}

/*
 * Get hold of all that putting config in force takes.  Return -1 after an error
 * has been reported.
 */
static int
server_prepare_change(struct server *server, const struct config *config,
    const struct config_errors *errors, struct server_change *change)
{
	bool has_memory = sources_prepare(listeners_sources(server->listeners),
			      config->limits_exempt) == 0 &&
			  proxies_prepare(listeners_proxies(server->listeners),
			      config->proxy_from) == 0;

	for (unsigned int i = 0; i < server->worker_count && has_memory; i++)
		has_memory = worker_prepare_limits(server->workers[i],
				 &config->limits, change->motd) == 0;
	if (!has_memory) {
		errors->report("out of memory", errors->argument);
		return -1;
	}
	if (ports_prepare(server->listeners, change->merge.listeners,
		change->merge.count, errors) != 0)
		return -1;
	if (echo_change_prepare(&server->echo_users, config->limits.echo_user,
		server->worker_count, errors, &change->echo) == 0)
		return 0;
	ports_abandon(server->listeners);
	return -1;
}

/*
 * Put loaded in place of the one that runs, offer tls, unless it is NULL, and
 * tell motd, or nothing; all are taken.  Return 0; or -1 after an error has
 * been reported.
 */
static int
server_replace_config(struct server *server, struct config *loaded,
    const struct config_errors *errors, struct tls_context *tls,
    struct motd *motd)
{
	const struct config_errors notes = { server_log_restart_only_cb, NULL };
	struct server_change change = { .tls = tls, .motd = motd };

	server_note_ports(server, loaded);
	if (config_merge_prepare(&change.merge, server->config, loaded) != 0) {
		errors->report("out of memory", errors->argument);
		goto fail;
	}
	if (server_prepare_change(server, loaded, errors, &change) != 0) {
		config_merge_abandon(&change.merge);
		goto fail;
	}
	config_report_restart_only(server->config, loaded, &notes);
	config_merge_commit(&change.merge, server->config, loaded);
	server_apply(server, loaded, &change);
	config_free(server->config);
	server->config = loaded;
	return 0;

fail:
	tls_context_release(tls);
	motd_release(motd);
	config_free(loaded);
	return -1;
}

/*
 * The same for loaded, which may be NULL, with the certificates and the message
 * that it names.  Where it names no certificates, listeners that need a restart
 * have to do with the old.
 */
static int
server_replace_all(struct server *server, struct config *loaded,
    const struct config_errors *errors)
{
	struct tls_context *tls;
	struct motd *motd;

	if (loaded == NULL)
		return -1;
	if (motd_file_load(loaded, errors, &motd) != EX_OK) {
		config_free(loaded);
		return -1;
	}
	if (certificates_load(loaded, server->ticket_keys, errors, &tls) != 0) {
		motd_release(motd);
		config_free(loaded);
		return -1;
	}
	certificates_warn(tls);
	return server_replace_config(server, loaded, errors, tls, motd);
}

/* Say whether both name the same files. */
static bool
server_names_same_files(const struct config *config, const struct config *other)
{
	return strcmp(config->certificate, other->certificate) == 0 &&
	       strcmp(config->key, other->key) == 0 &&
	       strcmp(config->client_ca, other->client_ca) == 0 &&
	       strcmp(config->motd_file, other->motd_file) == 0;
}

int
server_reload(struct server *server, const struct config_errors *errors)
{
	const struct server_source *source = server->source;
	int result;

	notify_reloading();
	result = server_replace_all(server,
	    config_load(source->path, source->overrides, source->override_count,
		errors),
	    errors);
	if (result == 0)
		log_info("reloaded the configuration");
	else
		log_error("reload failed: the settings stay as they were");
	notify_ready();
	return result;
}

int
server_set(struct server *server, const struct config_override *option,
    const struct config_errors *errors)
{
	struct config *changed = config_change(server->config, option, errors);

	/* Files that are being edited are no business of another option. */
	if (changed != NULL && server_names_same_files(server->config, changed))
		return server_replace_config(server, changed, errors, NULL,
		    motd_reference(server->motd));
	return server_replace_all(server, changed, errors);
}
