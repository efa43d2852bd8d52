/* SPDX-License-Identifier: MIT */
/*
 * Chunks are aligned to their size, so that a slot's address tells its chunk.
 * A slot comes from the chunk that was full last, and from an empty one only if
 * there is no other: so the few that stay draw together, and chunks fall empty.
 * Of the empty chunks the one used last comes first.  Memory of a chunk that no
 * slot has used yet costs nothing.
 *
 * An empty chunk is kept until slab_trim(), so that chunks which fall empty and
 * fill again in every turn need no system call.
 *
 * A build with a sanitizer gives each object an allocation of its own, because
 * the sanitizer then notices when one is used after it was given back.
 */

#include "chatd/memory/slab.h"

#include <sys/mman.h>

#include <stdint.h>
#include <stdlib.h>

/* 185 connections or 7 pages of output, and a system call for all of them. */
#define SLAB_CHUNK_BYTES ((size_t)65536)

/* A cache line, for the head of a chunk; then come its slots. */
#define SLAB_HEAD_BYTES ((size_t)64)

#define SLAB_ALIGNMENT ((size_t)8)

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SLAB_IS_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SLAB_IS_SANITIZED 1
#endif
#endif
#ifndef SLAB_IS_SANITIZED
#define SLAB_IS_SANITIZED 0
#endif

struct slab_slot {
	struct slab_slot *next; /* of those that were given back */
};

struct slab_chunk {
	TAILQ_ENTRY(slab_chunk) neighbours; /* open or empty; full: nowhere */
	struct slab_slot *first_free;
	size_t used;  /* slots in use */
	size_t fresh; /* slots from this one on have never been in use */
};

_Static_assert(sizeof(struct slab_chunk) <= SLAB_HEAD_BYTES,
    "the head of a chunk holds what is kept there");

static struct slab_chunk *
slab_chunk_of(void *slot)
{
	return (struct slab_chunk *)((uintptr_t)slot & ~(SLAB_CHUNK_BYTES - 1));
}

/* Map twice as much, since a chunk's worth of it is aligned; unmap the rest. */
static struct slab_chunk *
slab_map(void)
{
	char *mapped = mmap(NULL, 2 * SLAB_CHUNK_BYTES, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	size_t before;

	if (mapped == MAP_FAILED)
		return NULL;
	before = -(uintptr_t)mapped & (SLAB_CHUNK_BYTES - 1);
	if (before > 0)
		munmap(mapped, before);
	munmap(mapped + before + SLAB_CHUNK_BYTES, SLAB_CHUNK_BYTES - before);
	return (struct slab_chunk *)(void *)(mapped + before);
}

/* Make an empty chunk.  Return 0, or -1 if there is no memory. */
static int
slab_add_chunk(struct slab *slab)
{
	struct slab_chunk *chunk = slab_map();

	if (chunk == NULL)
		return -1;
	TAILQ_INSERT_HEAD(&slab->empty, chunk, neighbours);
	slab->chunk_count++;
	slab->empty_count++;
	return 0;
}

/* Return the chunk that the next slot comes from, or NULL without memory. */
static struct slab_chunk *
slab_open_chunk(struct slab *slab)
{
	struct slab_chunk *chunk = TAILQ_FIRST(&slab->open);

	if (chunk != NULL)
		return chunk;
	if (TAILQ_EMPTY(&slab->empty) && slab_add_chunk(slab) != 0)
		return NULL;
	chunk = TAILQ_FIRST(&slab->empty);
	TAILQ_REMOVE(&slab->empty, chunk, neighbours);
	TAILQ_INSERT_HEAD(&slab->open, chunk, neighbours);
	slab->empty_count--;
	return chunk;
}

void
slab_init(struct slab *slab, size_t size)
{
	*slab = (struct slab){ .slot_size = (size + SLAB_ALIGNMENT - 1) &
					    ~(SLAB_ALIGNMENT - 1) };
	slab->chunk_slots = (SLAB_CHUNK_BYTES - SLAB_HEAD_BYTES) /
			    slab->slot_size;
	TAILQ_INIT(&slab->empty);
	TAILQ_INIT(&slab->open);
}

void
slab_clear(struct slab *slab)
{
	slab_trim(slab, 0);
}

void *
slab_take(struct slab *slab)
{
	struct slab_chunk *chunk;
	struct slab_slot *slot;

	if (SLAB_IS_SANITIZED)
		return malloc(slab->slot_size);
	chunk = slab_open_chunk(slab);
	if (chunk == NULL)
		return NULL;
	slot = chunk->first_free;
	if (slot != NULL)
		chunk->first_free = slot->next;
	else
		slot = (struct slab_slot *)(void *)((char *)chunk +
						    SLAB_HEAD_BYTES +
						    chunk->fresh++ *
							slab->slot_size);
	if (++chunk->used == slab->chunk_slots)
		TAILQ_REMOVE(&slab->open, chunk, neighbours);
	return slot;
}

void
slab_give(struct slab *slab, void *given)
{
	struct slab_chunk *chunk;
	struct slab_slot *slot = given;

	if (SLAB_IS_SANITIZED) {
		free(given);
		return;
	}
	chunk = slab_chunk_of(given);
	slot->next = chunk->first_free;
	chunk->first_free = slot;
	if (chunk->used-- == slab->chunk_slots)
		TAILQ_INSERT_HEAD(&slab->open, chunk, neighbours);
	if (chunk->used > 0)
		return;
	TAILQ_REMOVE(&slab->open, chunk, neighbours);
	TAILQ_INSERT_HEAD(&slab->empty, chunk, neighbours);
	slab->empty_count++;
}

void
slab_trim(struct slab *slab, size_t spare)
{
	const struct slab_chunk *open = TAILQ_FIRST(&slab->open);
	size_t kept;

	/* The next slots come from that one, so they need no empty chunk. */
	if (open != NULL)
		spare -= spare < slab->chunk_slots - open->used
			     ? spare
			     : slab->chunk_slots - open->used;
	kept = (spare + slab->chunk_slots - 1) / slab->chunk_slots;
	while (slab->empty_count > kept) {
		struct slab_chunk *chunk = TAILQ_LAST(
		    &slab->empty, slab_chunks);

		TAILQ_REMOVE(&slab->empty, chunk, neighbours);
		slab->chunk_count--;
		slab->empty_count--;
		munmap(chunk, SLAB_CHUNK_BYTES);
	}
}
