/* SPDX-License-Identifier: MIT */
/*
 * What a connection has still to send.
 *
 * Output of a turn is put together in a page of plain memory that is written
 * once, at the end of the turn; only what the socket does not take goes into a
 * bufferevent, which then waits for the socket and writes the rest.  So in the
 * common case a line costs one copy and no allocation, and EV_WRITE is never
 * switched on and off (each switch is an epoll_ctl).
 *
 * A page holds bytes only while the bufferevent's output is empty: order is
 * kept because the two are never filled at once.
 */

#include "chatd/connection_private.h"

#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <errno.h>
#include <string.h>

#include <event2/buffer.h>
#include <event2/bufferevent.h>

#include "chatd/list_text.h"

/*
 * How many connections may hold a page at once; the output of more than that
 * goes through bufferevents.  It bounds memory (8 MiB a worker), and must be
 * more than the members of a busy room: with 32, sixteen lines to 1,000 members
 * were 16,000 writes of one line, 5.0 CPU seconds per million deliveries; with
 * 1,024 they are 1,000 of sixteen, and 0.43.  Pairs are none the worse for it.
 */
#define OUTPUT_PAGES_LENT_MAX 1024

/*
 * With so many pages lent, 512 KiB, what was put into the first ones would
 * leave the processor's cache if it waited for the end of the turn.  Writing
 * then makes a message of 500 busy pairs 7 % cheaper (64 lines in flight each)
 * or 3 % (one).  Writing after each input does, too, but it makes those of 50
 * pairs up to 5 % dearer.
 */
#define OUTPUT_PAGES_CACHED 64

/* A list longer than this is shared by reference; a shorter one is copied. */
#define OUTPUT_SHARED_LIST_BYTES 4096

static struct evbuffer *
output_backlog(const struct connection *c)
{
	return bufferevent_get_output(c->buffers);
}

size_t
connection_queued_bytes(const struct connection *c)
{
	size_t bytes = c->page != NULL ? c->page->used : 0;

	if (c->buffers != NULL)
		bytes += evbuffer_get_length(output_backlog(c));
	return bytes;
}

void
connection_drop_empty_buffers(struct connection *c)
{
	if (c->buffers == NULL || c->backlogged ||
	    evbuffer_get_length(bufferevent_get_input(c->buffers)) > 0 ||
	    evbuffer_get_length(output_backlog(c)) > 0)
		return;
	loop_return_buffers(c->loop, c->buffers);
	c->buffers = NULL;
}

/* The kernel has taken size more bytes. */
static void
output_count(struct connection *c, size_t size)
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
output_progress_cb(struct evbuffer *output,
    const struct evbuffer_cb_info *info, void *argument)
{
	struct connection *c = argument;

	(void)output;
	if (info->n_deleted == 0 || !c->backlogged)
		return;
	output_count(c, info->n_deleted);
	(void)connection_peer_takes(c);
	if (c->deadline.list == &c->loop->stalls)
		loop_set_deadline(c->loop, &c->loop->stalls, &c->deadline,
		    c->loop->limits.send_timeout_ms);
}

/* Stop waiting for the socket. */
static void
output_backlog_end(struct connection *c)
{
	if (!c->backlogged)
		return;
	bufferevent_disable(c->buffers, EV_WRITE);
	bufferevent_setcb(c->buffers, NULL, NULL, NULL, NULL);
	bufferevent_setfd(c->buffers, -1);
	evbuffer_remove_cb(output_backlog(c), output_progress_cb, c);
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
	output_backlog_end(c);
	input = bufferevent_get_input(c->buffers);
	output = bufferevent_get_output(c->buffers);
	evbuffer_unfreeze(output, 1);
	evbuffer_drain(input, evbuffer_get_length(input));
	evbuffer_drain(output, evbuffer_get_length(output));
	connection_drop_empty_buffers(c);
}

/* The socket has taken all that waited. */
static void
output_drained_cb(struct bufferevent *buffers, void *argument)
{
	struct connection *c = argument;

	(void)buffers;
	output_backlog_end(c);
	evbuffer_unfreeze(output_backlog(c), 1);
	connection_drop_empty_buffers(c);
	if (c->phase == CONNECTION_FINISHING)
		connection_output_done(c);
	else
		connection_resume(c, PAUSE_BACKLOG);
}

static void
output_failed_cb(struct bufferevent *buffers, short what, void *argument)
{
	(void)buffers;
	(void)what;
	connection_close(argument, CLOSE_RESET);
}

static bool
output_borrow_buffers(struct connection *c)
{
	if (c->buffers == NULL)
		c->buffers = loop_take_buffers(c->loop);
	if (c->buffers == NULL)
		connection_close(c, CLOSE_OUT_OF_MEMORY);
	return c->buffers != NULL;
}

/* Let the bufferevent write, when the socket can, what is in its output. */
static void
output_backlog_begin(struct connection *c)
{
	if (c->backlogged)
		return;
	c->backlogged = true;
	bufferevent_setcb(c->buffers, NULL, output_drained_cb,
	    output_failed_cb, c);
	bufferevent_setfd(c->buffers, event_get_fd(&c->readable));
	if (evbuffer_add_cb(output_backlog(c), output_progress_cb, c) == NULL ||
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

/* What send() and its kin say when trying again later may help. */
static bool
output_may_retry(int error)
{
	return error == EAGAIN || error == EINTR || error == ENOBUFS ||
	    error == ENOMEM;
}

/* Write the page.  Return false if the connection is closed for it. */
static bool
output_write_page(struct connection *c)
{
	struct output_page *page = c->page;
	ssize_t written = send(event_get_fd(&c->readable), page->bytes,
	    page->used, MSG_NOSIGNAL);

	if (written < 0 && !output_may_retry(errno)) {
		connection_close(c, CLOSE_RESET);
		return false;
	}
	if (written < 0)
		written = 0;
	output_count(c, (size_t)written);

	size_t left = page->used - (size_t)written;

	if (left > 0 &&
	    (!output_borrow_buffers(c) ||
		evbuffer_add(output_backlog(c), page->bytes + written, left) !=
		    0)) {
		connection_close(c, CLOSE_OUT_OF_MEMORY);
		return false;
	}
	loop_return_page(c->loop, page);
	c->page = NULL;
	return true;
}

/* Write what is too long for a page.  Return false if that closed it. */
static bool
output_write_buffers(struct connection *c)
{
	struct evbuffer *output = output_backlog(c);
	int written;

	if (c->backlogged || evbuffer_get_length(output) == 0)
		return true;
	written = evbuffer_write(output, event_get_fd(&c->readable));
	if (written < 0 && !output_may_retry(errno)) {
		connection_close(c, CLOSE_RESET);
		return false;
	}
	if (written > 0)
		output_count(c, (size_t)written);
	if (evbuffer_get_length(output) > 0)
		output_backlog_begin(c);
	else
		connection_drop_empty_buffers(c);
	return c->phase != CONNECTION_CLOSED;
}

void
connection_flush(struct connection *c)
{
	if (c->phase >= CONNECTION_LINGERING)
		return;
	if (c->page != NULL && !output_write_page(c))
		return;
	if (c->buffers != NULL && !output_write_buffers(c))
		return;
	if (c->backlogged)
		return;
	if (c->phase == CONNECTION_FINISHING)
		connection_output_done(c);
	else if (c->paused & PAUSE_BACKLOG)
		connection_hold(c, PAUSE_TURN, PAUSE_BACKLOG);
}

void
connection_flush_all(struct loop *loop)
{
	while (loop->first_to_flush != NULL) {
		struct connection *c = loop->first_to_flush;

		loop->first_to_flush = c->next_to_flush;
		c->in_flush = false;
		connection_flush(c);
	}
}

void
connection_close_page(struct connection *c)
{
	if (c->page != NULL)
		c->page->open_to = 0;
}

void
connection_flush_many(struct loop *loop)
{
	if (loop->pages_lent >= OUTPUT_PAGES_CACHED)
		connection_flush_all(loop);
}

void
connection_schedule_flush(struct connection *c)
{
	if (c->in_flush)
		return;
	c->in_flush = true;
	c->next_to_flush = NULL;
	if (c->loop->first_to_flush == NULL)
		c->loop->first_to_flush = c;
	else
		c->loop->last_to_flush->next_to_flush = c;
	c->loop->last_to_flush = c;
}

/* Count a reply against what c may cause before others have their turn. */
static void
output_spend(struct connection *c, size_t size)
{
	c->budget = c->budget > size ? c->budget - (uint32_t)size : 0;
}

/* Count a reply, and let c cause no more while much of it waits. */
static void
output_charge(struct connection *c, size_t size)
{
	output_spend(c, size);
	if (connection_queued_bytes(c) > c->loop->limits.send_queue_max / 2)
		connection_pause(c, PAUSE_BACKLOG);
}

/* Make room in what waits for the socket already, or will. */
static char *
output_reserve_in_backlog(struct connection *c, size_t size)
{
	struct evbuffer_iovec room;

	if (!output_borrow_buffers(c))
		return NULL;
	if (evbuffer_reserve_space(
		output_backlog(c), (ev_ssize_t)size, &room, 1) != 1) {
		connection_close(c, CLOSE_OUT_OF_MEMORY);
		return NULL;
	}
	room.iov_len = size;
	evbuffer_commit_space(output_backlog(c), &room, 1);
	connection_schedule_flush(c);
	return room.iov_base;
}

/*
 * Lend c a page.  Up to half of the queue's share it may be filled without a
 * question: what is beyond is a reason not to read the peer, or to cut it.
 */
static void
output_borrow_page(struct connection *c)
{
	size_t share = c->loop->limits.send_queue_max / 2;

	c->page = loop_take_page(c->loop);
	if (c->page == NULL) {
		connection_close(c, CLOSE_OUT_OF_MEMORY);
		return;
	}
	c->page->open_to =
	    share < OUTPUT_PAGE_BYTES ? share : OUTPUT_PAGE_BYTES;
	connection_schedule_flush(c);
}

/* Return a page with room for size bytes, or NULL if there cannot be one. */
static struct output_page *
output_page_for(struct connection *c, size_t size)
{
	if (c->page != NULL && OUTPUT_PAGE_BYTES - c->page->used < size &&
	    !output_write_page(c))
		return NULL;
	if (size > OUTPUT_PAGE_BYTES ||
	    (c->buffers != NULL &&
		evbuffer_get_length(output_backlog(c)) > 0))
		return NULL;
	/*
	 * Writing those of others now could end one of them, whose name may be
	 * in the line that is being put together.
	 */
	if (c->page == NULL && c->loop->pages_lent < OUTPUT_PAGES_LENT_MAX)
		output_borrow_page(c);
	return c->page;
}

static bool
append_is_event(enum append_mode mode)
{
	return mode == APPEND_EVENT || mode == APPEND_OWN_EVENT;
}

static bool
output_is_alone(const struct connection *c, enum append_mode mode)
{
	return mode != APPEND_EVENT &&
	    (mode == APPEND_REPLY_ALONE || !c->pipelining);
}

/* Keep what is about to be appended out of writes it may not share. */
static void
output_separate(struct connection *c, enum append_mode mode)
{
	if (c->page != NULL &&
	    (c->page->open_to == 0 || output_is_alone(c, mode)))
		output_write_page(c);
}

static bool
output_would_overflow(const struct connection *c, size_t size)
{
	return connection_queued_bytes(c) + size >
	    c->loop->limits.send_queue_max;
}

static char *
output_reserve_in_page(struct output_page *page, size_t size)
{
	char *at = page->bytes + page->used;

	page->used += size;
	return at;
}

/*
 * Say whether size more bytes just go behind the others on the page: nothing is
 * to be kept apart, and what there is then is no reason to stop anybody.
 * Nearly every line of a busy turn is of this kind, and no is always right.
 */
static bool
output_is_simple(
    const struct connection *c, enum append_mode mode, size_t size)
{
	return c->page != NULL && c->page->used + size <= c->page->open_to &&
	    !output_is_alone(c, mode);
}

/*
 * All that is not simple.  Kept out of line, because inlined it would make the
 * short way save and restore every register.
 */
static __attribute__((noinline)) char *
output_reserve(struct connection *c, enum append_mode mode, size_t size)
{
	struct output_page *page;
	char *at;

	if (c->phase != CONNECTION_OPEN)
		return NULL;
	if (append_is_event(mode) && output_would_overflow(c, size)) {
		connection_close(c, CLOSE_SLOW_READER);
		return NULL;
	}
	output_separate(c, mode);
	page = output_page_for(c, size);
	if (c->phase != CONNECTION_OPEN)
		return NULL;
	if (page != NULL) {
		at = output_reserve_in_page(page, size);
		if (output_is_alone(c, mode))
			page->open_to = 0;
	} else {
		at = output_reserve_in_backlog(c, size);
	}
	if (at != NULL && !append_is_event(mode))
		output_charge(c, size);
	return at;
}

char *
connection_reserve(struct connection *c, enum append_mode mode, size_t size)
{
	if (!output_is_simple(c, mode, size))
		return output_reserve(c, mode, size);
	if (!append_is_event(mode))
		output_spend(c, size);
	return output_reserve_in_page(c->page, size);
}

void
connection_append(struct connection *c, enum append_mode mode,
    const struct slice *parts, size_t count)
{
	size_t size = 0;
	char *at;

	for (size_t i = 0; i < count; i++)
		size += parts[i].size;
	at = connection_reserve(c, mode, size);
	for (size_t i = 0; at != NULL && i < count; i++)
		at = slice_write(at, parts[i]);
}

static void
output_release_list_cb(const void *bytes, size_t size, void *argument)
{
	(void)bytes;
	(void)size;
	list_text_release(argument);
}

void
connection_append_list(struct connection *c, struct slice prefix,
    struct list_text *list, struct slice suffix)
{
	struct slice parts[] = { prefix, list->names, suffix };

	if (list->names.size <= OUTPUT_SHARED_LIST_BYTES) {
		connection_append(c, APPEND_REPLY, parts, 3);
		return;
	}
	if (c->phase != CONNECTION_OPEN ||
	    (c->page != NULL && !output_write_page(c)) ||
	    !output_borrow_buffers(c))
		return;

	struct evbuffer *output = output_backlog(c);

	if (evbuffer_add(output, prefix.bytes, prefix.size) != 0 ||
	    evbuffer_add_reference(output, list->names.bytes,
		list->names.size, output_release_list_cb,
		list_text_reference(list)) != 0 ||
	    evbuffer_add(output, suffix.bytes, suffix.size) != 0) {
		connection_close(c, CLOSE_OUT_OF_MEMORY);
		return;
	}
	connection_schedule_flush(c);
	output_charge(c, prefix.size + list->names.size + suffix.size);
}

bool
connection_is_backlogged(const struct connection *c)
{
	return c->backlogged;
}
