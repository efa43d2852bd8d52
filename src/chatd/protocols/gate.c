/* SPDX-License-Identifier: MIT */
/*
 * What waits at the gate stays where it lies, as all input does for which it is
 * not the time: so it costs nothing but the look.
 */

#include "chatd/protocols/gate.h"

#include "chatd/chat/chat.h"
#include "chatd/connection/connection.h"

bool
gate_lets_pass(
    struct connection *connection, enum gate_view view, struct slice name)
{
	if (view == GATE_UNFINISHED ||
	    (view == GATE_TEXT && chat_is_sending_to(connection, name)))
		return true;
	connection_request_wait(connection);
	return false;
}
