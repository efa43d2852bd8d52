/* SPDX-License-Identifier: MIT */
#ifndef CHATD_IRC_CAPABILITIES_H
#define CHATD_IRC_CAPABILITIES_H

/*
 * CAP: what a client may ask for beyond RFC 1459.  Owner thread only.
 */

#include <stdbool.h>

#include "common/slice.h"

struct connection;

/*
 * Handle "CAP subcommand rest".  Return whether the client has ended the
 * negotiation, so that registration goes on.
 */
bool irc_capabilities_handle(
    struct connection *connection, struct slice subcommand, struct slice rest);

#endif
