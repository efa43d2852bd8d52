/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CONSOLE_COMMANDS_H
#define CHATD_CONSOLE_COMMANDS_H

/*
 * What can be asked on the console: one table of requests.  Main thread only.
 */

#include "common/slice.h"

struct console_client;

/*
 * Handle one request, which is a line without its end.  The reply to client is
 * completed now or later.
 */
void console_command(struct console_client *client, struct slice line);

#endif
