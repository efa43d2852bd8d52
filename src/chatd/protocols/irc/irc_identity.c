/* SPDX-License-Identifier: MIT */
#include "chatd/protocols/irc/irc_identity.h"

#include "chatd/connection/connection.h"
#include "chatd/core/limits.h"

struct slice
irc_identity_server(const struct connection *connection)
{
	return slice_of(connection_limits(connection)->irc_server_name);
}

struct slice
irc_identity_network(const struct connection *connection)
{
	return slice_of(connection_limits(connection)->irc_network);
}
