/* SPDX-License-Identifier: MIT */
#ifndef CHATD_GATEWAY_H
#define CHATD_GATEWAY_H

/*
 * The way to other nodes of the cluster: a thread beside the workers, which see
 * it as one worker more, and the engine that decides who gets a name.
 *
 * Users of other nodes have addresses on the gateway, and those who are in
 * rooms are members on it.  What is sent to them crosses by a link to their
 * node, in the order in which it was sent; what comes from there goes to the
 * workers as what they send to each other does.
 *
 * Bounds: what waits for one node has a ceiling (cluster/links/link.h), from
 * which on nothing is taken from the workers, whose senders are held then; a
 * text to a user of another node keeps its sender from asking for anything
 * else; and the mailbox of a worker that has fallen behind makes the other
 * nodes wait.
 */

#include <stddef.h>
#include <stdint.h>

struct directory;
struct engine;
struct fence_moment;
struct gateway;
struct mailbox;
struct redis_target;
struct register_door;
struct rooms;

/* What the gateway is given; borrowed for good. */
struct gateway_options {
	const struct redis_target *target; /* but for its scripts */
	const char *cluster_name;
	const char *node_name;
	uint64_t max_clients; /* of the whole cluster; 0: any number */
	uint64_t timeout_ms;  /* after which a claim that waits is refused */
	struct directory *directory;
	struct rooms *rooms;        /* of one worker more than there are */
	struct mailbox **mailboxes; /* the workers', and room for one more,
				       which gateway_new() fills in */
	unsigned int worker_count;
	struct fence_moment *fence;
	/* What all nodes have to decide alike, as one word. */
	const char *rules;
	struct register_door *const *doors; /* of the registers; opened here */
	size_t door_count;
	/*
	 * Called on the gateway's thread when the cluster has let this node in
	 * and all names are known here, each time; when the engine is of no use
	 * for now, once for each reason; and when the cluster refuses to let
	 * this node in, and will not change its mind.
	 */
	void (*entered)(void *argument);
	void (*waiting)(const char *why, void *argument);
	void (*refused)(const char *why, void *argument);
	void *argument;
};

/* The engine whose state is a gateway. */
extern const struct engine gateway_engine;

/*
 * Make a gateway, whose thread does not run yet.  Return NULL with errno set.
 */
struct gateway *gateway_new(const struct gateway_options *options);

#endif
