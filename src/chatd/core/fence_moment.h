/* SPDX-License-Identifier: MIT */
#ifndef CHATD_FENCE_MOMENT_H
#define CHATD_FENCE_MOMENT_H

/*
 * The moment at which nobody may be a user of this node any more, unless it has
 * been put off by then (worker/fence.h).
 *
 * The gateway changes it, and workers read it, each on its own thread.  One
 * that comes late must not find that the next life of the node has put the
 * moment off again.  So lives that are over are counted, and the next one waits
 * until all workers have closed the users of the last one.
 */

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct fence_moment {
	/*
	 * CLOCK_BOOTTIME, which goes on while the machine sleeps; 0 has passed.
	 */
	_Atomic uint64_t ns;
	_Atomic uint64_t lives_over;
	_Atomic uint64_t closed;  /* the same, once for each worker that did */
	_Atomic uint64_t workers; /* how many there are */
};

/* End a life: its users have to go.  Gateway's thread only. */
static inline void
fence_moment_end_life(struct fence_moment *moment)
{
	atomic_store(&moment->ns, 0);
	atomic_fetch_add(&moment->lives_over, 1);
}

/* Say whether no user is left of a life that is over. */
static inline bool
fence_moment_is_clear(const struct fence_moment *moment)
{
	return atomic_load(&moment->closed) ==
	       atomic_load(&moment->lives_over) * atomic_load(&moment->workers);
}

#endif
