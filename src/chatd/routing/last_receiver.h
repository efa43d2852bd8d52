/* SPDX-License-Identifier: MIT */
#ifndef CHATD_LAST_RECEIVER_H
#define CHATD_LAST_RECEIVER_H

/*
 * The short way of a text: to the user whom its sender wrote to last.
 *
 * Most people write to the same person again and again, so each connection
 * remembers which connection on its own worker it last wrote to.  As long as
 * that one is there and bears the name, the directory would give the same
 * answer.  Not asking it saves about 275 instructions a message; see
 * doc/fast-path.md.  Owner thread only.
 */

#include <stdbool.h>

#include "chatd/connection/connection.h"
#include "chatd/connection/connections.h"
#include "chatd/core/address.h"
#include "chatd/core/message.h"
#include "common/in_line.h"
#include "common/slice.h"

/* Remember that sender has written to receiver, on the same worker. */
void router_remember_last(struct connection *sender, struct address receiver);

/*
 * Deliver message, which is from sender, to the user called name, if that is
 * whom sender last wrote to.  Return false, with nothing done, if it is not, or
 * may not be: router_send() then finds out.
 */
static IN_LINE bool
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

#endif
