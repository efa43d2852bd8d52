/* SPDX-License-Identifier: MIT */
#ifndef CHATD_IRC_INVISIBLE_H
#define CHATD_IRC_INVISIBLE_H

/*
 * Users who have set "+i" are in no list of names that is asked for by somebody
 * who shares no room with them, and their rooms are not told.  By their nick
 * they are found as all others are.  Owner thread of the connection that asks.
 */

#include <stdbool.h>

#include "common/slice.h"

struct connection;

/*
 * Say whether lists for connection leave the user called name out, whose card
 * has flags.
 */
bool irc_invisible_is_hidden(
    struct connection *connection, struct slice name, unsigned int flags);

/* The same, of a user whose card is looked up for it. */
bool irc_invisible_name_is_hidden(
    struct connection *connection, struct slice name);

#endif
