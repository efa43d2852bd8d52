/* SPDX-License-Identifier: MIT */
/*
 * Routing by address.  The connection's own worker is the common case on small
 * machines and takes no detour: look up, find the slot, hand the message to the
 * receiver's protocol.
 */

#include "chatd/routing/router.h"

#include <stdlib.h>

#include "chatd/connection/connection.h"
#include "chatd/connection/connections.h"
#include "chatd/event/mailbox.h"
#include "chatd/presence/directory.h"

/*
 * A mailbox with more than this waiting is full.  It bounds what a worker that
 * falls behind can be owed, and is far more than one turn of the others gives.
 */
#define ROUTER_MAILBOX_BYTES_MAX 8388608

struct router {
	struct connections *connections;
	struct directory *directory;
	struct mailbox *const *mailboxes;
	mail_deliver_cb *deliver_batch;
	unsigned int worker_count;
	bool congested;
	struct batch *outgoing[]; /* one per worker; NULL if there is nothing */
};

/* A message, its sender, and who wants to know what becomes of it. */
struct router_dispatch {
	struct message *message;
	struct address sender;
	struct slice name; /* of the receiver */
	router_sent_cb *answered;
	void *argument;
	struct router *router;
};

struct router *
router_new(struct connections *connections, struct directory *directory,
    struct mailbox *const *mailboxes, unsigned int worker_count,
    mail_deliver_cb *deliver_batch)
{
	struct router *router = calloc(
	    1, sizeof(*router) + worker_count * sizeof(router->outgoing[0]));

	if (router == NULL)
		return NULL;
	router->connections = connections;
	router->directory = directory;
	router->mailboxes = mailboxes;
	router->worker_count = worker_count;
	router->deliver_batch = deliver_batch;
	return router;
}

void
router_free(struct router *router)
{
	if (router == NULL)
		return;
	for (unsigned int i = 0; i < router->worker_count; i++)
		batch_free(router->outgoing[i]);
	free(router);
}

unsigned int
router_worker_count(const struct router *router)
{
	return router->worker_count;
}

void
router_deliver(struct router *router, const struct message *message)
{
	struct connection *receiver = slots_find(
	    &router->connections->slots, message->to);

	if (receiver != NULL)
		connection_deliver(receiver, message);
}

static void
router_post(struct router *router, unsigned int worker, struct batch *batch)
{
	batch->mail.deliver = router->deliver_batch;
	mailbox_post(router->mailboxes[worker], &batch->mail);
}

int
router_send_to_worker(
    struct router *router, unsigned int worker, const struct message *message)
{
	struct mailbox *mailbox = router->mailboxes[worker];
	struct batch *full;

	if (batch_append(&router->outgoing[worker], message, &full) != 0)
		return -1;
	if (full != NULL)
		router_post(router, worker, full);
	if (mailbox_waiting_bytes(mailbox) > ROUTER_MAILBOX_BYTES_MAX)
		router->congested = true;
	return 0;
}

/* Send the message to address, if it is one, and answer the sender. */
static void
router_send_to(const struct router_dispatch *dispatch, struct address address)
{
	struct router *router = dispatch->router;
	struct message *message = dispatch->message;
	enum router_outcome outcome = ROUTER_SENT;
	unsigned int worker = address_worker(address);
	bool is_here = worker == router->connections->slots.worker;

	message->to = address;
	message->own = address_equals(address, dispatch->sender);
	if (address.value == 0)
		outcome = ROUTER_NO_SUCH_USER;
	else if (!is_here &&
		 router_send_to_worker(router, worker, message) != 0)
		outcome = ROUTER_OUT_OF_MEMORY;
	else if (is_here && !message->own)
		router_deliver(router, message);
	dispatch->answered(
	    outcome, dispatch->sender, dispatch->name, dispatch->argument);
	if (message->own)
		router_deliver(router, message);
}

static void
router_found_cb(struct address address, void *argument)
{
	const struct router_dispatch *dispatch = argument;
	const struct slots *slots = &dispatch->router->connections->slots;
	struct connection *sender = slots_find(slots, dispatch->sender);

	if (sender != NULL && address_worker(address) == slots->worker)
		connection_set_last_receiver(sender, address);
	router_send_to(dispatch, address);
}

void
router_send(struct router *router, struct address sender, struct slice name,
    struct message *message, router_sent_cb *answered, void *argument)
{
	struct router_dispatch dispatch = {
		.message = message,
		.sender = sender,
		.name = name,
		.answered = answered,
		.argument = argument,
		.router = router,
	};

	/*
	 * The embedded directory answers before it returns, so the dispatch may
	 * lie on the stack.  A router for one that answers later keeps a copy.
	 */
	directory_find(router->directory, name, router_found_cb, &dispatch);
}

/*
 * Most people write to the same person again and again, so each connection
 * remembers whom it last wrote to on this worker.  As long as that connection
 * is there and bears the name, the directory would give the same answer; but
 * without it, and without the way back through two callbacks, a message takes
 * 290 instructions less.
 */
bool
router_send_again(
    struct connection *sender, struct slice name, const struct message *message)
{
	struct connection *receiver = slots_find(
	    &connection_set(sender)->slots, connection_last_receiver(sender));

	/* To oneself it goes the long way: the answer has to come first. */
	if (receiver == NULL || receiver == sender ||
	    !slices_equal(connection_name(receiver), name))
		return false;
	connection_deliver(receiver, message);
	return true;
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

		/* Asking first: else it could be emptied between the two. */
		mailbox_await_delivery(mailbox);
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
		router_post(router, i, batch);
	}
}
