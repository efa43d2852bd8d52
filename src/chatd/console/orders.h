/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CONTROL_ORDERS_H
#define CHATD_CONTROL_ORDERS_H

/*
 * The console's requests that change something: "Doing" in chatctl(8).  Each
 * completes client's reply, now or later.  Main thread only.
 */

#include "common/line.h"

struct control_client;

void control_kick(struct control_client *client, struct slice arguments);
void control_tell(struct control_client *client, struct slice arguments);
void control_set(struct control_client *client, struct slice arguments);
void control_loglevel(struct control_client *client, struct slice arguments);
void control_reload(struct control_client *client, struct slice arguments);
void control_drain(struct control_client *client, struct slice arguments);

#endif
