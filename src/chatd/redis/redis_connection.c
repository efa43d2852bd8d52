/* SPDX-License-Identifier: MIT */

#include "chatd/redis/redis_connection.h"

#include <sys/random.h>

#include <stdlib.h>

#include <event2/event.h>

#include "chatd/redis/redis_lookup.h"
#include "chatd/redis/redis_private.h"
#include "chatd/redis/redis_reader.h"
#include "common/clock.h"

static void
redis_connection_opened_cb(void *argument)
{
	redis_greet(argument);
}

static void
redis_connection_received_cb(struct slice bytes, void *argument)
{
	redis_hear(argument, bytes);
}

static void
redis_connection_failed_cb(
    enum redis_loss loss, const char *reason, bool unopened, void *argument)
{
	struct redis_connection *connection = argument;

	if (unopened)
		redis_dial_another(connection, loss, reason);
	else
		redis_lose(
		    connection, loss, "%s: %s", connection->server, reason);
}

static const struct redis_socket_events redis_connection_socket_events = {
	.opened = redis_connection_opened_cb,
	.received = redis_connection_received_cb,
	.failed = redis_connection_failed_cb,
};

static void
redis_connection_clock_cb(evutil_socket_t fd, short what, void *argument)
{
	struct redis_connection *connection = argument;

	(void)fd;
	(void)what;
	if (!redis_clock_strikes(connection))
		return;
	if (connection->state == REDIS_PAUSING) {
		redis_dial(connection);
	} else if (connection->state == REDIS_READY &&
		   connection->command_count == 0) {
		redis_ping(connection);
	} else {
		if (connection->state != REDIS_READY)
			redis_dial_step(connection);
		redis_lose(connection, REDIS_SILENT,
		    connection->socket.is_shaking_hands
			? "%s: TLS is not agreed upon within %u ms"
			: "%s: there is no answer within %u ms",
		    connection->server, connection->target->timeout_ms);
	}
	redis_clock_set(connection);
}

bool
redis_connection_is_there(void)
{
	return redis_reader_is_there();
}

struct redis_connection *
redis_connection_new(struct event_base *base, const struct redis_target *target,
    const struct redis_events *events, void *argument)
{
	struct redis_connection *connection = calloc(1, sizeof(*connection));
	const struct timeval at_once = { .tv_usec = 1 };

	if (connection == NULL)
		return NULL;
	connection->base = base;
	connection->target = target;
	connection->events = events;
	connection->argument = argument;
	list_init(&connection->commands);
	/* Any number but zero will do where the kernel has none yet. */
	if (getrandom(&connection->noise, sizeof(connection->noise),
		GRND_NONBLOCK) < 0 ||
	    connection->noise == 0)
		connection->noise = 1;
	connection->due_ns = connection->clock_ns = clock_monotonic_ns();
	if (redis_socket_init(&connection->socket, base,
		&redis_connection_socket_events, connection) != 0)
		goto fail;
	if (event_assign(&connection->clock, base, -1, EV_PERSIST,
		redis_connection_clock_cb, connection) == 0 &&
	    event_add(&connection->clock, &at_once) == 0)
		return connection;
	redis_socket_clear(&connection->socket);
fail:
	free(connection);
	return NULL;
}

void
redis_connection_free(struct redis_connection *connection)
{
	if (connection == NULL)
		return;
	connection->state = REDIS_PAUSING;
	event_del(&connection->clock);
	redis_socket_clear(&connection->socket);
	redis_lose_commands(connection);
	redis_lookup_free(connection->lookup);
	redis_reader_free(connection->reader);
	free(connection);
}

const char *
redis_connection_server(const struct redis_connection *connection)
{
	return connection->server;
}
