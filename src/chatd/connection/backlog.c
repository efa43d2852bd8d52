/* SPDX-License-Identifier: MIT */
/*
 * The buffers are a bufferevent, which waits for the socket and writes the
 * rest: see net/transport.h.
 *
 * It is progress when the kernel takes something, and also when the peer takes
 * something of what the kernel has: without either the connection is due.
 */

#include "chatd/connection/backlog.h"

#include <event2/buffer.h>
#include <event2/bufferevent.h>

#include "chatd/connection/connection_private.h"
#include "chatd/connection/due.h"
#include "chatd/event/loop.h"
#include "chatd/net/transport.h"

struct evbuffer *
backlog_output(const struct connection *c)
{
	return bufferevent_get_output(c->buffers);
}

size_t
backlog_queued_bytes(const struct connection *c)
{
	size_t bytes = c->page != NULL ? c->page->used : 0;

	if (c->buffers != NULL)
		bytes += evbuffer_get_length(backlog_output(c));
	return bytes;
}

bool
backlog_borrow(struct connection *c)
{
	if (c->buffers == NULL)
		c->buffers = buffers_take(&c->set->buffers);
	return c->buffers != NULL;
}

void
backlog_return_empty(struct connection *c)
{
	if (c->buffers == NULL || c->is_backlogged ||
	    backlog_input_bytes(c) > 0 ||
	    evbuffer_get_length(backlog_output(c)) > 0)
		return;
	buffers_return(&c->set->buffers, c->buffers);
	c->buffers = NULL;
}

void
backlog_count_sent(struct connection *c, size_t size)
{
	stats_add(c->set->services.stats, STAT_BYTES_OUT, size);
	c->bytes_out += size;
}

bool
backlog_peer_takes(struct connection *c)
{
	uint32_t before = c->unacknowledged;

	return transport_get_unacknowledged(
		   connection_fd(c), &c->unacknowledged) == 0 &&
	       c->unacknowledged < before;
}

/* ---- output -------------------------------------------------------------- */

static void
backlog_progress_cb(struct evbuffer *output,
    const struct evbuffer_cb_info *info, void *argument)
{
	struct connection *c = argument;

	(void)output;
	if (info->n_deleted == 0 || !c->is_backlogged)
		return;
	backlog_count_sent(c, info->n_deleted);
	(void)backlog_peer_takes(c);
	if (due_for(c) == DUE_STALL)
		due_set_stall(c);
	loop_end_slice(c->set->loop);
}

/* Stop waiting for the socket. */
static void
backlog_end(struct connection *c)
{
	if (!c->is_backlogged)
		return;
	c->is_backlogged = false;
	transport_stop_sending(c->buffers);
	evbuffer_remove_cb(backlog_output(c), backlog_progress_cb, c);
	if (due_for(c) == DUE_STALL)
		due_clear(c);
}

/* The socket has taken all that waited. */
static void
backlog_sent_cb(struct bufferevent *buffers, void *argument)
{
	struct connection *c = argument;

	(void)buffers;
	backlog_end(c);
	backlog_return_empty(c);
	flush_queue_add(c);
}

static void
backlog_failed_cb(struct bufferevent *buffers, short what, void *argument)
{
	struct connection *c = argument;

	(void)buffers;
	(void)what;
	c->has_failed = true;
	flush_queue_add(c);
}

int
backlog_begin(struct connection *c)
{
	if (c->is_backlogged)
		return 0;
	c->is_backlogged = true;
	if (evbuffer_add_cb(backlog_output(c), backlog_progress_cb, c) ==
		NULL ||
	    transport_send_later(c->buffers, connection_fd(c), backlog_sent_cb,
		backlog_failed_cb, c) != 0)
		return -1;
	(void)backlog_peer_takes(c);
	/* Before login the login deadline holds, and it is absolute. */
	if (due_for(c) == DUE_NOTHING)
		due_set_stall(c);
	return 0;
}

/* ---- input --------------------------------------------------------------- */

size_t
backlog_input_bytes(const struct connection *c)
{
	return c->buffers == NULL
		   ? 0
		   : evbuffer_get_length(bufferevent_get_input(c->buffers));
}

int
backlog_keep_input(struct connection *c, const char *bytes, size_t size)
{
	if (!backlog_borrow(c))
		return -1;
	return evbuffer_add(bufferevent_get_input(c->buffers), bytes, size);
}

size_t
backlog_take_input(struct connection *c)
{
	int size;

	if (c->buffers == NULL)
		return 0;
	size = evbuffer_remove(bufferevent_get_input(c->buffers),
	    c->set->read_buffer, c->set->read_buffer_size);
	return size > 0 ? (size_t)size : 0;
}

/* ---- both ---------------------------------------------------------------- */

void
backlog_drop(struct connection *c)
{
	struct evbuffer *input, *output;

	if (c->page != NULL) {
		pages_return(&c->set->pages, c->page);
		c->page = NULL;
	}
	if (c->buffers == NULL)
		return;
	backlog_end(c);
	input = bufferevent_get_input(c->buffers);
	output = backlog_output(c);
	evbuffer_drain(input, evbuffer_get_length(input));
	evbuffer_drain(output, evbuffer_get_length(output));
	backlog_return_empty(c);
}
