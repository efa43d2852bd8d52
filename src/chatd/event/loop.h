/* SPDX-License-Identifier: MIT */
#ifndef CHATD_LOOP_H
#define CHATD_LOOP_H

/*
 * What all connections of one worker share: its event_base, its tick, the
 * buffers they borrow, and the lists that are worked off at the end of a turn.
 *
 * A turn is: libevent runs what is readable or due, then the worker writes what
 * the turn produced and frees what it closed.  Owner thread only.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chatd/connection/slots.h"
#include "chatd/core/limits.h"
#include "chatd/core/stats.h"
#include "chatd/event/deadline.h"
#include "chatd/memory/slab.h"

struct admission;
struct bufferevent;
struct connection;
struct event;
struct event_base;
struct filing;
struct message;

/* The most bytes that are read from one connection in one turn. */
#define LOOP_READ_BYTES 65536

/*
 * The output of one connection in one turn, before it is written.  8 KiB hold
 * what a window of 64 pipelined lines produces.
 */
#define OUTPUT_PAGE_BYTES 8192

struct output_page {
	size_t used;
	size_t open_to; /* filled so far without a question; 0: it is closed */
	char bytes[OUTPUT_PAGE_BYTES];
};

/* A bufferevent that waits to be borrowed. */
struct spare_buffers {
	struct bufferevent **items;
	size_t count;
	size_t capacity;
	size_t least; /* the smallest count since the last trim */
};

struct loop {
	struct event_base *base;
	struct slots slots;          /* of connections that are open */
	struct slab connections;     /* their memory */
	size_t connection_count;     /* open, ending or waiting to be freed */
	struct stats *stats;         /* the worker's */
	struct limits limits;        /* see loop_set_limits() */
	struct admission *admission; /* all workers' */
	void *chat;                  /* the chat of this worker */
	struct filing *filing;       /* all workers' */

	/* Called when the deadline on lists has come. */
	void (*lists_due)(struct loop *loop);

	/* Called when memory that can be done without is to be freed. */
	void (*free_what_can_be)(struct loop *loop);

	/*
	 * Called before replies are written in the middle of a turn: what they
	 * confirm is posted first.
	 */
	void (*post)(struct loop *loop);

	/* Called for each connection that ends, while its name is still its. */
	void (*ended)(struct connection *connection);

	/* Called for a message to the members of a room on this worker. */
	void (*room_message)(struct loop *loop, const struct message *message);

	char *read_buffer; /* one for all connections */
	size_t read_buffer_size;

	struct slab pages; /* of output */
	size_t pages_lent;
	size_t pages_most; /* the most that were lent since the last trim */
	struct spare_buffers spare;

	struct connection *first_to_flush; /* in the order they began */
	struct connection *last_to_flush;
	struct connection *first_closed; /* freed at the end of the turn */
	struct connection *first_held;   /* handling no input for now */
	struct connection *first_let_go; /* of those, while they are asked */

	uint64_t turn_began_ns; /* CLOCK_MONOTONIC; 0: not asked for yet */

	uint64_t now; /* in ticks */
	struct event *tick;
	bool ticking;
	struct deadline_list logins;
	struct deadline_list stalls;
	struct deadline_list lingers;
	struct deadline_list lists; /* the chat's; of one deadline at most */
	struct deadline_list trims; /* of the next one, at most */
	struct deadline trim;
	bool trimmed; /* in this turn */
};

/*
 * Prepare loop with an event_base of its own.  stats, admission, chat and ended
 * are the caller's to set.  Return 0, or -1 with errno set.
 */
int loop_init(
    struct loop *loop, unsigned int worker, const struct limits *limits);

/* Free what loop_init() made; no connection may be left. */
void loop_clear(struct loop *loop);

/* Hold connections to these limits from now on.  Return 0, or -1 (no memory).
 */
int loop_set_limits(struct loop *loop, const struct limits *limits);

/*
 * Put deadline on list, milliseconds from now, and see to it that the tick
 * runs.  It stops by itself when no deadline is left.
 */
void loop_set_deadline(struct loop *loop, struct deadline_list *list,
    struct deadline *deadline, uint64_t milliseconds);

/* Return the time in nanoseconds of CLOCK_MONOTONIC. */
uint64_t loop_clock_ns(void);

/*
 * Return when the turn began, in nanoseconds of CLOCK_MONOTONIC.  The clock is
 * read once in a turn, for whoever is the first to ask.
 */
static inline uint64_t
loop_turn_ns(struct loop *loop)
{
	if (loop->turn_began_ns == 0)
		loop->turn_began_ns = loop_clock_ns();
	return loop->turn_began_ns;
}

/*
 * The turn is over: count how long it took, if it did anything, and see to it
 * that memory which is not needed any more is given back some time later.
 */
void loop_end_turn(struct loop *loop);

/* Borrow a page, empty, or NULL if there is no memory; give it back. */
struct output_page *loop_take_page(struct loop *loop);
void loop_return_page(struct loop *loop, struct output_page *page);

/*
 * Borrow a bufferevent without a socket, with empty buffers that may be used as
 * they are, or NULL if there is no memory; give it back with empty buffers.
 */
struct bufferevent *loop_take_buffers(struct loop *loop);
void loop_return_buffers(struct loop *loop, struct bufferevent *buffers);

#endif
