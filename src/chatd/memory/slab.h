/* SPDX-License-Identifier: MIT */
#ifndef CHATD_SLAB_H
#define CHATD_SLAB_H

/*
 * Memory for many objects of one size that come and go in crowds.
 *
 * Slots lie in chunks that hold nothing else, so that the memory of a crowd
 * that has left goes back to the kernel, whatever the allocator put beside it.
 * Not thread-safe: the owner's thread, or under the owner's lock.
 */

#include <sys/queue.h>

#include <stddef.h>

TAILQ_HEAD(slab_chunks, slab_chunk);

struct slab {
	size_t slot_size;
	size_t chunk_slots; /* in each chunk */
	size_t chunk_count;
	size_t empty_count;       /* chunks without a slot in use */
	struct slab_chunks empty; /* those; the one used last is first */
	struct slab_chunks open;  /* those with slots in use and free ones */
};

/* Begin a slab of slots that hold size bytes: less than half of a chunk. */
void slab_init(struct slab *slab, size_t size);

/* Give all its memory back; no slot may be in use. */
void slab_clear(struct slab *slab);

/*
 * Return a slot, aligned to 8 bytes, with anything in it; or NULL with errno
 * set if there is no memory.
 */
void *slab_take(struct slab *slab);

/* Give a slot back. */
void slab_give(struct slab *slab, void *slot);

/*
 * Give the kernel the empty chunks back, but keep as many as hold spare slots
 * together with what is free in the chunk that is used next.
 */
void slab_trim(struct slab *slab, size_t spare);

#endif
