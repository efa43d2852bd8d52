/* SPDX-License-Identifier: MIT */
#ifndef CHATD_TRIMMING_H
#define CHATD_TRIMMING_H

/*
 * Giving back the memory that a crowd leaves behind, some time after it has
 * left.  Owner thread only.
 */

#include <stdbool.h>

#include "chatd/event/deadline.h"

struct chat;
struct connections;
struct loop;

struct trimming {
	struct loop *loop;
	struct connections *connections;
	struct chat *chat;
	struct deadline_list list;
	struct deadline deadline; /* of the next trim; the only one on list */
	bool has_trimmed;         /* in this turn */
};

/* Begin; all is borrowed for good. */
void trimming_init(struct trimming *trimming, struct loop *loop,
    struct connections *connections, struct chat *chat);

/*
 * See to it that memory which is not needed any more is given back some time
 * later.  Called at the end of each turn.
 */
void trimming_end_turn(struct trimming *trimming);

#endif
