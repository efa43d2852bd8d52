/* SPDX-License-Identifier: MIT */
/*
 * Nothing here waits but connect(2), which a listening socket of this machine
 * answers at once.
 */

#include "model/peer.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/test_support.h"

#define READ_BYTES 16384

static void
peer_buffer_reserve(struct peer_buffer *buffer, size_t size)
{
	if (buffer->start > 0) {
		memmove(buffer->bytes, buffer->bytes + buffer->start,
		    buffer->end - buffer->start);
		buffer->end -= buffer->start;
		buffer->start = 0;
	}
	if (buffer->space - buffer->end >= size)
		return;
	buffer->space = buffer->space * 2 + size;
	buffer->bytes = realloc(buffer->bytes, buffer->space);
	ck_assert_ptr_nonnull(buffer->bytes);
}

void
peer_open(struct peer *peer, const struct sockaddr *address, size_t size,
    unsigned int host)
{
	const struct sockaddr_in own = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK - 1 + host),
	};
	int on = 1;

	*peer = (struct peer){
		.fd = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0),
	};
	test_require(peer->fd >= 0, "socket: %s", strerror(errno));
	setsockopt(
	    peer->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof(on));
	test_require(
	    bind(peer->fd, (const struct sockaddr *)&own, sizeof(own)) == 0,
	    "bind: %s", strerror(errno));
	test_require(connect(peer->fd, address, (socklen_t)size) == 0,
	    "connect: %s", strerror(errno));
	fcntl(peer->fd, F_SETFL, O_NONBLOCK);
	setsockopt(peer->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
}

void
peer_put(struct peer *peer, const void *bytes, size_t size)
{
	peer_buffer_reserve(&peer->out, size);
	memcpy(peer->out.bytes + peer->out.end, bytes, size);
	peer->out.end += size;
}

size_t
peer_format(char *text, const char *format, va_list arguments)
{
	int size = vsnprintf(text, PEER_TEXT_BYTES, format, arguments);

	test_require(
	    size >= 0 && size < PEER_TEXT_BYTES, "a request of %d bytes", size);
	return (size_t)size;
}

void
peer_print(struct peer *peer, const char *format, ...)
{
	char text[PEER_TEXT_BYTES];
	va_list arguments;
	size_t size;

	va_start(arguments, format);
	size = peer_format(text, format, arguments);
	va_end(arguments);
	peer_put(peer, text, size);
}

void
peer_flush_part(struct peer *peer, size_t size)
{
	struct peer_buffer *out = &peer->out;
	ssize_t n;

	if (size > out->end - out->start)
		size = out->end - out->start;
	if (size == 0)
		return;
	n = send(peer->fd, out->bytes + out->start, size, MSG_NOSIGNAL);
	/* Whoever has been cut learns it by reading. */
	if (n < 0 && (errno == EPIPE || errno == ECONNRESET))
		n = (ssize_t)size;
	test_require(n >= 0 || errno == EAGAIN || errno == EINTR, "send: %s",
	    strerror(errno));
	if (n > 0)
		out->start += (size_t)n;
}

void
peer_flush(struct peer *peer)
{
	peer_flush_part(peer, SIZE_MAX);
	if (peer->out.start == peer->out.end && peer->finishes) {
		shutdown(peer->fd, SHUT_WR);
		peer->finishes = false;
	}
}

void
peer_fill(struct peer *peer)
{
	ssize_t n = 1;

	while (!peer->has_ended && n > 0) {
		peer_buffer_reserve(&peer->in, READ_BYTES);
		n = recv(
		    peer->fd, peer->in.bytes + peer->in.end, READ_BYTES, 0);
		if (n > 0) {
			peer->in.end += (size_t)n;
			continue;
		}
		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			return;
		test_require(n == 0 || errno == ECONNRESET || errno == EPIPE,
		    "recv: %s", strerror(errno));
		peer->has_ended = true;
		peer->was_reset = n < 0;
	}
}

void
peer_take(struct peer *peer, size_t size)
{
	peer->in.start += size;
}

void
peer_finish(struct peer *peer)
{
	peer->finishes = true;
	peer_flush(peer);
}

void
peer_close(struct peer *peer)
{
	close(peer->fd);
	free(peer->in.bytes);
	free(peer->out.bytes);
	*peer = (struct peer){ .fd = -1 };
}

void
peer_abort(struct peer *peer)
{
	struct linger now = { .l_onoff = 1, .l_linger = 0 };

	setsockopt(peer->fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
	peer_close(peer);
}

void
peer_name(const struct peer *peer, char *text, size_t size)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	socklen_t length = sizeof(address);
	char host[INET_ADDRSTRLEN];

	test_require(
	    getsockname(peer->fd, (struct sockaddr *)&address, &length) == 0 &&
		inet_ntop(AF_INET, &address.sin_addr, host, sizeof(host)) !=
		    NULL,
	    "a peer without an address");
	snprintf(text, size, "%s:%u", host, ntohs(address.sin_port));
}
