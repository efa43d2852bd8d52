/* SPDX-License-Identifier: MIT */
/*
 * What goes to other workers is gathered for the end of the turn, and whoever
 * causes more than they can take is held.
 */

#include "chatd/routing/router_private.h"

#include "chatd/connection/slots.h"
#include "chatd/core/message.h"
#include "chatd/event/mailbox.h"

/*
 * A mailbox with more than this waiting is full.  That bounds what can be owed
 * to a worker that falls behind, and is far more than one turn of the others
 * produces.
 */
#define ROUTER_MAILBOX_BYTES_MAX 8388608

int
router_send_to_worker(
    struct router *router, unsigned int worker, const struct message *message)
{
	struct mailbox *mailbox = router->mailboxes[worker];
	struct batch *full;

	if (batch_append(&router->outgoing[worker], message, &full) != 0)
		return -1;
	if (full != NULL)
		mailbox_post_batch(mailbox, &full->mail);
	if (mailbox_waiting_bytes(mailbox) > ROUTER_MAILBOX_BYTES_MAX)
		router->congested = true;
	return 0;
}

void
router_post_mail(struct router *router, unsigned int worker, struct mail *mail)
{
	mailbox_post(router->mailboxes[worker], mail);
}

bool
router_is_congested(const struct router *router)
{
	return router->congested;
}

bool
router_has_room(struct router *router)
{
	for (unsigned int i = 0; i < router->worker_count; i++) {
		struct mailbox *mailbox = router->mailboxes[i];

		/* What the gateway has to wait with is not in its way here. */
		if (i == router->gateway && i == router->slots->worker)
			continue;
		/* Leave word first: it could be emptied between the two. */
		mailbox_await_room(mailbox);
		if (mailbox_waiting_bytes(mailbox) > ROUTER_MAILBOX_BYTES_MAX)
			return false;
	}
	router->congested = false;
	return true;
}

void
router_post_batches(struct router *router)
{
	for (unsigned int i = 0; i < router->worker_count; i++) {
		struct batch *batch = router->outgoing[i];

		if (batch == NULL)
			continue;
		router->outgoing[i] = NULL;
		mailbox_post_batch(router->mailboxes[i], &batch->mail);
	}
}
