/* SPDX-License-Identifier: MIT */
/*
 * Commands are written in the form that servers read (RESP2), straight to where
 * they wait to be sent.  hiredis would have them in two arrays, and make a
 * copy.
 */

#include "chatd/redis/redis_private.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <event2/buffer.h>

#include "common/clock.h"
#include "common/container.h"

/* What stands around a word, and before the first: a number and two ends. */
#define REDIS_FRAMING_BYTES 32

#define REDIS_NUMBER_BYTES 24

static const struct slice redis_nothing = SLICE("");

/* CLIENT REPLY SKIP, as it is written. */
static const struct slice redis_skip_next = SLICE(
    "*3\r\n$6\r\nCLIENT\r\n$5\r\nREPLY\r\n$4\r\nSKIP\r\n");

static size_t
redis_words_size(struct redis_words words)
{
	size_t size = words.count * REDIS_FRAMING_BYTES;

	for (size_t i = 0; i < words.count; i++)
		size += words.words[i].size;
	return size;
}

static char *
redis_words_write(char *to, struct redis_words words)
{
	for (size_t i = 0; i < words.count; i++) {
		to += sprintf(to, "$%zu\r\n", words.words[i].size);
		to = slice_write(to, words.words[i]);
		to = slice_write(to, (struct slice)SLICE("\r\n"));
	}
	return to;
}

/* ---- what waits ---------------------------------------------------------- */

/* Say whether size more bytes and one more command are within the bounds. */
static bool
redis_ask_has_room(const struct redis_connection *connection, size_t size)
{
	size_t waiting = redis_connection_waiting(connection);

	return connection->command_count < REDIS_UNANSWERED_MAX &&
	       size <= REDIS_WAITING_BYTES_MAX &&
	       waiting <= REDIS_WAITING_BYTES_MAX - size;
}

static void
redis_ask_append(
    struct redis_connection *connection, struct redis_command *command)
{
	list_append(&connection->commands, &command->place);
	if (connection->command_count++ == 0)
		connection->head_ns = clock_monotonic_ns();
	redis_clock_set(connection);
	redis_socket_write(&connection->socket);
}

struct redis_command *
redis_take_command(struct redis_connection *connection)
{
	struct list *first = list_first(&connection->commands);

	if (first == NULL)
		return NULL;
	list_remove(first);
	connection->command_count--;
	return container_of(first, struct redis_command, place);
}

void
redis_free_command(struct redis_command *command)
{
	free(command->again);
	free(command);
}

/* ---- asking -------------------------------------------------------------- */

/*
 * Write what goes before a command, a command of words, and then of more of
 * them that are written already.  Return 0, or -1 with errno set.
 */
static int
redis_ask_write(struct redis_connection *connection, struct slice before,
    struct redis_words words, size_t more, struct slice written)
{
	struct evbuffer *output = redis_socket_output(&connection->socket);
	size_t size = before.size + REDIS_FRAMING_BYTES +
		      redis_words_size(words) + written.size;
	struct evbuffer_iovec room;
	char *end;

	if (!redis_ask_has_room(connection, size)) {
		errno = ENOBUFS;
		return -1;
	}
	errno = ENOMEM;
	if (evbuffer_reserve_space(output, (ev_ssize_t)size, &room, 1) != 1)
		return -1;
	end = slice_write(room.iov_base, before);
	end += sprintf(end, "*%zu\r\n", words.count + more);
	end = redis_words_write(end, words);
	end = slice_write(end, written);
	room.iov_len = (size_t)(end - (char *)room.iov_base);
	return evbuffer_commit_space(output, &room, 1);
}

static struct redis_command *
redis_new_command(redis_replied_cb *replied, void *argument)
{
	struct redis_command *command = calloc(1, sizeof(*command));

	if (command == NULL) {
		errno = ENOMEM;
		return NULL;
	}
	command->replied = replied;
	command->argument = argument;
	return command;
}

int
redis_ask(struct redis_connection *connection, uint32_t wait_ms,
    struct redis_words words, redis_replied_cb *replied, void *argument)
{
	struct redis_command *command = redis_new_command(replied, argument);

	if (command == NULL)
		return -1;
	command->wait_ms = wait_ms;
	if (redis_ask_write(
		connection, redis_nothing, words, 0, redis_nothing) != 0) {
		redis_free_command(command);
		return -1;
	}
	redis_ask_append(connection, command);
	return 0;
}

/* Write a script's command: how it is called, and then what is written. */
static int
redis_ask_script(struct redis_connection *connection,
    const struct redis_command *command, const char *verb, const char *script)
{
	const struct slice words[] = { { verb, strlen(verb) },
		{ script, strlen(script) } };

	return redis_ask_write(connection, redis_nothing,
	    (struct redis_words){ 2, words }, command->again_words,
	    (struct slice){ command->again, command->again_size });
}

int
redis_ask_again(
    struct redis_connection *connection, struct redis_command *command)
{
	if (redis_ask_script(connection, command, "EVAL",
		connection->target->scripts[command->script]) != 0)
		return -1;
	redis_ask_append(connection, command);
	return 0;
}

/* Keep the words of command, a script's, as they are written. */
static int
redis_command_keep(
    struct redis_command *command, size_t key_count, struct redis_words words)
{
	char number[REDIS_NUMBER_BYTES];
	struct slice keys = { number,
		(size_t)sprintf(number, "%zu", key_count) };
	char *end;

	command->again = malloc(
	    redis_words_size((struct redis_words){ 1, &keys }) +
	    redis_words_size(words));
	if (command->again == NULL) {
		errno = ENOMEM;
		return -1;
	}
	end = redis_words_write(
	    command->again, (struct redis_words){ 1, &keys });
	end = redis_words_write(end, words);
	command->again_words = 1 + words.count;
	command->again_size = (size_t)(end - command->again);
	return 0;
}

/* ---- exported ------------------------------------------------------------ */

int
redis_connection_wait(struct redis_connection *connection, uint32_t wait_ms,
    size_t count, const struct slice *words, redis_replied_cb *replied,
    void *argument)
{
	if (!redis_connection_is_ready(connection)) {
		errno = ENOTCONN;
		return -1;
	}
	return redis_ask(connection, wait_ms,
	    (struct redis_words){ count, words }, replied, argument);
}

int
redis_connection_command(struct redis_connection *connection, size_t count,
    const struct slice *words, redis_replied_cb *replied, void *argument)
{
	return redis_connection_wait(
	    connection, 0, count, words, replied, argument);
}

static void
redis_skipping_cb(struct redis_connection *connection,
    const struct redis_reply *reply, void *argument)
{
	(void)argument;
	connection->may_skip = reply != NULL && reply->type == REDIS_STATUS;
}

/* Ask whether the server allows that commands are unanswered. */
static int
redis_ask_to_skip(struct redis_connection *connection)
{
	const struct slice words[] = { SLICE("CLIENT"), SLICE("REPLY"),
		SLICE("ON") };

	connection->has_asked_to_skip = true;
	return redis_connection_command(
	    connection, 3, words, redis_skipping_cb, NULL);
}

int
redis_connection_tell(struct redis_connection *connection, size_t count,
    const struct slice *words)
{
	if (connection->may_skip && redis_connection_is_ready(connection)) {
		if (redis_ask_write(connection, redis_skip_next,
			(struct redis_words){ count, words }, 0,
			redis_nothing) != 0)
			return -1;
		redis_socket_write(&connection->socket);
		return 0;
	}
	if (!connection->has_asked_to_skip &&
	    redis_ask_to_skip(connection) != 0)
		return -1;
	return redis_connection_command(connection, count, words, NULL, NULL);
}

int
redis_connection_subscribe(struct redis_connection *connection,
    struct slice channel, redis_replied_cb *replied, void *argument)
{
	const struct slice words[] = { SLICE("SUBSCRIBE"), channel };

	return redis_connection_command(
	    connection, 2, words, replied, argument);
}

int
redis_connection_script(struct redis_connection *connection, size_t script,
    size_t key_count, size_t count, const struct slice *words,
    redis_replied_cb *replied, void *argument)
{
	struct redis_command *command;

	if (!redis_connection_is_ready(connection)) {
		errno = ENOTCONN;
		return -1;
	}
	command = redis_new_command(replied, argument);
	if (command == NULL)
		return -1;
	command->script = script;
	if (redis_command_keep(command, key_count,
		(struct redis_words){ count, words }) != 0 ||
	    redis_ask_script(connection, command, "EVALSHA",
		connection->digests[script]) != 0) {
		redis_free_command(command);
		return -1;
	}
	redis_ask_append(connection, command);
	return 0;
}

bool
redis_connection_is_ready(const struct redis_connection *connection)
{
	return connection->state == REDIS_READY;
}

size_t
redis_connection_waiting(const struct redis_connection *connection)
{
	return evbuffer_get_length(connection->socket.output);
}
