/* SPDX-License-Identifier: MIT */
#ifndef CHATD_LOOP_H
#define CHATD_LOOP_H

/*
 * One thread's event loop: its event_base, its turns and its deadlines.
 *
 * A turn is: libevent runs what is readable or due, and then the owner does
 * what is left for the end of the turn.  Whatever could go on for long, because
 * many have sent much at once, goes on for a slice of the turn, and then waits
 * for the next turn; so nobody waits for more than a few slices.  Owner thread
 * only.
 */

#include <stdbool.h>
#include <stdint.h>

#include "chatd/event/deadline.h"
#include "common/clock.h"

/*
 * How long a slice takes.  What it begins it ends, so it may take as much
 * longer as one connection may cause in a turn.
 */
#define LOOP_SLICE_NS CLOCK_NS_PER_MS

struct event;
struct event_base;

struct loop {
	struct event_base *base;
	struct event *tick; /* runs while a deadline is set */
	bool is_ticking;
	/*
	 * How often it has ticked.  It stands still while no deadline is set,
	 * so it measures deadlines and nothing else.
	 */
	uint64_t ticks;
	struct deadline_list *lists; /* all that are registered, in order */
	uint64_t turn_began_ns;      /* CLOCK_MONOTONIC; 0: not asked for yet */
	uint64_t slice_ends_ns;      /* CLOCK_MONOTONIC; valid in a turn */
};

/* Prepare loop with an event_base of its own.  Return 0, or -1 (no memory). */
int loop_init(struct loop *loop);

/* Free what loop_init() made; no deadline may be set. */
void loop_clear(struct loop *loop);

/*
 * Begin list, and from now on call expired for each of its deadlines when its
 * time has come.  Lists are looked at in the order in which they were added.
 * The list stays the caller's, and must live as long as the loop.
 */
void loop_add_deadlines(struct loop *loop, struct deadline_list *list,
    deadline_expired_cb *expired);

/*
 * Put deadline on list, which was added to the loop, milliseconds from now, and
 * see to it that the tick runs.  It stops by itself when no deadline is left.
 */
void loop_set_deadline(struct loop *loop, struct deadline_list *list,
    struct deadline *deadline, uint64_t milliseconds);

/*
 * Return when the turn began, in nanoseconds of CLOCK_MONOTONIC.  The clock is
 * read once in a turn, for the first that asks.
 */
static inline uint64_t
loop_turn_ns(struct loop *loop)
{
	if (loop->turn_began_ns == 0) {
		loop->turn_began_ns = clock_monotonic_ns();
		loop->slice_ends_ns = loop->turn_began_ns + LOOP_SLICE_NS;
	}
	return loop->turn_began_ns;
}

/* Begin another slice of the turn; the first one begins with the turn. */
void loop_begin_slice(struct loop *loop);

/* Say whether the slice is over. */
bool loop_slice_is_over(struct loop *loop);

/*
 * For the end of a callback: if the slice is over, let libevent run no more of
 * them in this turn.  Those that were to run are the first of the next one.
 */
void loop_end_slice(struct loop *loop);

/*
 * End the turn: return how many nanoseconds it took, or 0 if nobody has asked
 * when it began, which is to say that it did nothing worth counting.
 */
uint64_t loop_end_turn(struct loop *loop);

#endif
