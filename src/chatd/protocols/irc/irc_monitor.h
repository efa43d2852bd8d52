/* SPDX-License-Identifier: MIT */
#ifndef CHATD_IRC_MONITOR_H
#define CHATD_IRC_MONITOR_H

/*
 * IRCv3's "monitor": clients are told when users come by names that they have
 * asked for, and when they go.  Owner thread only.
 */

#include "chatd/protocols/command.h"
#include "common/slice.h"

struct connection;
struct message;

enum command_status irc_monitor(
    struct connection *connection, struct slice argument, struct slice rest);

/* Tell what a MESSAGE_WATCHED says: 730 or 731. */
void irc_monitor_tell(
    struct connection *connection, const struct message *message);

#endif
