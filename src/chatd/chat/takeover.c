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
#include "chatd/routing/router.h"
#include "common/container.h"

void
takeover_try(
    struct chat *chat, struct address holder, struct slice name, bool is_owner)
{
	struct connection *connection = chat_find(chat, holder);

	/* It may have been renamed since. */
	if (connection == NULL ||
	    !slice_equals(connection_name(connection), name))
		return;
	if (is_owner)
		connection_finish(connection, CLOSE_REPLACED);
	else if (connection_is_gone(connection))
		connection_close(connection, CLOSE_GONE);
	else
		probes_begin(chat, connection);
}

int
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
	takeover_try(chat, takeover->order.holder, takeover->name,
	    takeover->order.is_owner);
	takeover->is_on_its_way_back = true;
	chat_flush_announcements(chat);
	router_post_batches(chat->router);
	router_post_mail(
	    chat->router, address_worker(takeover->order.asker), mail);
	return NULL;
}

bool
takeover_look(struct chat *chat, const struct takeover_order *order,
    struct slice name, enum claim_outcome *outcome_r)
{
	unsigned int worker = address_worker(order->holder);

	if (order->holder.value == 0 || worker == chat_worker(chat)) {
		/* Where it leads nowhere, they have left since. */
		takeover_try(chat, order->holder, name, order->is_owner);
		return true;
	}
	/* Nobody here can look at one of another machine. */
	if (worker == router_gateway(chat->router))
		return false;
	if (takeover_begin(chat, order, name) == 0)
		*outcome_r = CLAIM_LATER;
	else if (order->is_owner)
		*outcome_r = CLAIM_OUT_OF_MEMORY;
	return false;
}
