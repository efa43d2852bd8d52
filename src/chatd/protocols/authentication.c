/* SPDX-License-Identifier: MIT */
/*
 * To know a password claims nothing yet: the name is taken as all names are.
 */

#include "chatd/protocols/authentication.h"

#include "chatd/chat/chat.h"

enum command_status
authentication_handle(
    struct connection *connection, struct slice name, struct slice password)
{
	if (password.size == 0)
		return COMMAND_BAD_ARGUMENTS;
	chat_authenticate(connection, CHAT_AUTHENTICATE, name, password);
	return COMMAND_DONE;
}
