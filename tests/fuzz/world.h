/* SPDX-License-Identifier: MIT */
#ifndef CHATD_WORLD_H
#define CHATD_WORLD_H

/*
 * The workers of a daemon, with everything that they share, on one thread: a
 * caller runs their turns one after the other, in an order of its choice, so
 * that the same input always does the same.  The connections are real ones, on
 * sockets that nobody else sees.
 *
 * Want of memory, or of descriptors, aborts.
 */

#include <stdbool.h>
#include <stdint.h>

#include "chatd/core/queue_total.h"
#include "chatd/net/admission.h"
#include "chatd/worker/worker.h"

#define WORLD_WORKERS 2

struct protocol;

struct world {
	struct directory *directory;
	struct rooms *rooms;
	struct admission admission;
	struct queue_total queues;
	struct mailbox *mailboxes[WORLD_WORKERS];
	struct worker *workers[WORLD_WORKERS];
	struct moderation *moderation; /* without a file */
	struct worker_shared shared;
	uint64_t last_number; /* of a connection */
};

/* Make a world without connections; limits is borrowed for the call. */
void world_open(struct world *world, const struct limits *limits);

/*
 * Connect a peer to a worker, on which it is served protocol.  Return the
 * peer's non-blocking end, which the caller closes; or -1 if it was not let in.
 */
int world_connect(
    struct world *world, unsigned int worker, const struct protocol *protocol);

/* Run a turn of one worker. */
void world_turn(struct world *world, unsigned int worker);

/* Call visit for every open connection of a worker, in its next turn. */
void world_for_each(struct world *world, unsigned int worker,
    void (*visit)(struct connection *connection, void *argument),
    void *argument);

/* Return the sum of a counter over all workers. */
uint64_t world_count(const struct world *world, enum stats_counter counter);

/* Cut all connections, and free everything. */
void world_close(struct world *world);

#endif
