/* SPDX-License-Identifier: MIT */
/*
 * What tests do with a connection that is not there.
 */

#include "fuzz/fake.h"

#include <stdlib.h>
#include <string.h>

#include "chatd/connection/connection.h"
#include "fuzz/fake_private.h"

void
fake_require(bool condition)
{
	if (!condition)
		abort();
}

struct connection *
fake_open(const struct protocol *protocol, const struct limits *limits,
    bool answers_later)
{
	struct connection *connection = calloc(1, sizeof(*connection));

	fake_require(connection != NULL);
	connection->state = calloc(1, protocol->state_size);
	fake_require(connection->state != NULL);
	connection->protocol = protocol;
	connection->limits = limits;
	connection->answers_later = answers_later;
	connection->filing.connection = connection;
	if (protocol->opened != NULL)
		protocol->opened(connection);
	return connection;
}

/* Give the answers that are awaited, and those asked for meanwhile. */
static void
fake_settle(struct connection *connection)
{
	while (connection->is_waiting) {
		fake_chat_answer_texts(connection);
		if (connection->is_filing)
			fake_filing_finish(connection);
		else if (connection->has_asked)
			fake_chat_answer(connection);
		else
			connection->is_waiting = false;
	}
}

/*
 * At each call the input stands in memory of exactly its size, so that the
 * sanitizers see a protocol that reads past its end.
 */
static size_t
fake_handle_input(struct connection *connection)
{
	size_t size = connection->input.size;
	char *copy = malloc(size);
	size_t used;

	fake_require(copy != NULL);
	memcpy(copy, connection->input.data, size);
	used = connection->protocol->input(connection, copy, size);
	free(copy);
	fake_require(used <= size);
	bytes_drop(&connection->input, used);
	return used;
}

void
fake_receive(struct connection *connection, const char *bytes, size_t size)
{
	size_t used = 1;
	bool was_waiting = false;

	fake_settle(connection);
	bytes_append(&connection->input, bytes, size);
	/* A protocol that waited without using up anything may go on now. */
	while ((used > 0 || was_waiting) && connection->input.size > 0 &&
	       (connection_takes_input(connection) ||
		   connection_is_gated(connection))) {
		used = fake_handle_input(connection);
		was_waiting = connection->is_waiting;
		fake_settle(connection);
	}
}

void
fake_answer_texts(struct connection *connection)
{
	fake_chat_answer_texts(connection);
}

struct slice
fake_transcript(const struct connection *connection)
{
	return bytes_slice(&connection->transcript);
}

size_t
fake_reply_count(const struct connection *connection)
{
	return connection->reply_count;
}

size_t
fake_append_count(const struct connection *connection)
{
	return connection->append_count;
}

struct slice
fake_filed(const struct connection *connection)
{
	return bytes_slice(&connection->filed);
}

bool
fake_has_ended(const struct connection *connection)
{
	return connection->has_ended;
}

void
fake_close(struct connection *connection)
{
	if (connection->protocol->ended != NULL)
		connection->protocol->ended(connection);
	free(connection->state);
	bytes_clear(&connection->input);
	bytes_clear(&connection->transcript);
	bytes_clear(&connection->filed);
	bytes_clear(&connection->asked.name);
	bytes_clear(&connection->asked.room);
	bytes_clear(&connection->asked.text);
	bytes_clear(&connection->asked.raw);
	bytes_clear(&connection->receiver);
	free(connection);
}
