/* SPDX-License-Identifier: MIT */
#ifndef CHATD_TURN_H
#define CHATD_TURN_H

/*
 * The end of a worker's turn, whose order is what makes an answer true and a
 * pointer valid.  Worker's thread only.
 */

struct chat;
struct connections;
struct mailbox;
struct router;

/* What a turn concerns; all borrowed. */
struct turn {
	struct connections *connections;
	struct router *router;
	struct chat *chat;
	struct mailbox *mailbox;    /* the worker's own */
	struct mailbox **mailboxes; /* of all workers */
	unsigned int mailbox_count; /* the workers' and the gateway's */
};

/*
 * Tell what was announced, post what goes to other workers, and write what
 * connections have to send, until nothing is left of either.
 */
void turn_write(const struct turn *turn);

/*
 * Let those go on that waited for a mailbox or for their socket; write; wake
 * the workers that wait for this one's mailbox; free what was closed.
 */
void turn_end(const struct turn *turn);

#endif
