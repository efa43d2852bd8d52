/* SPDX-License-Identifier: MIT */
/*
 * A connection of the load generator: bare epoll, one read and one write.
 *
 * There is no event library here, on purpose: the generator must cost less per
 * message than any server that it measures.  Everything is edge-triggered,
 * which saves the kernel a second look at each socket, and is watched once and
 * for all. A read that does not fill the buffer has emptied the socket.
 */

#include "bench/client.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bench/arrival.h"
#include "bench/generator.h"

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

/* Say in the report which connection failed, and how. */
static void
client_fail(struct generator *g, struct client *c, const char *what, int error)
{
	char name[CLIENT_NAME_BYTES];

	generator_fail(g, "%s: %s: %s", client_name(c, name), what,
	    error != 0 ? strerror(error) : "closed by the server");
	client_close(c);
}

/* Put size bytes behind those that wait.  Return 0, or -1 with errno. */
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

/* One source address after the other; the kernel finds the port. */
static int
client_bind(const struct generator *g, const struct client *c)
{
	const struct options *options = g->run->options;
	struct sockaddr_in source = { .sin_family = AF_INET };
	int yes = 1;

	if (options->source_count == 0)
		return 0;
	source.sin_addr = options->sources[c->number % options->source_count];
	if (setsockopt(c->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &yes,
		sizeof(yes)) != 0)
		return -1;
	return bind(c->fd, (const struct sockaddr *)&source, sizeof(source));
}

static void
client_log_in(struct generator *g, struct client *c)
{
	char name[CLIENT_NAME_BYTES];
	char text[WIRE_LINE_BYTES];
	struct wire_login login;
	int size;

	arrival_describe(g, c, name, &login);
	size = g->run->options->wire->login(text, sizeof(text), &login);
	client_write(g, c, text, (size_t)size);
}

static void
client_send_unsent(struct generator *g, struct client *c)
{
	ssize_t sent = send(
	    c->fd, c->unsent.bytes, c->unsent.size, MSG_NOSIGNAL);

	if (sent < 0) {
		if (errno != EAGAIN && errno != EINTR)
			client_fail(g, c, "cannot send", errno);
		return;
	}
	c->unsent.size -= (size_t)sent;
	memmove(c->unsent.bytes, c->unsent.bytes + sent, c->unsent.size);
}

/* Bytes, the end, or -1 with errno came in PHASE_LEAVE; return as below. */
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
 * Read once and let the input function use what is there.  Where the last read
 * left something, it goes to the front of the generator's buffer first.  Return
 * whether there may be more: the buffer was full, or the peer has ended, which
 * shows behind the last byte.
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
	received = recv(
	    c->fd, g->input + size, GENERATOR_INPUT_BYTES - size, 0);
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
	g->now_ns = generator_clock();
	size += (size_t)received;
	more = ended || size == GENERATOR_INPUT_BYTES;
	used = c->input(g, c, g->input, size);
	/* The bytes of a session that is over have nothing to say any more. */
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
client_connect(struct generator *g, struct client *c)
{
	const struct options *options = g->run->options;
	int yes = 1;

	c->sessions++;
	c->state = CLIENT_LOGGING_IN;
	c->input = arrival_input;
	c->began_ns = generator_clock();
	c->fd = socket(options->server.ss_family,
	    SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (c->fd < 0 || client_bind(g, c) != 0) {
		client_fail(g, c, "cannot open a connection", errno);
		return -1;
	}
	(void)setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
	if (connect(c->fd, (const struct sockaddr *)&options->server,
		options->server_size) != 0 &&
	    errno != EINPROGRESS) {
		client_fail(g, c, "cannot connect", errno);
		return -1;
	}
	/*
	 * On loopback the connection stands by now; where it does not, the
	 * login text waits for it like any other text for its socket.
	 */
	client_watch(g, c);
	client_log_in(g, c);
	return 0;
}

void
client_write(
    struct generator *g, struct client *c, const char *bytes, size_t size)
{
	ssize_t sent = 0;

	if (c->state == CLIENT_CLOSED || size == 0)
		return;
	if (c->unsent.size == 0) {
		sent = send(c->fd, bytes, size, MSG_NOSIGNAL);
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
	if (shutdown(c->fd, SHUT_WR) == 0)
		return true;
	client_close(c);
	return false;
}

void
client_close(struct client *c)
{
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

size_t
client_take_aside(
    struct generator *g, struct client *c, const char *bytes, size_t size)
{
	char answer[WIRE_LINE_BYTES] = "";
	struct slice line;
	const struct wire *wire = g->run->options->wire;
	size_t used = wire->take(bytes, size, &line);

	if (used == 0)
		return 0;
	if (wire->judge_aside(line, answer) == WIRE_REFUSED)
		generator_note_unexpected(g, c, line);
	client_write(g, c, answer, strlen(answer));
	return used;
}

size_t
client_input_aside(
    struct generator *g, struct client *c, const char *bytes, size_t size)
{
	size_t used = 0;
	size_t step;

	while ((step = client_take_aside(g, c, bytes + used, size - used)) > 0)
		used += step;
	return used;
}
