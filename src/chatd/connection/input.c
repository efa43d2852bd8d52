/* SPDX-License-Identifier: MIT */
/*
 * Input of a connection, and when none is handled.
 *
 * All connections of a worker are read into one buffer and parsed where the
 * bytes lie; only an unfinished rest is kept, in a borrowed bufferevent's
 * input, and goes in front of the next bytes.  That saves the ioctl and the
 * buffer per connection that bufferevent's own reading costs.
 *
 * A connection whose input is not handled is not read either: the kernel's
 * window then tells the peer to wait.
 */

#include "chatd/connection/connection_private.h"

#include <sys/socket.h>

#include <errno.h>

#include <event2/buffer.h>
#include <event2/bufferevent.h>

#include "chatd/core/protocol.h"

/*
 * Bytes of replies that one connection may cause before others have their turn:
 * 64 KiB of WHO in a big chat ask for gigabytes.
 */
#define CONNECTION_TURN_BUDGET_BYTES 262144

bool
connection_takes_input(const struct connection *c)
{
	return c->phase == CONNECTION_OPEN && c->paused == 0 && c->budget > 0;
}

void
connection_set_pipelining(struct connection *c, bool pipelining)
{
	c->pipelining = pipelining;
}

static void
connection_keep_unfinished(struct connection *c, const char *bytes, size_t size)
{
	if (c->phase != CONNECTION_OPEN)
		return;
	if (size > 0 && (!connection_borrow_buffers(c) ||
			    evbuffer_add(bufferevent_get_input(c->buffers),
				bytes, size) != 0))
		connection_close(c, CLOSE_OUT_OF_MEMORY);
	else
		connection_drop_empty_buffers(c);
}

/* Let the protocol handle what lies in the loop's buffer. */
static void
connection_handle_input(struct connection *c, size_t size)
{
	const char *bytes = c->loop->read_buffer;
	size_t used;

	c->in_input = true;
	c->budget = CONNECTION_TURN_BUDGET_BYTES;
	used = c->protocol->input(c, bytes, size);
	c->in_input = false;
	if (c->budget == 0 && c->paused == 0)
		connection_hold(c, PAUSE_TURN, 0);
	if (used == 0 && size == c->loop->read_buffer_size &&
	    connection_takes_input(c))
		connection_close(c, CLOSE_BAD_MESSAGE);
	connection_keep_unfinished(c, bytes + used, size - used);
}

/* Move kept input to the front of the loop's buffer; return its size. */
static size_t
connection_take_unfinished(struct connection *c)
{
	int size;

	if (c->buffers == NULL)
		return 0;
	size = evbuffer_remove(bufferevent_get_input(c->buffers),
	    c->loop->read_buffer, c->loop->read_buffer_size);
	return size > 0 ? (size_t)size : 0;
}

static size_t
connection_unfinished_bytes(const struct connection *c)
{
	return c->buffers == NULL
		   ? 0
		   : evbuffer_get_length(bufferevent_get_input(c->buffers));
}

void
connection_readable_cb(evutil_socket_t fd, short what, void *argument)
{
	struct connection *c = argument;
	struct loop *loop = c->loop;
	size_t kept = connection_unfinished_bytes(c);
	ssize_t got = recv(
	    fd, loop->read_buffer + kept, loop->read_buffer_size - kept, 0);

	(void)what;
	if (got < 0) {
		if (errno != EAGAIN && errno != EINTR)
			connection_close(c, CLOSE_RESET);
		return;
	}
	if (got == 0) {
		connection_peer_has_ended(c);
		return;
	}
	if (c->phase == CONNECTION_LINGERING)
		return;
	stats_add(loop->stats, STAT_BYTES_IN, (uint64_t)got);
	c->bytes_in += (uint64_t)got;
	c->last_input_s = connection_clock_s(loop);
	connection_handle_input(c, connection_take_unfinished(c) + (size_t)got);
	connection_flush_many(loop);
}

void
connection_pause(struct connection *c, enum connection_pause pause)
{
	if (c->paused == 0)
		event_del(&c->readable);
	c->paused |= (uint8_t)pause;
}

void
connection_resume(struct connection *c, enum connection_pause pause)
{
	if ((c->paused & pause) == 0)
		return;
	c->paused &= (uint8_t)~pause;
	if (c->paused != 0 || c->phase != CONNECTION_OPEN)
		return;
	if (event_add(&c->readable, NULL) != 0) {
		connection_close(c, CLOSE_OUT_OF_MEMORY);
		return;
	}
	if (!c->in_input && connection_unfinished_bytes(c) > 0)
		connection_handle_input(c, connection_take_unfinished(c));
}

void
connection_stop_reading(struct connection *c)
{
	if (c->phase == CONNECTION_OPEN)
		connection_pause(c, PAUSE_STOPPED);
}

void
connection_count_message(struct connection *c)
{
	c->messages_in++;
}

void
connection_request_begin(struct connection *c)
{
	c->in_request = true;
}

void
connection_request_answered(struct connection *c)
{
	c->in_request = false;
	if (c->draining)
		connection_finish(c, CLOSE_SHUTDOWN);
	else
		connection_resume(c, PAUSE_ANSWER);
}

void
connection_request_wait(struct connection *c)
{
	if (c->in_request)
		connection_pause(c, PAUSE_ANSWER);
}

void
connection_hold(struct connection *c, enum connection_pause pause,
    enum connection_pause instead_of)
{
	connection_pause(c, pause);
	c->paused &= (uint8_t)~instead_of;
	/* What it did before may have ended it. */
	if (c->in_held || c->phase == CONNECTION_CLOSED)
		return;
	c->in_held = true;
	c->next_held = c->loop->first_held;
	c->loop->first_held = c;
}

void
connection_hold_for_mailbox(struct connection *c)
{
	connection_hold(c, PAUSE_MAILBOX, 0);
}

void
connection_let_go_of(struct connection *c)
{
	struct connection **link = &c->loop->first_held;

	if (!c->in_held)
		return;
	while (*link != NULL && *link != c)
		link = &(*link)->next_held;
	/* It may wait to be let go, and be cut by one that went before it. */
	if (*link == NULL)
		link = &c->loop->first_let_go;
	while (*link != c)
		link = &(*link)->next_held;
	*link = c->next_held;
	c->in_held = false;
}

/* Let those that are held for this reason go on; keep the others. */
static void
connection_let_go(struct loop *loop, enum connection_pause pause)
{
	loop->first_let_go = loop->first_held;
	loop->first_held = NULL;
	while (loop->first_let_go != NULL) {
		struct connection *c = loop->first_let_go;

		loop->first_let_go = c->next_held;
		c->in_held = false;
		connection_resume(c, pause);
		if ((c->paused & (PAUSE_TURN | PAUSE_MAILBOX)) != 0)
			connection_hold(c, 0, 0);
	}
}

void
connection_mailboxes_have_room(struct loop *loop)
{
	connection_let_go(loop, PAUSE_MAILBOX);
}

void
connection_next_turn(struct loop *loop)
{
	connection_let_go(loop, PAUSE_TURN);
}

static bool
connection_any_held(const struct loop *loop, enum connection_pause pause)
{
	const struct connection *c = loop->first_held;

	while (c != NULL && (c->paused & pause) == 0)
		c = c->next_held;
	return c != NULL;
}

bool
connection_any_held_for_mailbox(const struct loop *loop)
{
	return connection_any_held(loop, PAUSE_MAILBOX);
}

bool
connection_any_held_for_turn(const struct loop *loop)
{
	return connection_any_held(loop, PAUSE_TURN);
}
