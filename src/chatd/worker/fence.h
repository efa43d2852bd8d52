/* SPDX-License-Identifier: MIT */
#ifndef CHATD_FENCE_H
#define CHATD_FENCE_H

/*
 * The moment at which a worker has no users any more, unless the gateway has
 * put it off: from then on others of the cluster may give their names away.
 *
 * It holds however late the worker comes to it: a worker that was stopped, with
 * all of chatd or the whole machine, closes its users before it begins a turn;
 * and one that was stopped in the midst of a turn asks before it writes to any
 * of them (connection/output.h), so that what it read and has yet to answer is
 * lost.  Worker's thread only, but for the moment, which the
 * gateway changes.
 */

#include <stdint.h>

#include "chatd/core/fence_moment.h"

struct connections;
struct event;
struct loop;
struct mailbox;

struct fence {
	struct event *event; /* NULL: there is no fence */
	int timer;           /* a timerfd */
	struct fence_moment *moment;
	uint64_t lives_over; /* whose users have been closed */
	struct connections *connections;
	struct mailbox *mailbox; /* the worker's */
};

/*
 * Prepare the loop for fence_init(), before it has any other events.  Return 0,
 * or -1.
 */
int fence_prepare(struct loop *loop);

/*
 * Close the users among connections when moment has come, and until it is put
 * off again; those, too, to whom mail in mailbox gives a name.  All is borrowed
 * for as long as there is the fence.  Return 0, or -1 with errno set.
 */
int fence_init(struct fence *fence, struct loop *loop,
    struct fence_moment *moment, struct connections *connections,
    struct mailbox *mailbox);

/*
 * Close the users of a life that is over, before its moment: called at the end
 * of each turn.  Nothing happens if there is no fence.
 */
void fence_end_turn(struct fence *fence);

/* Free the fence, if there is one. */
void fence_clear(struct fence *fence);

#endif
