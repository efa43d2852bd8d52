/* SPDX-License-Identifier: MIT */
#ifndef CHATD_ADMISSION_H
#define CHATD_ADMISSION_H

/*
 * How many connections there may be that have not logged in, on all workers
 * together.  Any thread; a counter, no lock.
 */

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct admission {
	atomic_uint_fast64_t pending;
	atomic_uint_fast64_t most;
};

/* Begin with nobody, and let at most this many in. */
static inline void
admission_init(struct admission *admission, uint64_t most)
{
	atomic_init(&admission->pending, 0);
	atomic_init(&admission->most, most);
}

/* Let at most this many in from now on; who is in stays. */
static inline void
admission_set_most(struct admission *admission, uint64_t most)
{
	atomic_store_explicit(&admission->most, most, memory_order_relaxed);
}

/*
 * Let one more in, if there is room.  The caller must call admission_leave()
 * for it when it has logged in or is gone.
 */
static inline bool
admission_enter(struct admission *admission)
{
	if (atomic_fetch_add_explicit(
		&admission->pending, 1, memory_order_relaxed) <
	    atomic_load_explicit(&admission->most, memory_order_relaxed))
		return true;
	atomic_fetch_sub_explicit(
	    &admission->pending, 1, memory_order_relaxed);
	return false;
}

static inline void
admission_leave(struct admission *admission)
{
	atomic_fetch_sub_explicit(
	    &admission->pending, 1, memory_order_relaxed);
}

#endif
