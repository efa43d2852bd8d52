/* SPDX-License-Identifier: MIT */
#ifndef CHATD_ADDRESS_H
#define CHATD_ADDRESS_H

/*
 * Where a connection lives, as a value that any thread may keep for as long as
 * it likes: the worker, the slot in that worker's table and the slot's
 * generation.  A slot that is used again has another generation, so a stale
 * address is recognised as such and leads nowhere.  Pure; any thread.
 */

#include <stdbool.h>
#include <stdint.h>

#define ADDRESS_WORKER_BITS 10
#define ADDRESS_SLOT_BITS   22
#define ADDRESS_WORKERS_MAX (1u << ADDRESS_WORKER_BITS)
#define ADDRESS_SLOTS_MAX   (1u << ADDRESS_SLOT_BITS)

struct address {
	uint64_t value; /* 0: nowhere, since no slot has the generation 0 */
};

/* Return the address that has these parts. */
static inline struct address
address_make(unsigned int worker, uint32_t slot, uint32_t generation)
{
	return (struct address){ (uint64_t)generation << 32 |
				 (uint64_t)slot << ADDRESS_WORKER_BITS |
				 worker };
}

/* Return the number of the worker that address is on. */
static inline unsigned int
address_worker(struct address address)
{
	return (unsigned int)(address.value & (ADDRESS_WORKERS_MAX - 1));
}

/* Return the slot in the worker's table. */
static inline uint32_t
address_slot(struct address address)
{
	return (uint32_t)(address.value >> ADDRESS_WORKER_BITS) &
	       (ADDRESS_SLOTS_MAX - 1);
}

/* Return the generation that the slot had. */
static inline uint32_t
address_generation(struct address address)
{
	return (uint32_t)(address.value >> 32);
}

/* Say whether both are the same. */
static inline bool
address_equals(struct address one, struct address other)
{
	return one.value == other.value;
}

#endif
