/* SPDX-License-Identifier: MIT */
/*
 * Replies come in the order of the commands; what is published comes between
 * them, on connections that have subscribed.  There a server answers no command
 * whose reply could be taken for something published.
 */

#include "chatd/redis/redis_private.h"

#include "chatd/redis/redis_reader.h"
#include "common/clock.h"

static void
redis_ponged_cb(struct redis_connection *connection,
    const struct redis_reply *reply, void *argument)
{
	/* Whatever it says, it is there. */
	(void)connection;
	(void)reply;
	(void)argument;
}

void
redis_ping(struct redis_connection *connection)
{
	const struct slice words[] = { SLICE("PING") };

	if (redis_ask(connection, 0, (struct redis_words){ 1, words },
		redis_ponged_cb, NULL) != 0)
		redis_lose(connection, REDIS_SILENT,
		    "%s: there is no memory to ask whether it is there",
		    connection->server);
}

/* Say whether reply was published, and hand it on. */
static bool
redis_hear_published(
    struct redis_connection *connection, const struct redis_reply *reply)
{
	const struct redis_reply *channel = redis_reply_element(reply, 1);
	const struct redis_reply *message = redis_reply_element(reply, 2);

	if (!connection->is_subscribed ||
	    !redis_reply_is(redis_reply_element(reply, 0), "message") ||
	    channel->type != REDIS_STRING || message->type != REDIS_STRING)
		return false;
	if (connection->events->pushed != NULL)
		connection->events->pushed(connection, channel->text,
		    message->text, connection->argument);
	return true;
}

/* Answer the command whose turn it was. */
static void
redis_hear_reply(
    struct redis_connection *connection, const struct redis_reply *reply)
{
	struct redis_command *command = redis_take_command(connection);

	if (command == NULL) {
		redis_lose(connection, REDIS_FAULTY,
		    "%s: it answers what was not asked", connection->server);
		return;
	}
	connection->head_ns = connection->heard_ns;
	if (command->again != NULL && redis_reply_is_error(reply, "NOSCRIPT") &&
	    redis_ask_again(connection, command) == 0)
		return;
	if (redis_reply_is(redis_reply_element(reply, 0), "subscribe"))
		connection->is_subscribed = true;
	if (command->replied != NULL)
		command->replied(connection, reply, command->argument);
	redis_free_command(command);
	/*
	 * It has become a replica, or has none any more, and the master is to
	 * be looked for.
	 */
	if (connection->state == REDIS_READY &&
	    (redis_reply_is_error(reply, "READONLY") ||
		redis_reply_is_error(reply, "NOREPLICAS")))
		redis_lose(connection, REDIS_DENIED,
		    "%s: it is not a master any more", connection->server);
}

/* Handle the replies that are complete.  Say whether to go on. */
static bool
redis_hear_replies(struct redis_connection *connection)
{
	const struct redis_reply *reply;

	while (connection->socket.fd != -1) {
		if (redis_reader_next(connection->reader, &reply) != 0) {
			redis_lose(connection, REDIS_FAULTY, "%s: %s",
			    connection->server,
			    redis_reader_error(connection->reader));
			return false;
		}
		if (reply == NULL)
			return true;
		if (!redis_hear_published(connection, reply))
			redis_hear_reply(connection, reply);
	}
	return false;
}

void
redis_hear(struct redis_connection *connection, struct slice bytes)
{
	connection->heard_ns = clock_monotonic_ns();
	while (bytes.size > 0) {
		struct slice piece = bytes;

		if (piece.size > REDIS_READER_FEED_BYTES)
			piece.size = REDIS_READER_FEED_BYTES;
		bytes.bytes += piece.size;
		bytes.size -= piece.size;
		/* Why that fails is told when the next reply is asked for. */
		(void)redis_reader_feed(connection->reader, piece);
		if (!redis_hear_replies(connection))
			return;
	}
}
