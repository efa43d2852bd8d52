/* SPDX-License-Identifier: MIT */
#ifndef CHATD_KICKS_H
#define CHATD_KICKS_H

/*
 * Members whom an operator of their room takes out of it: a kick travels to the
 * worker of the member as a message, which only that worker can act on.  The
 * operator is charged for all that it causes, as if they said something to the
 * whole room.
 */

struct chat;
struct message;

/* Do what message, a MESSAGE_KICKED to a connection of this worker, says. */
void kicks_receive(struct chat *chat, const struct message *message);

#endif
