/* SPDX-License-Identifier: MIT */
#ifndef CHATD_MAIL_H
#define CHATD_MAIL_H

/*
 * What a mailbox carries: the first member of something larger that knows how
 * it is to be received.
 */

#include <stddef.h>

struct mail;

/*
 * Receive mail, on the receiver's thread; receiver is the mailbox's owner.  The
 * function takes mail and frees it.
 */
typedef void mail_receive_cb(struct mail *mail, void *receiver);

struct mail {
	struct mail *next;        /* the mailbox's, while it has it */
	mail_receive_cb *receive; /* set by the sender */
	size_t size;              /* bytes that count as waiting; may be 0 */
};

#endif
