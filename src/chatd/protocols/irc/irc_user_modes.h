/* SPDX-License-Identifier: MIT */
#ifndef CHATD_IRC_USER_MODES_H
#define CHATD_IRC_USER_MODES_H

/*
 * MODE of a user, which is the client's own affair.  +i is remembered, because
 * clients ask for it, and hides nobody; +o says that the client is an operator
 * (irc_operators.h), and can only be given up.  Owner thread only.
 */

#include <stdbool.h>

#include "chatd/protocols/command.h"
#include "chatd/protocols/irc/irc_session.h"
#include "common/slice.h"

struct connection;
struct irc_parameters;

/* The letters, as 004 shows them. */
#define IRC_USER_MODES "Bio"

/* Handle MODE with a nick, and what parameters still have. */
enum command_status irc_user_modes_handle(struct connection *connection,
    struct slice nick, struct irc_parameters *parameters);

/* Set a mode, or take it away, and tell the client if it was not so. */
void irc_user_modes_set(
    struct connection *connection, enum irc_user_mode mode, bool holds);

#endif
