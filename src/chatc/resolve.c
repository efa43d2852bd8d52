/* SPDX-License-Identifier: MIT */
/*
 * Name resolution.  It comes before anything else, as it may take its time and
 * Ctrl-C must end it as it ends any program.
 */

#include "chatc/resolve.h"

#include <err.h>
#include <netdb.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sysexits.h>

#include "chatc/options/options.h"

int
resolve(const struct chatc_options *options, uint16_t default_port,
    struct addrinfo **addresses_r)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM };
	char port[CHATC_OPTIONS_PORT_BYTES + 1];
	int error;

	(void)snprintf(port, sizeof(port), "%u", (unsigned)default_port);
	error = getaddrinfo(options->host,
	    *options->port != '\0' ? options->port : port, &hints, addresses_r);
	if (error == 0)
		return EX_OK;
	warnx("%s: %s", options->host, gai_strerror(error));
	return EX_NOHOST;
}
