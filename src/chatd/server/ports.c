/* SPDX-License-Identifier: MIT */
/*
 * Opening listeners.  A socket that was passed on for a listener which does not
 * exist is closed with a warning and no more: the socket unit and the
 * configuration have two authors, and one may be ahead of the other.
 */

#include "chatd/server/ports.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

#include "chatd/config/config.h"
#include "chatd/net/listener.h"
#include "chatd/net/listener_access.h"
#include "chatd/net/listener_files.h"
#include "chatd/protocols/all/all_protocols.h"
#include "chatd/service/inherited_sockets.h"
#include "common/log.h"
#include "common/unix_path.h"

/* A sentence about a group of 255 bytes, and the listener's name. */
#define PORTS_MESSAGE_BYTES 640

/* A configuration that was loaded names protocols that there are. */
static struct listener_spec
ports_spec(const struct config_listener *config)
{
	return (struct listener_spec){
		.name = config->name,
		.address = config->address,
		.port = config->port,
		.freebind = config->freebind,
		.protocol = protocol_find(config->protocol),
		.tls_use = (enum tls_use)config->tls,
		.name_source = (enum name_source)config->name_from,
		.access = { config->socket_mode, SOCKET_FILE_ANY_GROUP },
		.allow = config->allow,
		.deny = config->deny,
	};
}

/* Have the listener take all that was passed on under name.  Count it. */
static int
ports_adopt(struct listeners *listeners, const struct listener_spec *spec,
    struct inherited_sockets *inherited, const char *name, const char **error_r)
{
	int fd, count = 0;

	while ((fd = inherited_sockets_claim(inherited, name)) != -1) {
		if (listeners_adopt(listeners, spec, fd, error_r) != 0)
			return -1;
		count++;
	}
	return count;
}

static int
ports_open_listener(struct listeners *listeners,
    const struct config_listener *config, struct inherited_sockets *inherited,
    const char **error_r)
{
	const struct listener_spec spec = ports_spec(config);
	bool is_unix = unix_path_of(spec.address) != NULL;
	int count = ports_adopt(listeners, &spec, inherited,
	    is_unix ? spec.address : spec.name, error_r);

	if (count == 0 && !is_unix)
		return listeners_open(listeners, &spec, error_r);
	return count < 0 ? -1 : 0;
}

static void
ports_log_unclaimed(const struct inherited_sockets *inherited)
{
	for (size_t i = 0; i < inherited->count; i++) {
		if (inherited->sockets[i].fd != -1)
			log_warning("closing a socket that was passed on for "
				    "\"%s\": there is no such listener",
			    inherited->sockets[i].name);
	}
}

int
ports_open(
    struct listeners *listeners, const struct config *config, int *status_r)
{
	struct inherited_sockets inherited;
	const char *error;
	int result = 0;

	*status_r = EX_OSERR;
	if (inherited_sockets_take(&inherited, &error) != 0) {
		log_error("%s", error);
		return -1;
	}
	for (size_t i = 0; i < config->listener_count && result == 0; i++) {
		result = ports_open_listener(
		    listeners, &config->listeners[i], &inherited, &error);
		if (result != 0) {
			*status_r = errno == EACCES ? EX_NOPERM
						    : EX_UNAVAILABLE;
			log_error_about(errno, "%s", error);
		}
	}
	if (result == 0)
		ports_log_unclaimed(&inherited);
	inherited_sockets_clear(&inherited);
	return result;
}

/* Report why the files cannot be prepared, leave errno alone, return -1. */
static int
ports_report(const struct config_errors *errors, const char *message)
{
	int saved_errno = errno;

	errors->report(message, errors->argument);
	errno = saved_errno;
	return -1;
}

/* Fill *spec_r for a unix socket.  Return 0, or -1 after an error. */
static int
ports_file_spec(const struct config_listener *config,
    const struct config_errors *errors, struct listener_spec *spec_r)
{
	char message[PORTS_MESSAGE_BYTES];

	*spec_r = ports_spec(config);
	if (socket_file_find_group(
		config->socket_group, &spec_r->access.group) == 0)
		return 0;
	snprintf(message, sizeof(message),
	    "listener %s: socket_group: there is no group \"%s\"", config->name,
	    config->socket_group);
	errno = EINVAL;
	return ports_report(errors, message);
}

/*
 * Fill specs, as many as configs, with those of unix sockets first.  Return how
 * many these are, or -1 after an error.
 */
static int
ports_specs(const struct config_listener *configs, size_t config_count,
    const struct config_errors *errors, struct listener_spec *specs)
{
	size_t unix_count = 0, others = 0;

	for (size_t i = 0; i < config_count; i++) {
		if (unix_path_of(configs[i].address) == NULL)
			specs[config_count - ++others] = ports_spec(
			    &configs[i]);
		else if (ports_file_spec(
			     &configs[i], errors, &specs[unix_count++]) != 0)
			return -1;
	}
	return (int)unix_count;
}

int
ports_prepare(struct listeners *listeners,
    const struct config_listener *configs, size_t config_count,
    const struct config_errors *errors)
{
	struct listener_spec *specs = calloc(config_count, sizeof(specs[0]));
	const char *error = "out of memory";
	int unix_count, result = -1;

	if (specs == NULL)
		return ports_report(errors, error);
	unix_count = ports_specs(configs, config_count, errors, specs);
	if (unix_count < 0)
		goto out;
	if (listener_access_prepare(listeners, specs, config_count) != 0) {
		ports_report(errors, error);
		goto out;
	}
	result = listener_files_prepare(
	    listeners, specs, (size_t)unix_count, &error);
	if (result != 0) {
		ports_report(errors, error);
		listener_access_abandon(listeners);
	}
out:
	free(specs);
	return result;
}

void
ports_commit(struct listeners *listeners)
{
	listener_access_commit(listeners);
	listener_files_commit(listeners);
}

void
ports_abandon(struct listeners *listeners)
{
	listener_access_abandon(listeners);
	listener_files_abandon(listeners);
}

static void
ports_log_error_cb(const char *message, void *argument)
{
	(void)argument;
	log_error_about(errno, "%s", message);
}

int
ports_open_files(
    struct listeners *listeners, const struct config *config, int *status_r)
{
	const struct config_errors errors = { ports_log_error_cb, NULL };

	if (ports_prepare(listeners, config->listeners, config->listener_count,
		&errors) != 0) {
		*status_r = errno == EACCES ? EX_NOPERM : EX_UNAVAILABLE;
		return -1;
	}
	ports_commit(listeners);
	return 0;
}
