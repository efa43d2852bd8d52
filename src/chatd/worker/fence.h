/* SPDX-License-Identifier: MIT */
#ifndef CHATD_FENCE_H
#define CHATD_FENCE_H

/*
 * The moment at which a worker has no users any more, unless the gateway has
 * put it off: from then on others of the cluster may give their names away.
 *
 * It holds however late the worker comes to it: a worker that was stopped, with
 * all of chatd or the whole machine, closes its users before it reads a byte of
 * them or writes one.  Worker's thread only, but for the moment, which the
 * gateway changes.
 */

#include <stdatomic.h>
#include <stdint.h>

struct connections;
struct event;
struct loop;

/*
 * In ns of CLOCK_BOOTTIME, which goes on while the machine sleeps; 0 has
 * passed.
 */
typedef _Atomic uint64_t fence_moment;

struct fence {
	struct event *event; /* NULL: there is no fence */
	int timer;           /* a timerfd */
	const fence_moment *moment;
	struct connections *connections;
};

/*
 * Prepare the loop for fence_init(), before it has any other events.  Return 0,
 * or -1.
 */
int fence_prepare(struct loop *loop);

/*
 * Close the users among connections when moment has come, and until it is put
 * off again.
 * Return 0, or -1 with errno set.
 */
int fence_init(struct fence *fence, struct loop *loop,
    const fence_moment *moment, struct connections *connections);

/* Free the fence, if there is one. */
void fence_clear(struct fence *fence);

#endif
