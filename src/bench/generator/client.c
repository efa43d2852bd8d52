/* SPDX-License-Identifier: MIT */
/*
 * A connection of the load generator: bare epoll, one read and one write.
 *
 * There is deliberately no event library here: the generator must cost less per
 * message than any server that it measures.  A socket is registered once, and
 * edge-triggered, which saves the kernel a second look at it.  A read that does
 * not fill the buffer has emptied the socket.  Where the load is encrypted,
 * what is sent before the handshake is over waits as it would for a full
 * socket.
 */

#include "bench/generator/client.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bench/generator/encryption.h"
#include "bench/generator/generator.h"
#include "common/clock.h"
#include "encryption/encrypted_socket.h"

static void
client_watch(struct generator *g, struct client *c)
{
	struct epoll_event event = {
		.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET,
		.data.ptr = c,
	};

	if (epoll_ctl(g->epoll_fd, EPOLL_CTL_ADD, c->fd, &event) != 0)
		generator_fail(g, "epoll_ctl: %s", strerror(errno));
}

static void
client_fail_because(
    struct generator *g, struct client *c, const char *what, const char *why)
{
	char name[CLIENT_NAME_BYTES];

	generator_fail(g, "%s: %s: %s", client_name(c, name), what, why);
	client_close(c);
}

/* Let the report say which connection failed, and how. */
static void
client_fail(struct generator *g, struct client *c, const char *what, int error)
{
	/* connect() has returned before anybody could know. */
	if (error == ECONNREFUSED || error == EHOSTUNREACH ||
	    error == ENETUNREACH)
		what = "cannot connect";
	client_fail_because(
	    g, c, what, error != 0 ? strerror(error) : "closed by the server");
}

/* Append size bytes to those that wait.  Return 0, or -1 with errno. */
static int
client_keep(struct client_bytes *kept, const char *bytes, size_t size)
{
	if (kept->room - kept->size < size) {
		size_t room = kept->room > 0 ? kept->room : 128;
		char *moved;

		while (room - kept->size < size)
			room *= 2;
		moved = realloc(kept->bytes, room);
		if (moved == NULL)
			return -1;
		kept->bytes = moved;
		kept->room = room;
	}
	memcpy(kept->bytes + kept->size, bytes, size);
	kept->size += size;
	return 0;
}

/* Bind to the source addresses in turn; the kernel finds the port. */
static int
client_bind(const struct generator *g, const struct client *c)
{
	const struct plan *plan = g->run->plan;
	struct sockaddr_in source = { .sin_family = AF_INET };
	int yes = 1;

	if (plan->source_count == 0)
		return 0;
	source.sin_addr = plan->sources[c->number % plan->source_count];
	if (setsockopt(c->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &yes,
		sizeof(yes)) != 0)
		return -1;
	return bind(c->fd, (const struct sockaddr *)&source, sizeof(source));
}

/* Send as send(2) does. */
static ssize_t
client_send(const struct client *c, const char *bytes, size_t size)
{
	return c->tls == NULL ? send(c->fd, bytes, size, MSG_NOSIGNAL)
			      : encryption_send(c->tls, bytes, size);
}

static void
client_send_unsent(struct generator *g, struct client *c)
{
	ssize_t sent = client_send(c, c->unsent.bytes, c->unsent.size);

	if (sent < 0) {
		if (errno != EAGAIN && errno != EINTR)
			client_fail(g, c, "cannot send", errno);
		return;
	}
	c->unsent.size -= (size_t)sent;
	memmove(c->unsent.bytes, c->unsent.bytes + sent, c->unsent.size);
}

/* ---- the handshake ------------------------------------------------------- */

static void
client_count_handshake(struct generator *g, const struct client *c)
{
	if (g->cipher[0] == '\0')
		(void)encryption_describe(c->tls, g->cipher);
	if (g->phase != PHASE_MEASURE)
		return;
	g->tally.handshakes++;
	if (encryption_is_resumed(c->tls))
		g->tally.resumed++;
}

/* Go on with the handshake, and say whether it is over and went well. */
static bool
client_shake_hands(struct generator *g, struct client *c)
{
	char why[ENCRYPTION_TEXT_BYTES];

	if (encryption_shake_hands(c->tls, c->fd, why) == 0) {
		c->is_shaking_hands = false;
		client_count_handshake(g, c);
		return true;
	}
	if (errno == EPROTO)
		client_fail_because(g, c, "no handshake", why);
	else if (errno != EAGAIN)
		client_fail(g, c, "no handshake", errno);
	return false;
}

/* ---- reading ------------------------------------------------------------- */

/*
 * Receive as recv(2) does.  In PHASE_LEAVE only the end is waited for, which is
 * that of the socket.
 */
static ssize_t
client_receive(
    const struct generator *g, struct client *c, char *bytes, size_t size)
{
	return c->tls == NULL || g->phase == PHASE_LEAVE
		   ? recv(c->fd, bytes, size, 0)
		   : encryption_receive(c->tls, bytes, size);
}

/*
 * Handle what a read has returned in PHASE_LEAVE: bytes, the end, or -1 with
 * errno.  Return whether there may be more.
 */
static bool
client_take_leave(struct generator *g, struct client *c, ssize_t received)
{
	if (received > 0 || (received < 0 && errno == EAGAIN))
		return received > 0;
	client_close(c);
	generator_note_left(g);
	return false;
}

/*
 * Read once and let the input function use what is there.  What the last read
 * left over goes to the front of the generator's buffer first.  Return whether
 * there may be more: the buffer was full, or the peer has hung up, which shows
 * only after the last byte.
 */
static bool
client_read(struct generator *g, struct client *c, bool ended)
{
	size_t size = c->rest.size;
	uint64_t session = c->sessions;
	size_t used;
	bool more;
	ssize_t received;

	if (size > 0)
		memcpy(g->input, c->rest.bytes, size);
	received = client_receive(
	    g, c, g->input + size, GENERATOR_INPUT_BYTES - size);
	if (g->phase == PHASE_LEAVE)
		return client_take_leave(g, c, received);
	if (received <= 0) {
		if (received == 0 || (errno != EAGAIN && errno != EINTR))
			client_fail(g, c,
			    c->state == CLIENT_IN ? "lost the connection"
						  : "cannot log in",
			    received == 0 ? 0 : errno);
		return false;
	}
	g->now_ns = clock_monotonic_ns();
	size += (size_t)received;
	more = ended || size == GENERATOR_INPUT_BYTES;
	used = c->input(g, c, g->input, size);
	/* The bytes of a session that is over mean nothing any more. */
	if (c->state == CLIENT_CLOSED || c->sessions != session)
		return false;
	c->rest.size = 0;
	if (used == size)
		return more;
	if (size - used == GENERATOR_INPUT_BYTES)
		client_fail(g, c, "a line without an end", EMSGSIZE);
	else if (client_keep(&c->rest, g->input + used, size - used) != 0)
		client_fail(g, c, "cannot keep half a line", errno);
	return more && c->state != CLIENT_CLOSED;
}

const char *
client_format_name(enum wire_role role, uint64_t number, char *buffer)
{
	static const char letters[] = {
		[WIRE_TALKER] = 't',
		[WIRE_LISTENER] = 'l',
		[WIRE_IDLER] = 'i',
	};

	(void)snprintf(buffer, CLIENT_NAME_BYTES, "%c%05llu", letters[role],
	    (unsigned long long)number);
	return buffer;
}

const char *
client_name(const struct client *c, char *buffer)
{
	return client_format_name(c->role, c->number, buffer);
}

int
client_connect(struct generator *g, struct client *c, client_input_fn *input)
{
	const struct plan *plan = g->run->plan;
	bool is_other = c->role == WIRE_LISTENER && plan->other_size > 0;
	const struct sockaddr_storage *server = is_other ? &plan->other
							 : &plan->server;
	int yes = 1;

	c->sessions++;
	c->state = CLIENT_LOGGING_IN;
	c->input = input;
	c->began_ns = clock_monotonic_ns();
	c->fd = socket(
	    server->ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (c->fd < 0 || client_bind(g, c) != 0) {
		client_fail(g, c, "cannot open a connection", errno);
		return -1;
	}
	(void)setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
	if (connect(c->fd, (const struct sockaddr *)server,
		is_other ? plan->other_size : plan->server_size) != 0 &&
	    errno != EINPROGRESS) {
		client_fail(g, c, "cannot connect", errno);
		return -1;
	}
	if (g->encryption != NULL) {
		c->tls = encryption_begin(g->encryption);
		if (c->tls == NULL) {
			client_fail(g, c, "cannot encrypt", errno);
			return -1;
		}
		c->is_shaking_hands = true;
	}
	/*
	 * On loopback the connection is established by now.  Elsewhere, what is
	 * written to it waits as it would for a full socket.
	 */
	client_watch(g, c);
	return 0;
}

void
client_write(
    struct generator *g, struct client *c, const char *bytes, size_t size)
{
	ssize_t sent = 0;

	if (c->state == CLIENT_CLOSED || size == 0)
		return;
	if (c->unsent.size == 0 && !c->is_shaking_hands) {
		sent = client_send(c, bytes, size);
		if ((size_t)sent == size)
			return;
		if (sent < 0 && errno != EAGAIN && errno != EINTR) {
			client_fail(g, c, "cannot send", errno);
			return;
		}
		if (sent < 0)
			sent = 0;
	}
	if (client_keep(&c->unsent, bytes + sent, size - (size_t)sent) != 0)
		client_fail(g, c, "cannot keep what is unsent", errno);
}

void
client_handle(struct generator *g, struct client *c, uint32_t events)
{
	bool ended = (events & (EPOLLRDHUP | EPOLLERR | EPOLLHUP)) != 0;

	if (c->is_shaking_hands && g->phase != PHASE_LEAVE &&
	    !client_shake_hands(g, c))
		return;
	if ((events & EPOLLOUT) != 0 && c->unsent.size > 0)
		client_send_unsent(g, c);
	if ((events & (EPOLLIN | EPOLLRDHUP | EPOLLERR | EPOLLHUP)) == 0)
		return;
	while (c->state != CLIENT_CLOSED && client_read(g, c, ended))
		continue;
}

bool
client_leave(struct client *c)
{
	if (c->state == CLIENT_CLOSED)
		return false;
	c->unsent.size = 0; /* nor is this sent any more */
	if (c->tls != NULL)
		encrypted_socket_end(c->tls);
	if (shutdown(c->fd, SHUT_WR) == 0)
		return true;
	client_close(c);
	return false;
}

void
client_close(struct client *c)
{
	encrypted_socket_free(c->tls);
	c->tls = NULL;
	c->is_shaking_hands = false;
	if (c->fd >= 0)
		(void)close(c->fd);
	c->fd = -1;
	c->state = CLIENT_CLOSED;
	c->rest.size = 0;
	c->unsent.size = 0;
}

void
client_clear(struct client *c)
{
	client_close(c);
	free(c->rest.bytes);
	free(c->unsent.bytes);
	c->rest.bytes = NULL;
	c->unsent.bytes = NULL;
}
