/* SPDX-License-Identifier: MIT */

#include "chatd/redis/redis_private.h"

#include <stdarg.h>
#include <stdio.h>

#include "common/clock.h"

/*
 * Return how long to pause before the next attempt: doubling, and from half of
 * that to all of it, so that the nodes of a cluster do not come back at once.
 */
static uint64_t
redis_lose_pause_ns(struct redis_connection *connection)
{
	uint32_t most_ms = REDIS_PAUSE_FIRST_MS;

	for (unsigned int i = 0;
	     i < connection->attempts && most_ms < REDIS_PAUSE_LONGEST_MS; i++)
		most_ms *= 2;
	connection->noise ^= connection->noise << 13;
	connection->noise ^= connection->noise >> 17;
	connection->noise ^= connection->noise << 5;
	return (most_ms / 2 + connection->noise % (most_ms / 2 + 1)) *
	       CLOCK_NS_PER_MS;
}

void
redis_lose_commands(struct redis_connection *connection)
{
	struct redis_command *command;

	while ((command = redis_take_command(connection)) != NULL) {
		if (command->replied != NULL)
			command->replied(connection, NULL, command->argument);
		redis_free_command(command);
	}
}

void
redis_lose(struct redis_connection *connection, enum redis_loss loss,
    const char *format, ...)
{
	uint64_t now_ns = clock_monotonic_ns();
	va_list arguments;

	va_start(arguments, format);
	(void)vsnprintf(
	    connection->reason, sizeof(connection->reason), format, arguments);
	va_end(arguments);

	redis_socket_close(&connection->socket);
	connection->next = NULL;
	/* A server that takes us and drops us is no better than none. */
	if (connection->state == REDIS_READY &&
	    now_ns - connection->ready_ns >=
		connection->target->timeout_ms * CLOCK_NS_PER_MS)
		connection->attempts = 0;
	connection->state = REDIS_PAUSING;
	connection->due_ns = now_ns + redis_lose_pause_ns(connection);
	connection->attempts++;
	redis_clock_set(connection);
	redis_lose_commands(connection);
	connection->events->lost(
	    connection, loss, connection->reason, connection->argument);
}
