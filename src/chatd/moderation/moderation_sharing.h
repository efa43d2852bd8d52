/* SPDX-License-Identifier: MIT */
#ifndef CHATD_MODERATION_SHARING_H
#define CHATD_MODERATION_SHARING_H

/*
 * Giving and lifting sanctions that are a cluster's (storage/register.h).
 *
 * The cluster decides: a sanction holds on no node before it holds in the
 * engine, and then on all of them.  So while the cluster cannot be reached,
 * orders are refused, and what holds goes on to hold.
 */

#include <stdbool.h>
#include <stdint.h>

#include "chatd/core/mail.h"
#include "chatd/moderation/moderation.h"
#include "chatd/moderation/sanction.h"

struct mailbox;

/* Say whether the sanctions are a cluster's.  Any thread. */
bool moderation_is_shared(const struct moderation *moderation);

struct moderation_order {
	bool is_lift;                       /* else it is given */
	const struct sanction_terms *terms; /* copied; the kind and the subject
					       are enough to lift one */
	struct mailbox *mailbox;            /* where the result goes */
	mail_receive_cb *receive;           /* what takes it there */
	void *argument;                     /* passed on, like the next */
	uint64_t asker;
};

struct moderation_order_result {
	enum moderation_outcome outcome; /* if it is done, it holds here; those
					    who are concerned are the caller's
					    to find */
	enum sanction_kind kind;
	void *argument;
	uint64_t asker;
};

/*
 * Have the cluster carry out order.  Return 0, or -1 if there is no memory. The
 * mailbox must last until moderation_free() has returned.  Any thread.
 */
int moderation_order(
    struct moderation *moderation, const struct moderation_order *order);

/* Return the result that mail holds, and free mail. */
struct moderation_order_result moderation_take_order_result(struct mail *mail);

#endif
