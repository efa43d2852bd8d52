/* SPDX-License-Identifier: MIT */
#ifndef CHATD_MAIL_H
#define CHATD_MAIL_H

/*
 * What a mailbox carries: the first member of something larger that knows how
 * it is delivered.
 */

#include <stddef.h>

struct mail;

/*
 * Deliver mail on the receiver's thread; receiver is the mailbox's owner.  The
 * function takes mail and frees it.
 */
typedef void mail_deliver_cb(struct mail *mail, void *receiver);

struct mail {
	struct mail *next;        /* the mailbox's, while it has it */
	mail_deliver_cb *deliver; /* set by who posts it */
	size_t size;              /* bytes that count as waiting; may be 0 */
};

#endif
