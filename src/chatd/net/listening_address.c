/* SPDX-License-Identifier: MIT */
/*
 * "localhost" is often two addresses, and a machine may lack the family of one.
 * That is no error; every other failure is, because clients that come to the
 * missing address would find nobody there.
 */

#include "chatd/net/listening_address.h"

#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "chatd/net/listening_socket.h"
#include "common/resolver.h"

static void
listening_address_set_port(struct sockaddr *address, uint16_t port)
{
	if (address->sa_family == AF_INET6)
		((struct sockaddr_in6 *)(void *)address)->sin6_port = htons(
		    port);
	else
		((struct sockaddr_in *)(void *)address)->sin_port = htons(port);
}

/*
 * Listen on one address at port or, where any free port will do and this one is
 * taken, at another.  Return the descriptor, or -1 with errno set.
 */
static int
listening_address_open_one(const struct addrinfo *at, uint16_t port,
    bool any_port_will_do, unsigned int flags)
{
	int fd;

	listening_address_set_port(at->ai_addr, port);
	fd = listening_socket_open(at->ai_addr, at->ai_addrlen, flags);
	if (fd >= 0 || errno != EADDRINUSE || !any_port_will_do)
		return fd;
	listening_address_set_port(at->ai_addr, 0);
	return listening_socket_open(at->ai_addr, at->ai_addrlen, flags);
}

/* Return 0, or -1 with errno set. */
static int
listening_address_open_all(const struct addrinfo *addresses, uint16_t port,
    unsigned int flags, listening_address_opened_cb *opened, void *argument)
{
	bool any_port_will_do = port == 0;
	int opened_count = 0, error = 0;

	for (const struct addrinfo *at = addresses; at != NULL;
	     at = at->ai_next) {
		int fd = listening_address_open_one(
		    at, port, any_port_will_do, flags);

		if (fd >= 0) {
			/* The next addresses try to get the same. */
			port = listening_socket_port(fd);
			if (opened(fd, argument) != 0)
				return -1;
			opened_count++;
		} else {
			error = errno;
			if (!listening_socket_family_is_absent(error))
				return -1;
		}
	}
	errno = error;
	return opened_count > 0 ? 0 : -1;
}

static int
listening_address_open_any(
    uint16_t port, listening_address_opened_cb *opened, void *argument)
{
	int fd = listening_socket_open_any(port);

	return fd >= 0 ? opened(fd, argument) : -1;
}

int
listening_address_open(const char *address, uint16_t port, bool freebind,
    listening_address_opened_cb *opened, void *argument, char *error,
    size_t error_size)
{
	bool is_any = strcmp(address, "*") == 0;
	struct addrinfo *addresses = NULL;
	int result, saved_errno;

	if (is_any) {
		result = listening_address_open_any(port, opened, argument);
	} else {
		result = resolver_look_up(
		    address, NULL, AI_PASSIVE, &addresses);
		if (result != 0) {
			snprintf(error, error_size,
			    "cannot find the address of \"%s\": %s", address,
			    gai_strerror(result));
			errno = EADDRNOTAVAIL;
			return -1;
		}
		result = listening_address_open_all(addresses, port,
		    freebind ? LISTENING_SOCKET_FREEBIND : 0, opened, argument);
	}
	saved_errno = errno;
	if (result != 0)
		snprintf(error, error_size,
		    "cannot listen on port %u of %s: %s", port,
		    is_any ? "every address" : address, strerror(saved_errno));
	if (addresses != NULL)
		freeaddrinfo(addresses);
	errno = saved_errno;
	return result;
}
