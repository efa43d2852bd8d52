/* SPDX-License-Identifier: MIT */
#include "chatd/cluster/crossing.h"

#include <stdlib.h>

#include "chatd/cluster/gateway_private.h"
#include "chatd/core/message.h"
#include "chatd/routing/router.h"
#include "common/container.h"

struct crossing *
crossing_begin(struct gateway *gateway, struct address sender, uint32_t debt)
{
	struct crossing *crossing = malloc(sizeof(*crossing));

	if (crossing == NULL)
		return NULL;
	*crossing = (struct crossing){
		.gateway = gateway,
		.sender = sender,
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

/* Tell the sender, or note that this has to wait for memory. */
static void
crossing_tell(struct crossing *crossing)
{
	struct gateway *gateway = crossing->gateway;
	struct message message = {
		.kind = MESSAGE_TOLD,
		.to = crossing->sender,
		.work = crossing->debt,
	};

	if (crossing->debt == 0) {
		message.kind = MESSAGE_ANSWERED;
		message.work = crossing->was_taken ? ROUTER_SENT
						   : ROUTER_NO_SUCH_USER;
	}
	list_remove(&crossing->place);
	if (gateway_send_to_worker(
		gateway, address_worker(message.to), &message) != 0) {
		list_append(&gateway->unanswered, &crossing->place);
		return;
	}
	gateway->crossing_count--;
	free(crossing);
}

void
crossing_close(struct crossing *crossing, bool was_taken)
{
	crossing->was_taken |= was_taken;
	if (--crossing->open == 0)
		crossing_tell(crossing);
}

void
crossing_outcome_cb(
    uint64_t token, enum outgoing_outcome outcome, void *argument)
{
	(void)argument;
	crossing_close(
	    (struct crossing *)(uintptr_t)token, outcome == OUTGOING_DELIVERED);
}

void
crossing_tell_again(struct gateway *gateway)
{
	struct list waiting, *place;

	list_init(&waiting);
	list_move_all(&gateway->unanswered, &waiting);
	while ((place = list_first(&waiting)) != NULL)
		crossing_tell(container_of(place, struct crossing, place));
}

static void
crossing_free_all(struct list *list)
{
	struct list *place;

	while ((place = list_first(list)) != NULL) {
		list_remove(place);
		free(container_of(place, struct crossing, place));
	}
}

void
crossing_clear(struct gateway *gateway)
{
	crossing_free_all(&gateway->crossings);
	crossing_free_all(&gateway->unanswered);
}
