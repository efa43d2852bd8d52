/* SPDX-License-Identifier: MIT */
#include "cluster/redis_client.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <event2/event.h>

#include "common/test_support.h"

#define WORDS_MAX 16

/* All of a test's clients have one loop. */
static struct event_base *base;
static int clients;

/* ---- what is told -------------------------------------------------------- */

static void
append(char *text, const char *more)
{
	size_t size = strlen(text);

	(void)snprintf(text + size, REDIS_CLIENT_TEXT_BYTES - size, "%s%s",
	    size > 0 ? " " : "", more);
}

static const char *
describe(const struct redis_reply *reply)
{
	const char *text = "";

	if (reply == NULL)
		return "lost";
	switch (reply->type) {
	case REDIS_NIL:
		return "nil";
	case REDIS_INTEGER:
		return test_format("%lld", (long long)reply->integer);
	case REDIS_STRING:
		return test_format("'%s'", reply->text.bytes);
	case REDIS_STATUS:
		return test_format("%s", reply->text.bytes);
	case REDIS_ERROR:
		return test_format("-%s", reply->text.bytes);
	case REDIS_ARRAY:
		break;
	}
	for (size_t i = 0; i < reply->count; i++)
		text = test_format("%s%s%s", text, i > 0 ? "," : "",
		    describe(redis_reply_element(reply, i)));
	return test_format("[%s]", text);
}

static void
ready_cb(struct redis_connection *connection, void *argument)
{
	struct redis_client *client = argument;

	ck_assert(!client->is_calling);
	ck_assert(redis_connection_is_ready(connection));
	client->ready++;
	event_base_loopbreak(client->base);
}

static void
lost_cb(struct redis_connection *connection, enum redis_loss loss,
    const char *reason, void *argument)
{
	struct redis_client *client = argument;

	ck_assert(!client->is_calling);
	ck_assert(!redis_connection_is_ready(connection));
	client->lost++;
	client->why = loss;
	(void)snprintf(client->reason, sizeof(client->reason), "%s", reason);
	event_base_loopbreak(client->base);
}

static void
pushed_cb(struct redis_connection *connection, struct slice channel,
    struct slice message, void *argument)
{
	struct redis_client *client = argument;

	(void)connection;
	client->pushed++;
	append(client->pushes,
	    test_format("%.*s:%.*s", (int)channel.size, channel.bytes,
		(int)message.size, message.bytes));
}

static void
replied_cb(struct redis_connection *connection, const struct redis_reply *reply,
    void *argument)
{
	struct redis_client *client = argument;

	(void)connection;
	ck_assert(!client->is_calling);
	client->replied++;
	append(client->replies, describe(reply));
}

static const struct redis_events client_events = {
	.ready = ready_cb,
	.lost = lost_cb,
	.pushed = pushed_cb,
};

/* ---- beginning and end --------------------------------------------------- */

static void
client_free(void *argument)
{
	struct redis_client *client = argument;

	redis_client_end(client);
	free(client);
	if (--clients == 0) {
		event_base_free(base);
		base = NULL;
	}
}

struct event_base *
redis_client_base(void)
{
	if (base == NULL)
		base = event_base_new();
	ck_assert_ptr_nonnull(base);
	return base;
}

struct redis_client *
redis_client_new(const char *address)
{
	struct redis_client *client = calloc(1, sizeof(*client));

	ck_assert_ptr_nonnull(client);
	signal(SIGPIPE, SIG_IGN);
	client->base = redis_client_base();
	clients++;
	client->addresses[0] = address;
	client->target = (struct redis_target){
		.addresses = client->addresses,
		.address_count = 1,
		.name = "test",
		.timeout_ms = TEST_PATIENCE_MS,
	};
	test_defer(client_free, client);
	return client;
}

void
redis_client_begin(struct redis_client *client)
{
	client->connection = redis_connection_new(
	    client->base, &client->target, &client_events, client);
	ck_assert_ptr_nonnull(client->connection);
}

struct redis_client *
redis_client_connect(const char *address)
{
	struct redis_client *client = redis_client_new(address);

	redis_client_begin(client);
	redis_client_wait_ready(client, 1);
	return client;
}

void
redis_client_end(struct redis_client *client)
{
	redis_connection_free(client->connection);
	client->connection = NULL;
}

/* ---- waiting ------------------------------------------------------------- */

static void
out_of_patience_cb(evutil_socket_t fd, short what, void *argument)
{
	const struct redis_client *client = argument;

	(void)fd;
	(void)what;
	test_fail("nothing happens; ready %d times, lost %d times (%s); "
		  "replies: %s; pushed: %s",
	    client->ready, client->lost, client->reason, client->replies,
	    client->pushes);
}

/* Let the loop go on until something has happened. */
static void
run_once(struct redis_client *client)
{
	const struct timeval patience = { .tv_sec = TEST_PATIENCE_MS / 1000 };
	struct event *guard = evtimer_new(
	    client->base, out_of_patience_cb, client);

	evtimer_add(guard, &patience);
	ck_assert_int_ge(event_base_loop(client->base, EVLOOP_ONCE), 0);
	event_free(guard);
}

void
redis_client_wait_ready(struct redis_client *client, int times)
{
	while (client->ready < times)
		run_once(client);
}

void
redis_client_wait_lost(struct redis_client *client, int times)
{
	while (client->lost < times)
		run_once(client);
}

void
redis_client_wait_loss(struct redis_client *client, enum redis_loss why)
{
	while (client->lost == 0 || client->why != why)
		run_once(client);
}

void
redis_client_wait_replies(struct redis_client *client, size_t count)
{
	while (client->replied < count)
		run_once(client);
}

void
redis_client_wait_pushes(struct redis_client *client, size_t count)
{
	while (client->pushed < count)
		run_once(client);
}

/* ---- asking -------------------------------------------------------------- */

static size_t
split(const char *command, struct slice *words)
{
	struct slice rest = { command, strlen(command) };
	size_t count = 0;

	for (;;) {
		struct slice word = slice_take_word(&rest);

		if (word.size == 0)
			return count;
		ck_assert_uint_lt(count, WORDS_MAX);
		words[count++] = word;
	}
}

int
redis_client_send(struct redis_client *client, const char *command)
{
	struct slice words[WORDS_MAX];
	size_t count = split(command, words);
	int result;

	client->is_calling = true;
	result = redis_connection_command(
	    client->connection, count, words, replied_cb, client);
	client->is_calling = false;
	client->asked += result == 0;
	return result;
}

int
redis_client_script(struct redis_client *client, size_t script,
    size_t key_count, const char *text)
{
	struct slice words[WORDS_MAX];
	size_t count = split(text, words);
	int result;

	client->is_calling = true;
	result = redis_connection_script(client->connection, script, key_count,
	    count, words, replied_cb, client);
	client->is_calling = false;
	client->asked += result == 0;
	return result;
}

void
redis_client_expect(
    struct redis_client *client, const char *command, const char *reply)
{
	size_t before;

	redis_client_wait_replies(client, client->asked);
	before = strlen(client->replies);
	ck_assert_int_eq(redis_client_send(client, command), 0);
	redis_client_wait_replies(client, client->asked);
	test_require_equal(client->replies + before + (before > 0), reply);
}
