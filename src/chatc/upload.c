/* SPDX-License-Identifier: MIT */
/*
 * The drop protocol from the client's side: the number of lines, the lines, and
 * a byte for an answer.
 *
 * There is one thing to do at a time and nobody types, so this is a loop around
 * poll(2).  It looks for an answer while it sends, because a server refuses a
 * text that is too large as soon as it has the header, and then reads no more.
 * A refusal ends the connection, and the next file is sent on another one; a
 * lost connection or a silent server ends the upload.
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

/* How much is read from a file and sent at a time. */
#define UPLOAD_PIECE_BYTES ((size_t)64 * 1024)

/* Room for a file's name as it is shown. */
#define UPLOAD_NAME_BYTES 256

/* The server's answers; no other byte is one. */
enum upload_answer {
	UPLOAD_ACCEPTED = 'A',
	UPLOAD_REFUSED = 'R',
	UPLOAD_DONE = 'Q',
};

struct upload {
	struct addrinfo *addresses;
	int timeout_ms; /* how long there may be no progress */
	int socket;     /* -1 while there is none */
};

/* Wait for events.  Return those that there are, or 0 after the time-out. */
static short
upload_wait(const struct upload *upload, short events)
{
	struct pollfd poll_for = { .fd = upload->socket, .events = events };
	int found;

	do
		found = poll(&poll_for, 1, upload->timeout_ms);
	while (found == -1 && errno == EINTR);
	return found == 1 ? poll_for.revents : 0;
}

static int
upload_fail(int status, const char *what)
{
	warnx("%s", what);
	return status;
}

static void
upload_disconnect(struct upload *upload)
{
	if (upload->socket != -1)
		(void)close(upload->socket);
	upload->socket = -1;
}

/* Connect to one address.  Return 0, or what errno would be. */
static int
upload_try(struct upload *upload, const struct addrinfo *address)
{
	int error = 0;
	socklen_t size = sizeof(error);

	upload->socket = socket(
	    address->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (upload->socket == -1)
		return errno;
	if (connect(upload->socket, address->ai_addr, address->ai_addrlen) == 0)
		return 0;
	if (errno != EINPROGRESS)
		return errno;
	if (upload_wait(upload, POLLOUT) == 0)
		return ETIMEDOUT;
	if (getsockopt(upload->socket, SOL_SOCKET, SO_ERROR, &error, &size))
		return errno;
	return error;
}

static int
upload_connect(struct upload *upload, const char *host)
{
	const struct addrinfo *address;
	int error = 0;

	if (upload->socket != -1)
		return EX_OK;
	for (address = upload->addresses; address != NULL;
	     address = address->ai_next) {
		error = upload_try(upload, address);
		if (error == 0)
			return EX_OK;
		upload_disconnect(upload);
	}
	warnx("Cannot connect to %s: %s", host, strerror(error));
	return EX_UNAVAILABLE;
}

/*
 * Say whether there is an answer, although sending failed: a refusal may have
 * come after the wait.  errno is left alone.
 */
static bool
upload_has_answer(const struct upload *upload)
{
	int error = errno;
	char byte;
	bool has = recv(upload->socket, &byte, 1, MSG_PEEK) == 1;

	errno = error;
	return has;
}

/*
 * Send size bytes.  If an answer comes first, set *answered_r; the caller reads
 * it.  Return an exit status, which is EX_OK in both cases.
 */
static int
upload_send(
    struct upload *upload, const char *bytes, size_t size, bool *answered_r)
{
	ssize_t sent;
	short ready;

	while (size > 0) {
		ready = upload_wait(upload, POLLIN | POLLOUT);
		if (ready == 0)
			return upload_fail(EX_PROTOCOL,
			    "The server does not read what it is sent.");
		if (ready & POLLIN) {
			*answered_r = true;
			return EX_OK;
		}
		sent = send(upload->socket, bytes, size, MSG_NOSIGNAL);
		if (sent == -1 && upload_has_answer(upload)) {
			*answered_r = true;
			return EX_OK;
		}
		if (sent == -1 && errno != EAGAIN && errno != EINTR)
			return upload_fail(EX_IOERR, strerror(errno));
		if (sent > 0) {
			bytes += sent;
			size -= (size_t)sent;
		}
	}
	return EX_OK;
}

/* Read the answer, which is one byte.  Return an exit status. */
static int
upload_receive(struct upload *upload, char *answer_r)
{
	ssize_t size;

	if (upload_wait(upload, POLLIN) == 0)
		return upload_fail(EX_PROTOCOL, "The server does not answer.");
	size = recv(upload->socket, answer_r, 1, 0);
	if (size == 1)
		return EX_OK;
	return upload_fail(
	    EX_IOERR, size == 0 ? "The connection is lost: the server closed it"
				: strerror(errno));
}

/* Send header and lines, up to their end or to an answer. */
static int
upload_send_file(
    struct upload *upload, struct text_file *file, const char *name)
{
	char piece[UPLOAD_PIECE_BYTES];
	const char *error;
	struct progress progress;
	bool answered = false;
	int status;
	long size;

	text_file_header(file->lines, piece);
	status = upload_send(upload, piece, TEXT_FILE_HEADER_BYTES, &answered);
	progress_start(&progress, name, file->size);
	while (status == EX_OK && !answered) {
		size = text_file_read(file, piece, sizeof(piece), &error);
		if (size == -1)
			status = upload_fail(EX_NOINPUT, error);
		if (size <= 0)
			break;
		status = upload_send(upload, piece, (size_t)size, &answered);
		progress_update(&progress, file->size - file->left);
	}
	progress_end(&progress);
	return status;
}

/* Send an open file and read the server's answer.  Return an exit status. */
static int
upload_file(struct upload *upload, struct text_file *file, const char *name,
    const char *shown)
{
	char answer = '\0';
	int status = upload_send_file(upload, file, name);

	if (status == EX_OK)
		status = upload_receive(upload, &answer);
	if (status == EX_OK && answer == UPLOAD_ACCEPTED && file->left == 0) {
		printf("%s: filed, %u lines\n", shown, file->lines);
		return EX_OK;
	}

	/* This connection is of no more use. */
	upload_disconnect(upload);
	if (status != EX_OK)
		warnx("%s: not filed", shown);
	else if (answer == UPLOAD_REFUSED)
		warnx("%s: refused by the server", shown);
	else
		warnx("%s: the server does not speak this protocol", shown);
	if (status != EX_OK)
		return status;
	return answer == UPLOAD_REFUSED ? EX_CANTCREAT : EX_PROTOCOL;
}

static int
upload_named(struct upload *upload, const char *host, const char *name)
{
	char shown[UPLOAD_NAME_BYTES];
	struct text_file file;
	const char *error;
	int status;

	(void)text_escape(name, strlen(name), shown, sizeof(shown));
	if (text_file_open(&file, name, &error) == -1) {
		warnx("%s: %s", shown, error);
		return EX_NOINPUT;
	}
	status = upload_connect(upload, host);
	if (status == EX_OK)
		status = upload_file(upload, &file, name, shown);
	text_file_close(&file);
	return status;
}

/* Tell the server that this was all, and see that it has understood. */
static int
upload_end(struct upload *upload)
{
	char bytes[TEXT_FILE_HEADER_BYTES], answer = '\0';
	bool answered = false;
	int status = EX_OK;

	if (upload->socket != -1) {
		text_file_header(0, bytes);
		status = upload_send(upload, bytes, sizeof(bytes), &answered);
		if (status == EX_OK)
			status = upload_receive(upload, &answer);
		if (status == EX_OK && answer != UPLOAD_DONE)
			status = upload_fail(EX_PROTOCOL,
			    "The server does not speak this protocol.");
	}
	upload_disconnect(upload);
	return status;
}

int
upload_run(const struct chatc_options *options)
{
	struct upload upload = { .timeout_ms = options->timeout_ms,
		.socket = -1 };
	int worst = EX_OK, status;

	status = resolve(options, UPLOAD_PORT, &upload.addresses);
	if (status != EX_OK)
		return status;
	for (char **name = options->arguments; *name != NULL; name++) {
		status = upload_named(&upload, options->host, *name);
		if (worst == EX_OK)
			worst = status;

		/* The others may be filed even so. */
		if (status != EX_OK && status != EX_CANTCREAT &&
		    status != EX_NOINPUT)
			break;
	}
	status = upload_end(&upload);
	freeaddrinfo(upload.addresses);
	return worst != EX_OK ? worst : status;
}
