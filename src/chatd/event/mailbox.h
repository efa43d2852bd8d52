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
struct loop;
struct mailbox;
struct queue_total;

/*
 * Make a mailbox whose mail is received, with receiver as argument, by the
 * thread that runs base; base must outlive it.  Return NULL with errno set.
 */
struct mailbox *mailbox_new(struct event_base *base, void *receiver);

/*
 * Receive mail only until the slice of loop's turn is over, and the rest in the
 * next turn.  loop is the one of the base, and borrowed for good.
 */
void mailbox_receive_in_slices(struct mailbox *mailbox, struct loop *loop);

/*
 * Count the bytes that wait in total, too, which is borrowed for good; to be
 * called before there is mail.
 */
void mailbox_count_in(struct mailbox *mailbox, struct queue_total *total);

/*
 * Have the batches of messages that are posted by mailbox_post_batch() received
 * by receive; to be called before there are any.
 */
void mailbox_receive_batches(struct mailbox *mailbox, mail_receive_cb *receive);

/*
 * Receive nothing from now on, or go on: what is posted waits, and counts as
 * waiting, so that its senders are held.  It may be called by what receives
 * mail, which is the last one then.  Receiving thread only.
 */
void mailbox_hold(struct mailbox *mailbox, bool holds);

/* Free mailbox, and the mail that nobody has received.  NULL is allowed. */
void mailbox_free(struct mailbox *mailbox);

/* Post mail, which the mailbox takes.  This cannot fail.  Any thread. */
void mailbox_post(struct mailbox *mailbox, struct mail *mail);

/*
 * The same for a batch of messages (core/message.h), whose receiver only its
 * mailbox knows: a worker, or the gateway to other machines.
 */
void mailbox_post_batch(struct mailbox *mailbox, struct mail *batch);

/*
 * Receive all mail that waits now.  The receiving thread does so by itself;
 * this is for the thread that takes its place when it has ended.
 */
void mailbox_receive(struct mailbox *mailbox);

/* Return how many bytes wait now, for senders that want to hold back. */
size_t mailbox_waiting_bytes(const struct mailbox *mailbox);

/*
 * Leave word that a sender waits for the mailbox to have room.  The receiver
 * finds it by mailbox_take_awaited() and wakes those that wait.  Any thread.
 */
void mailbox_await_room(struct mailbox *mailbox);

/*
 * Say whether mailbox_await_room() was called since this was last asked.
 * Receiving thread only.
 */
bool mailbox_take_awaited(struct mailbox *mailbox);

/* Give the receiver a turn of its loop although there is no mail.  Any thread.
 */
void mailbox_wake(struct mailbox *mailbox);

#endif
