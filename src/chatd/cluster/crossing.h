/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CROSSING_H
#define CHATD_CROSSING_H

/*
 * Texts on their way to other nodes, whose senders wait for what becomes of
 * them.
 *
 * A text to a user crosses once, and its sender hears whether it was taken.  A
 * line for a room crosses to each node that has members there, and its speaker
 * owes for it until all of these have taken it: so nobody has more under way
 * than they may owe.  Gateway's thread only.
 */

#include <stdbool.h>
#include <stdint.h>

#include "chatd/cluster/outgoing.h"
#include "chatd/core/address.h"
#include "common/list.h"

struct gateway;

struct crossing {
	struct list place; /* among all, or those that wait for memory */
	struct gateway *gateway;
	struct address sender;
	uint32_t debt;     /* of a line; 0: it is a text to a user */
	unsigned int open; /* links from which the outcome is still to come */
	bool was_taken;    /* by a node, at least */
};

/*
 * Begin a text of sender, or, with a debt, a line; the caller holds it open
 * until crossing_close().  Return NULL if there is no memory.
 */
struct crossing *crossing_begin(
    struct gateway *gateway, struct address sender, uint32_t debt);

/* Return what link_append() is given; crossing waits for one outcome more. */
uint64_t crossing_open(struct crossing *crossing);

/* One outcome is there; with the last one the sender is told. */
void crossing_close(struct crossing *crossing, bool was_taken);

/* See outgoing_outcome_cb. */
void crossing_outcome_cb(
    uint64_t token, enum outgoing_outcome outcome, void *argument);

/* Tell those senders who could not be told for want of memory. */
void crossing_tell_again(struct gateway *gateway);

/* Free all crossings: their senders have ended. */
void crossing_clear(struct gateway *gateway);

#endif
