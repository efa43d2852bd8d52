/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CROSSING_H
#define CHATD_CROSSING_H

/*
 * Texts on their way to other nodes, whose senders wait for what becomes of
 * them.
 *
 * A text to a user crosses once, and its sender hears that it was taken.  If it
 * was refused where the user was, their name may be somebody else's by now, so
 * it comes back to the worker of its sender, which sees to that.  A line for a
 * room crosses to each node that has members there, and its speaker owes for it
 * until all of these have taken it: so nobody has more under way than they may
 * owe.  Gateway's thread only.
 */

#include <stdbool.h>
#include <stdint.h>

#include "chatd/cluster/links/outgoing.h"
#include "chatd/core/address.h"
#include "common/list.h"

struct gateway;
struct message;

struct crossing {
	struct list place; /* among all, or those whose outcome is known */
	struct address sender;
	uint32_t debt;     /* of a line; 0: it is a text to a user */
	uint32_t number;   /* of a text, among those of its sender */
	unsigned int open; /* links from which the outcome is still to come */
	bool was_taken;    /* by a node, at least */
};

/*
 * Begin a text of sender, with its number, or, with a debt, a line; the caller
 * holds it open until crossing_close().  Return NULL if there is no memory.
 */
struct crossing *crossing_begin(struct gateway *gateway, struct address sender,
    uint32_t number, uint32_t debt);

/* Return what link_append() is given; crossing waits for one outcome more. */
uint64_t crossing_open(struct crossing *crossing);

/* One outcome is there; after the last one the sender is told. */
void crossing_close(
    struct gateway *gateway, struct crossing *crossing, bool was_taken);

/* See outgoing_outcome_cb; the argument is the node. */
void crossing_outcome_cb(uint64_t token, enum outgoing_outcome outcome,
    const struct record *record, void *node);

/*
 * Give the text back to its sender, at by; message is as the gateway has got
 * it.  Return false if there is no memory.
 */
bool crossing_return(struct gateway *gateway, const struct message *message);

/*
 * Tell the senders what has become of their texts since this was last called:
 * in one message where a sender has several, and in the next turn where there
 * is no memory for it.
 */
void crossing_tell_all(struct gateway *gateway);

/* Free all crossings: their senders have ended. */
void crossing_clear(struct gateway *gateway);

#endif
