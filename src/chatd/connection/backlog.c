/* SPDX-License-Identifier: MIT */
/*
 * The kernel may hold megabytes for the peer, so that it takes nothing more for
 * a long time.  A peer that takes those, however slowly, is no dead one: what
 * counts is what the peer acknowledges.
 */

#include "chatd/connection/backlog.h"

#include <string.h>

#include <event2/buffer.h>

#include "chatd/connection/connection_private.h"
#include "chatd/connection/delaying.h"
#include "chatd/connection/due.h"
#include "chatd/connection/silence.h"
#include "chatd/event/loop.h"
#include "chatd/net/transport.h"

/*
 * Whoever is held for a receiver waits for it, so it has to take something: a
 * modem of the last century takes this much in less than the usual send_timeout
 * of half a minute.
 */
#define BACKLOG_LEAST_BYTES 65536

/* What is shorter than this may as well be copied. */
#define BACKLOG_COPIED_BYTES 4096

struct evbuffer *
backlog_output(const struct connection *c)
{
	return buffers_output(c->buffers);
}

size_t
backlog_queued_bytes(const struct connection *c)
{
	size_t bytes = c->page != NULL ? c->page->used : 0;

	if (c->buffers != NULL)
		bytes += evbuffer_get_length(backlog_output(c));
	return bytes;
}

size_t
backlog_own_bytes(const struct connection *c)
{
	size_t bytes;

	if (c->buffers == NULL)
		return 0;
	bytes = c->buffers->counted + c->buffers->part + backlog_input_bytes(c);
	if (delaying_has(c))
		bytes += c->buffers->delayed->size;
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
	if (c->buffers == NULL || c->is_backlogged || delaying_has(c) ||
	    backlog_input_bytes(c) > 0 ||
	    evbuffer_get_length(backlog_output(c)) > 0)
		return;
	buffers_return(&c->set->buffers, c->buffers);
	c->buffers = NULL;
}

bool
backlog_is_written(const struct connection *c)
{
	return evbuffer_get_length(backlog_output(c)) == 0 &&
	       !transport_owes(c->tls);
}

void
backlog_count_sent(struct connection *c, size_t size)
{
	stats_add(c->set->services.stats, STAT_BYTES_OUT, size);
	c->bytes_out += size;
}

/* ---- whether the peer takes anything ------------------------------------- */

/*
 * Note what the peer has acknowledged, unless that is less than this many bytes
 * more than was noted before.  Return whether it is noted.
 */
static bool
backlog_has_moved(struct connection *c, size_t least)
{
	uint32_t held, acknowledged;

	if (transport_get_unacknowledged(connection_fd(c), &held) != 0)
		return false;
	acknowledged = transport_given(c->tls, c->bytes_out) - held;
	if (acknowledged - c->acknowledged < least)
		return false;
	c->acknowledged = acknowledged;
	return true;
}

/* Return how many bytes c has to take in send_timeout. */
static size_t
backlog_least(const struct connection *c)
{
	size_t share = c->set->limits.send_queue_max / 4;

	if (!c->is_congested)
		return 1;
	return share < BACKLOG_LEAST_BYTES ? share : BACKLOG_LEAST_BYTES;
}

void
backlog_apply_limits(struct connection *c)
{
	uint64_t timeout_ms = c->set->limits.send_timeout_ms;

	if (c->is_timed_here)
		timeout_ms = TRANSPORT_NO_USER_TIMEOUT;
	else if (timeout_ms < TRANSPORT_USER_TIMEOUT_MS)
		timeout_ms = TRANSPORT_USER_TIMEOUT_MS;
	transport_set_user_timeout(connection_fd(c), timeout_ms);
}

/*
 * Have c cut here, or by the kernel again.  The kernel's own time-out would
 * come before send_timeout, or at the same moment, and leave no line and no
 * count of a slow reader.
 */
static void
backlog_set_timed_here(struct connection *c, bool is_timed_here)
{
	if (c->is_timed_here == is_timed_here)
		return;
	c->is_timed_here = is_timed_here;
	backlog_apply_limits(c);
}

bool
backlog_is_stalled(struct connection *c)
{
	uint32_t now = (uint32_t)c->set->loop->ticks;

	/* Most do not wait long enough to be asked this. */
	backlog_set_timed_here(c, true);
	/* One whose socket takes more waits for us, not we for it. */
	if (backlog_has_moved(c, backlog_least(c)) ||
	    (c->is_backlogged && list_has(&c->buffers->place)))
		c->moved_at = now - 1;
	return now - c->moved_at >=
	       deadline_ticks(c->set->limits.send_timeout_ms);
}

/* ---- output -------------------------------------------------------------- */

static void
backlog_writable_cb(evutil_socket_t fd, short what, void *argument)
{
	struct connection *c = argument;

	(void)fd;
	(void)what;
	list_append(&c->set->writable, &c->buffers->place);
	loop_end_slice(c->set->loop);
}

int
backlog_await_socket(struct connection *c)
{
	return transport_await_sending(&c->buffers->writable,
	    c->set->loop->base, connection_fd(c), backlog_writable_cb, c);
}

int
backlog_begin(struct connection *c)
{
	if (c->is_backlogged)
		return 0;
	if (backlog_await_socket(c) != 0)
		return -1;
	c->is_backlogged = true;
	c->buffers->connection = c;
	(void)backlog_has_moved(c, 0);
	c->moved_at = (uint32_t)c->set->loop->ticks;
	/* Before login the login deadline holds, and it is absolute. */
	if (due_for(c) == DUE_NOTHING || silence_is_watched(c))
		due_set_stall(c);
	return 0;
}

void
backlog_end(struct connection *c)
{
	if (!c->is_backlogged)
		return;
	c->is_backlogged = false;
	transport_stop_awaiting(&c->buffers->writable);
	list_remove(&c->buffers->place);
	backlog_set_timed_here(c, false);
	if (due_for(c) == DUE_STALL)
		silence_watch(c);
}

/* ---- input --------------------------------------------------------------- */

size_t
backlog_input_bytes(const struct connection *c)
{
	return c->buffers == NULL
		   ? 0
		   : evbuffer_get_length(buffers_input(c->buffers));
}

int
backlog_keep_input(struct connection *c, const char *bytes, size_t size)
{
	if (!backlog_borrow(c))
		return -1;
	return evbuffer_add(buffers_input(c->buffers), bytes, size);
}

/* Overwrite input that was kept: a line that was cut may be a password. */
static void
backlog_wipe(struct evbuffer *input)
{
	size_t size = evbuffer_get_length(input);
	unsigned char *bytes = NULL;

	if (size <= BACKLOG_COPIED_BYTES)
		bytes = evbuffer_pullup(input, -1);
	if (bytes != NULL)
		explicit_bzero(bytes, size);
}

size_t
backlog_take_input(struct connection *c)
{
	struct evbuffer *input;
	ssize_t size;

	if (c->buffers == NULL)
		return 0;
	input = buffers_input(c->buffers);
	size = evbuffer_copyout(
	    input, c->set->read_buffer, c->set->read_buffer_size);
	if (size <= 0)
		return 0;
	if (c->set->services.accounts != NULL)
		backlog_wipe(input);
	evbuffer_drain(input, (size_t)size);
	return (size_t)size;
}

const char *
backlog_lift_input(struct connection *c, size_t *size_r)
{
	struct evbuffer *lifted = c->set->lifted;

	if (evbuffer_add_buffer(lifted, buffers_input(c->buffers)) != 0)
		return NULL;
	*size_r = evbuffer_get_length(lifted);
	return (const char *)evbuffer_pullup(lifted, -1);
}

/*
 * Put lifted input into the buffers of c: as it is, or in memory of its own if
 * most of the memory that it lies in is used up, so that all copies together
 * are no more than it was at first.
 */
static int
backlog_put_back(struct connection *c, struct evbuffer *lifted, size_t used)
{
	struct evbuffer *input = buffers_input(c->buffers);
	size_t left = evbuffer_get_length(lifted);

	if (left > used && left > BACKLOG_COPIED_BYTES)
		return evbuffer_add_buffer(input, lifted);
	return evbuffer_add(input, evbuffer_pullup(lifted, -1), left);
}

int
backlog_put_back_input(struct connection *c, size_t used)
{
	struct evbuffer *lifted = c->set->lifted;
	int result = 0;

	evbuffer_drain(lifted, used);
	c->set->has_freed_much = true;
	if (evbuffer_get_length(lifted) == 0)
		backlog_return_empty(c);
	else if (c->phase == CONNECTION_OPEN &&
		 (!backlog_borrow(c) || backlog_put_back(c, lifted, used) != 0))
		result = -1;
	evbuffer_drain(lifted, evbuffer_get_length(lifted));
	return result;
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
	input = buffers_input(c->buffers);
	output = backlog_output(c);
	evbuffer_drain(input, evbuffer_get_length(input));
	evbuffer_drain(output, evbuffer_get_length(output));
	backlog_return_empty(c);
}
