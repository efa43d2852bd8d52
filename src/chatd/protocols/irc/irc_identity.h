/* SPDX-License-Identifier: MIT */
#ifndef CHATD_IRC_IDENTITY_H
#define CHATD_IRC_IDENTITY_H

/*
 * What irc calls this server, and the network that it is a part of: the options
 * irc_server_name and irc_network, of LIMITS_IRC_NAME_BYTES at most.  They are
 * borrowed until the next reload.  Owner thread of the connection only.
 */

#include "common/slice.h"

struct connection;

struct slice irc_identity_server(const struct connection *connection);
struct slice irc_identity_network(const struct connection *connection);

#endif
