/* SPDX-License-Identifier: MIT */
#ifndef CHATD_AUTHENTICATION_H
#define CHATD_AUTHENTICATION_H

/*
 * The request of the owner of a name, where it is a command of its own.  Owner
 * thread only.
 */

#include "chatd/protocols/command.h"
#include "common/slice.h"

struct connection;

/* Handle "AUTH alice password": the handler of a row in a table of commands. */
enum command_status authentication_handle(
    struct connection *connection, struct slice name, struct slice password);

#endif
