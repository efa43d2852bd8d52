/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CLAIM_COUNTS_H
#define CHATD_CLAIM_COUNTS_H

/*
 * What has come of the names that this node has asked the engine for, and how
 * long whoever asked had to wait.  What the node knows to be in use by itself
 * is not among them.
 *
 * The gateway's thread adds; any thread may read.  All zero is none.
 */

#include <stdatomic.h>
#include <stdint.h>

#include "chatd/core/durations.h"
#include "chatd/presence/directory.h"

struct claim_counts {
	atomic_uint_fast64_t outcomes[CLAIM_LATER]; /* enum claim_outcome */
	struct durations waits;
};

/*
 * Count a claim or a rename that was decided after so long, and not as
 * CLAIM_LATER.
 */
void claim_counts_add(struct claim_counts *counts, enum claim_outcome outcome,
    uint64_t nanoseconds);

/* Return how many had this outcome, which is not CLAIM_LATER.  Any thread. */
uint64_t claim_counts_read(
    const struct claim_counts *counts, enum claim_outcome outcome);

#endif
