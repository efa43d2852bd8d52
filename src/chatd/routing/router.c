/* SPDX-License-Identifier: MIT */
/*
 * Routing by address.  The connection's own worker is the common case on small
 * machines and takes no detour: look up the name, find the slot, hand the
 * message to the receiver's protocol.
 */

#include "chatd/routing/router_private.h"

#include <stdlib.h>

#include "chatd/connection/connection.h"
#include "chatd/connection/connections.h"
#include "chatd/connection/slots.h"
#include "chatd/core/message.h"
#include "chatd/presence/directory.h"
#include "chatd/routing/last_receiver.h"

struct router *
router_new(const struct slots *slots, struct directory *directory,
    const struct router_destinations *to)
{
	struct router *router = calloc(
	    1, sizeof(*router) + to->count * sizeof(router->outgoing[0]));

	if (router == NULL)
		return NULL;
	questions_init(&router->questions);
	flights_init(&router->flights);
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
	flights_clear(&router->flights);
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
    struct address address, const struct chat_text *text)
{
	struct message message = {
		.kind = MESSAGE_DELIVERED,
		.style = (uint8_t)text->style,
		.to = address,
		.by = connection_address(sender),
		.from = connection_name(sender),
		.text = text->plain,
		.raw = text->raw,
	};
	unsigned int worker = address_worker(address);
	struct stamp stamp;

	if (address.value == 0)
		return ROUTER_NO_SUCH_USER;
	if (worker == router->slots->worker)
		return router_send_here(router, sender, &message);
	stamp = stamping_now(connection_set(sender));
	message.stamp = &stamp;
	return router_send_to_worker(router, worker, &message) == 0
		   ? ROUTER_SENT
		   : ROUTER_OUT_OF_MEMORY;
}

enum router_outcome
router_send_within(struct router *router, struct connection *sender,
    struct address address, const struct chat_text *text)
{
	return router_send_to(router, sender, address, text);
}

/* ---- to names ------------------------------------------------------------ */

/* Keep what is asked until there is an answer. */
static enum router_outcome
router_keep(struct router *router, const struct question *question)
{
	return questions_keep(&router->questions, question) == 0
		   ? ROUTER_LATER
		   : ROUTER_OUT_OF_MEMORY;
}

enum router_outcome
router_ask_gateway(struct router *router, const struct message *message,
    struct slice name, router_sent_cb *answered)
{
	const struct question question = {
		.asker = message->by,
		.answered = answered,
		.name = name,
	};

	if (router_keep(router, &question) != ROUTER_LATER)
		return ROUTER_OUT_OF_MEMORY;
	if (router_send_to_worker(router, router->gateway, message) == 0)
		return ROUTER_LATER;
	free(questions_take(&router->questions, message->by));
	return ROUTER_OUT_OF_MEMORY;
}

static enum router_outcome
router_send_known(struct router *router, struct connection *sender,
    const struct question *asked, struct address address)
{
	if (address_worker(address) == router->gateway)
		return router_send_elsewhere(router, sender, asked, address);
	return router_send_to(router, sender, address, &asked->text);
}

static void
router_found_cb(struct address asker, struct address address, void *argument)
{
	struct router *router = argument;
	struct question *question = questions_take(&router->questions, asker);
	struct connection *sender = slots_find(router->slots, asker);
	struct router_answer answer = { .is_followed = false };

	/* The sender may have ended, or there was no memory for the question.
	 */
	if (question != NULL && sender != NULL) {
		struct connections *set = connection_set(sender);

		set->cause = asker;
		stamping_recall(&set->stamping, &question->stamp);
		answer.outcome = router_send_known(
		    router, sender, question, address);
		answer.is_last = answer.outcome < ROUTER_UNDER_WAY;
		answer.goes_on = answer.outcome == ROUTER_UNDER_WAY;
		if (answer.outcome != ROUTER_LATER)
			question->answered(sender, question->name, &answer);
		stamping_recall(&set->stamping, NULL);
		set->cause = (struct address){ 0 };
	}
	free(question);
}

/* Ask elsewhere where the user called name is, as router_send() does. */
static enum router_outcome
router_ask(struct router *router, struct connection *sender, struct slice name,
    const struct chat_text *text, router_sent_cb *answered)
{
	const struct question question = {
		.asker = connection_address(sender),
		.answered = answered,
		.stamp = stamping_now(connection_set(sender)),
		.name = name,
		.text = *text,
	};

	switch (directory_ask(
	    router->directory, name, question.asker, router_found_cb, router)) {
	case DIRECTORY_NOBODY:
		return ROUTER_NO_SUCH_USER;
	case DIRECTORY_OUT_OF_MEMORY:
		return ROUTER_OUT_OF_MEMORY;
	case DIRECTORY_ASKED:
		break;
	}
	return router_keep(router, &question);
}

enum router_outcome
router_send(struct router *router, struct connection *sender, struct slice name,
    const struct chat_text *text, router_sent_cb *answered)
{
	struct address address = directory_find(router->directory, name);
	const struct question asked = {
		.answered = answered, .name = name, .text = *text
	};

	if (address.value != 0)
		return router_send_known(router, sender, &asked, address);
	return router_ask(router, sender, name, text, answered);
}

void
router_drop_questions(struct router *router)
{
	struct question *question;
	struct flight *flight;
	uint32_t place = 0;

	while ((question = questions_take_oldest(&router->questions)) != NULL) {
		struct connection *sender = slots_find(
		    router->slots, question->asker);

		free(question);
		if (sender != NULL)
			connection_request_answered(sender);
	}
	/* A flight ends with its sender, who is therefore there. */
	while ((flight = flights_next(&router->flights, &place)) != NULL) {
		struct connection *sender = slots_find(
		    router->slots, flight->sender);

		flights_end(&router->flights, sender);
		connection_request_answered(sender);
	}
}
