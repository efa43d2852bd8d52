/* SPDX-License-Identifier: MIT */
/*
 * A connection that has ended is not found by its address, and one that was
 * renamed does not bear the name: so what is remembered is checked each time
 * and never has to be forgotten.
 */

#include "chatd/routing/last_receiver.h"

void
router_remember_last(struct connection *sender, struct address receiver)
{
	connection_set_last_receiver(sender, receiver);
}
