/* SPDX-License-Identifier: MIT */
/*
 * That the holder has left is told before the mail goes back, so nobody on the
 * asker's worker hears of the asker first.
 */

#include "chatd/chat/takeover.h"

#include <stdlib.h>

#include "chatd/chat/chat.h"
#include "chatd/chat/chat_private.h"
#include "chatd/chat/probes.h"
#include "chatd/connection/close_reason.h"
#include "chatd/core/message.h"
#include "chatd/core/name_case.h"
#include "chatd/routing/router.h"
#include "common/container.h"
#include "common/log.h"

/*
 * End the connection at holder, of this worker, if it still has name, and the
 * asker is the owner of that or the peer is gone.  Return whether it has name
 * no more.
 */
static bool
takeover_try(
    struct chat *chat, struct address holder, struct slice name, bool is_owner)
{
	struct connection *connection = chat_find(chat, holder);

	/* It may have been renamed since. */
	if (connection == NULL ||
	    !name_is_same(chat->folds_names, connection_name(connection), name))
		return true;
	if (is_owner) {
		connection_finish(connection, CLOSE_REPLACED);
	} else if (connection_is_gone(connection)) {
		connection_close(connection, CLOSE_GONE);
	} else {
		probes_begin(chat, connection);
		return false;
	}
	return true;
}

/*
 * Have that done where the holder is, which is another worker.  Return 0, or -1
 * if there is no memory.
 */
static int
takeover_begin(
    struct chat *chat, const struct takeover_order *order, struct slice name)
{
	struct takeover *takeover = malloc(sizeof(*takeover) + name.size);

	if (takeover == NULL)
		return -1;
	*takeover = (struct takeover){
		.mail = { .receive = chat->receivers.takeover },
		.order = *order,
		.name = { takeover->bytes, name.size },
	};
	slice_write(takeover->bytes, name);
	router_post_mail(
	    chat->router, address_worker(order->holder), &takeover->mail);
	return 0;
}

struct takeover *
takeover_receive(struct chat *chat, struct mail *mail)
{
	struct takeover *takeover = container_of(mail, struct takeover, mail);

	if (takeover->is_on_its_way_back)
		return takeover;
	(void)takeover_try(chat, takeover->order.holder, takeover->name,
	    takeover->order.is_owner);
	takeover->is_on_its_way_back = true;
	chat_flush_announcements(chat);
	router_post_batches(chat->router);
	router_post_mail(
	    chat->router, address_worker(takeover->order.asker), mail);
	return NULL;
}

void
takeover_receive_elsewhere(struct chat *chat, const struct message *message)
{
	const struct message answer = {
		.kind = MESSAGE_LOOKED,
		.own = takeover_try(
		    chat, message->to, message->from, message->own),
		.text = message->text,
	};

	chat_flush_announcements(chat);
	if (router_send_to_worker(
		chat->router, router_gateway(chat->router), &answer) != 0)
		log_error("another node does not hear of a name: "
			  "out of memory");
}

/* Have the gateway find whoever has name, and ask their node. */
static enum router_outcome
takeover_begin_elsewhere(
    struct chat *chat, const struct takeover_order *order, struct slice name)
{
	const struct message message = {
		.kind = MESSAGE_TAKEOVER,
		.own = order->is_owner,
		.to = order->holder,
		.by = order->asker,
		.from = name,
	};

	return router_ask_gateway(chat->router, &message, name, order->looked);
}

/* Say whether only the gateway can find out more about the holder. */
static bool
takeover_is_elsewhere(
    const struct chat *chat, const struct takeover_order *order)
{
	if (!router_has_gateway(chat->router))
		return false;
	return order->holder.value == 0 ? order->is_engines
					: address_worker(order->holder) ==
					      router_gateway(chat->router);
}

bool
takeover_look(struct chat *chat, const struct takeover_order *order,
    struct slice name, enum claim_outcome *outcome_r)
{
	bool has_begun;

	if (takeover_is_elsewhere(chat, order))
		has_begun = takeover_begin_elsewhere(chat, order, name) ==
			    ROUTER_LATER;
	else if (order->holder.value == 0 ||
		 address_worker(order->holder) == chat_worker(chat))
		/* Where it leads nowhere, they have left since. */
		return takeover_try(chat, order->holder, name, order->is_owner);
	else
		has_begun = takeover_begin(chat, order, name) == 0;
	if (has_begun)
		*outcome_r = CLAIM_LATER;
	else if (order->is_owner)
		*outcome_r = CLAIM_OUT_OF_MEMORY;
	return false;
}
