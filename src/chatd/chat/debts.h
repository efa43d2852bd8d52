/* SPDX-License-Identifier: MIT */
#ifndef CHATD_DEBTS_H
#define CHATD_DEBTS_H

/*
 * How telling the members of a room is paid for: see charging.h.
 *
 * The connection at message->to, if there is one, has caused the message and
 * pays.  If there are few members, it is charged at once.  If there are many,
 * telling them is put off, and the connection owes for it until all have been
 * told; a worker that tells members for another one reports that it is done.
 * Worker's thread only.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chatd/core/address.h"

struct chat;
struct connection;
struct message;
struct room;

/* Charge connection for telling message to all members of room everywhere. */
void debt_charge(struct connection *connection, const struct room *room,
    const struct message *message);

/*
 * Have whoever caused message, if they are on this worker, pay for telling it
 * to count members: at once, or later if it is put off.  Return the debt.
 */
uint32_t debt_incur(struct chat *chat, const struct message *message,
    size_t count, bool is_put_off);

/* Settle a debt of the connection at debtor, on whichever worker; 0 is none. */
void debt_settle(struct chat *chat, struct address debtor, uint32_t debt);

#endif
