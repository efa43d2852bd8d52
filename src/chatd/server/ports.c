/* SPDX-License-Identifier: MIT */
/*
 * Opening listeners.  A socket that was passed on for a listener which does not
 * exist is closed with a warning and no more: the socket unit and the
 * configuration have two authors, and one may be ahead of the other.
 */

#include "chatd/server/ports.h"

#include <errno.h>
#include <sysexits.h>

#include "chatd/config/config.h"
#include "chatd/net/listener.h"
#include "chatd/protocols/protocols.h"
#include "chatd/service/inherited_sockets.h"
#include "common/log.h"

static int
ports_open_listener(struct listeners *listeners,
    const struct config_listener *config, struct inherited_sockets *inherited,
    const char **error_r)
{
	/* A configuration that was loaded names protocols that there are. */
	const struct listener_spec spec = {
		.name = config->name,
		.address = config->address,
		.port = config->port,
		.freebind = config->freebind,
		.protocol = protocol_find(config->protocol),
	};
	int fd = inherited_sockets_claim(inherited, config->name);

	if (fd == -1)
		return listeners_open(listeners, &spec, error_r);
	while (fd != -1) {
		if (listeners_adopt(listeners, &spec, fd, error_r) != 0)
			return -1;
		fd = inherited_sockets_claim(inherited, config->name);
	}
	return 0;
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
