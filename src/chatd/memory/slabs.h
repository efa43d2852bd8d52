/* SPDX-License-Identifier: MIT */
#ifndef CHATD_SLABS_H
#define CHATD_SLABS_H

/*
 * A slab for each of some small sizes: for objects that come and go in crowds
 * and are not all of one size.  Any thread; one lock, held for one call.
 */

#include <pthread.h>
#include <stddef.h>

#include "chatd/memory/slab.h"

/* A claim with the longest possible name. */
#define SLABS_SIZE_MAX 320

#define SLABS_STEP  8
#define SLABS_COUNT (SLABS_SIZE_MAX / SLABS_STEP)

struct slabs {
	pthread_mutex_t lock; /* guards all below */
	struct slab slabs[SLABS_COUNT];
};

void slabs_init(struct slabs *slabs);

/* Give all memory back; nothing may be in use. */
void slabs_clear(struct slabs *slabs);

/*
 * Return size bytes, 1 to SLABS_SIZE_MAX, with anything in them; or NULL if
 * there is no memory.
 */
void *slabs_take(struct slabs *slabs, size_t size);

/* Give back an object that was taken with this size. */
void slabs_give(struct slabs *slabs, void *object, size_t size);

#endif
