/* SPDX-License-Identifier: MIT */
/*
 * The drop protocol from the client's side: the number of lines, the lines, and
 * a byte for an answer.
 *
 * There is one thing to do at a time and nobody types, so this is a loop around
 * poll(2).  It looks for an answer while it sends, as a server refuses what is
 * too large from its header and then reads no more.  After a refusal, which
 * ends the connection, it goes on with the next file on another one; a lost
 * connection or a silent server ends it.
 */

#include "chatc/upload.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sysexits.h>
#include <unistd.h>

#include "chatc/options.h"
#include "chatc/progress.h"
#include "chatc/resolve.h"
#include "chatc/text_file.h"
#include "common/text.h"

/* What is read from a file and sent at a time. */
#define FILING_PIECE_BYTES ((size_t)64 * 1024)

/* Room for a file's name as it is shown. */
#define FILING_NAME_BYTES 256

/* The server's answers; nothing else is one. */
enum filing_answer {
	FILING_ACCEPTED = 'A',
	FILING_REFUSED = 'R',
	FILING_DONE = 'Q',
};

struct filing {
	struct addrinfo *addresses;
	int timeout_ms; /* without any progress */
	int socket;     /* -1 while there is none */
};

/* Wait for events; return what there is, or 0 after the time-out. */
static short
filing_wait(const struct filing *filing, short events)
{
	struct pollfd poll_for = { .fd = filing->socket, .events = events };
	int found;

	do
		found = poll(&poll_for, 1, filing->timeout_ms);
	while (found == -1 && errno == EINTR);
	return found == 1 ? poll_for.revents : 0;
}

static int
filing_fail(int status, const char *what)
{
	warnx("%s", what);
	return status;
}

static void
filing_disconnect(struct filing *filing)
{
	if (filing->socket != -1)
		(void)close(filing->socket);
	filing->socket = -1;
}

/* Connect to one address; return 0 or what errno would be. */
static int
filing_try(struct filing *filing, const struct addrinfo *address)
{
	int error = 0;
	socklen_t size = sizeof(error);

	filing->socket = socket(
	    address->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (filing->socket == -1)
		return errno;
	if (connect(filing->socket, address->ai_addr, address->ai_addrlen) == 0)
		return 0;
	if (errno != EINPROGRESS)
		return errno;
	if (filing_wait(filing, POLLOUT) == 0)
		return ETIMEDOUT;
	if (getsockopt(filing->socket, SOL_SOCKET, SO_ERROR, &error, &size))
		return errno;
	return error;
}

static int
filing_connect(struct filing *filing, const char *host)
{
	const struct addrinfo *address;
	int error = 0;

	if (filing->socket != -1)
		return EX_OK;
	for (address = filing->addresses; address != NULL;
	     address = address->ai_next) {
		error = filing_try(filing, address);
		if (error == 0)
			return EX_OK;
		filing_disconnect(filing);
	}
	warnx("Cannot connect to %s: %s", host, strerror(error));
	return EX_UNAVAILABLE;
}

/* A refusal can come between the wait and the sending, which then fails. */
static bool
filing_has_answer(const struct filing *filing)
{
	int error = errno;
	char byte;
	bool has = recv(filing->socket, &byte, 1, MSG_PEEK) == 1;

	errno = error;
	return has;
}

/*
 * Send size bytes.  Return EX_OK also if an answer has come first; the caller
 * will read it.
 */
static int
filing_send(
    struct filing *filing, const char *bytes, size_t size, bool *answered_r)
{
	ssize_t sent;
	short ready;

	while (size > 0) {
		ready = filing_wait(filing, POLLIN | POLLOUT);
		if (ready == 0)
			return filing_fail(
			    EX_PROTOCOL, "The server does not take it.");
		if (ready & POLLIN) {
			*answered_r = true;
			return EX_OK;
		}
		sent = send(filing->socket, bytes, size, MSG_NOSIGNAL);
		if (sent == -1 && filing_has_answer(filing)) {
			*answered_r = true;
			return EX_OK;
		}
		if (sent == -1 && errno != EAGAIN && errno != EINTR)
			return filing_fail(EX_IOERR, strerror(errno));
		if (sent > 0) {
			bytes += sent;
			size -= (size_t)sent;
		}
	}
	return EX_OK;
}

/* Read the one byte that is the answer. */
static int
filing_receive(struct filing *filing, char *answer_r)
{
	ssize_t size;

	if (filing_wait(filing, POLLIN) == 0)
		return filing_fail(EX_PROTOCOL, "The server does not answer.");
	size = recv(filing->socket, answer_r, 1, 0);
	if (size == 1)
		return EX_OK;
	return filing_fail(
	    EX_IOERR, size == 0 ? "The connection is lost: the server closed it"
				: strerror(errno));
}

/* Send header and lines, up to the end or to an answer. */
static int
filing_send_file(
    struct filing *filing, struct text_file *file, const char *name)
{
	char piece[FILING_PIECE_BYTES];
	const char *error;
	struct progress progress;
	bool answered = false;
	int status;
	long size;

	text_file_header(file->lines, piece);
	status = filing_send(filing, piece, TEXT_FILE_HEADER_BYTES, &answered);
	progress_start(&progress, name, file->size);
	while (status == EX_OK && !answered) {
		size = text_file_read(file, piece, sizeof(piece), &error);
		if (size == -1)
			status = filing_fail(EX_NOINPUT, error);
		if (size <= 0)
			break;
		status = filing_send(filing, piece, (size_t)size, &answered);
		progress_update(&progress, file->size - file->left);
	}
	progress_end(&progress);
	return status;
}

/* Send one opened file and hear what the server thinks of it. */
static int
filing_file(struct filing *filing, struct text_file *file, const char *name,
    const char *shown)
{
	char answer = '\0';
	int status = filing_send_file(filing, file, name);

	if (status == EX_OK)
		status = filing_receive(filing, &answer);
	if (status == EX_OK && answer == FILING_ACCEPTED && file->left == 0) {
		printf("%s: filed, %u lines\n", shown, file->lines);
		return EX_OK;
	}

	/* Nothing more can be said on this connection. */
	filing_disconnect(filing);
	if (status != EX_OK)
		warnx("%s: not filed", shown);
	else if (answer == FILING_REFUSED)
		warnx("%s: refused by the server", shown);
	else
		warnx("%s: the server does not speak this protocol", shown);
	if (status != EX_OK)
		return status;
	return answer == FILING_REFUSED ? EX_CANTCREAT : EX_PROTOCOL;
}

static int
filing_named(struct filing *filing, const char *host, const char *name)
{
	char shown[FILING_NAME_BYTES];
	struct text_file file;
	const char *error;
	int status;

	(void)text_escape(name, strlen(name), shown, sizeof(shown));
	if (text_file_open(&file, name, &error) == -1) {
		warnx("%s: %s", shown, error);
		return EX_NOINPUT;
	}
	status = filing_connect(filing, host);
	if (status == EX_OK)
		status = filing_file(filing, &file, name, shown);
	text_file_close(&file);
	return status;
}

/* Say that it was all, and see that the server has understood. */
static int
filing_end(struct filing *filing)
{
	char bytes[TEXT_FILE_HEADER_BYTES], answer = '\0';
	bool answered = false;
	int status = EX_OK;

	if (filing->socket != -1) {
		text_file_header(0, bytes);
		status = filing_send(filing, bytes, sizeof(bytes), &answered);
		if (status == EX_OK)
			status = filing_receive(filing, &answer);
		if (status == EX_OK && answer != FILING_DONE)
			status = filing_fail(EX_PROTOCOL,
			    "The server does not speak this protocol.");
	}
	filing_disconnect(filing);
	return status;
}

int
filing_run(const struct options *options)
{
	struct filing filing = { .timeout_ms = options->timeout_ms,
		.socket = -1 };
	int worst = EX_OK, status;

	status = resolve(options, FILING_PORT, &filing.addresses);
	if (status != EX_OK)
		return status;
	for (char **name = options->files; *name != NULL; name++) {
		status = filing_named(&filing, options->host, *name);
		if (worst == EX_OK)
			worst = status;

		/* A file that is not filed says nothing about the others. */
		if (status != EX_OK && status != EX_CANTCREAT &&
		    status != EX_NOINPUT)
			break;
	}
	status = filing_end(&filing);
	freeaddrinfo(filing.addresses);
	return worst != EX_OK ? worst : status;
}
