/* SPDX-License-Identifier: MIT */
/*
 * What a connection has still to send.
 *
 * Output of a turn is put together in a page of plain memory that is written
 * once, at the end of the turn; only what the socket does not take goes into a
 * bufferevent, and waits until the socket takes more (backlog.c, writing.c). So
 * in the common case a line costs one copy, no allocation and no epoll_ctl.
 *
 * A page holds bytes only while the bufferevent's output is empty: order is
 * kept because the two are never filled at once.
 */

#include "chatd/connection/output.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include <event2/buffer.h>

#include "chatd/connection/backlog.h"
#include "chatd/connection/charging.h"
#include "chatd/connection/congestion.h"
#include "chatd/connection/connection_private.h"
#include "chatd/connection/delaying.h"
#include "chatd/connection/ending.h"
#include "chatd/connection/recording.h"
#include "chatd/connection/shedding.h"
#include "chatd/net/transport.h"
#include "common/clock.h"
#include "common/out_of_line.h"

/*
 * How many connections may hold a page at once; the output of more than that
 * goes through bufferevents.  It bounds memory (8 MiB a worker), and must be
 * more than the members of a busy room: with 32, sixteen lines to 1,000 members
 * were 16,000 writes of one line, 5.0 CPU seconds per million deliveries; with
 * 1,024 they are 1,000 of sixteen, and 0.43.  Pairs are none the worse for it.
 */
#define OUTPUT_PAGES_LENT_MAX 1024

/*
 * With the output of this many connections, 512 KiB in pages, what was put into
 * the first ones would leave the processor's cache if it waited for the end of
 * the turn.  Writing then makes a message of 500 busy pairs 7 % cheaper (64
 * lines in flight each) or 3 % (one).  Writing after each input does, too, but
 * it makes those of 50 pairs up to 5 % dearer.
 */
#define OUTPUT_UNFLUSHED_MANY 64

/* ---- writing ------------------------------------------------------------- */

bool
output_is_allowed(struct connection *c)
{
	const _Atomic uint64_t *fence = c->set->services.fence;

	if (fence == NULL || clock_boot_ns() < atomic_load(fence))
		return true;
	connection_close(c, CLOSE_CLUSTER_LOST);
	return false;
}

bool
output_write_page(struct connection *c)
{
	struct page *page = c->page;
	ssize_t written;

	if (!output_is_allowed(c))
		return false;
	written = transport_send(
	    connection_fd(c), c->tls, page->bytes, page->used);
	if (written < 0 && !transport_may_retry(errno)) {
		connection_close(c, CLOSE_RESET);
		return false;
	}
	if (written < 0)
		written = 0;
	backlog_count_sent(c, (size_t)written);

	size_t left = page->used - (size_t)written;

	if ((left > 0 || transport_owes(c->tls)) &&
	    (!backlog_borrow(c) || evbuffer_add(backlog_output(c),
				       page->bytes + written, left) != 0)) {
		connection_close(c, CLOSE_OUT_OF_MEMORY);
		return false;
	}
	pages_return(&c->set->pages, page);
	c->page = NULL;
	return true;
}

/* Write what was too long for a page.  Return false if that closed it. */
static bool
output_write_buffers(struct connection *c)
{
	struct evbuffer *output = backlog_output(c);
	ssize_t written;

	if (c->is_backlogged || backlog_is_written(c))
		return true;
	if (!output_is_allowed(c))
		return false;
	written = transport_send_buffer(connection_fd(c), c->tls, output);
	if (written < 0 && !transport_may_retry(errno)) {
		connection_close(c, CLOSE_RESET);
		return false;
	}
	if (written > 0)
		backlog_count_sent(c, (size_t)written);
	if (backlog_is_written(c)) {
		backlog_return_empty(c);
	} else if (backlog_begin(c) != 0) {
		connection_close(c, CLOSE_OUT_OF_MEMORY);
		return false;
	}
	return true;
}

/* Write what the connection has; what the socket does not take waits. */
static void
output_flush(struct connection *c)
{
	if (c->phase >= CONNECTION_LINGERING)
		return;
	if (c->page != NULL && !output_write_page(c))
		return;
	if (c->buffers != NULL && !output_write_buffers(c))
		return;
	congestion_note_sent(c, backlog_queued_bytes(c));
	if (!c->is_backlogged && c->phase == CONNECTION_FINISHING)
		ending_output_is_written(c);
}

void
output_flush_all(struct connections *set)
{
	struct connection *c;

	while ((c = flush_queue_take(&set->unflushed)) != NULL)
		output_flush(c);
}

void
output_flush_early(struct connections *set)
{
	set->owner->before_write(set);
	output_flush_all(set);
}

void
output_flush_many(struct connections *set)
{
	if (set->unflushed.count >= OUTPUT_UNFLUSHED_MANY)
		output_flush_early(set);
}

/* ---- making room --------------------------------------------------------- */

void
output_charge(struct connection *c, size_t size)
{
	size_t waiting = backlog_queued_bytes(c);

	charging_spend(c, size + CHARGE_REPLY_BYTES);
	shedding_note(c);
	if (waiting > c->set->limits.send_queue_max / 2)
		reading_stop(&c->set->queue, &c->reading, READING_BACKLOG);
}

void
output_note_event(struct connection *c, size_t size)
{
	shedding_note(c);
	congestion_note_event(c, backlog_queued_bytes(c), size);
}

/* Make room in what waits for the socket already, or will. */
static char *
output_reserve_in_backlog(struct connection *c, size_t size)
{
	struct evbuffer_iovec room;

	if (!backlog_borrow(c) || evbuffer_reserve_space(backlog_output(c),
				      (ev_ssize_t)size, &room, 1) != 1) {
		connection_close(c, CLOSE_OUT_OF_MEMORY);
		return NULL;
	}
	room.iov_len = size;
	evbuffer_commit_space(backlog_output(c), &room, 1);
	flush_queue_add(c);
	return room.iov_base;
}

/*
 * Lend c a page.  Up to half of the queue's share it may be filled without a
 * question: what is beyond is a reason not to read the peer, or to cut it.
 */
static void
output_borrow_page(struct connection *c)
{
	size_t share = c->set->limits.send_queue_max / 2;

	c->page = pages_take(
	    &c->set->pages, share < PAGE_BYTES ? share : PAGE_BYTES);
	if (c->page == NULL)
		connection_close(c, CLOSE_OUT_OF_MEMORY);
	else
		flush_queue_add(c);
}

/*
 * Return a page with room for size bytes; or NULL if there cannot be one, or
 * if c is closed for want of it.
 */
static struct page *
output_page_for(struct connection *c, size_t size)
{
	if (c->page != NULL && !page_has_room(c->page, size) &&
	    !output_write_page(c))
		return NULL;
	if (size > PAGE_BYTES ||
	    (c->buffers != NULL && evbuffer_get_length(backlog_output(c)) > 0))
		return NULL;
	/*
	 * Writing those of others now could end one of them, whose name may be
	 * in the line that is being put together.
	 */
	if (c->page == NULL && c->set->pages.lent < OUTPUT_PAGES_LENT_MAX)
		output_borrow_page(c);
	return c->page;
}

static bool
output_is_alone(const struct connection *c, enum append_mode mode)
{
	return mode != APPEND_EVENT &&
	       (mode == APPEND_REPLY_ALONE || !c->is_pipelining);
}

/*
 * Keep what is about to be appended out of writes that it may not share. Return
 * false if the connection is closed for it.
 */
static bool
output_separate(struct connection *c, enum append_mode mode)
{
	if (c->page == NULL ||
	    (!c->page->is_sealed && !output_is_alone(c, mode)))
		return true;
	return output_write_page(c);
}

/*
 * Say whether size more bytes just go after the others on the page: nothing is
 * to be kept apart, and what there is then is no reason to stop anybody.
 * Nearly every line of a busy turn is of this kind, and no is always right.
 */
static bool
output_is_simple(const struct connection *c, enum append_mode mode, size_t size)
{
	return c->page != NULL && page_takes_unchecked(c->page, size) &&
	       !output_is_alone(c, mode);
}

/* Make room after all that there is. */
static char *
output_reserve_now(struct connection *c, enum append_mode mode, size_t size)
{
	struct page *page;
	char *at;

	if (!output_separate(c, mode))
		return NULL;
	page = output_page_for(c, size);
	if (c->phase != CONNECTION_OPEN)
		return NULL;
	if (page != NULL) {
		at = page_reserve(page, size);
		if (output_is_alone(c, mode))
			page_seal(page);
	} else {
		at = output_reserve_in_backlog(c, size);
	}
	if (at != NULL && mode == APPEND_EVENT)
		output_note_event(c, size);
	else if (at != NULL)
		output_charge(c, size);
	return at;
}

bool
output_send_delayed(struct connection *c)
{
	struct delayed *delayed = delaying_take(c);
	char *at = output_reserve_now(c, APPEND_OWN_EVENT, delayed->size);

	if (at != NULL)
		memcpy(at, delayed->bytes, delayed->size);
	free(delayed);
	return at != NULL;
}

/* All that is not simple. */
static OUT_OF_LINE char *
output_reserve(struct connection *c, enum append_mode mode, size_t size)
{
	char *at = NULL;

	if (c->phase != CONNECTION_OPEN)
		return NULL;
	if (c->set->is_recording)
		return recording_reserve(&c->set->recording, size);
	if (delaying_has(c) && !output_send_delayed(c))
		return NULL;
	if (mode == APPEND_OWN_EVENT_LATER && !c->is_pipelining)
		at = delaying_keep(c, size);
	return at != NULL ? at : output_reserve_now(c, mode, size);
}

char *
connection_reserve(struct connection *c, enum append_mode mode, size_t size)
{
	if (!output_is_simple(c, mode, size))
		return output_reserve(c, mode, size);
	if (mode != APPEND_EVENT)
		charging_spend(c, size + CHARGE_REPLY_BYTES);
	return page_reserve(c->page, size);
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
