/* SPDX-License-Identifier: MIT */
/*
 * A small system, such as a container, may lack /etc/hosts, and then nobody
 * knows "localhost": the C library does not, and servers of names must not.
 */

#include "common/resolver.h"

#include <netdb.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#define RESOLVER_LOCALHOST "localhost"

/*
 * Say whether host is localhost or a name below it.  The dot that may end a
 * name changes nothing.
 */
static bool
resolver_is_localhost(const char *host)
{
	size_t size = strlen(host), end = strlen(RESOLVER_LOCALHOST);

	if (size > 0 && host[size - 1] == '.')
		size--;
	if (size < end ||
	    strncasecmp(host + size - end, RESOLVER_LOCALHOST, end) != 0)
		return false;
	return size == end || host[size - end - 1] == '.';
}

int
resolver_look_up(const char *host, const char *service, int flags,
    struct addrinfo **addresses_r)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM,
		.ai_flags = flags };

	if (!resolver_is_localhost(host))
		return getaddrinfo(host, service, &hints, addresses_r);
	/* No host stands for 127.0.0.1 and ::1, unless it is to be bound. */
	hints.ai_flags &= ~AI_PASSIVE;
	return getaddrinfo(
	    NULL, service != NULL ? service : "0", &hints, addresses_r);
}
