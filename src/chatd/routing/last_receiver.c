/* SPDX-License-Identifier: MIT */
/*
 * A connection that has ended is not found by its address, and one that was
 * renamed does not bear the name: so what is remembered is checked each time
 * and never has to be forgotten.
 */

#include "chatd/routing/last_receiver.h"

#include "chatd/connection/connection.h"
#include "chatd/connection/connections.h"

void
router_remember_last(struct connection *sender, struct address receiver)
{
	connection_set_last_receiver(sender, receiver);
}

bool
router_try_last(
    struct connection *sender, struct slice name, const struct message *message)
{
	struct connection *receiver = slots_find(
	    &connection_set(sender)->slots, connection_last_receiver(sender));

	if (receiver == NULL || !slice_equals(connection_name(receiver), name))
		return false;
	connection_deliver(receiver, message);
	return true;
}
