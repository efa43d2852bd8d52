/* SPDX-License-Identifier: MIT */
/*
 * What is said first goes out in one write, and the last answer decides.  PING
 * comes at the end, because a server that is still loading its data answers
 * all the others.
 */

#include "chatd/redis/redis_private.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "chatd/redis/redis_reader.h"
#include "common/text.h"

static int
redis_greet_ask(struct redis_connection *connection, size_t count,
    const struct slice *words, redis_replied_cb *replied)
{
	return redis_ask(
	    connection, 0, (struct redis_words){ count, words }, replied, NULL);
}

/* Say what an error in answer to what is said first tells of the server. */
static enum redis_loss
redis_greet_loss(const struct redis_reply *reply)
{
	if (redis_reply_is_error(reply, "LOADING") ||
	    redis_reply_is_error(reply, "BUSY") ||
	    redis_reply_is_error(reply, "MASTERDOWN"))
		return REDIS_REFUSED;
	return reply->type == REDIS_ERROR ? REDIS_DENIED : REDIS_FAULTY;
}

void
redis_greet_fail(
    struct redis_connection *connection, const struct redis_reply *reply)
{
	char shown[REDIS_REASON_BYTES / 2];

	if (reply->type == REDIS_ERROR) {
		text_escape(
		    reply->text.bytes, reply->text.size, shown, sizeof(shown));
		redis_lose(connection, redis_greet_loss(reply),
		    "%s: it answers \"%s\"", connection->server, shown);
	} else {
		redis_lose(connection, REDIS_FAULTY,
		    "%s: its answer is none to what was asked",
		    connection->server);
	}
}

/* ---- a sentinel ---------------------------------------------------------- */

static void
redis_greet_master_cb(struct redis_connection *connection,
    const struct redis_reply *reply, void *argument)
{
	struct slice host = redis_reply_element(reply, 0)->text;
	struct slice port = redis_reply_element(reply, 1)->text;
	unsigned long number;

	(void)argument;
	if (reply == NULL)
		return;
	if (reply->type == REDIS_NIL) {
		redis_dial_another(connection, REDIS_DENIED,
		    "this sentinel does not know the master");
		return;
	}
	number = port.size > 0 ? strtoul(port.bytes, NULL, 10) : 0;
	if (host.size == 0 || host.size >= sizeof(connection->host) ||
	    memchr(host.bytes, '\0', host.size) != NULL || number == 0 ||
	    number > UINT16_MAX) {
		redis_greet_fail(connection, reply);
		return;
	}
	memcpy(connection->host, host.bytes, host.size);
	connection->host[host.size] = '\0';
	connection->port = (uint16_t)number;
	connection->asks_sentinel = false;
	redis_lose_commands(connection);
	redis_dial_host(connection);
}

static int
redis_greet_sentinel(struct redis_connection *connection)
{
	const struct slice words[] = { SLICE("SENTINEL"),
		SLICE("GET-MASTER-ADDR-BY-NAME"),
		slice_of(connection->target->sentinel) };

	return redis_greet_ask(connection, 3, words, redis_greet_master_cb);
}

/* ---- a server ------------------------------------------------------------ */

/* Any status will do. */
static void
redis_greet_answer_cb(struct redis_connection *connection,
    const struct redis_reply *reply, void *argument)
{
	(void)argument;
	if (reply != NULL && reply->type != REDIS_STATUS)
		redis_greet_fail(connection, reply);
}

static void
redis_greet_role_cb(struct redis_connection *connection,
    const struct redis_reply *reply, void *argument)
{
	const struct redis_reply *role = redis_reply_element(reply, 0);
	const struct redis_reply *replicas = redis_reply_element(reply, 2);

	(void)argument;
	if (reply == NULL)
		return;
	if (role->type == REDIS_NIL)
		redis_greet_fail(connection, reply);
	else if (!redis_reply_is(role, "master"))
		redis_lose(connection, REDIS_DENIED, "%s: it is not a master",
		    connection->server);
	else if (replicas->count < connection->target->replicas)
		redis_lose(connection, REDIS_DENIED,
		    "%s: it has %zu replicas, and not %zu", connection->server,
		    replicas->count, connection->target->replicas);
}

static void
redis_greet_script_cb(struct redis_connection *connection,
    const struct redis_reply *reply, void *argument)
{
	char *digest = argument;

	if (reply == NULL)
		return;
	if (reply->type != REDIS_STRING ||
	    reply->text.size != REDIS_DIGEST_BYTES - 1)
		redis_greet_fail(connection, reply);
	else
		memcpy(digest, reply->text.bytes, REDIS_DIGEST_BYTES);
}

static void
redis_greet_ping_cb(struct redis_connection *connection,
    const struct redis_reply *reply, void *argument)
{
	(void)argument;
	if (reply == NULL)
		return;
	if (!redis_reply_is(reply, "PONG")) {
		redis_greet_fail(connection, reply);
		return;
	}
	connection->state = REDIS_READY;
	connection->ready_ns = connection->heard_ns;
	redis_clock_set(connection);
	connection->events->ready(connection, connection->argument);
}

static int
redis_greet_authenticate(struct redis_connection *connection)
{
	const struct redis_target *target = connection->target;
	const struct slice words[] = { SLICE("AUTH"), target->user,
		target->password };
	const struct slice short_words[] = { words[0], words[2] };

	if (target->password.size == 0)
		return 0;
	if (target->user.size == 0)
		return redis_greet_ask(
		    connection, 2, short_words, redis_greet_answer_cb);
	return redis_greet_ask(connection, 3, words, redis_greet_answer_cb);
}

static int
redis_greet_load_scripts(struct redis_connection *connection)
{
	const struct redis_target *target = connection->target;

	for (size_t i = 0; i < target->script_count; i++) {
		const struct slice words[] = { SLICE("SCRIPT"), SLICE("LOAD"),
			slice_of(target->scripts[i]) };

		if (redis_ask(connection, 0, (struct redis_words){ 3, words },
			redis_greet_script_cb, connection->digests[i]) != 0)
			return -1;
	}
	return 0;
}

static int
redis_greet_server(struct redis_connection *connection)
{
	const struct slice name[] = { SLICE("CLIENT"), SLICE("SETNAME"),
		slice_of(connection->target->name) };
	const struct slice role[] = { SLICE("ROLE") };
	const struct slice ping[] = { SLICE("PING") };

	if (redis_greet_authenticate(connection) != 0 ||
	    redis_greet_ask(connection, 3, name, redis_greet_answer_cb) != 0 ||
	    redis_greet_ask(connection, 1, role, redis_greet_role_cb) != 0 ||
	    redis_greet_load_scripts(connection) != 0)
		return -1;
	return redis_greet_ask(connection, 1, ping, redis_greet_ping_cb);
}

void
redis_greet(struct redis_connection *connection)
{
	int result = -1;

	redis_reader_free(connection->reader);
	connection->reader = redis_reader_new();
	connection->state = REDIS_GREETING;
	connection->is_subscribed = false;
	connection->has_asked_to_skip = connection->may_skip = false;
	if (connection->reader != NULL)
		result = connection->asks_sentinel
			     ? redis_greet_sentinel(connection)
			     : redis_greet_server(connection);
	if (result != 0)
		redis_lose(connection, REDIS_SILENT, "%s: %s",
		    connection->server, strerror(ENOMEM));
}
