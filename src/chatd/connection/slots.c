/* SPDX-License-Identifier: MIT */
/*
 * Slots are used again in last-in, first-out order, so that the table stays as
 * dense, and as warm in the cache, as the number of connections allows.
 */

#include "chatd/connection/slots.h"

#include <stdlib.h>

#define SLOTS_NONE           UINT32_MAX
#define SLOTS_FIRST_CAPACITY 64

void
slots_init(struct slots *slots, unsigned int worker)
{
	*slots = (struct slots){ .first_free = SLOTS_NONE, .worker = worker };
}

void
slots_clear(struct slots *slots)
{
	free(slots->slots);
	slots_init(slots, slots->worker);
}

static int
slots_grow(struct slots *slots)
{
	uint32_t capacity = slots->capacity > 0 ? slots->capacity * 2
						: SLOTS_FIRST_CAPACITY;
	struct slot *grown;

	if (slots->capacity >= ADDRESS_SLOTS_MAX)
		return -1;
	grown = realloc(slots->slots, capacity * sizeof(*grown));
	if (grown == NULL)
		return -1;
	slots->slots = grown;
	slots->capacity = capacity;
	return 0;
}

int
slots_add(struct slots *slots, struct connection *connection,
    struct address *address_r)
{
	uint32_t index = slots->first_free;

	if (index != SLOTS_NONE) {
		slots->first_free = slots->slots[index].next_free;
	} else {
		if (slots->used == slots->capacity && slots_grow(slots) != 0)
			return -1;
		index = slots->used++;
		slots->slots[index].generation = 1;
	}
	slots->slots[index].connection = connection;
	slots->count++;
	*address_r = address_make(
	    slots->worker, index, slots->slots[index].generation);
	return 0;
}

void
slots_remove(struct slots *slots, struct address address)
{
	uint32_t index = address_slot(address);
	struct slot *slot = &slots->slots[index];

	slot->connection = NULL;
	/* The generation 0 is left out: with it an address could be nowhere. */
	if (++slot->generation == 0)
		slot->generation = 1;
	slot->next_free = slots->first_free;
	slots->first_free = index;
	slots->count--;
}
