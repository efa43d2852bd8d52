/* SPDX-License-Identifier: MIT */
#ifndef CHATD_IRC_LIST_H
#define CHATD_IRC_LIST_H

/*
 * LIST: which channels there are, and what they are about.  Owner thread only.
 */

#include "chatd/protocols/command.h"
#include "common/slice.h"

struct connection;

enum command_status irc_list_handle(
    struct connection *connection, struct slice argument, struct slice rest);

#endif
