/* SPDX-License-Identifier: MIT */
#ifndef CHATD_GATEWAY_PRIVATE_H
#define CHATD_GATEWAY_PRIVATE_H

/*
 * The inside of the gateway, for the files of this folder.  Gateway's thread
 * only, unless it says otherwise.
 */

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "chatd/cluster/gateway/alias_table.h"
#include "chatd/cluster/gateway/cluster_report.h"
#include "chatd/cluster/gateway/gateway.h"
#include "chatd/cluster/engine/names.h"
#include "chatd/cluster/gateway/outbound.h"
#include "chatd/cluster/gateway/remote_takeover.h"
#include "chatd/connection/slots.h"
#include "chatd/event/loop.h"
#include "chatd/event/mailbox.h"
#include "chatd/memory/slab.h"
#include "chatd/presence/hash_table.h"
#include "chatd/routing/router.h"
#include "common/list.h"

struct directory;
struct event;
struct frame_channel;
struct rooms;

struct gateway {
	struct gateway_options options;
	struct loop loop;
	struct mailbox *mailbox;   /* what workers send to other nodes */
	struct mailbox *questions; /* what they ask and tell about names */
	struct event *timer;       /* of the first link that is due */
	char *prefix;              /* of all keys; owned */
	struct names *names;
	struct names_options names_options;
	struct frame_channel *frames;
	struct slots slots; /* empty, and of the number of the gateway */
	struct router *router;
	struct directory *directory;
	struct rooms *rooms;
	struct alias_table aliases;
	uint64_t life;          /* of this node; 0: it has none */
	struct list nodes;      /* those that are there, but for this one */
	size_t crossing_count;  /* of both of these */
	struct list crossings;  /* texts that wait for their outcomes */
	struct list unanswered; /* those whose outcome has yet to be told */
	struct slab crossing_memory;
	struct remote_takeovers takeovers;
	struct outbound outbound;
	bool is_held;        /* the workers' mail waits */
	uint64_t held_ns;    /* in all, but for this time */
	uint64_t hold_ns;    /* when this time began */
	uint64_t reached_ns; /* when Redis could last be asked */
	struct cluster_report_desk desk;
	pthread_t thread;
	bool is_running;
	atomic_bool is_stopping;
	atomic_bool has_changes; /* stores ask for some */
	bool has_left;           /* Redis knows that this life is over */
	bool is_over;            /* nothing more is answered */
};

/* Say whether address can be a connection of this node. */
static inline bool
gateway_is_of_node(const struct gateway *gateway, struct address address)
{
	return address.value != 0 &&
	       address_worker(address) < gateway->slots.worker;
}

/*
 * Send message to a worker, as router_send_to_worker() does; but to nobody once
 * nothing more is answered, because the workers are gone by then.
 */
static inline int
gateway_send_to_worker(const struct gateway *gateway, unsigned int worker,
    const struct message *message)
{
	return gateway->is_over
		   ? 0
		   : router_send_to_worker(gateway->router, worker, message);
}

/* Have all workers run a turn. */
static inline void
gateway_wake_workers(const struct gateway *gateway)
{
	for (unsigned int i = 0; i < gateway->options.worker_count; i++)
		mailbox_wake(gateway->options.mailboxes[i]);
}

/* ---- gateway_links.c ----------------------------------------------------- */

extern const struct frame_channel_events gateway_frame_events;

/* Publish what there is for all nodes, and come back when there is more. */
void gateway_send_frames_to_all(struct gateway *gateway);

/* ---- gateway_news.c ------------------------------------------------------ */

extern const struct names_events gateway_names_events;

#endif
