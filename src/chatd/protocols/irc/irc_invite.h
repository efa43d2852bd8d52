/* SPDX-License-Identifier: MIT */
#ifndef CHATD_IRC_INVITE_H
#define CHATD_IRC_INVITE_H

/*
 * INVITE.  Owner thread only.
 */

#include "chatd/protocols/command.h"
#include "common/slice.h"

struct connection;

/* Handle INVITE, whose first parameter is nick, and the others in rest. */
enum command_status irc_invite(
    struct connection *connection, struct slice nick, struct slice rest);

#endif
