/* SPDX-License-Identifier: MIT */
#ifndef CHATD_IRC_USER_MODES_H
#define CHATD_IRC_USER_MODES_H

/*
 * MODE of a user, which is the client's own affair.  +i is remembered, because
 * clients ask for it, and hides nobody.  Owner thread only.
 */

#include "chatd/protocols/command.h"
#include "common/slice.h"

struct connection;
struct irc_parameters;

/* The letters, as 004 shows them. */
#define IRC_USER_MODES "i"

/* Handle MODE with a nick, and what parameters still have. */
enum command_status irc_user_modes_handle(struct connection *connection,
    struct slice nick, struct irc_parameters *parameters);

#endif
