/* SPDX-License-Identifier: MIT */
#ifndef CHATD_LOGIN_H
#define CHATD_LOGIN_H

/*
 * Asking for a name, for the other files of this folder.  Worker's thread only.
 */

#include <stdbool.h>

#include "chatd/core/protocol.h"
#include "common/slice.h"

struct connection;

/*
 * Ask for name on behalf of the connection, which wants to log in or be
 * renamed.  Return true if it has been answered, and false if it waits.
 */
bool login_ask(struct connection *connection, enum chat_request request,
    struct slice name);

#endif
