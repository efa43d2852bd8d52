/* SPDX-License-Identifier: MIT */
#ifndef CHATD_MAILBOX_H
#define CHATD_MAILBOX_H

/*
 * The only door between threads: anybody posts, one thread receives.
 *
 * Mail of one sender arrives in the order it was posted.  The receiver is woken
 * only by the post that finds the mailbox empty.
 */

#include <stdbool.h>
#include <stddef.h>

#include "chatd/core/mail.h"

struct event_base;
struct mailbox;

/*
 * Make a mailbox whose mail is delivered, with receiver as argument, by the
 * thread that runs base; base must outlive it.  Return NULL with errno set.
 */
struct mailbox *mailbox_new(struct event_base *base, void *receiver);

/* Throw away what is in it undelivered, and free it.  NULL is allowed. */
void mailbox_free(struct mailbox *mailbox);

/* Post mail; the mailbox takes it.  Cannot fail.  Any thread. */
void mailbox_post(struct mailbox *mailbox, struct mail *mail);

/*
 * Deliver what waits in it now.  The receiving thread does so by itself; this
 * is for who takes its place when it has ended.
 */
void mailbox_deliver(struct mailbox *mailbox);

/* Bytes that are waiting in it now, for senders that want to hold back. */
size_t mailbox_waiting_bytes(const struct mailbox *mailbox);

/*
 * Leave word that somebody waits for the mail to be delivered; the receiver
 * finds it by mailbox_take_awaited() and wakes who waits.  Any thread.
 */
void mailbox_await_delivery(struct mailbox *mailbox);

/*
 * Return whether somebody asked mailbox_await_delivery() since the last call.
 * Receiving thread only.
 */
bool mailbox_take_awaited(struct mailbox *mailbox);

/* Give the receiver a turn of its loop although there is no mail. */
void mailbox_wake(struct mailbox *mailbox);

#endif
