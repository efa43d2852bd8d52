/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CONTROL_COMMANDS_H
#define CHATD_CONTROL_COMMANDS_H

/*
 * What can be asked on the console.  Main thread only.
 */

#include "common/line.h"

struct control_client;

/* Handle one request; the reply is complete now or later. */
void control_command(struct control_client *client, struct slice line);

#endif
