/* SPDX-License-Identifier: MIT */
/*
 * Slabs in steps of 8 bytes: what is lost by rounding up is what the allocator
 * would need to know the size.  Nothing trims them later, so each keeps one
 * empty chunk, and a second one goes at once.
 */

#include "chatd/memory/slabs.h"

void
slabs_init(struct slabs *slabs)
{
	pthread_mutex_init(&slabs->lock, NULL);
	for (size_t i = 0; i < SLABS_COUNT; i++)
		slab_init(&slabs->slabs[i], (i + 1) * SLABS_STEP);
}

void
slabs_clear(struct slabs *slabs)
{
	for (size_t i = 0; i < SLABS_COUNT; i++)
		slab_clear(&slabs->slabs[i]);
	pthread_mutex_destroy(&slabs->lock);
}

static struct slab *
slabs_find(struct slabs *slabs, size_t size)
{
	return &slabs->slabs[(size - 1) / SLABS_STEP];
}

void *
slabs_take(struct slabs *slabs, size_t size)
{
	void *object;

	pthread_mutex_lock(&slabs->lock);
	object = slab_take(slabs_find(slabs, size));
	pthread_mutex_unlock(&slabs->lock);
	return object;
}

void
slabs_give(struct slabs *slabs, void *object, size_t size)
{
	struct slab *slab;

	pthread_mutex_lock(&slabs->lock);
	slab = slabs_find(slabs, size);
	slab_give(slab, object);
	if (slab->empty_count > 1)
		slab_trim(slab, 1);
	pthread_mutex_unlock(&slabs->lock);
}
