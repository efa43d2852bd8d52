/* SPDX-License-Identifier: MIT */
#ifndef CHATD_KEPT_PACE_H
#define CHATD_KEPT_PACE_H

/* When the thread of the kept rooms has something to do. */

#include <stdbool.h>

struct kept_rooms;

/* Have the thread run soon: something has changed, or the cluster has news. */
void kept_pace_call(struct kept_rooms *kept, bool has_changed);

/* What a round of the thread is for. */
struct kept_round {
	bool is_due; /* KEPT_ROOMS_INTERVAL_S after the one that was, or the end
		      */
	bool writes; /* and the file is behind */
};

/* Wait for the next round. */
struct kept_round kept_pace_wait(struct kept_rooms *kept);

/*
 * Note that the round is over, with errno of a write or 0; and whether there is
 * something to be done in the next one, even if nobody calls.  Return whether
 * that follows now.
 */
bool kept_pace_settle(struct kept_rooms *kept, const struct kept_round *round,
    int error, bool goes_on);

#endif
