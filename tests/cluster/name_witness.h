/* SPDX-License-Identifier: MIT */
#ifndef CHATD_NAME_WITNESS_H
#define CHATD_NAME_WITNESS_H

/*
 * Somebody who knows of names only what they are told by a name_log, and aborts
 * if it contradicts itself: a name that is learned twice, moved or forgotten by
 * one who does not have it, or whose life is not there; a life that goes with
 * names.  All zero is one who has been told nothing.
 */

#include <stdbool.h>
#include <stddef.h>

#include "chatd/cluster/copies/name_log.h"

/* What is known of a name. */
struct witnessed_name {
	char text[256];
	struct name_owner owner;
};

struct witnessed_life {
	uint64_t life;
	char node[256];
};

struct name_witness {
	struct witnessed_name *names; /* in the order in which they came */
	size_t name_count;
	struct witnessed_life *lives; /* in order of their numbers */
	size_t life_count;
	char *news; /* what was told since that was last asked */
	size_t news_size;
};

/* Return the events for a name_log whose argument is a witness. */
const struct name_log_events *name_witness_events(void);

/* Free what the witness has. */
void name_witness_clear(struct name_witness *witness);

/* Return all lives and names, by their places; the caller frees it. */
char *name_witness_text(const struct name_witness *witness);

/* Say whether the names came in the order of their places. */
bool name_witness_is_in_order(const struct name_witness *witness);

/* Put the names in that order, and return the last place; 0 without names. */
uint64_t name_witness_sort(struct name_witness *witness);

/*
 * Return what was told since this was last asked, as in "+5 alice bob>carol
 * -dave -5"; the caller frees it.
 */
char *name_witness_take_news(struct name_witness *witness);

#endif
