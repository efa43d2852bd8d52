/* SPDX-License-Identifier: MIT */
#ifndef CHATD_INTERVAL_LISTS_H
#define CHATD_INTERVAL_LISTS_H

/*
 * Lists of users that are sent at intervals, to those whose protocol says so.
 */

#include <stdint.h>

#include "chatd/event/deadline.h"

struct connection;
struct loop;

struct interval_lists {
	struct deadline_list due; /* of one deadline at most: */
	struct deadline deadline; /* set if this worker keeps the time */
	uint64_t interval_ms;     /* that it was set with */
};

/* Get ready to keep the time on loop, for the chat that lists is a part of. */
void interval_lists_init(struct interval_lists *lists, struct loop *loop);

/* Send lists to the connection, which has joined the lobby. */
void interval_lists_join(struct connection *connection);

/* Send no more lists to the connection, which is leaving the lobby. */
void interval_lists_leave(struct connection *connection);

#endif
