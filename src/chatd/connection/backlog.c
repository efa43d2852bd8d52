/* SPDX-License-Identifier: MIT */
/*
 * What waits for a connection's socket.
 *
 * Output that the socket does not take, or that is too long for a page, lies in
 * a borrowed bufferevent, which writes it when the socket can; and so does
 * input that is no whole request yet.  A bufferevent that holds nothing goes
 * back at once.
 *
 * That the kernel takes something is progress, and so is that the peer takes
 * something of what the kernel has: without either the deadline on stalls cuts.
 */

#include "chatd/connection/connection_private.h"

#include <linux/sockios.h>
#include <sys/ioctl.h>

#include <event2/buffer.h>
#include <event2/bufferevent.h>

struct evbuffer *
connection_backlog(const struct connection *c)
{
	return bufferevent_get_output(c->buffers);
}

size_t
connection_queued_bytes(const struct connection *c)
{
	size_t bytes = c->page != NULL ? c->page->used : 0;

	if (c->buffers != NULL)
		bytes += evbuffer_get_length(connection_backlog(c));
	return bytes;
}

void
connection_drop_empty_buffers(struct connection *c)
{
	if (c->buffers == NULL || c->backlogged ||
	    evbuffer_get_length(bufferevent_get_input(c->buffers)) > 0 ||
	    evbuffer_get_length(connection_backlog(c)) > 0)
		return;
	loop_return_buffers(c->loop, c->buffers);
	c->buffers = NULL;
}

void
connection_count_output(struct connection *c, size_t size)
{
	stats_add(c->loop->stats, STAT_BYTES_OUT, size);
	c->bytes_out += size;
}

bool
connection_peer_takes(struct connection *c)
{
	uint32_t before = c->unacknowledged;
	int bytes = 0;

	if (ioctl(event_get_fd(&c->readable), SIOCOUTQ, &bytes) != 0)
		return false;
	c->unacknowledged = (uint32_t)bytes;
	return c->unacknowledged < before;
}

bool
connection_is_unacknowledged(const struct connection *c)
{
	int bytes = 0;

	return ioctl(event_get_fd(&c->readable), SIOCOUTQ, &bytes) == 0 &&
	       bytes > 0;
}

static void
backlog_progress_cb(struct evbuffer *output,
    const struct evbuffer_cb_info *info, void *argument)
{
	struct connection *c = argument;

	(void)output;
	if (info->n_deleted == 0 || !c->backlogged)
		return;
	connection_count_output(c, info->n_deleted);
	(void)connection_peer_takes(c);
	if (c->deadline.list == &c->loop->stalls)
		loop_set_deadline(c->loop, &c->loop->stalls, &c->deadline,
		    c->loop->limits.send_timeout_ms);
}

/* Stop waiting for the socket. */
static void
backlog_end(struct connection *c)
{
	if (!c->backlogged)
		return;
	bufferevent_disable(c->buffers, EV_WRITE);
	bufferevent_setcb(c->buffers, NULL, NULL, NULL, NULL);
	bufferevent_setfd(c->buffers, -1);
	evbuffer_remove_cb(connection_backlog(c), backlog_progress_cb, c);
	c->backlogged = false;
	if (c->deadline.list == &c->loop->stalls)
		deadline_clear(&c->deadline);
}

void
connection_drop_buffers(struct connection *c)
{
	struct evbuffer *input, *output;

	if (c->page != NULL) {
		loop_return_page(c->loop, c->page);
		c->page = NULL;
	}
	if (c->buffers == NULL)
		return;
	backlog_end(c);
	input = bufferevent_get_input(c->buffers);
	output = bufferevent_get_output(c->buffers);
	evbuffer_unfreeze(output, 1);
	evbuffer_drain(input, evbuffer_get_length(input));
	evbuffer_drain(output, evbuffer_get_length(output));
	connection_drop_empty_buffers(c);
}

/* The socket has taken all that waited. */
static void
backlog_drained_cb(struct bufferevent *buffers, void *argument)
{
	struct connection *c = argument;

	(void)buffers;
	backlog_end(c);
	evbuffer_unfreeze(connection_backlog(c), 1);
	connection_drop_empty_buffers(c);
	if (c->phase == CONNECTION_FINISHING)
		connection_output_done(c);
	else
		connection_resume(c, PAUSE_BACKLOG);
}

static void
backlog_failed_cb(struct bufferevent *buffers, short what, void *argument)
{
	(void)buffers;
	(void)what;
	connection_close(argument, CLOSE_RESET);
}

bool
connection_borrow_buffers(struct connection *c)
{
	if (c->buffers == NULL)
		c->buffers = loop_take_buffers(c->loop);
	if (c->buffers == NULL)
		connection_close(c, CLOSE_OUT_OF_MEMORY);
	return c->buffers != NULL;
}

void
connection_backlog_begin(struct connection *c)
{
	if (c->backlogged)
		return;
	c->backlogged = true;
	bufferevent_setcb(
	    c->buffers, NULL, backlog_drained_cb, backlog_failed_cb, c);
	bufferevent_setfd(c->buffers, event_get_fd(&c->readable));
	if (evbuffer_add_cb(connection_backlog(c), backlog_progress_cb, c) ==
		NULL ||
	    bufferevent_enable(c->buffers, EV_WRITE) != 0) {
		connection_close(c, CLOSE_OUT_OF_MEMORY);
		return;
	}
	(void)connection_peer_takes(c);
	/* Before login the login deadline holds, and it is absolute. */
	if (c->deadline.list == NULL)
		loop_set_deadline(c->loop, &c->loop->stalls, &c->deadline,
		    c->loop->limits.send_timeout_ms);
}

bool
connection_is_backlogged(const struct connection *c)
{
	return c->backlogged;
}
