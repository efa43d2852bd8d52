/* SPDX-License-Identifier: MIT */
/*
 * Name resolution.  It comes before anything else, as it may take its time and
 * Ctrl-C must end it as it ends any program.
 */

#include "chatc/resolve.h"

#include <err.h>
#include <netdb.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sysexits.h>

#include "chatc/options/options.h"
#include "common/resolver.h"
#include "common/unix_path.h"

/* The resolver's own form of an address that it does not know. */
struct resolve_unix {
	struct addrinfo info; /* first, so that the two have one address */
	struct sockaddr_un address;
};

static int
resolve_path(const char *path, struct addrinfo **addresses_r)
{
	struct resolve_unix *found = calloc(1, sizeof(*found));

	if (found == NULL || unix_path_address(path, &found->address) != 0) {
		warnx(UNIX_PATH_PREFIX "%s: %s", path, strerror(errno));
		free(found);
		return EX_NOHOST;
	}
	found->info.ai_family = AF_UNIX;
	found->info.ai_socktype = SOCK_STREAM;
	found->info.ai_addr = (struct sockaddr *)&found->address;
	found->info.ai_addrlen = sizeof(found->address);
	*addresses_r = &found->info;
	return EX_OK;
}

int
resolve(const struct chatc_options *options, uint16_t default_port,
    struct addrinfo **addresses_r)
{
	char port[CHATC_OPTIONS_PORT_BYTES + 1];
	int error;

	if (unix_path_of(options->host) != NULL)
		return resolve_path(unix_path_of(options->host), addresses_r);
	(void)snprintf(port, sizeof(port), "%u", (unsigned)default_port);
	error = resolver_look_up(options->host,
	    *options->port != '\0' ? options->port : port, 0, addresses_r);
	if (error == 0)
		return EX_OK;
	warnx("%s: %s", options->host, gai_strerror(error));
	return EX_NOHOST;
}

void
resolve_free(struct addrinfo *addresses)
{
	if (addresses == NULL)
		return;
	if (addresses->ai_family == AF_UNIX)
		free(addresses);
	else
		freeaddrinfo(addresses);
}
