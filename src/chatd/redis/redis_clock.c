/* SPDX-License-Identifier: MIT */
/*
 * One timer, which is never taken off its base: so it takes no memory to set
 * it.  It is set earlier at once, and later only when it has struck, because
 * nearly every answer comes long before it is due.
 */

#include "chatd/redis/redis_private.h"

#include <event2/event.h>

#include "common/clock.h"
#include "common/container.h"

/* How long after its turn has come the first command has to be answered. */
static uint64_t
redis_clock_allowance_ns(const struct redis_connection *connection)
{
	const struct redis_command *first = container_of(
	    list_first(&connection->commands), struct redis_command, place);

	return ((uint64_t)connection->target->timeout_ms + first->wait_ms) *
	       CLOCK_NS_PER_MS;
}

static uint64_t
redis_clock_due_ns(const struct redis_connection *connection)
{
	if (connection->state != REDIS_READY)
		return connection->due_ns;
	if (connection->command_count > 0)
		return connection->head_ns +
		       redis_clock_allowance_ns(connection);
	return connection->heard_ns +
	       connection->target->timeout_ms * CLOCK_NS_PER_MS / 2;
}

static void
redis_clock_set_to(
    struct redis_connection *connection, uint64_t due_ns, uint64_t now_ns)
{
	uint64_t ns = due_ns > now_ns ? due_ns - now_ns : 0;
	/* Rounded up, as it must not strike just before; zero is for ever. */
	uint64_t us = ns / 1000 + 1;
	const struct timeval interval = { .tv_sec = (time_t)(us / 1000000),
		.tv_usec = (suseconds_t)(us % 1000000) };

	connection->clock_ns = due_ns;
	event_add(&connection->clock, &interval);
}

void
redis_clock_set(struct redis_connection *connection)
{
	uint64_t due_ns = redis_clock_due_ns(connection);

	if (due_ns < connection->clock_ns)
		redis_clock_set_to(connection, due_ns, clock_monotonic_ns());
}

bool
redis_clock_strikes(struct redis_connection *connection)
{
	uint64_t due_ns = redis_clock_due_ns(connection);
	uint64_t now_ns = clock_monotonic_ns();

	if (due_ns <= now_ns) {
		connection->clock_ns = UINT64_MAX;
		return true;
	}
	redis_clock_set_to(connection, due_ns, now_ns);
	return false;
}
