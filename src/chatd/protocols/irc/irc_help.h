/* SPDX-License-Identifier: MIT */
#ifndef CHATD_IRC_HELP_H
#define CHATD_IRC_HELP_H

/*
 * HELP: which commands there are, and how one is used.  Owner thread only.
 */

#include "chatd/protocols/command.h"
#include "common/slice.h"

struct connection;

/* Handle HELP, about subject, or about all commands if it is empty. */
enum command_status irc_help(
    struct connection *connection, struct slice subject, struct slice rest);

#endif
