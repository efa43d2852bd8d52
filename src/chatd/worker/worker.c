/* SPDX-License-Identifier: MIT */
/*
 * The worker's thread: run a turn of the loop, then do what the turn left to
 * be done at its end.
 */

#include "chatd/worker/worker_private.h"

#include <errno.h>
#include <stdlib.h>

#include <event2/event.h>

#include "chatd/chat/chat.h"
#include "chatd/chat/watched_name.h"
#include "chatd/connection/input.h"
#include "chatd/connection/writing.h"
#include "chatd/core/motd.h"
#include "chatd/event/mailbox.h"
#include "chatd/net/entrance.h"
#include "chatd/presence/directory.h"
#include "chatd/routing/router.h"
#include "common/container.h"
#include "common/thread.h"

/* ---- the thread ---------------------------------------------------------- */

static void
worker_end_turn(struct worker *worker)
{
	uint64_t took_ns;

	fence_end_turn(&worker->fence);
	turn_end(&worker->turn);
	entrance_end_turn(&worker->entrance);
	trimming_end_turn(&worker->trimming);
	took_ns = loop_end_turn(&worker->loop);
	if (took_ns > 0)
		durations_add(&worker->stats.turns, took_ns);
	if (worker->drained != NULL && worker->connections.count == 0) {
		worker->drained(worker->drained_argument);
		worker->drained = NULL;
	}
}

void
worker_run_turn(struct worker *worker, bool waits)
{
	const struct reading_queue *queue = &worker->connections.queue;
	/* Without waiting where somebody waits for the next turn. */
	bool is_awaited = queue->turn_count > 0;
	bool goes_on = !waits || is_awaited ||
		       chat_has_backlogs(worker->chat) ||
		       watched_names_have_news(worker->chat) ||
		       writing_is_due(&worker->connections) ||
		       entrance_is_due(&worker->entrance);

	event_base_loop(worker->loop.base,
	    goes_on ? EVLOOP_ONCE | EVLOOP_NONBLOCK : EVLOOP_ONCE);
	if (is_awaited) {
		loop_begin_slice(&worker->loop);
		input_next_turn(&worker->connections);
	}
	worker_end_turn(worker);
}

static void *
worker_run(void *argument)
{
	struct worker *worker = argument;

	while (
	    !atomic_load_explicit(&worker->is_stopping, memory_order_acquire))
		worker_run_turn(worker, true);
	return NULL;
}

/* ---- what connections and other workers call ----------------------------- */

static void
worker_before_write_cb(struct connections *connections)
{
	struct worker *worker = container_of(
	    connections, struct worker, connections);

	router_post_batches(worker->router);
}

static bool
worker_may_send_cb(struct connections *connections)
{
	struct worker *worker = container_of(
	    connections, struct worker, connections);

	return router_has_room(worker->router);
}

static void
worker_receive_batch_cb(struct mail *mail, void *receiver)
{
	struct worker *worker = receiver;

	(void)loop_turn_ns(&worker->loop);
	chat_receive_batch(worker->chat, mail);
}

static void
worker_receive_takeover_cb(struct mail *mail, void *receiver)
{
	struct worker *worker = receiver;

	chat_receive_takeover(worker->chat, mail);
}

static void
worker_receive_named_cb(struct mail *mail, void *receiver)
{
	struct worker *worker = receiver;

	chat_receive_named(worker->chat, mail);
}

static void
worker_receive_watched_cb(struct mail *mail, void *receiver)
{
	struct worker *worker = receiver;

	watched_names_receive(worker->chat, mail);
}

static const struct chat_receivers worker_chat_receivers = {
	.takeover = worker_receive_takeover_cb,
	.named = worker_receive_named_cb,
	.watched = worker_receive_watched_cb,
};

/* ---- what the main thread calls ------------------------------------------ */

/* Make the parts that need the loop.  Return 0, or -1 (no memory). */
static int
worker_make_parts(struct worker *worker, unsigned int index,
    const struct worker_shared *shared, const struct limits *limits)
{
	static const struct connection_owner owner = {
		.ended = chat_ended,
		.before_write = worker_before_write_cb,
		.may_send = worker_may_send_cb,
		.congested = chat_congested,
		.eased = chat_eased,
	};
	struct connection_services services = {
		.stats = &worker->stats,
		.admission = shared->admission,
		.queues = shared->queues,
		.sources = shared->sources,
		.filing = shared->filing,
		.accounts = shared->accounts,
		.moderation = shared->moderation,
		.kept_rooms = shared->kept_rooms,
		.fence = shared->fence != NULL ? &shared->fence->ns : NULL,
	};
	bool has_gateway = shared->fence != NULL;

	worker->router = router_new(&worker->connections.slots,
	    shared->directory,
	    &(struct router_destinations){ shared->mailboxes,
		shared->worker_count + has_gateway, has_gateway });
	if (worker->router == NULL)
		return -1;
	worker->chat = chat_new(&worker->loop, &worker->connections,
	    worker->router, shared->directory, shared->rooms,
	    &worker_chat_receivers);
	if (worker->chat == NULL)
		return -1;
	services.chat = worker->chat;
	entrance_init(&worker->entrance,
	    &(struct entrance_services){ &worker->loop, &worker->stats,
		shared->admission, shared->queues, shared->sources },
	    worker_admit_cb, worker);
	if (has_gateway &&
	    fence_init(&worker->fence, &worker->loop, shared->fence,
		&worker->connections, worker->mailbox) != 0)
		return -1;
	trimming_init(&worker->trimming, &worker->loop, &worker->connections,
	    worker->chat);
	return connections_init(&worker->connections, &worker->loop, index,
	    limits, &owner, &services);
}

struct worker *
worker_new(unsigned int index, const struct worker_shared *shared,
    const struct limits *limits)
{
	struct worker *worker = calloc(1, sizeof(*worker));

	if (worker == NULL)
		return NULL;
	if (loop_init(&worker->loop) != 0) {
		errno = ENOMEM;
		goto fail;
	}
	worker->fence.timer = -1;
	if (shared->fence != NULL && fence_prepare(&worker->loop) != 0) {
		errno = ENOMEM;
		goto fail;
	}
	worker->mailbox = mailbox_new(worker->loop.base, worker);
	if (worker->mailbox == NULL)
		goto fail;
	mailbox_receive_in_slices(worker->mailbox, &worker->loop);
	mailbox_receive_batches(worker->mailbox, worker_receive_batch_cb);
	mailbox_count_in(worker->mailbox, shared->queues);
	if (worker_make_parts(worker, index, shared, limits) != 0) {
		errno = ENOMEM;
		goto fail;
	}
	connections_set_motd(
	    &worker->connections, motd_reference(shared->motd));
	worker->turn = (struct turn){
		.connections = &worker->connections,
		.router = worker->router,
		.chat = worker->chat,
		.mailbox = worker->mailbox,
		.mailboxes = shared->mailboxes,
		.mailbox_count = shared->worker_count + (shared->fence != NULL),
	};
	worker->read_buffer_size = connections_read_buffer_size(limits);
	shared->mailboxes[index] = worker->mailbox;
	return worker;

fail:
	worker_free(worker);
	return NULL;
}

void
worker_set_limits(struct worker *worker, const struct limits *limits)
{
	connections_set_limits(&worker->connections, limits, NULL);
}

int
worker_start(struct worker *worker)
{
	int error = thread_start(&worker->thread, worker_run, worker);

	worker->is_running = error == 0;
	return error;
}

void
worker_free(struct worker *worker)
{
	int saved_errno = errno;

	if (worker == NULL)
		return;
	connections_clear(&worker->connections);
	fence_clear(&worker->fence);
	chat_free(worker->chat);
	router_free(worker->router);
	mailbox_free(worker->mailbox);
	loop_clear(&worker->loop);
	worker_forget_limits(worker);
	free(worker);
	errno = saved_errno;
}

void
worker_stop(struct worker *worker)
{
	if (worker->is_running) {
		atomic_store_explicit(
		    &worker->is_stopping, true, memory_order_release);
		mailbox_wake(worker->mailbox);
		pthread_join(worker->thread, NULL);
		worker->is_running = false;
	}
	/* A newcomer that it did not come to has a descriptor to close. */
	mailbox_receive(worker->mailbox);
	entrance_close_all(&worker->entrance);
	connections_cut_all(&worker->connections);
}

const struct stats *
worker_stats(const struct worker *worker)
{
	return &worker->stats;
}
