/* SPDX-License-Identifier: MIT */
/*
 * Routing by address.  The connection's own worker is the common case on small
 * machines and takes no detour: look up the name, find the slot, hand the
 * message to the receiver's protocol.
 */

#include "chatd/routing/router.h"

#include <stdlib.h>

#include "chatd/connection/connection.h"
#include "chatd/connection/connections.h"
#include "chatd/connection/slots.h"
#include "chatd/core/message.h"
#include "chatd/event/mailbox.h"
#include "chatd/presence/directory.h"
#include "chatd/routing/last_receiver.h"
#include "chatd/routing/questions.h"

/*
 * A mailbox with more than this waiting is full.  That bounds what can be owed
 * to a worker that falls behind, and is far more than one turn of the others
 * produces.
 */
#define ROUTER_MAILBOX_BYTES_MAX 8388608

struct router {
	const struct slots *slots;
	struct directory *directory;
	struct mailbox *const *mailboxes;
	struct questions questions;
	unsigned int worker_count;
	unsigned int gateway; /* its number; ADDRESS_WORKERS_MAX: none */
	bool congested;
	struct batch *outgoing[]; /* one per worker; NULL if there is nothing */
};

struct router *
router_new(const struct slots *slots, struct directory *directory,
    const struct router_destinations *to)
{
	struct router *router = calloc(
	    1, sizeof(*router) + to->count * sizeof(router->outgoing[0]));

	if (router == NULL)
		return NULL;
	questions_init(&router->questions);
	router->slots = slots;
	router->directory = directory;
	router->mailboxes = to->mailboxes;
	router->worker_count = to->count;
	router->gateway = to->has_gateway ? to->count - 1 : ADDRESS_WORKERS_MAX;
	return router;
}

void
router_free(struct router *router)
{
	if (router == NULL)
		return;
	questions_clear(&router->questions);
	for (unsigned int i = 0; i < router->worker_count; i++)
		batch_free(router->outgoing[i]);
	free(router);
}

unsigned int
router_worker_count(const struct router *router)
{
	return router->worker_count;
}

bool
router_has_gateway(const struct router *router)
{
	return router->gateway < router->worker_count;
}

unsigned int
router_gateway(const struct router *router)
{
	return router->gateway;
}

struct mailbox *
router_mailbox(const struct router *router)
{
	return router->mailboxes[router->slots->worker];
}

/* ---- to other workers ---------------------------------------------------- */

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

/* ---- to users ------------------------------------------------------------ */

void
router_deliver(struct router *router, const struct message *message)
{
	struct connection *receiver = slots_find(router->slots, message->to);

	if (receiver != NULL)
		connection_deliver(receiver, message);
}

static enum router_outcome
router_send_here(struct router *router, struct connection *sender,
    const struct message *message)
{
	struct connection *receiver = slots_find(router->slots, message->to);

	if (receiver == NULL)
		return ROUTER_NO_SUCH_USER;
	router_remember_last(sender, message->to);
	connection_deliver(receiver, message);
	return ROUTER_SENT;
}

/*
 * Send text to the receiver at address, which is nowhere if there is none.
 * Inline, because the call in router_send() is on the way of many messages.
 */
static inline enum router_outcome
router_send_to(struct router *router, struct connection *sender,
    struct address address, struct slice text)
{
	const struct message message = {
		.kind = MESSAGE_DELIVERED,
		.to = address,
		.by = connection_address(sender),
		.from = connection_name(sender),
		.text = text,
	};
	unsigned int worker = address_worker(address);

	if (address.value == 0)
		return ROUTER_NO_SUCH_USER;
	if (worker == router->slots->worker)
		return router_send_here(router, sender, &message);
	return router_send_to_worker(router, worker, &message) == 0
		   ? ROUTER_SENT
		   : ROUTER_OUT_OF_MEMORY;
}

void
router_receive_answer(struct router *router, const struct message *message)
{
	struct question *question = questions_take(
	    &router->questions, message->to);
	struct connection *sender = slots_find(router->slots, message->to);

	/* The sender may have ended. */
	if (question != NULL && sender != NULL) {
		struct connections *set = connection_set(sender);

		set->cause = message->to;
		question->answered(
		    (enum router_outcome)message->work, sender, question->name);
		set->cause = (struct address){ 0 };
	}
	free(question);
}

/* Keep what sender asks until there is an answer. */
static enum router_outcome
router_keep(struct router *router, struct address sender, struct slice name,
    struct slice text, router_sent_cb *answered)
{
	const struct question question = {
		.asker = sender,
		.answered = answered,
		.name = name,
		.text = text,
	};

	return questions_keep(&router->questions, &question) == 0
		   ? ROUTER_LATER
		   : ROUTER_OUT_OF_MEMORY;
}

enum router_outcome
router_ask_gateway(struct router *router, const struct message *message,
    struct slice name, router_sent_cb *answered)
{
	const struct slice no_text = { 0 };

	if (router_keep(router, message->by, name, no_text, answered) !=
	    ROUTER_LATER)
		return ROUTER_OUT_OF_MEMORY;
	if (router_send_to_worker(router, router->gateway, message) == 0)
		return ROUTER_LATER;
	free(questions_take(&router->questions, message->by));
	return ROUTER_OUT_OF_MEMORY;
}

/* Send text to a user on another machine, which has to say what becomes of it.
 */
static enum router_outcome
router_send_elsewhere(struct router *router, struct connection *sender,
    const struct question *asked, struct address address)
{
	const struct message message = {
		.kind = MESSAGE_DELIVERED,
		.to = address,
		.by = connection_address(sender),
		.room = asked->name,
		.from = connection_name(sender),
		.text = asked->text,
	};

	return router_ask_gateway(
	    router, &message, asked->name, asked->answered);
}

static enum router_outcome
router_send_known(struct router *router, struct connection *sender,
    const struct question *asked, struct address address)
{
	if (address_worker(address) == router->gateway)
		return router_send_elsewhere(router, sender, asked, address);
	return router_send_to(router, sender, address, asked->text);
}

static void
router_found_cb(struct address asker, struct address address, void *argument)
{
	struct router *router = argument;
	struct question *question = questions_take(&router->questions, asker);
	struct connection *sender = slots_find(router->slots, asker);
	enum router_outcome outcome;

	/* The sender may have ended, or there was no memory for the question.
	 */
	if (question != NULL && sender != NULL) {
		struct connections *set = connection_set(sender);

		set->cause = asker;
		outcome = router_send_known(router, sender, question, address);
		if (outcome != ROUTER_LATER)
			question->answered(outcome, sender, question->name);
		set->cause = (struct address){ 0 };
	}
	free(question);
}

/* Ask elsewhere where the user called name is, as router_send() does. */
static enum router_outcome
router_ask(struct router *router, struct connection *sender, struct slice name,
    struct slice text, router_sent_cb *answered)
{
	struct address asker = connection_address(sender);

	switch (directory_ask(
	    router->directory, name, asker, router_found_cb, router)) {
	case DIRECTORY_NOBODY:
		return ROUTER_NO_SUCH_USER;
	case DIRECTORY_OUT_OF_MEMORY:
		return ROUTER_OUT_OF_MEMORY;
	case DIRECTORY_ASKED:
		break;
	}
	return router_keep(router, asker, name, text, answered);
}

enum router_outcome
router_send(struct router *router, struct connection *sender, struct slice name,
    struct slice text, router_sent_cb *answered)
{
	struct address address = directory_find(router->directory, name);
	const struct question asked = {
		.answered = answered, .name = name, .text = text
	};

	if (address.value != 0)
		return router_send_known(router, sender, &asked, address);
	return router_ask(router, sender, name, text, answered);
}

void
router_drop_questions(struct router *router)
{
	struct question *question;

	while ((question = questions_take_oldest(&router->questions)) != NULL) {
		struct connection *sender = slots_find(
		    router->slots, question->asker);

		free(question);
		if (sender != NULL)
			connection_request_answered(sender);
	}
}
