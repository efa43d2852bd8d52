/* SPDX-License-Identifier: MIT */
#ifndef CHATD_IRC_USER_ROOMS_H
#define CHATD_IRC_USER_ROOMS_H

/*
 * The channels that a user is in, as WHOIS shows them.  Owner thread only.
 */

#include "common/slice.h"

struct connection;

/*
 * Say 319 of the user called name, who is shown as nick, in as many lines as it
 * takes, or none.
 */
void irc_user_rooms_say(
    struct connection *connection, struct slice nick, struct slice name);

#endif
