/* SPDX-License-Identifier: MIT */
#ifndef CHATD_QUEUE_TOTAL_H
#define CHATD_QUEUE_TOTAL_H

/*
 * How many bytes wait in the whole daemon, and how many may.
 *
 * What waits is output that sockets do not take, input that is no whole request
 * yet or whose sender is held, echoes that come later, mail between workers,
 * lines for the members of big rooms, and texts on their way to the disk.  Each
 * of them has a bound of its own for each connection; this is the bound for
 * all.  Pages of output, which are written at the end of the turn that fills
 * them, are not counted.
 *
 * From seven eighths on newcomers are turned away; above the whole, workers cut
 * the connections for which most waits, see shedding.h.  Any thread; there are
 * counters and no lock.
 */

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "chatd/core/address.h"

struct queue_total {
	atomic_size_t bytes;
	atomic_size_t most;
	/* The most that waits for one connection, as each worker last said. */
	atomic_size_t worst[ADDRESS_WORKERS_MAX];
};

/* Let this many bytes wait from now on. */
static inline void
queue_total_set_most(struct queue_total *total, size_t most)
{
	atomic_store_explicit(&total->most, most, memory_order_relaxed);
}

/* Begin with nothing. */
static inline void
queue_total_init(struct queue_total *total, size_t most)
{
	atomic_init(&total->bytes, 0);
	for (size_t i = 0; i < ADDRESS_WORKERS_MAX; i++)
		atomic_init(&total->worst[i], 0);
	queue_total_set_most(total, most);
}

/* This many more bytes wait, or no longer do. */
static inline void
queue_total_add(struct queue_total *total, size_t bytes)
{
	atomic_fetch_add_explicit(&total->bytes, bytes, memory_order_relaxed);
}

static inline void
queue_total_subtract(struct queue_total *total, size_t bytes)
{
	atomic_fetch_sub_explicit(&total->bytes, bytes, memory_order_relaxed);
}

/* Return how many bytes wait, and how many may. */
static inline size_t
queue_total_bytes(const struct queue_total *total)
{
	return atomic_load_explicit(&total->bytes, memory_order_relaxed);
}

static inline size_t
queue_total_most(const struct queue_total *total)
{
	return atomic_load_explicit(&total->most, memory_order_relaxed);
}

/* Say whether more waits than may. */
static inline bool
queue_total_is_over(const struct queue_total *total)
{
	return queue_total_bytes(total) > queue_total_most(total);
}

/* Say whether so much waits that nobody should come who may add to it. */
static inline bool
queue_total_is_nearly_full(const struct queue_total *total)
{
	size_t most = queue_total_most(total);

	return queue_total_bytes(total) > most - most / 8;
}

#endif
