/* SPDX-License-Identifier: MIT */
/*
 * Input of a connection, and when none is handled.
 *
 * All connections of a worker are read into one buffer and parsed where the
 * bytes lie; only an unfinished rest is kept, and goes in front of the next
 * bytes.  That saves the ioctl and the buffer per connection that bufferevent's
 * own reading costs.
 */

#include "chatd/connection/input.h"

#include <errno.h>
#include <string.h>

#include "chatd/connection/backlog.h"
#include "chatd/connection/charging.h"
#include "chatd/connection/connection_private.h"
#include "chatd/connection/ending.h"
#include "chatd/connection/output.h"
#include "chatd/connection/pacing.h"
#include "chatd/core/protocol.h"
#include "chatd/event/loop.h"
#include "chatd/net/transport.h"
#include "common/container.h"

bool
connection_takes_input(const struct connection *c)
{
	/* One that ends has a reason, too. */
	return c->reading.reasons == 0 && c->reading.budget > 0;
}

bool
connection_is_gated(const struct connection *c)
{
	return c->reading.reasons == READING_GATED && c->reading.budget > 0;
}

bool
connection_awaits_answer(const struct connection *c)
{
	return c->in_request;
}

void
connection_set_pipelining(struct connection *c, bool pipelining)
{
	c->is_pipelining = pipelining;
}

void
connection_wipe_input(struct connection *c, struct slice secret)
{
	(void)c;
	/* It lies in memory of ours: see input_handle_read() and the next. */
	if (secret.size > 0)
		explicit_bzero((void *)(uintptr_t)secret.bytes, secret.size);
}

/* Read c no more for this reason; what it did before may have ended it. */
static void
input_stop_for(struct connection *c, enum reading_reason reason)
{
	if (c->phase != CONNECTION_CLOSED)
		reading_stop(&c->set->queue, &c->reading, reason);
}

static void
input_keep_unfinished(struct connection *c, const char *bytes, size_t size)
{
	if (c->phase != CONNECTION_OPEN)
		return;
	if (size == 0)
		backlog_return_empty(c);
	else if (backlog_keep_input(c, bytes, size) != 0)
		connection_close(c, CLOSE_OUT_OF_MEMORY);
}

/* Let the protocol handle these bytes; return how many it has used. */
static size_t
input_handle(struct connection *c, const char *bytes, size_t size)
{
	bool is_paced = pacing_applies(c);
	size_t used;

	charging_begin_turn(c);
	if (is_paced && !pacing_begin_turn(c))
		return 0;
	c->in_input = true;
	c->set->cause = c->address;
	used = c->protocol->input(c, bytes, size);
	c->set->cause = (struct address){ 0 };
	c->in_input = false;
	if (is_paced)
		pacing_end_turn(c);
	charging_end_turn(c);
	if (used == 0 && size == c->set->read_buffer_size &&
	    connection_takes_input(c))
		connection_close(c, CLOSE_BAD_MESSAGE);
	return used;
}

/* The same, for what lies in the worker's buffer; keep the rest. */
static void
input_handle_read(struct connection *c, size_t size)
{
	const char *bytes = c->set->read_buffer;
	size_t used = input_handle(c, bytes, size);

	input_keep_unfinished(c, bytes + used, size - used);
}

/*
 * The same, for what was kept.  It is handled where it lies: a connection that
 * has sent much may do so in many turns, and would copy it in each of them.
 */
static void
input_handle_kept(struct connection *c)
{
	size_t size, used = 0;
	const char *bytes = backlog_lift_input(c, &size);

	if (bytes != NULL)
		used = input_handle(c, bytes, size);
	if (backlog_put_back_input(c, used) != 0 || bytes == NULL)
		connection_close(c, CLOSE_OUT_OF_MEMORY);
}

/* Where the socket will not tell of the end, have it looked for all the same.
 */
static void
input_expect_end(struct connection *c)
{
	if (transport_is_over(c->tls) && reading_is_on(&c->reading) &&
	    c->phase != CONNECTION_CLOSED)
		event_active(&c->reading.readable, EV_READ, 0);
}

/* Charge what was received, which may have been nothing of use. */
static void
input_note_bytes(struct connection *c, ssize_t got)
{
	size_t bytes = transport_take_received(c->tls, got);

	if (c->phase != CONNECTION_OPEN || bytes == 0 || !pacing_applies(c))
		return;
	pacing_note_bytes(c, bytes);
	if (got < 0)
		(void)pacing_stops(c);
}

/* The peer has sent its last byte.  It gets the answers that it waits for. */
static void
input_has_ended(struct connection *c)
{
	if (c->in_request && c->phase == CONNECTION_OPEN)
		input_stop_for(c, READING_AWAITS_ANSWER);
	else
		ending_peer_has_ended(c);
}

void
input_readable_cb(evutil_socket_t fd, short what, void *argument)
{
	struct connection *c = argument;
	struct connections *set = c->set;
	size_t kept = backlog_input_bytes(c);
	ssize_t got = transport_receive(
	    fd, c->tls, set->read_buffer + kept, set->read_buffer_size - kept);

	(void)what;
	if (got < 0 && errno != EAGAIN && errno != EINTR) {
		connection_close(c, CLOSE_RESET);
		return;
	}
	input_note_bytes(c, got);
	if (got < 0)
		return;
	if (got == 0) {
		input_has_ended(c);
		return;
	}
	if (c->phase == CONNECTION_LINGERING)
		return;
	stats_add(set->services.stats, STAT_BYTES_IN, (uint64_t)got);
	c->bytes_in += (uint64_t)got;
	c->last_input_s = connection_clock_s(set);
	input_handle_read(c, backlog_take_input(c) + (size_t)got);
	input_expect_end(c);
	output_flush_many(set);
	loop_end_slice(set->loop);
}

/* This reason to stop is over.  What was kept meanwhile is handled at once. */
static void
input_go_on(struct connection *c, enum reading_reason reason)
{
	enum reading_outcome outcome = reading_go_on(
	    &c->set->queue, &c->reading, reason);

	if (outcome == READING_FAILED)
		connection_close(c, CLOSE_OUT_OF_MEMORY);
	else if (outcome == READING_RESUMED && !c->in_input &&
		 !(pacing_applies(c) && pacing_stops(c)) &&
		 backlog_input_bytes(c) > 0)
		input_handle_kept(c);
	if (outcome == READING_RESUMED)
		input_expect_end(c);
}

/*
 * Let the next of the round go on that waits for this reason.  Return false
 * after the last.
 */
static bool
input_go_on_next(struct connections *set, enum reading_reason reason)
{
	struct reading *next = reading_next(&set->queue);

	if (next == NULL)
		return false;
	input_go_on(container_of(next, struct connection, reading), reason);
	output_flush_many(set);
	return true;
}

void
input_mailboxes_have_room(struct connections *set)
{
	reading_begin_round(&set->queue);
	while (
	    set->owner->may_send(set) && input_go_on_next(set, READING_MAILBOX))
		continue;
}

void
input_next_turn(struct connections *set)
{
	reading_begin_round(&set->queue);
	while (input_go_on_next(set, READING_TURN) &&
	       !loop_slice_is_over(set->loop))
		continue;
}

void
connection_hold_for_mailbox(struct connection *c)
{
	input_stop_for(c, READING_MAILBOX);
}

/* ---- requests that are answered later ------------------------------------ */

void
connection_request_begin(struct connection *c)
{
	c->in_request = true;
}

void
connection_request_answered(struct connection *c)
{
	c->in_request = false;
	c->reading.reasons &= (uint16_t)~READING_GATED;
	if (c->is_draining)
		connection_finish(c, CLOSE_SHUTDOWN);
	else
		input_go_on(c, READING_AWAITS_ANSWER);
}

void
connection_request_wait(struct connection *c)
{
	if (c->in_request)
		input_stop_for(c, READING_AWAITS_ANSWER);
}

void
connection_request_gate(struct connection *c)
{
	if (c->phase == CONNECTION_OPEN)
		c->reading.reasons |= READING_GATED;
}

void
connection_request_go_on(struct connection *c)
{
	if (!c->is_draining)
		input_go_on(c, READING_AWAITS_ANSWER);
}

/* ---- stopping ------------------------------------------------------------ */

void
input_stop(struct connection *c)
{
	if (c->phase == CONNECTION_OPEN)
		input_stop_for(c, READING_OVER);
}

void
input_drain(struct connection *c)
{
	if (c->in_request) {
		c->is_draining = true;
		input_stop_for(c, READING_AWAITS_ANSWER);
	} else {
		connection_finish(c, CLOSE_SHUTDOWN);
	}
}
