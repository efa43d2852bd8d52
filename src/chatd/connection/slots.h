/* SPDX-License-Identifier: MIT */
#ifndef CHATD_SLOTS_H
#define CHATD_SLOTS_H

/*
 * One worker's table of connections by address.  Owner thread only.
 */

#include <stddef.h>
#include <stdint.h>

#include "chatd/core/address.h"

struct connection;

struct slot {
	struct connection *connection; /* NULL: the slot is free */
	uint32_t generation;           /* of the present or the next user */
	uint32_t next_free;
};

struct slots {
	struct slot *slots;
	uint32_t used; /* slots that were ever in use */
	uint32_t capacity;
	uint32_t first_free;
	uint32_t count; /* connections in the table */
	unsigned int worker;
};

/* Begin an empty table for this worker. */
void slots_init(struct slots *slots, unsigned int worker);

/* Free the table, not the connections. */
void slots_clear(struct slots *slots);

/*
 * Give connection a slot.  Return 0 and its address in *address_r, or -1 if
 * there is no memory or no slot left.
 */
int slots_add(struct slots *slots, struct connection *connection,
    struct address *address_r);

/* Take what is at address out; from now on the address leads nowhere. */
void slots_remove(struct slots *slots, struct address address);

/* Return the connection at address, or NULL if there is none any more. */
static inline struct connection *
slots_find(const struct slots *slots, struct address address)
{
	uint32_t index = address_slot(address);

	if (index >= slots->used ||
	    slots->slots[index].generation != address_generation(address))
		return NULL;
	return slots->slots[index].connection;
}

#endif
