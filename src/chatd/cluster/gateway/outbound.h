/* SPDX-License-Identifier: MIT */
#ifndef CHATD_OUTBOUND_H
#define CHATD_OUTBOUND_H

/* From the workers of this node to others.  Gateway's thread only. */

#include <stddef.h>

struct batch;
struct gateway;
struct mail;

/* What has been received and not been sent on yet. */
struct outbound {
	struct batch *batch; /* owned; NULL: nothing */
	size_t offset;       /* of the next message in it */
};

/*
 * Take mail, a batch of a worker, and send it on.  Where that is not possible
 * yet, no more is taken from the workers until it is.
 */
void outbound_receive_batch(struct gateway *gateway, struct mail *mail);

/* Go on with what had to wait.  Called at the end of each turn. */
void outbound_end_turn(struct gateway *gateway);

/* Free what has not been sent on. */
void outbound_clear(struct gateway *gateway);

#endif
