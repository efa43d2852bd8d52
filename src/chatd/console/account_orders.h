/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CONSOLE_ACCOUNT_ORDERS_H
#define CHATD_CONSOLE_ACCOUNT_ORDERS_H

/*
 * The requests of the console that concern the owners of names.  The function
 * is the handler of a row in commands.c, and sees to it that client gets a
 * reply, now or later.  Main thread only.
 */

#include "common/slice.h"

/* How these requests are written.  chatctl(8) asks for the password. */
#define CONSOLE_ACCOUNT_USAGE                                                  \
	"account list | add NAME PASSWORD | password NAME PASSWORD | "         \
	"certificate NAME FINGERPRINT | operator NAME [no] | operators | "     \
	"delete NAME"

struct console_client;

/* List accounts, or add one, change what there is to it, or delete it. */
void console_account(struct console_client *client, struct slice arguments);

#endif
