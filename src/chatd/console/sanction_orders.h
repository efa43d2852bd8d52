/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CONSOLE_SANCTION_ORDERS_H
#define CHATD_CONSOLE_SANCTION_ORDERS_H

/*
 * The requests of the console that ban and mute.  Each function is the handler
 * of a row in commands.c, and sees to it that client gets a reply, now or
 * later.  Main thread only.
 */

#include "common/slice.h"

/*
 * How these requests are written: WHOM as sanction_parse_subject() reads it,
 * and UNTIL as sanction_terms_parse() does.
 */
#define CONSOLE_SANCTION_USAGE " WHOM [UNTIL] [REASON]"
#define CONSOLE_LIFT_USAGE     " WHOM"

struct console_client;

/* Ban or mute somebody, and carry that out on those who are here. */
void console_ban(struct console_client *client, struct slice arguments);
void console_mute(struct console_client *client, struct slice arguments);

/* Lift a ban or a mute. */
void console_unban(struct console_client *client, struct slice arguments);
void console_unmute(struct console_client *client, struct slice arguments);

/* List those that hold. */
void console_bans(struct console_client *client, struct slice arguments);
void console_mutes(struct console_client *client, struct slice arguments);

#endif
