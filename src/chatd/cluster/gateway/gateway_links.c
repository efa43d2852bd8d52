/* SPDX-License-Identifier: MIT */
/* Frames of all links, on their way to Redis and from there. */

#include "chatd/cluster/gateway/gateway_private.h"

#include <event2/event.h>

#include "chatd/cluster/links/frame_channel.h"
#include "chatd/cluster/links/link.h"
#include "chatd/cluster/engine/names.h"
#include "chatd/cluster/gateway/node.h"
#include "chatd/redis/redis_connection.h"
#include "common/clock.h"
#include "common/log.h"

/* With so much waiting for Redis, frames wait in their links. */
#define GATEWAY_WAITING_BYTES_MAX 4194304

/* Publish what there is for node. */
static void
gateway_send_frames(struct gateway *gateway, struct node *node, uint64_t now_ns)
{
	struct redis_connection *commands = names_commands(gateway->names);
	struct slice frame;

	while (redis_connection_is_ready(commands) &&
	       redis_connection_waiting(commands) < GATEWAY_WAITING_BYTES_MAX &&
	       link_take_frame(node->link, now_ns, &frame)) {
		if (frame_channel_send(
			gateway->frames, commands, node->life, frame) != 0)
			log_errno("node %s is not sent something", node->name);
	}
}

/* Come back when the first link wants to send something again. */
static void
gateway_set_timer(struct gateway *gateway, uint64_t due_ns, uint64_t now_ns)
{
	uint64_t ns = due_ns > now_ns ? due_ns - now_ns : 0;
	const struct timeval time = {
		.tv_sec = (time_t)(ns / CLOCK_NS_PER_S),
		.tv_usec = (suseconds_t)(ns % CLOCK_NS_PER_S / 1000),
	};

	if (due_ns != LINK_NEVER)
		(void)event_add(gateway->timer, &time);
	else
		(void)event_del(gateway->timer);
}

/*
 * Nothing has left for too long: those who wait hear that their texts are not
 * delivered, and so they will not be.  Who has come and gone meanwhile is told
 * with the next census.
 */
static void
gateway_withdraw(struct gateway *gateway)
{
	for (struct list *at = gateway->nodes.next; at != &gateway->nodes;
	     at = at->next) {
		struct node *node = node_at(at);

		if (link_withdraw(node->link))
			node->wants_census = true;
	}
}

static void
gateway_note_reach(struct gateway *gateway, uint64_t now_ns)
{
	if (redis_connection_is_ready(names_commands(gateway->names)))
		gateway->reached_ns = now_ns;
	else if (now_ns - gateway->reached_ns >=
		 gateway->options.timeout_ms * CLOCK_NS_PER_MS)
		gateway_withdraw(gateway);
}

void
gateway_send_frames_to_all(struct gateway *gateway)
{
	uint64_t now_ns = clock_monotonic_ns();
	uint64_t due_ns = LINK_NEVER;

	for (struct list *at = gateway->nodes.next; at != &gateway->nodes;
	     at = at->next) {
		struct node *node = node_at(at);

		gateway_send_frames(gateway, node, now_ns);
		if (link_due(node->link) < due_ns)
			due_ns = link_due(node->link);
	}
	gateway_note_reach(gateway, now_ns);
	gateway_set_timer(gateway, due_ns, now_ns);
}

/* A frame has come, whoever it is from. */
static void
gateway_received_cb(struct slice bytes, void *argument)
{
	struct gateway *gateway = argument;
	struct frame frame;
	struct node *node;

	/*
	 * At the end nothing is acknowledged any more, and what is not must not
	 * be delivered: its sender will hear that it was not.
	 */
	if (atomic_load(&gateway->is_stopping) ||
	    frame_read(bytes, &frame) != FRAME_READ)
		return;
	/* If the log has yet to say who that is, the frame comes again. */
	node = node_find(&gateway->nodes, frame.head.sender);
	if (node != NULL)
		(void)link_receive(node->link, clock_monotonic_ns(), bytes);
}

static void
gateway_resumed_cb(void *argument)
{
	struct gateway *gateway = argument;

	for (struct list *at = gateway->nodes.next; at != &gateway->nodes;
	     at = at->next)
		link_resume(node_at(at)->link);
}

const struct frame_channel_events gateway_frame_events = {
	.received = gateway_received_cb,
	.resumed = gateway_resumed_cb,
};
