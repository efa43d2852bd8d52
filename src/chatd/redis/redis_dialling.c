/* SPDX-License-Identifier: MIT */
/*
 * An attempt begins with the address after the one that failed last, and goes
 * on with the others as long as they refuse at once.  It is over as a whole
 * when its time is: an address that is silent leaves none for others.
 */

#include "chatd/redis/redis_private.h"

#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>

#include "chatd/redis/redis_lookup.h"
#include "common/clock.h"
#include "common/unix_path.h"

/* Try what was found.  Say whether one of these is being opened. */
static bool
redis_dial_found(struct redis_connection *connection)
{
	while (connection->next != NULL) {
		const struct addrinfo *next = connection->next;

		connection->next = next->ai_next;
		if (redis_socket_open(&connection->socket, next->ai_addr,
			next->ai_addrlen, connection->target->tls,
			connection->host) == 0)
			return true;
	}
	return false;
}

static void
redis_dial_looked_up_cb(struct redis_lookup *lookup, void *argument)
{
	struct redis_connection *connection = argument;

	/* It may have been for an attempt that is over. */
	if (connection->state != REDIS_DIALLING || connection->socket.fd != -1)
		return;
	if (!redis_lookup_is_for(lookup, connection->host, connection->port)) {
		redis_dial_host(connection);
		return;
	}
	connection->next = redis_lookup_found(lookup);
	if (connection->next == NULL)
		redis_dial_another(
		    connection, REDIS_SILENT, redis_lookup_error(lookup));
	else if (!redis_dial_found(connection))
		redis_dial_another(
		    connection, redis_socket_loss(errno), strerror(errno));
}

void
redis_dial_host(struct redis_connection *connection)
{
	const bool is_ipv6 = strchr(connection->host, ':') != NULL;

	redis_socket_close(&connection->socket);
	connection->next = NULL;
	connection->state = REDIS_DIALLING;
	(void)snprintf(connection->server, sizeof(connection->server),
	    is_ipv6 ? "[%s]:%u" : "%s:%u", connection->host, connection->port);
	/* One at a time: no host has many threads wait for its name. */
	if (connection->lookup != NULL &&
	    !redis_lookup_is_over(connection->lookup))
		return;
	redis_lookup_free(connection->lookup);
	connection->lookup = redis_lookup_new(connection->base,
	    connection->host, connection->port, redis_dial_looked_up_cb,
	    connection);
	if (connection->lookup == NULL)
		redis_lose(connection, REDIS_SILENT, "%s: %s",
		    connection->server, strerror(errno));
}

static void
redis_dial_path(struct redis_connection *connection, const char *path)
{
	struct sockaddr_un address;

	(void)snprintf(connection->server, sizeof(connection->server),
	    UNIX_PATH_PREFIX "%s", path);
	connection->state = REDIS_DIALLING;
	if (unix_path_address(path, &address) != 0 ||
	    redis_socket_open(&connection->socket,
		(const struct sockaddr *)&address, sizeof(address),
		connection->target->tls, "localhost") != 0)
		redis_dial_another(
		    connection, redis_socket_loss(errno), strerror(errno));
}

/* Dial the address whose turn it is. */
static void
redis_dial_address(struct redis_connection *connection)
{
	const char *address =
	    connection->target->addresses[connection->address];

	connection->asks_sentinel = connection->target->sentinel != NULL;
	if (unix_path_of(address) != NULL)
		redis_dial_path(connection, unix_path_of(address));
	else if (host_port_parse(
		     address, connection->host, &connection->port) == 0)
		redis_dial_host(connection);
	else
		redis_lose(
		    connection, REDIS_DENIED, "%s: is no address", address);
}

void
redis_dial_step(struct redis_connection *connection)
{
	connection->tried++;
	connection->address = (connection->address + 1) %
			      connection->target->address_count;
}

void
redis_dial_another(struct redis_connection *connection, enum redis_loss loss,
    const char *reason)
{
	redis_socket_close(&connection->socket);
	if (redis_dial_found(connection))
		return;
	/* Of a master that a sentinel has named there is only one. */
	if (connection->asks_sentinel !=
		(connection->target->sentinel != NULL) ||
	    connection->tried + 1 >= connection->target->address_count) {
		redis_dial_step(connection);
		redis_lose(
		    connection, loss, "%s: %s", connection->server, reason);
		return;
	}
	redis_dial_step(connection);
	redis_dial_address(connection);
}

void
redis_dial(struct redis_connection *connection)
{
	connection->tried = 0;
	connection->due_ns = clock_monotonic_ns() +
			     connection->target->timeout_ms * CLOCK_NS_PER_MS;
	connection->state = REDIS_DIALLING;
	redis_clock_set(connection);
	redis_dial_address(connection);
}
