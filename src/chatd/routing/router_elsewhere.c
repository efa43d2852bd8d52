/* SPDX-License-Identifier: MIT */
/*
 * Texts for users of other machines: sent by way of the gateway, and answered
 * by those machines.
 */

#include "chatd/routing/router_private.h"

#include <stdlib.h>

#include "chatd/connection/connection.h"
#include "chatd/connection/connections.h"
#include "chatd/core/message.h"
#include "chatd/presence/directory.h"
#include "chatd/routing/last_receiver.h"
#include "common/name.h"

static enum router_outcome
router_send_in_flight(struct router *router, struct connection *sender,
    struct flight *flight, struct slice text)
{
	const struct stamp stamp = stamping_now(connection_set(sender));
	const struct message message = {
		.kind = MESSAGE_DELIVERED,
		.to = flight->to,
		.by = flight->sender,
		.size = flight_next_number(flight),
		.room = { flight->name, flight->name_size },
		.from = connection_name(sender),
		.text = text,
		.stamp = &stamp,
	};

	if (router_send_to_worker(router, router->gateway, &message) != 0)
		return ROUTER_OUT_OF_MEMORY;
	flight_add(flight, text.size, &stamp);
	return ROUTER_UNDER_WAY;
}

enum router_outcome
router_send_elsewhere(struct router *router, struct connection *sender,
    const struct question *asked, struct address address)
{
	struct flight *flight = flights_begin(
	    &router->flights, sender, asked->name, address, asked->answered);
	enum router_outcome outcome = ROUTER_OUT_OF_MEMORY;

	/* Nothing may take the short way as long as this one is under way. */
	router_remember_last(sender, (struct address){ 0 });
	if (flight != NULL)
		outcome = router_send_in_flight(
		    router, sender, flight, asked->text);
	if (outcome == ROUTER_OUT_OF_MEMORY)
		flights_end(&router->flights, sender);
	return outcome;
}

/* Say whether the user called name is still where flight goes. */
static bool
router_is_still_there(
    struct router *router, struct flight *flight, struct slice name)
{
	if (!directory_is_as_seen(router->directory, &flight->seen))
		flight->seen = directory_look(router->directory, name);
	return address_equals(flight->seen.address, flight->to);
}

enum router_outcome
router_send_more(struct router *router, struct connection *sender,
    struct slice name, struct slice text)
{
	struct flight *flight = flights_of(&router->flights, sender);
	enum router_outcome outcome = ROUTER_OUT_OF_MEMORY;

	if (router_takes_more(router, sender, name) &&
	    router_is_still_there(router, flight, name))
		outcome = router_send_in_flight(router, sender, flight, text);
	return outcome == ROUTER_OUT_OF_MEMORY ? ROUTER_NOT_NOW : outcome;
}

bool
router_has_under_way(const struct connection *sender)
{
	return connection_flight(sender) != 0;
}

bool
router_takes_more(const struct router *router, const struct connection *sender,
    struct slice name)
{
	const struct flight *flight = flights_of(&router->flights, sender);

	return flight != NULL && !flight_is_held(flight) &&
	       slice_equals(
		   (struct slice){ flight->name, flight->name_size }, name);
}

void
router_forget(struct router *router, struct connection *sender)
{
	flights_end(&router->flights, sender);
}

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
		router_answer(router, sender, flight);
	} else {
		router_answer_question(router, sender, message);
	}
	connection_set(sender)->cause = (struct address){ 0 };
}
