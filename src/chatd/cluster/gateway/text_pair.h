/* SPDX-License-Identifier: MIT */
#ifndef CHATD_TEXT_PAIR_H
#define CHATD_TEXT_PAIR_H

/*
 * Who of a node has sent the last text to whom.
 *
 * Texts that cross come in runs from one sender to one receiver, so both are
 * looked up once for a run: the sender among the aliases, and the receiver in
 * the directory, each by a hash and the latter under a lock.
 *
 * There is one for each node, which is made with its first text.  Gateway's
 * thread only.
 */

#include "chatd/core/address.h"
#include "chatd/presence/directory.h"
#include "common/name.h"
#include "common/slice.h"

struct node;
struct record;

struct text_pair {
	struct address there; /* the sender, on their node */
	struct address here;  /* the same, by the alias; or nowhere */
	struct sighting seen; /* of the receiver */
	unsigned char name_size;
	char name[NAME_MAX_BYTES]; /* the receiver's */
};

/*
 * Let the pair of node be about record, a text of that node: whatever it does
 * not know, or may have changed since, is looked up.  Return the pair, which
 * belongs to node and is freed with it; or NULL if there is no memory for the
 * first one.
 */
const struct text_pair *text_pair_turn_to(
    struct node *node, const struct record *record);

#endif
