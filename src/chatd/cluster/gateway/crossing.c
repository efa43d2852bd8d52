/* SPDX-License-Identifier: MIT */
#include "chatd/cluster/gateway/crossing.h"

#include "chatd/cluster/gateway/gateway_private.h"
#include "chatd/cluster/gateway/node.h"
#include "chatd/core/message.h"
#include "common/container.h"

/* Memory for so many is kept when the last one has been told. */
#define CROSSING_SPARE 4096

static struct crossing *
crossing_of(struct list *place)
{
	return container_of(place, struct crossing, place);
}

struct crossing *
crossing_begin(struct gateway *gateway, struct address sender, uint32_t number,
    uint32_t debt)
{
	struct crossing *crossing = slab_take(&gateway->crossing_memory);

	if (crossing == NULL)
		return NULL;
	*crossing = (struct crossing){
		.sender = sender,
		.number = number,
		.debt = debt,
		.open = 1,
	};
	list_append(&gateway->crossings, &crossing->place);
	gateway->crossing_count++;
	return crossing;
}

uint64_t
crossing_open(struct crossing *crossing)
{
	crossing->open++;
	return (uint64_t)(uintptr_t)crossing;
}

void
crossing_close(
    struct gateway *gateway, struct crossing *crossing, bool was_taken)
{
	crossing->was_taken |= was_taken;
	if (--crossing->open > 0)
		return;
	list_remove(&crossing->place);
	list_append(&gateway->unanswered, &crossing->place);
}

static void
crossing_free(struct gateway *gateway, struct crossing *crossing)
{
	list_remove(&crossing->place);
	slab_give(&gateway->crossing_memory, crossing);
	gateway->crossing_count--;
}

bool
crossing_return(struct gateway *gateway, const struct message *message)
{
	struct message returned = *message;

	returned.kind = MESSAGE_RETURNED;
	returned.to = message->by;
	return gateway_send_to_worker(
		   gateway, address_worker(returned.to), &returned) == 0;
}

/* Return the text of crossing, which is that of record. */
static bool
crossing_return_record(struct gateway *gateway, const struct crossing *crossing,
    const struct record *record)
{
	const struct stamp stamp = record_stamp(record);
	struct message message = {
		.by = crossing->sender,
		.size = crossing->number,
		.room = record->name,
		.from = record->from,
		.stamp = &stamp,
	};

	record_give_text(record, &message);
	return crossing_return(gateway, &message);
}

void
crossing_outcome_cb(uint64_t token, enum outgoing_outcome outcome,
    const struct record *record, void *node)
{
	struct gateway *gateway = ((struct node *)node)->gateway;
	struct crossing *crossing = (struct crossing *)(uintptr_t)token;

	if (outcome == OUTGOING_REFUSED && crossing->debt == 0 &&
	    crossing_return_record(gateway, crossing, record))
		crossing_free(gateway, crossing);
	else
		crossing_close(
		    gateway, crossing, outcome == OUTGOING_DELIVERED);
}

/* Say whether the same message tells of other as of one, count texts on. */
static bool
crossing_goes_with(
    const struct crossing *one, const struct crossing *other, uint32_t count)
{
	return one->debt == 0 && other->debt == 0 &&
	       address_equals(one->sender, other->sender) &&
	       other->number == one->number + count &&
	       other->was_taken == one->was_taken;
}

/*
 * Tell the sender of the first crossing, and of those that go with it.  Return
 * how many these are; 0: there is no memory to tell.
 */
static uint32_t
crossing_tell(struct gateway *gateway, struct crossing *first)
{
	struct message message = {
		.kind = first->debt > 0 ? MESSAGE_TOLD : MESSAGE_ANSWERED,
		.own = first->was_taken,
		.to = first->sender,
		.work = first->debt,
		.size = first->number,
	};
	struct list *place = first->place.next;
	uint32_t count = 1;

	while (place != &gateway->unanswered &&
	       crossing_goes_with(first, crossing_of(place), count)) {
		place = place->next;
		count++;
	}
	if (first->debt == 0)
		message.work = count;
	if (gateway_send_to_worker(
		gateway, address_worker(message.to), &message) != 0)
		return 0;
	return count;
}

/* Free the first count of list. */
static void
crossing_free_first(struct gateway *gateway, struct list *list, size_t count)
{
	for (; count > 0; count--)
		crossing_free(gateway, crossing_of(list_first(list)));
}

void
crossing_tell_all(struct gateway *gateway)
{
	struct list *place;
	uint32_t count;

	while ((place = list_first(&gateway->unanswered)) != NULL) {
		count = crossing_tell(gateway, crossing_of(place));
		if (count == 0)
			break;
		crossing_free_first(gateway, &gateway->unanswered, count);
		if (gateway->crossing_count == 0)
			slab_trim(&gateway->crossing_memory, CROSSING_SPARE);
	}
}

void
crossing_clear(struct gateway *gateway)
{
	list_move_all(&gateway->unanswered, &gateway->crossings);
	crossing_free_first(
	    gateway, &gateway->crossings, gateway->crossing_count);
	slab_clear(&gateway->crossing_memory);
}
