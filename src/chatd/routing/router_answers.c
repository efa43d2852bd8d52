/* SPDX-License-Identifier: MIT */
/*
 * What the gateway says has become of texts for users of other machines, and of
 * what else it was asked.
 *
 * Texts that nobody has taken come back, and are sent on when it is known where
 * their receiver is by now: it may be another user, on this machine, too.
 */

#include "chatd/routing/router_private.h"

#include <stdlib.h>

#include "chatd/connection/connection.h"
#include "chatd/connection/connections.h"
#include "chatd/connection/slots.h"
#include "chatd/core/message.h"
#include "chatd/presence/directory.h"
#include "common/name.h"

/* ---- answers to the sender ----------------------------------------------- */

/* Give sender the outcomes that have come, in the order of its texts. */
static void
router_answer(
    struct router *router, struct connection *sender, struct flight *flight)
{
	router_sent_cb *answered = flight->answered;
	char copy[NAME_MAX_BYTES];
	const struct slice name = { copy, flight->name_size };
	struct stamping *stamping = &connection_set(sender)->stamping;
	struct router_answer answer = { .is_last = false };
	struct stamp stamp;

	slice_write(copy, (struct slice){ flight->name, flight->name_size });
	/* An answer may end the sender, and the flight with it. */
	while (!answer.is_last && router_has_under_way(sender) &&
	       flight_is_known(flight)) {
		answer.outcome = flight_take(flight, &stamp)
				     ? ROUTER_SENT
				     : ROUTER_NO_SUCH_USER;
		answer.is_last = flight->count == 0;
		answer.is_followed = flight_is_known(flight);
		answer.goes_on = !answer.is_last && !answer.is_followed &&
				 flight_goes_on(flight);
		if (answer.is_last)
			flights_end(&router->flights, sender);
		stamping_recall(stamping, &stamp);
		answered(sender, name, &answer);
	}
	stamping_recall(stamping, NULL);
}

/* ---- what comes back ----------------------------------------------------- */

/* Send text on to where flight goes now. */
static void
router_send_on(struct router *router, struct connection *sender,
    struct flight *flight, const struct returned_text *returned)
{
	struct stamping *stamping = &connection_set(sender)->stamping;
	enum router_outcome outcome = ROUTER_UNDER_WAY;

	if (address_worker(flight->to) != router->gateway) {
		stamping_recall(stamping, &returned->stamp);
		outcome = router_send_within(
		    router, sender, flight->to, &returned->text);
		stamping_recall(stamping, NULL);
	} else if (router_send_by_gateway(router, sender, flight,
		       returned->number, &returned->stamp,
		       &returned->text) != 0) {
		outcome = ROUTER_OUT_OF_MEMORY;
	}
	/* Its receiver may have ended the sender, and the flight with it. */
	if (outcome != ROUTER_UNDER_WAY && router_has_under_way(sender))
		flight_note(
		    flight, returned->number, 1, outcome == ROUTER_SENT);
}

/* The name of the receiver leads to address by now. */
static void
router_move(struct router *router, struct connection *sender,
    struct flight *flight, struct address address)
{
	struct returned_text text;

	flight->is_asking = false;
	flight->moves++;
	flight->to = address;
	flight->seen = (struct sighting){ .version = 0 };
	while (router_has_under_way(sender) &&
	       flights_take_kept(&router->flights, flight, &text)) {
		router_send_on(router, sender, flight, &text);
		free(text.bytes);
	}
	if (router_has_under_way(sender))
		router_answer(router, sender, flight);
}

static void
router_moved_cb(struct address asker, struct address address, void *argument)
{
	struct router *router = argument;
	struct connection *sender = slots_find(router->slots, asker);
	struct flight *flight;

	/* The sender may have ended. */
	if (sender == NULL)
		return;
	flight = flights_of(&router->flights, sender);
	if (flight == NULL)
		return;
	connection_set(sender)->cause = asker;
	router_move(router, sender, flight, address);
	connection_set(sender)->cause = (struct address){ 0 };
}

/* All that is under way has come back, or is known: ask where it goes. */
static void
router_ask_again(struct router *router, struct flight *flight)
{
	const struct slice name = { flight->name, flight->name_size };

	flights_refuse_overtaken(&router->flights, flight);
	flight->is_asking = flight->kept != 0 &&
			    directory_ask(router->directory, name,
				flight->sender, router_moved_cb,
				router) == DIRECTORY_ASKED;
	if (!flight->is_asking)
		flights_refuse_kept(&router->flights, flight);
}

/* Something has become of texts of flight: see what is to be done. */
static void
router_go_on(
    struct router *router, struct connection *sender, struct flight *flight)
{
	if (flight_has_landed(flight))
		router_ask_again(router, flight);
	router_answer(router, sender, flight);
}

void
router_receive_returned(struct router *router, const struct message *message)
{
	const struct chat_text text = message_chat_text(message);
	struct connection *sender = slots_find(router->slots, message->to);
	struct flight *flight;

	/* It may have ended. */
	if (sender == NULL)
		return;
	flight = flights_of(&router->flights, sender);
	if (flight == NULL)
		return;
	connection_set(sender)->cause = message->to;
	flights_keep(&router->flights, flight, message->size, &text);
	router_go_on(router, sender, flight);
	connection_set(sender)->cause = (struct address){ 0 };
}

/* ---- answers ------------------------------------------------------------- */

/* Give the asker the outcome of what was no text. */
static void
router_answer_question(struct router *router, struct connection *asker,
    const struct message *message)
{
	struct question *question = questions_take(
	    &router->questions, message->to);
	const struct router_answer answer = {
		.outcome = (enum router_outcome)message->work,
		.is_last = true,
	};

	if (question != NULL)
		question->answered(asker, question->name, &answer);
	free(question);
}

void
router_receive_answer(struct router *router, const struct message *message)
{
	struct connection *sender = slots_find(router->slots, message->to);
	struct flight *flight;

	/* It may have ended. */
	if (sender == NULL) {
		free(questions_take(&router->questions, message->to));
		return;
	}
	connection_set(sender)->cause = message->to;
	flight = flights_of(&router->flights, sender);
	if (flight != NULL) {
		flight_note(flight, message->size, message->work, message->own);
		router_go_on(router, sender, flight);
	} else {
		router_answer_question(router, sender, message);
	}
	connection_set(sender)->cause = (struct address){ 0 };
}
