/* SPDX-License-Identifier: MIT */
/*
 * There is one thing to do at a time and nobody types, so this is poll(2) with
 * a time-out.  Answers are looked for while something is sent, because a server
 * refuses a text that is too large as soon as it has the header, and then reads
 * no more; and because some accept a text before they have it.
 */

#include "chatc/upload_connection.h"

#include <err.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "chatc/codecs/codecs.h"
#include "chatc/codecs/wrong_door.h"

/*
 * How long a server may pause in words that are no answer.  They come in one
 * piece from nearly all.
 */
#define UPLOAD_CONNECTION_WORDS_MS 500

/* The server's answers; no other byte is one. */
enum upload_answer {
	UPLOAD_ACCEPTED = 'A',
	UPLOAD_REFUSED = 'R',
	UPLOAD_DONE = 'Q',
};

/* A server may accept each file early, and once more when it has it. */
#define UPLOAD_CONNECTION_ANSWERS_MAX 2

int
upload_connection_open(
    struct upload_connection *connection, const struct addrinfo *addresses)
{
	if (upload_connection_is_open(connection))
		return EX_OK;
	*connection = (struct upload_connection){
		.socket = connection->socket,
	};
	return upload_socket_open(&connection->socket, addresses);
}

void
upload_connection_close(struct upload_connection *connection)
{
	upload_socket_close(&connection->socket);
}

bool
upload_connection_is_open(const struct upload_connection *connection)
{
	return connection->socket.fd != -1;
}

/* ---- what comes ---------------------------------------------------------- */

/* Keep what has come if it is among the first words. */
static void
upload_connection_keep_words(
    struct upload_connection *connection, const char *bytes, size_t size)
{
	size_t room = sizeof(connection->words) - connection->words_size;

	if (size > room)
		size = room;
	memcpy(connection->words + connection->words_size, bytes, size);
	connection->words_size += size;
}

/* Something has come that is no answer: say what the server may speak. */
static int
upload_connection_end_foreign(struct upload_connection *connection)
{
	char bytes[UPLOAD_CONNECTION_WORDS_BYTES];
	const char *guess;
	ssize_t got = 1;

	connection->foreign = true;
	while (got > 0 && connection->words_size < sizeof(connection->words) &&
	       upload_socket_wait(&connection->socket, POLLIN,
		   UPLOAD_CONNECTION_WORDS_MS) != 0) {
		got = upload_socket_read(
		    &connection->socket, bytes, sizeof(bytes));
		if (got > 0)
			upload_connection_keep_words(
			    connection, bytes, (size_t)got);
	}
	guess = wrong_door_guess(
	    (struct slice){ connection->words, connection->words_size });
	if (guess != NULL && strcmp(guess, "TLS") == 0)
		warnx("%s does not speak drop in clear; try --tls.",
		    connection->socket.host);
	else if (guess == NULL)
		warnx("%s does not speak drop.", connection->socket.host);
	else if (codec_find(guess) == NULL)
		warnx("%s does not speak drop; it seems to speak %s.",
		    connection->socket.host, guess);
	else
		warnx("%s does not speak drop; try --protocol=%s.",
		    connection->socket.host, guess);
	return EX_PROTOCOL;
}

/* Count an answer.  Return an exit status. */
static int
upload_connection_count(struct upload_connection *connection, char byte)
{
	switch (byte) {
	case UPLOAD_ACCEPTED:
		if (connection->accepted ==
		    connection->files * UPLOAD_CONNECTION_ANSWERS_MAX)
			break;
		connection->accepted++;
		return EX_OK;
	case UPLOAD_REFUSED:
		return EX_CANTCREAT;
	case UPLOAD_DONE:
		if (!connection->leaving)
			break;
		connection->done = true;
		return EX_OK;
	default:
		break;
	}
	return upload_connection_end_foreign(connection);
}

/*
 * Say that the connection is lost, by this error or 0.  A server that wants TLS
 * may hang up on words in clear, and say nothing.
 */
static void
upload_connection_say_lost(
    const struct upload_connection *connection, int error)
{
	bool is_silent = connection->socket.tls == NULL &&
			 connection->words_size == 0;

	warnx("The connection is lost: %s%s",
	    error == 0 || error == EPIPE ? "the server closed it"
					 : strerror(error),
	    is_silent ? "; perhaps it wants --tls" : "");
}

/*
 * Take what has come.  error is what sending has failed with, or 0: what the
 * server said before that may still be there.  Return an exit status, which is
 * EX_OK as well if nothing has come yet and nothing has failed.
 */
static int
upload_connection_take(struct upload_connection *connection, int error)
{
	char bytes[UPLOAD_CONNECTION_WORDS_BYTES];
	ssize_t got = upload_socket_read(
	    &connection->socket, bytes, sizeof(bytes));
	int status = EX_OK;

	if (got <= 0) {
		if (got == -1 && error == 0)
			error = errno;
		if (error == EAGAIN || error == EINTR)
			return EX_OK;
		if (upload_socket_is_refused(&connection->socket, got))
			return EX_UNAVAILABLE;
		upload_connection_say_lost(connection, error);
		return EX_IOERR;
	}
	upload_connection_keep_words(connection, bytes, (size_t)got);
	for (ssize_t i = 0; i < got && status == EX_OK; i++)
		status = upload_connection_count(connection, bytes[i]);
	return status;
}

int
upload_connection_receive(struct upload_connection *connection)
{
	if (upload_socket_wait(&connection->socket, POLLIN,
		connection->socket.timeout_ms) == 0) {
		warnx("The server does not answer.");
		return EX_PROTOCOL;
	}
	return upload_connection_take(connection, 0);
}

/* ---- what is sent -------------------------------------------------------- */

/* Sending has failed.  Return the exit status, which depends on what came. */
static int
upload_connection_end_sending(struct upload_connection *connection, int error)
{
	int status;

	do
		status = upload_connection_take(connection, error);
	while (status == EX_OK);
	return status;
}

int
upload_connection_send(
    struct upload_connection *connection, const char *bytes, size_t size)
{
	int status = EX_OK;
	ssize_t sent;
	short ready;

	while (size > 0 && status == EX_OK) {
		ready = upload_socket_wait(&connection->socket,
		    POLLIN | POLLOUT, connection->socket.timeout_ms);
		if (ready == 0) {
			warnx("The server does not read what it is sent.");
			return EX_PROTOCOL;
		}
		if (ready & POLLIN) {
			status = upload_connection_take(connection, 0);
			continue;
		}
		sent = upload_socket_write(&connection->socket, bytes, size);
		if (sent == -1 && errno != EAGAIN && errno != EINTR)
			return upload_connection_end_sending(connection, errno);
		if (sent > 0) {
			bytes += sent;
			size -= (size_t)sent;
		}
	}
	return status;
}
