/* SPDX-License-Identifier: MIT */
/*
 * Each event for a congested receiver asks for its sender to be held; what one
 * sender causes between being asked for and being held is in the mailboxes, and
 * bounded as they are.
 */

#include "chatd/chat/holds.h"

#include "chatd/chat/chat_private.h"
#include "chatd/connection/congestion.h"
#include "chatd/core/message.h"
#include "chatd/routing/router.h"

void
holds_receive(struct chat *chat, const struct message *message)
{
	if (message->kind == MESSAGE_HOLD)
		congestion_hold(chat->connections, message->to, message->by,
		    message->work, message->size);
	else
		congestion_release(chat->connections, message->by);
}

void
chat_congested(struct connections *connections, struct address sender,
    struct address receiver, size_t waiting, size_t size)
{
	const struct chat *chat = connections->services.chat;
	const struct message message = {
		.kind = MESSAGE_HOLD,
		.to = sender,
		.by = receiver,
		.work = waiting < UINT32_MAX ? (uint32_t)waiting : UINT32_MAX,
		.size = (uint32_t)size,
	};

	/* Without memory this event is free; the next may not be. */
	(void)router_send_to_worker(
	    chat->router, address_worker(sender), &message);
}

bool
chat_eased(struct connections *connections, struct address receiver)
{
	const struct chat *chat = connections->services.chat;
	const struct message message = {
		.kind = MESSAGE_RELEASE,
		.by = receiver,
	};
	unsigned int count = router_worker_count(chat->router);
	bool is_told = true;

	for (unsigned int i = 0; i < count; i++) {
		if (i != chat_worker(chat) &&
		    router_send_to_worker(chat->router, i, &message) != 0)
			is_told = false;
	}
	return is_told;
}
