/* SPDX-License-Identifier: MIT */
/*
 * That the holder has left is told before the mail goes back, so nobody on the
 * asker's worker hears of the asker first.
 */

#include "chatd/chat/takeover.h"

#include <stdlib.h>

#include "chatd/chat/chat.h"
#include "chatd/chat/chat_private.h"
#include "chatd/connection/close_reason.h"
#include "chatd/routing/router.h"
#include "common/container.h"

void
takeover_end_holder(struct chat *chat, struct address holder, struct slice name)
{
	struct connection *connection = chat_find(chat, holder);

	/* It may have been renamed since. */
	if (connection != NULL &&
	    slice_equals(connection_name(connection), name))
		connection_finish(connection, CLOSE_REPLACED);
}

int
takeover_begin(struct chat *chat, struct address holder, struct address asker,
    enum chat_request request, struct slice name)
{
	struct takeover *takeover = malloc(sizeof(*takeover) + name.size);

	if (takeover == NULL)
		return -1;
	*takeover = (struct takeover){
		.mail = { .receive = chat->receive_takeover },
		.holder = holder,
		.asker = asker,
		.request = request,
		.name = { takeover->bytes, name.size },
	};
	slice_write(takeover->bytes, name);
	router_post_mail(chat->router, address_worker(holder), &takeover->mail);
	return 0;
}

struct takeover *
takeover_receive(struct chat *chat, struct mail *mail)
{
	struct takeover *takeover = container_of(mail, struct takeover, mail);

	if (takeover->has_ended)
		return takeover;
	takeover_end_holder(chat, takeover->holder, takeover->name);
	takeover->has_ended = true;
	chat_flush_announcements(chat);
	router_post_batches(chat->router);
	router_post_mail(chat->router, address_worker(takeover->asker), mail);
	return NULL;
}
