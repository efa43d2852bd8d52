/* SPDX-License-Identifier: MIT */
/*
 * The end of a connection.
 *
 * Nothing is freed inside a callback: what is closed goes on a list, and its
 * memory goes at the end of the turn.  What others notice of an end (the name
 * is free, the room is left, the log says so) happens at once.
 */

#include "chatd/connection/ending.h"

#include <stdio.h>

#include "chatd/connection/backlog.h"
#include "chatd/connection/congestion.h"
#include "chatd/connection/connection_log.h"
#include "chatd/connection/connection_private.h"
#include "chatd/connection/delaying.h"
#include "chatd/connection/due.h"
#include "chatd/core/protocol.h"
#include "chatd/net/sources.h"
#include "chatd/net/transport.h"
#include "chatd/presence/directory.h"
#include "common/container.h"

/* How long a peer that was told goodbye may take to close. */
#define ENDING_LINGER_MS 1000

/*
 * The same while the daemon stops, for a peer that has received everything by
 * then: everybody waits for the slowest, and for the next daemon to start.
 */
#define ENDING_LINGER_STOPPING_MS 250

static void
ending_log(struct connection *c, enum close_reason reason)
{
	const struct close_rule *rule = close_rule(reason);
	bool is_user = c->claim != NULL && !claim_is_guest(c->claim);
	enum log_level level = rule->level;
	char words[80];

	if (level == LOG_LEVEL_INFO && !is_user)
		level = LOG_LEVEL_DEBUG;
	snprintf(words, sizeof(words), "closed: %s", rule->words);
	connection_log_end(c, level, words);
}

static void
ending_count(const struct connection *c, enum close_reason reason)
{
	int counter = close_rule(reason)->counter;
	struct stats_protocol *counted = stats_protocol(
	    c->set->services.stats, c->protocol);

	if (counter >= 0)
		connection_count_stat(c, (enum stats_counter)counter);
	connection_count_stat(c, STAT_CONNECTIONS_CLOSED);
	if (counted != NULL)
		stats_add_to(&counted->closed, 1);
}

/* The part of ending that others notice: the log, the counters, the name. */
static void
ending_tell(struct connection *c, enum close_reason reason)
{
	c->reason = (uint8_t)reason;
	congestion_end(c);
	ending_log(c, reason);
	c->set->owner->ended(c);
	if (c->protocol->ended != NULL)
		c->protocol->ended(c);
	connection_leave_admission(c);
	due_clear(c);
	slots_remove(&c->set->slots, c->address);
	ending_count(c, reason);
}

/* The part that the socket notices, at the end of the turn. */
static void
ending_bury(struct connection *c)
{
	c->phase = CONNECTION_CLOSED;
	reading_end(&c->set->queue, &c->reading);
	due_clear(c);
	delaying_drop(c);
	backlog_drop(c);
	list_append(&c->set->closed, &c->reading.queued);
}

void
connection_close(struct connection *c, enum close_reason reason)
{
	enum connection_phase phase = (enum connection_phase)c->phase;

	if (phase == CONNECTION_CLOSED)
		return;
	if (close_rule(reason)->resets)
		transport_reset_on_close(connection_fd(c));
	/* It is buried first: nothing that its end causes may be sent to it. */
	ending_bury(c);
	if (phase == CONNECTION_OPEN)
		ending_tell(c, reason);
}

/*
 * Have the protocol tell a user why the connection ends, if it is not the
 * user's doing.  One who does not read anyway would only hold up the end.
 */
static void
ending_say_goodbye(struct connection *c, enum close_reason reason)
{
	if (c->protocol->goodbye == NULL || c->claim == NULL ||
	    c->is_backlogged)
		return;
	if (reason == CLOSE_SHUTDOWN)
		c->protocol->goodbye(c, GOODBYE_STOPPING);
	else if (reason == CLOSE_KICKED)
		c->protocol->goodbye(c, GOODBYE_KICKED);
	else if (reason == CLOSE_BANNED)
		c->protocol->goodbye(c, GOODBYE_BANNED);
	else if (reason == CLOSE_REPLACED)
		c->protocol->goodbye(c, GOODBYE_REPLACED);
}

void
connection_finish(struct connection *c, enum close_reason reason)
{
	if (c->phase == CONNECTION_OPEN)
		ending_say_goodbye(c, reason);
	/* Later nothing is added to its output. */
	if (c->phase == CONNECTION_OPEN)
		delaying_hurry(c);
	/* Writing may have ended it. */
	if (c->phase != CONNECTION_OPEN)
		return;
	c->phase = CONNECTION_FINISHING;
	if (c->page != NULL)
		page_seal(c->page);
	reading_stop(&c->set->queue, &c->reading, READING_OVER);
	ending_tell(c, reason);
	if (c->is_backlogged)
		due_set_stall(c);
	flush_queue_add(c);
}

void
ending_output_is_written(struct connection *c)
{
	if (c->has_peer_ended ||
	    transport_end_sending(connection_fd(c), c->tls) != 0) {
		ending_bury(c);
		return;
	}
	/*
	 * Closing while unread input is there would make the kernel send a
	 * reset, which may destroy the last reply on its way.  So read on;
	 * input that was kept would only take the room to do so.
	 */
	backlog_drop(c);
	c->phase = CONNECTION_LINGERING;
	c->lingers_shortly = c->reason == CLOSE_SHUTDOWN;
	due_set_linger(c,
	    c->lingers_shortly ? ENDING_LINGER_STOPPING_MS : ENDING_LINGER_MS);
	if (reading_await_end(&c->reading) != 0)
		ending_bury(c);
}

void
ending_peer_has_ended(struct connection *c)
{
	c->has_peer_ended = true;
	if (c->phase == CONNECTION_LINGERING)
		ending_bury(c);
	else
		connection_finish(c, CLOSE_END_OF_INPUT);
}

void
ending_linger_is_over(struct connection *c)
{
	uint32_t bytes;

	/* A peer that has not received everything gets the rest of the time. */
	if (c->lingers_shortly &&
	    transport_get_unacknowledged(connection_fd(c), &bytes) == 0 &&
	    bytes > 0) {
		c->lingers_shortly = false;
		due_set_linger(c, ENDING_LINGER_MS - ENDING_LINGER_STOPPING_MS);
		return;
	}
	ending_bury(c);
}

void
ending_cut_short(struct connection *c)
{
	ending_bury(c);
}

void
ending_free_closed(struct connections *set)
{
	struct list *first;

	while ((first = list_first(&set->closed)) != NULL) {
		struct reading *reading = container_of(
		    first, struct reading, queued);
		struct connection *c = container_of(
		    reading, struct connection, reading);

		list_remove(first);
		transport_close(connection_fd(c), c->tls);
		sources_leave(set->services.sources, c->place);
		slab_give(&set->memory, c);
		set->count--;
	}
}
