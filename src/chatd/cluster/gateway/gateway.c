/* SPDX-License-Identifier: MIT */
/*
 * The gateway's thread: run a turn of the loop, then send what the turn has
 * made, to the workers and to other nodes.
 */

#include "chatd/cluster/gateway/gateway.h"

#include <sys/random.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <event2/event.h>

#include "chatd/cluster/gateway/crossing.h"
#include "chatd/cluster/links/frame_channel.h"
#include "chatd/cluster/gateway/gateway_private.h"
#include "chatd/cluster/engine/names.h"
#include "chatd/cluster/gateway/neighbours.h"
#include "chatd/event/mailbox.h"
#include "chatd/presence/engine.h"
#include "chatd/routing/router.h"
#include "chatd/storage/register.h"
#include "common/clock.h"
#include "common/container.h"
#include "common/log.h"
#include "common/thread.h"

/* How long the end waits for Redis to free the names. */
#define GATEWAY_LEAVE_NS CLOCK_NS_PER_S
#define GATEWAY_LOOK_US  10000

static void
gateway_timer_cb(evutil_socket_t fd, short what, void *argument)
{
	/* It is enough that there is a turn. */
	(void)fd;
	(void)what;
	(void)argument;
}

/* ---- what workers ask and tell ------------------------------------------- */

static void
gateway_receive_batch_cb(struct mail *mail, void *receiver)
{
	outbound_receive_batch(receiver, mail);
}

static void
gateway_receive_question_cb(struct mail *mail, void *receiver)
{
	struct gateway *gateway = receiver;
	struct engine_question *question = container_of(
	    mail, struct engine_question, mail);

	if (gateway->is_over)
		directory_abandon(gateway->options.directory, question);
	else
		names_ask(gateway->names, question);
}

static void
gateway_receive_notice_cb(struct mail *mail, void *receiver)
{
	struct gateway *gateway = receiver;

	if (gateway->is_over)
		directory_free_notice(gateway->options.directory, mail);
	else
		names_tell(gateway->names, mail);
}

static void
gateway_ask(void *state, struct engine_question *question)
{
	struct gateway *gateway = state;

	question->mail = (struct mail){
		.receive = gateway_receive_question_cb
	};
	mailbox_post(gateway->questions, &question->mail);
}

static void
gateway_tell(void *state, struct mail *notice)
{
	struct gateway *gateway = state;

	notice->receive = gateway_receive_notice_cb;
	mailbox_post(gateway->questions, notice);
}

static void
gateway_wake_cb(void *argument)
{
	struct gateway *gateway = argument;

	atomic_store(&gateway->has_changes, true);
	mailbox_wake(gateway->questions);
}

/* ---- the thread ---------------------------------------------------------- */

static void
gateway_run_turn(struct gateway *gateway)
{
	event_base_loop(gateway->loop.base, EVLOOP_ONCE);
	if (atomic_exchange(&gateway->has_changes, false))
		names_take_changes(gateway->names);
	outbound_end_turn(gateway);
	gateway_send_frames_to_all(gateway);
	crossing_tell_all(gateway);
	router_post_batches(gateway->router);
	if (mailbox_take_awaited(gateway->mailbox))
		gateway_wake_workers(gateway);
	cluster_report_draw(gateway, clock_monotonic_ns());
	(void)loop_end_turn(&gateway->loop);
}

static void *
gateway_run(void *argument)
{
	struct gateway *gateway = argument;

	while (!atomic_load(&gateway->is_stopping))
		gateway_run_turn(gateway);
	return NULL;
}

static int
gateway_start(void *state)
{
	struct gateway *gateway = state;
	int error = thread_start(&gateway->thread, gateway_run, gateway);

	gateway->is_running = error == 0;
	return error;
}

static void
gateway_left_cb(void *argument)
{
	struct gateway *gateway = argument;

	gateway->has_left = true;
}

/* The thread has ended: free the names in its place, if Redis still answers. */
static void
gateway_leave(struct gateway *gateway)
{
	const struct timeval time = { .tv_usec = GATEWAY_LOOK_US };
	uint64_t end_ns = clock_monotonic_ns() + GATEWAY_LEAVE_NS;

	names_leave(gateway->names, gateway_left_cb, gateway);
	while (!gateway->has_left && clock_monotonic_ns() < end_ns) {
		(void)event_add(gateway->timer, &time);
		event_base_loop(gateway->loop.base, EVLOOP_ONCE);
	}
}

static void
gateway_stop(void *state)
{
	struct gateway *gateway = state;

	if (!gateway->is_running)
		return;
	atomic_store(&gateway->is_stopping, true);
	mailbox_wake(gateway->questions);
	pthread_join(gateway->thread, NULL);
	gateway->is_running = false;
	gateway_leave(gateway);
	names_shut_registers(gateway->names);
	router_post_batches(gateway->router);
}

/* ---- making -------------------------------------------------------------- */

static void
gateway_free(void *state)
{
	struct gateway *gateway = state;
	int saved_errno = errno;

	gateway->is_over = true;
	if (gateway->questions != NULL)
		mailbox_receive(gateway->questions);
	names_free(gateway->names);
	frame_channel_free(gateway->frames);
	neighbours_go_all(gateway);
	crossing_clear(gateway);
	remote_takeovers_clear(gateway);
	outbound_clear(gateway);
	alias_table_clear(&gateway->aliases);
	router_free(gateway->router);
	if (gateway->timer != NULL)
		event_free(gateway->timer);
	mailbox_free(gateway->questions);
	mailbox_free(gateway->mailbox);
	loop_clear(&gateway->loop);
	pthread_mutex_destroy(&gateway->desk.lock);
	free(gateway->desk.report);
	free(gateway->prefix);
	free(gateway);
	errno = saved_errno;
}

/* Make what workers see of the gateway.  Return 0, or -1 with errno set. */
static int
gateway_make_doors(struct gateway *gateway)
{
	const struct gateway_options *options = &gateway->options;
	const struct router_destinations to = {
		.mailboxes = options->mailboxes,
		.count = options->worker_count + 1,
		.has_gateway = true,
	};

	remote_takeovers_init(gateway);
	gateway->mailbox = mailbox_new(gateway->loop.base, gateway);
	gateway->questions = mailbox_new(gateway->loop.base, gateway);
	gateway->router = router_new(&gateway->slots, options->directory, &to);
	if (gateway->mailbox == NULL || gateway->questions == NULL ||
	    gateway->router == NULL)
		return -1;
	mailbox_receive_batches(gateway->mailbox, gateway_receive_batch_cb);
	mailbox_receive_in_slices(gateway->mailbox, &gateway->loop);
	options->mailboxes[options->worker_count] = gateway->mailbox;
	return 0;
}

static int
gateway_make_ways(struct gateway *gateway)
{
	const struct gateway_options *options = &gateway->options;
	struct event_base *base = gateway->loop.base;

	gateway->prefix = malloc(strlen(options->cluster_name) + 4);
	if (gateway->prefix == NULL)
		return -1;
	sprintf(gateway->prefix, "{%s}:", options->cluster_name);
	gateway->names_options = (struct names_options){
		.target = options->target,
		.prefix = gateway->prefix,
		.node_name = options->node_name,
		.max_clients = options->max_clients,
		.timeout_ms = options->timeout_ms,
		.directory = options->directory,
		.fence = options->fence,
		.rules = options->rules,
		.doors = options->doors,
		.door_count = options->door_count,
	};
	for (size_t i = 0; i < options->door_count; i++)
		register_door_open(options->doors[i], gateway_wake_cb, gateway);
	gateway->timer = event_new(base, -1, 0, gateway_timer_cb, gateway);
	gateway->names = names_new(
	    base, &gateway->names_options, &gateway_names_events, gateway);
	gateway->frames = frame_channel_new(base, options->target,
	    gateway->prefix, &gateway_frame_events, gateway);
	return gateway->timer != NULL && gateway->names != NULL &&
		       gateway->frames != NULL
		   ? 0
		   : -1;
}

struct gateway *
gateway_new(const struct gateway_options *options)
{
	struct gateway *gateway = calloc(1, sizeof(*gateway));
	uint64_t seed;

	if (gateway == NULL)
		return NULL;
	gateway->options = *options;
	gateway->directory = options->directory;
	gateway->rooms = options->rooms;
	slots_init(&gateway->slots, options->worker_count);
	pthread_mutex_init(&gateway->desk.lock, NULL);
	list_init(&gateway->nodes);
	list_init(&gateway->crossings);
	list_init(&gateway->unanswered);
	slab_init(&gateway->crossing_memory, sizeof(struct crossing));
	alias_table_init(&gateway->aliases, options->worker_count, 0);
	errno = ENOMEM;
	if (getrandom(&seed, sizeof(seed), 0) != (ssize_t)sizeof(seed) ||
	    loop_init(&gateway->loop) != 0 ||
	    gateway_make_doors(gateway) != 0 ||
	    gateway_make_ways(gateway) != 0) {
		gateway_free(gateway);
		return NULL;
	}
	gateway->aliases.seed = seed;
	return gateway;
}

const struct engine gateway_engine = {
	.name = "redis",
	.start = gateway_start,
	.ask = gateway_ask,
	.tell = gateway_tell,
	.stop = gateway_stop,
	.free = gateway_free,
};
