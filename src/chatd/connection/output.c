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

#include "chatd/connection/connection_private.h"

#include <sys/socket.h>

#include <errno.h>
#include <string.h>

#include <event2/buffer.h>

#include "chatd/core/list_text.h"

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
	ssize_t written = send(
	    event_get_fd(&c->readable), page->bytes, page->used, MSG_NOSIGNAL);

	if (written < 0 && !output_may_retry(errno)) {
		connection_close(c, CLOSE_RESET);
		return false;
	}
	if (written < 0)
		written = 0;
	connection_count_output(c, (size_t)written);

	size_t left = page->used - (size_t)written;

	if (left > 0 && (!connection_borrow_buffers(c) ||
			    evbuffer_add(connection_backlog(c),
				page->bytes + written, left) != 0)) {
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
	struct evbuffer *output = connection_backlog(c);
	int written;

	if (c->backlogged || evbuffer_get_length(output) == 0)
		return true;
	written = evbuffer_write(output, event_get_fd(&c->readable));
	if (written < 0 && !output_may_retry(errno)) {
		connection_close(c, CLOSE_RESET);
		return false;
	}
	if (written > 0)
		connection_count_output(c, (size_t)written);
	if (evbuffer_get_length(output) > 0)
		connection_backlog_begin(c);
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
	if (loop->pages_lent < OUTPUT_PAGES_CACHED)
		return;
	loop->post(loop);
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

	if (!connection_borrow_buffers(c))
		return NULL;
	if (evbuffer_reserve_space(
		connection_backlog(c), (ev_ssize_t)size, &room, 1) != 1) {
		connection_close(c, CLOSE_OUT_OF_MEMORY);
		return NULL;
	}
	room.iov_len = size;
	evbuffer_commit_space(connection_backlog(c), &room, 1);
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
	c->page->open_to = share < OUTPUT_PAGE_BYTES ? share
						     : OUTPUT_PAGE_BYTES;
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
		evbuffer_get_length(connection_backlog(c)) > 0))
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
output_is_simple(const struct connection *c, enum append_mode mode, size_t size)
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

static bool
output_share_list(struct evbuffer *output, struct list_text *list)
{
	if (evbuffer_add_reference(output, list->names.bytes, list->names.size,
		output_release_list_cb, list_text_reference(list)) == 0)
		return true;
	list_text_release(list);
	return false;
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
	    !connection_borrow_buffers(c))
		return;

	struct evbuffer *output = connection_backlog(c);

	if (evbuffer_add(output, prefix.bytes, prefix.size) != 0 ||
	    !output_share_list(output, list) ||
	    evbuffer_add(output, suffix.bytes, suffix.size) != 0) {
		connection_close(c, CLOSE_OUT_OF_MEMORY);
		return;
	}
	connection_schedule_flush(c);
	output_charge(c, prefix.size + list->names.size + suffix.size);
}
