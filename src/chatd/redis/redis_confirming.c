/* SPDX-License-Identifier: MIT */
/*
 * Whether the server at the other end is still the master cannot be asked of
 * itself, nor of one sentinel, which may not know yet.  But a replica that has
 * become the master confirms nothing any more.  So what one has confirmed was
 * asked of the master, at a time when there was no other.
 */

#include "chatd/redis/redis_private.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How long the replicas may take: none has far to go. */
#define REDIS_CONFIRM_MS 500

struct redis_confirmation {
	redis_replied_cb *replied;
	void *argument;
};

static void
redis_confirmed_cb(struct redis_connection *connection,
    const struct redis_reply *reply, void *argument)
{
	struct redis_confirmation confirmation = *(
	    struct redis_confirmation *)argument;
	size_t replicas = connection->target->replicas;
	bool is_confirmed = reply != NULL && reply->type == REDIS_INTEGER &&
			    reply->integer >= (int64_t)replicas;

	free(argument);
	confirmation.replied(
	    connection, is_confirmed ? reply : NULL, confirmation.argument);
	if (reply == NULL || is_confirmed)
		return;
	redis_dial_step(connection);
	if (reply->type == REDIS_ERROR)
		redis_greet_fail(connection, reply);
	else
		redis_lose(connection, REDIS_DENIED,
		    "%s: it may be no master any more, because %lld replicas "
		    "have confirmed what is asked of it, and not %zu",
		    connection->server, (long long)reply->integer, replicas);
}

int
redis_connection_confirm(struct redis_connection *connection,
    redis_replied_cb *replied, void *argument)
{
	struct redis_confirmation *confirmation = malloc(sizeof(*confirmation));
	char replicas[24], wait[24];
	struct slice words[] = { SLICE("WAIT"),
		{ replicas, (size_t)sprintf(replicas, "%zu",
				connection->target->replicas) },
		{ wait, (size_t)sprintf(wait, "%d", REDIS_CONFIRM_MS) } };

	if (confirmation == NULL)
		return -1;
	*confirmation = (struct redis_confirmation){ replied, argument };
	if (redis_connection_wait(connection, REDIS_CONFIRM_MS, 3, words,
		redis_confirmed_cb, confirmation) == 0)
		return 0;
	free(confirmation);
	return -1;
}

void
redis_connection_move(
    struct redis_connection *connection, const struct redis_connection *other)
{
	if (connection->state != REDIS_READY || other->state != REDIS_READY ||
	    strcmp(connection->server, other->server) == 0)
		return;
	redis_dial_step(connection);
	redis_lose(connection, REDIS_DENIED, "%s: the master is %s by now",
	    connection->server, other->server);
}
