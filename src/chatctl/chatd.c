/* SPDX-License-Identifier: MIT */
/*
 * A request and its reply, one after the other, on a blocking socket: there is
 * nothing else to do meanwhile.  A daemon that is stuck is waited for as long
 * as a person would wait.
 */

#include "chatctl/chatd.h"

#include <sys/socket.h>
#include <sys/un.h>

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/line.h"

/* How long chatd may say nothing. */
#define CHATD_PATIENCE_MS 10000

/* The report of a million connections is smaller than this. */
#define CHATD_REPLY_BYTES_MAX ((size_t)1 << 30)

/* The room for a reply at first; it doubles when it is full. */
#define CHATD_READ_BYTES 4096

int
chatd_connect(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	size_t size = strlen(path);
	int fd, saved_errno;

	if (size >= sizeof(address.sun_path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memcpy(address.sun_path, path, size + 1);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -1;
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0)
		return fd;
	saved_errno = errno;
	close(fd);
	errno = saved_errno;
	return -1;
}

/*
 * Send all bytes.  If chatd has hung up, its reason may still be there to read,
 * so that this is not an error yet.
 */
static int
chatd_send(int fd, const char *bytes, size_t size)
{
	while (size > 0) {
		ssize_t sent = send(fd, bytes, size, MSG_NOSIGNAL);

		if (sent < 0)
			return errno == EPIPE || errno == ECONNRESET ? 0 : -1;
		bytes += sent;
		size -= (size_t)sent;
	}
	return 0;
}

/* Read some bytes.  Return how many they are, or -1 with errno. */
static ssize_t
chatd_receive(int fd, char *bytes, size_t size)
{
	struct pollfd readable = { .fd = fd, .events = POLLIN };
	int ready = poll(&readable, 1, CHATD_PATIENCE_MS);
	ssize_t got;

	if (ready == 0)
		errno = ETIMEDOUT;
	if (ready <= 0)
		return -1;
	got = recv(fd, bytes, size, 0);
	if (got == 0)
		errno = ECONNRESET;
	return got > 0 ? got : -1;
}

/* Say whether a reply is complete: the only empty line in it ends it. */
static bool
chatd_reply_is_whole(const char *bytes, size_t size)
{
	return size >= 2 && bytes[size - 1] == '\n' && bytes[size - 2] == '\n';
}

/* Read a whole reply.  Return it for the caller to free, or NULL with errno. */
static char *
chatd_read_reply(int fd, size_t *size_r)
{
	size_t space = CHATD_READ_BYTES, size = 0;
	char *bytes = malloc(space);

	while (bytes != NULL && !chatd_reply_is_whole(bytes, size)) {
		ssize_t got;

		if (size == space) {
			char *larger = space < CHATD_REPLY_BYTES_MAX
					   ? realloc(bytes, space * 2)
					   : NULL;

			if (larger == NULL) {
				free(bytes);
				errno = ENOMEM;
				return NULL;
			}
			bytes = larger;
			space *= 2;
		}
		got = chatd_receive(fd, bytes + size, space - size);
		if (got < 0) {
			free(bytes);
			return NULL;
		}
		size += (size_t)got;
	}
	*size_r = size;
	return bytes;
}

int
chatd_reply_parse(char *bytes, size_t size, struct chatd_reply *reply_r)
{
	struct slice first;
	size_t taken = line_take(bytes, size, &first);

	if (taken == 0 || !chatd_reply_is_whole(bytes, size))
		return -1;
	*reply_r = (struct chatd_reply){
		.bytes = bytes,
		.is_ok = slice_is(first, "OK"),
		.body = { bytes + taken, size - taken - 1 },
	};
	if (reply_r->is_ok)
		return 0;
	if (!slice_take_prefix(&first, "ERROR "))
		return -1;
	reply_r->reason = first;
	return 0;
}

int
chatd_ask(int fd, const char *request, struct chatd_reply *reply_r)
{
	size_t size;
	char *bytes;

	if (chatd_send(fd, request, strlen(request)) != 0 ||
	    chatd_send(fd, "\n", 1) != 0)
		return -1;
	bytes = chatd_read_reply(fd, &size);
	if (bytes == NULL)
		return -1;
	if (chatd_reply_parse(bytes, size, reply_r) != 0)
		errno = EPROTO;
	else if (slice_is(reply_r->reason, CHATD_DENIED))
		errno = EACCES;
	else
		return 0;
	free(bytes);
	return -1;
}

void
chatd_reply_clear(struct chatd_reply *reply)
{
	free(reply->bytes);
	reply->bytes = NULL;
}
