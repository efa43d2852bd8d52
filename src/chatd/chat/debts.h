/* SPDX-License-Identifier: MIT */
#ifndef CHATD_DEBTS_H
#define CHATD_DEBTS_H

/*
 * Who pays for what the members of a room are told: see charging.h.
 *
 * The cause of a message is the connection at message->to, if there is one.
 * Telling few members is charged at once.  Telling many is put off, and its
 * debt until all are told; on other workers, too, which then report it.
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

/* Charge connection for telling all members of room, on all workers, message.
 */
void debt_charge(struct connection *connection, const struct room *room,
    const struct message *message);

/*
 * Have the cause of message, if it is on this worker, pay for telling it to
 * count members in one place: at once, or with a debt if it is put off.
 * Return the debt.
 */
uint32_t debt_incur(struct chat *chat, const struct message *message,
    size_t count, bool is_put_off);

/* Settle a debt of the connection at debtor, on whichever worker; 0 is none. */
void debt_settle(struct chat *chat, struct address debtor, uint32_t debt);

#endif
