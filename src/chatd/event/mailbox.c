/* SPDX-License-Identifier: MIT */
/*
 * A list under a lock, and an eventfd to wake the receiver.  The lock is held
 * for a splice only: the receiver detaches the whole list and receives it
 * unlocked, before it detaches the next.  The eventfd is watched
 * edge-triggered, so that it need not be read: every write is an edge of its
 * own.
 */

#include "chatd/event/mailbox.h"

#include <sys/eventfd.h>

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include <event2/event.h>

#include "chatd/core/queue_total.h"
#include "chatd/event/loop.h"

struct mailbox {
	pthread_mutex_t lock; /* guards first and last */
	struct mail *first;
	struct mail *last;
	atomic_size_t waiting_bytes;
	struct queue_total *total; /* NULL: they are counted here only */
	atomic_bool awaited;
	int wake_fd;
	/* The receiving thread's: */
	struct mail *detached; /* to be received before any other */
	struct loop *loop;     /* NULL: all mail is received at once */
	struct event *wake;
	void *receiver;
	mail_receive_cb *receive_batch;
	bool is_held;
};

static struct mail *
mailbox_detach(struct mailbox *mailbox)
{
	struct mail *first;

	pthread_mutex_lock(&mailbox->lock);
	first = mailbox->first;
	mailbox->first = mailbox->last = NULL;
	pthread_mutex_unlock(&mailbox->lock);
	return first;
}

/* mail waits no longer. */
static void
mailbox_count_out(struct mailbox *mailbox, const struct mail *mail)
{
	atomic_fetch_sub(&mailbox->waiting_bytes, mail->size);
	if (mailbox->total != NULL)
		queue_total_subtract(mailbox->total, mail->size);
}

/* Receive the mail that waits now, until the slice is over if there is one. */
static void
mailbox_receive_waiting(struct mailbox *mailbox, struct loop *loop)
{
	if (mailbox->detached == NULL)
		mailbox->detached = mailbox_detach(mailbox);
	while (mailbox->detached != NULL && !mailbox->is_held) {
		struct mail *mail = mailbox->detached;

		mailbox->detached = mail->next;
		mailbox_count_out(mailbox, mail);
		mail->receive(mail, mailbox->receiver);
		if (loop != NULL && loop_slice_is_over(loop))
			break;
	}
}

static void
mailbox_receive_cb(evutil_socket_t fd, short what, void *argument)
{
	struct mailbox *mailbox = argument;
	bool is_rest = mailbox->detached != NULL;

	(void)fd;
	(void)what;
	if (mailbox->is_held)
		return;
	mailbox_receive_waiting(mailbox, mailbox->loop);
	/* What was posted since the rest was detached has not woken anybody. */
	if (is_rest || mailbox->detached != NULL)
		mailbox_wake(mailbox);
	if (mailbox->loop != NULL)
		loop_end_slice(mailbox->loop);
}

struct mailbox *
mailbox_new(struct event_base *base, void *receiver)
{
	struct mailbox *mailbox = calloc(1, sizeof(*mailbox));

	if (mailbox == NULL)
		return NULL;
	mailbox->receiver = receiver;
	pthread_mutex_init(&mailbox->lock, NULL);
	mailbox->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (mailbox->wake_fd < 0)
		goto fail;
	mailbox->wake = event_new(base, mailbox->wake_fd,
	    EV_READ | EV_PERSIST | EV_ET, mailbox_receive_cb, mailbox);
	if (mailbox->wake == NULL || event_add(mailbox->wake, NULL) != 0) {
		errno = ENOMEM;
		goto fail;
	}
	return mailbox;

fail:
	mailbox_free(mailbox);
	return NULL;
}

static void
mailbox_free_all(struct mail *mail)
{
	while (mail != NULL) {
		struct mail *next = mail->next;

		free(mail);
		mail = next;
	}
}

void
mailbox_free(struct mailbox *mailbox)
{
	int saved_errno = errno;

	if (mailbox == NULL)
		return;
	mailbox_free_all(mailbox->detached);
	mailbox_free_all(mailbox_detach(mailbox));
	if (mailbox->wake != NULL)
		event_free(mailbox->wake);
	if (mailbox->wake_fd >= 0)
		close(mailbox->wake_fd);
	pthread_mutex_destroy(&mailbox->lock);
	free(mailbox);
	errno = saved_errno;
}

void
mailbox_post(struct mailbox *mailbox, struct mail *mail)
{
	bool was_empty;

	mail->next = NULL;
	atomic_fetch_add_explicit(
	    &mailbox->waiting_bytes, mail->size, memory_order_relaxed);
	if (mailbox->total != NULL)
		queue_total_add(mailbox->total, mail->size);
	pthread_mutex_lock(&mailbox->lock);
	was_empty = mailbox->first == NULL;
	if (was_empty)
		mailbox->first = mail;
	else
		mailbox->last->next = mail;
	mailbox->last = mail;
	pthread_mutex_unlock(&mailbox->lock);
	if (was_empty)
		mailbox_wake(mailbox);
}

void
mailbox_count_in(struct mailbox *mailbox, struct queue_total *total)
{
	mailbox->total = total;
}

void
mailbox_receive_in_slices(struct mailbox *mailbox, struct loop *loop)
{
	mailbox->loop = loop;
}

void
mailbox_hold(struct mailbox *mailbox, bool holds)
{
	mailbox->is_held = holds;
	if (!holds)
		mailbox_wake(mailbox);
}

void
mailbox_receive_batches(struct mailbox *mailbox, mail_receive_cb *receive)
{
	mailbox->receive_batch = receive;
}

void
mailbox_post_batch(struct mailbox *mailbox, struct mail *batch)
{
	batch->receive = mailbox->receive_batch;
	mailbox_post(mailbox, batch);
}

void
mailbox_receive(struct mailbox *mailbox)
{
	bool is_rest = mailbox->detached != NULL;

	mailbox_receive_waiting(mailbox, NULL);
	if (is_rest)
		mailbox_receive_waiting(mailbox, NULL);
}

size_t
mailbox_waiting_bytes(const struct mailbox *mailbox)
{
	return atomic_load(&mailbox->waiting_bytes);
}

void
mailbox_await_room(struct mailbox *mailbox)
{
	atomic_store(&mailbox->awaited, true);
}

bool
mailbox_take_awaited(struct mailbox *mailbox)
{
	/*
	 * One side subtracts and then looks here, the other leaves word here
	 * and then looks how much waits: in one order for both, or both sleep.
	 */
	return atomic_load(&mailbox->awaited) &&
	       atomic_exchange(&mailbox->awaited, false);
}

void
mailbox_wake(struct mailbox *mailbox)
{
	const uint64_t one = 1;
	ssize_t written;

	/* EAGAIN would mean that 2^64 wakes are pending: it is awake. */
	do
		written = write(mailbox->wake_fd, &one, sizeof(one));
	while (written < 0 && errno == EINTR);
}
