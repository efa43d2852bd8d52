/* SPDX-License-Identifier: MIT */
/*
 * The worker's thread: run a turn of the loop, then write, post and free what
 * the turn left behind.
 *
 * The end of a turn has one order: batches for other workers are posted before
 * replies are written, so that a SEND-OK never overtakes its message; and
 * connections are freed last, when nothing refers to them any more.
 */

#include "chatd/worker/worker.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

#include <event2/event.h>

#include "chatd/chat/chat.h"
#include "chatd/connection/connection.h"
#include "chatd/core/mail.h"
#include "chatd/core/protocol.h"
#include "chatd/event/loop.h"
#include "chatd/event/mailbox.h"
#include "chatd/presence/directory.h"
#include "chatd/routing/router.h"
#include "chatd/storage/filing.h"
#include "common/log.h"
#include "common/thread.h"

struct worker {
	struct loop loop;
	struct stats stats;
	struct worker_shared shared;
	struct mailbox *mailbox;
	struct router *router;
	struct chat *chat;
	pthread_t thread;
	bool runs;
	atomic_bool stopping;
	bool draining;
	worker_done_cb *drained; /* to be called; NULL when it was */
	void *drained_argument;
};

/* ---- what is posted to a worker ------------------------------------------ */

struct newcomer_mail {
	struct mail mail;
	struct worker_newcomer newcomer;
};

struct limits_mail {
	struct mail mail;
	struct limits limits;
};

struct call_mail {
	struct mail mail;
	worker_call_cb *call;
	void *argument;
};

struct order_mail {
	struct mail mail;
	worker_done_cb *done;
	void *argument;
};

static void
worker_deliver_batch_cb(struct mail *mail, void *receiver)
{
	struct worker *worker = receiver;

	(void)loop_turn_ns(&worker->loop);
	router_deliver_batch(worker->router, mail);
}

static void
worker_deliver_newcomer_cb(struct mail *mail, void *receiver)
{
	struct newcomer_mail *posted = (struct newcomer_mail *)mail;
	const struct worker_newcomer *newcomer = &posted->newcomer;
	struct worker *worker = receiver;
	struct connection *connection = connection_open(&worker->loop,
	    newcomer->protocol, newcomer->fd,
	    (const struct sockaddr *)&newcomer->peer, newcomer->number);

	if (connection != NULL && worker->draining)
		connection_finish(connection, CLOSE_SHUTDOWN);
	free(posted);
}

static void
worker_deliver_limits_cb(struct mail *mail, void *receiver)
{
	struct limits_mail *posted = (struct limits_mail *)mail;
	struct worker *worker = receiver;

	if (loop_set_limits(&worker->loop, &posted->limits) != 0)
		log_error("worker %u keeps its old limits: out of memory",
		    worker->loop.slots.worker);
	chat_limits_changed(worker->chat);
	free(posted);
}

static void
worker_deliver_call_cb(struct mail *mail, void *receiver)
{
	struct call_mail *posted = (struct call_mail *)mail;
	struct worker *worker = receiver;

	posted->call(&worker->loop, posted->argument);
	free(posted);
}

/*
 * Write what the turn produced.  A peer that is found gone on writing leaves
 * its rooms, which is announced, which produces more.
 */
static void
worker_write(struct worker *worker)
{
	do {
		chat_deliver_announcements(worker->chat);
		router_post_batches(worker->router);
		connection_flush_all(&worker->loop);
	} while (chat_has_announcements(worker->chat));
}

static void
worker_post_cb(struct loop *loop)
{
	struct worker *worker =
	    (struct worker *)(void *)((char *)loop -
				      offsetof(struct worker, loop));

	router_post_batches(worker->router);
}

static void
worker_stop_reading_cb(struct connection *connection, void *argument)
{
	(void)argument;
	connection_stop_reading(connection);
}

static void
worker_deliver_quiesce_cb(struct mail *mail, void *receiver)
{
	struct order_mail *order = (struct order_mail *)mail;
	struct worker *worker = receiver;

	connection_for_each(&worker->loop, worker_stop_reading_cb, NULL);
	worker_write(worker);
	order->done(order->argument);
	free(order);
}

static void
worker_drain_cb(struct connection *connection, void *argument)
{
	(void)argument;
	connection_drain(connection);
}

static void
worker_deliver_drain_cb(struct mail *mail, void *receiver)
{
	struct order_mail *order = (struct order_mail *)mail;
	struct worker *worker = receiver;

	worker->draining = true;
	worker->drained = order->done;
	worker->drained_argument = order->argument;
	connection_for_each(&worker->loop, worker_drain_cb, NULL);
	free(order);
}

/* ---- the thread ---------------------------------------------------------- */

static void
worker_wake_waiting(struct worker *worker)
{
	if (!mailbox_take_awaited(worker->mailbox))
		return;
	for (unsigned int i = 0; i < worker->shared.worker_count; i++) {
		if (worker->shared.mailboxes[i] != worker->mailbox)
			mailbox_wake(worker->shared.mailboxes[i]);
	}
}

static void
worker_end_turn(struct worker *worker)
{
	struct loop *loop = &worker->loop;

	if (connection_any_held_for_mailbox(loop) &&
	    router_has_room(worker->router))
		connection_mailboxes_have_room(loop);
	worker_write(worker);
	worker_wake_waiting(worker);
	connection_free_closed(loop);
	loop_end_turn(loop);
	if (worker->drained != NULL && loop->connection_count == 0) {
		worker->drained(worker->drained_argument);
		worker->drained = NULL;
	}
}

static void *
worker_run(void *argument)
{
	struct worker *worker = argument;

	while (!atomic_load_explicit(&worker->stopping, memory_order_acquire)) {
		bool more = connection_any_held_for_turn(&worker->loop);

		event_base_loop(worker->loop.base,
		    more ? EVLOOP_ONCE | EVLOOP_NONBLOCK : EVLOOP_ONCE);
		if (more) {
			(void)loop_turn_ns(&worker->loop);
			connection_next_turn(&worker->loop);
		}
		worker_end_turn(worker);
	}
	return NULL;
}

/* ---- what the main thread calls ------------------------------------------ */

void
worker_deliver_filed_cb(struct mail *mail, void *receiver)
{
	struct filing_result result = filing_take_result(mail);
	struct worker *worker = receiver;
	struct connection *connection = slots_find(
	    &worker->loop.slots, result.sender);

	/* It may have ended while the disk was busy. */
	if (connection == NULL)
		return;
	connection_protocol(connection)->filed(connection, result.is_filed);
	connection_request_answered(connection);
}

struct worker *
worker_new(unsigned int index, const struct worker_shared *shared,
    const struct limits *limits)
{
	struct worker *worker = calloc(1, sizeof(*worker));

	if (worker == NULL)
		return NULL;
	worker->shared = *shared;
	if (loop_init(&worker->loop, index, limits) != 0) {
		free(worker);
		return NULL;
	}
	worker->mailbox = mailbox_new(worker->loop.base, worker);
	if (worker->mailbox == NULL)
		goto fail;
	errno = ENOMEM;
	worker->router = router_new(&worker->loop, shared->directory,
	    shared->mailboxes, shared->worker_count, worker_deliver_batch_cb);
	if (worker->router == NULL)
		goto fail;
	worker->chat = chat_new(
	    &worker->loop, worker->router, shared->directory, shared->rooms);
	if (worker->chat == NULL)
		goto fail;
	worker->loop.stats = &worker->stats;
	worker->loop.admission = shared->admission;
	worker->loop.chat = worker->chat;
	worker->loop.filing = shared->filing;
	worker->loop.lists_due = chat_lists_due;
	worker->loop.free_what_can_be = chat_drop_old_lists;
	worker->loop.post = worker_post_cb;
	worker->loop.ended = chat_ended;
	worker->loop.room_message = chat_room_message;
	shared->mailboxes[index] = worker->mailbox;
	return worker;

fail:
	worker_free(worker);
	return NULL;
}

int
worker_start(struct worker *worker)
{
	int error = thread_start(&worker->thread, worker_run, worker);

	worker->runs = error == 0;
	return error;
}

void
worker_free(struct worker *worker)
{
	int saved_errno = errno;

	if (worker == NULL)
		return;
	chat_free(worker->chat);
	router_free(worker->router);
	mailbox_free(worker->mailbox);
	loop_clear(&worker->loop);
	free(worker);
	errno = saved_errno;
}

int
worker_post_newcomer(
    struct worker *worker, const struct worker_newcomer *newcomer)
{
	struct newcomer_mail *mail = calloc(1, sizeof(*mail));

	if (mail == NULL)
		return -1;
	mail->mail.deliver = worker_deliver_newcomer_cb;
	mail->newcomer = *newcomer;
	mailbox_post(worker->mailbox, &mail->mail);
	return 0;
}

int
worker_post_limits(struct worker *worker, const struct limits *limits)
{
	struct limits_mail *mail = calloc(1, sizeof(*mail));

	if (mail == NULL)
		return -1;
	mail->mail.deliver = worker_deliver_limits_cb;
	mail->limits = *limits;
	mailbox_post(worker->mailbox, &mail->mail);
	return 0;
}

int
worker_post_call(struct worker *worker, worker_call_cb *call, void *argument)
{
	struct call_mail *mail = calloc(1, sizeof(*mail));

	if (mail == NULL)
		return -1;
	mail->mail.deliver = worker_deliver_call_cb;
	mail->call = call;
	mail->argument = argument;
	mailbox_post(worker->mailbox, &mail->mail);
	return 0;
}

static int
worker_post_order(struct worker *worker, mail_deliver_cb *deliver,
    worker_done_cb *done, void *argument)
{
	struct order_mail *mail = calloc(1, sizeof(*mail));

	if (mail == NULL)
		return -1;
	mail->mail.deliver = deliver;
	mail->done = done;
	mail->argument = argument;
	mailbox_post(worker->mailbox, &mail->mail);
	return 0;
}

int
worker_post_quiesce(struct worker *worker, worker_done_cb *done, void *argument)
{
	return worker_post_order(
	    worker, worker_deliver_quiesce_cb, done, argument);
}

int
worker_post_drain(struct worker *worker, worker_done_cb *done, void *argument)
{
	return worker_post_order(
	    worker, worker_deliver_drain_cb, done, argument);
}

void
worker_stop(struct worker *worker)
{
	if (worker->runs) {
		atomic_store_explicit(
		    &worker->stopping, true, memory_order_release);
		mailbox_wake(worker->mailbox);
		pthread_join(worker->thread, NULL);
		worker->runs = false;
	}
	/* A newcomer that it did not come to has a descriptor to close. */
	mailbox_deliver(worker->mailbox);
	connection_cut_all(&worker->loop);
}

const struct stats *
worker_stats(const struct worker *worker)
{
	return &worker->stats;
}
