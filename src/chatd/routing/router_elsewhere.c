/* SPDX-License-Identifier: MIT */
/* Texts for users of other machines, sent by way of the gateway. */

#include "chatd/routing/router_private.h"

#include "chatd/connection/connection.h"
#include "chatd/connection/connections.h"
#include "chatd/core/message.h"
#include "chatd/presence/directory.h"
#include "chatd/routing/last_receiver.h"

int
router_send_by_gateway(struct router *router, struct connection *sender,
    const struct flight *flight, uint32_t number, const struct stamp *stamp,
    const struct chat_text *text)
{
	const struct message message = {
		.kind = MESSAGE_DELIVERED,
		.style = (uint8_t)text->style,
		.to = flight->to,
		.by = flight->sender,
		.size = number,
		.room = { flight->name, flight->name_size },
		.from = connection_name(sender),
		.text = text->plain,
		.raw = text->raw,
		.stamp = stamp,
	};

	return router_send_to_worker(router, router->gateway, &message);
}

static enum router_outcome
router_send_in_flight(struct router *router, struct connection *sender,
    struct flight *flight, const struct chat_text *text)
{
	const struct stamp stamp = stamping_now(connection_set(sender));

	if (router_send_by_gateway(router, sender, flight,
		flight_next_number(flight), &stamp, text) != 0)
		return ROUTER_OUT_OF_MEMORY;
	flight_add(flight, chat_text_size(text), &stamp);
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
		    router, sender, flight, &asked->text);
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
    struct slice name, const struct chat_text *text)
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
