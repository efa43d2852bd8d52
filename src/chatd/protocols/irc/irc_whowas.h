/* SPDX-License-Identifier: MIT */
#ifndef CHATD_IRC_WHOWAS_H
#define CHATD_IRC_WHOWAS_H

/*
 * Who had a nick until lately: WHOWAS.  As many are known as the chat remembers
 * (presence/past_users.h), which are users of all protocols.  Owner thread
 * only.
 */

#include "chatd/protocols/command.h"
#include "common/slice.h"

struct connection;

enum command_status irc_whowas(
    struct connection *connection, struct slice nick, struct slice rest);

#endif
