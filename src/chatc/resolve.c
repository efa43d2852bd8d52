/* SPDX-License-Identifier: MIT */
/*
 * Name resolution.  It comes before anything else, as it may take its time and
 * Ctrl-C must end it as it ends any program.
 */

#include "chatc/resolve.h"

#include <err.h>
#include <netdb.h>
#include <stdio.h>
#include <sysexits.h>

#include "chatc/options/options.h"
#include "common/resolver.h"

int
resolve(const struct chatc_options *options, uint16_t default_port,
    struct addrinfo **addresses_r)
{
	char port[CHATC_OPTIONS_PORT_BYTES + 1];
	int error;

	(void)snprintf(port, sizeof(port), "%u", (unsigned)default_port);
	error = resolver_look_up(options->host,
	    *options->port != '\0' ? options->port : port, 0, addresses_r);
	if (error == 0)
		return EX_OK;
	warnx("%s: %s", options->host, gai_strerror(error));
	return EX_NOHOST;
}
