/* SPDX-License-Identifier: MIT */
/*
 * Workers whose threads never run.
 */

#include "fuzz/world.h"

#include <netinet/in.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "chatd/connection/connections.h"
#include "chatd/core/protocol.h"
#include "chatd/moderation/moderation.h"
#include "chatd/net/newcomer.h"
#include "chatd/presence/directory.h"
#include "chatd/presence/room.h"
#include "fuzz/fuzz.h"

/* So little does a socket take for a peer that does not read. */
#define WORLD_UNREAD_BYTES 4096

/* What is called for each connection of a worker. */
struct world_visit {
	void (*visit)(struct connection *connection, void *argument);
	void *argument;
};

void
world_open(struct world *world, const struct limits *limits)
{
	static const struct moderation_settings nowhere = { .path = "",
		.folds_names = true };

	*world = (struct world){
		.directory = directory_new(limits->max_clients),
		.rooms = rooms_new(WORLD_WORKERS),
	};
	fuzz_require(world->directory != NULL && world->rooms != NULL);
	/* As the daemon does. */
	fuzz_require(signal(SIGPIPE, SIG_IGN) != SIG_ERR);
	admission_init(
	    &world->admission, ADMISSION_LOGIN, limits->max_logins_pending);
	admission_init(&world->admission, ADMISSION_GUEST, limits->max_guests);
	queue_total_init(&world->queues, SIZE_MAX);
	world->moderation = moderation_new(&nowhere);
	fuzz_require(world->moderation != NULL);
	world->shared = (struct worker_shared){
		.directory = world->directory,
		.rooms = world->rooms,
		.admission = &world->admission,
		.moderation = world->moderation,
		.queues = &world->queues,
		.mailboxes = world->mailboxes,
		.worker_count = WORLD_WORKERS,
	};
	for (unsigned int i = 0; i < WORLD_WORKERS; i++) {
		world->workers[i] = worker_new(i, &world->shared, limits);
		fuzz_require(world->workers[i] != NULL);
	}
}

int
world_connect(
    struct world *world, unsigned int worker, const struct protocol *protocol)
{
	struct newcomer newcomer = {
		.protocol = protocol,
		.number = ++world->last_number,
	};
	const struct sockaddr_in peer = {
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t)newcomer.number),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	const int unread = WORLD_UNREAD_BYTES;
	int ends[2];

	if (!admission_enter(&world->admission, admission_kind_of(protocol)))
		return -1;
	fuzz_require(
	    socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0,
		ends) == 0);
	fuzz_require(setsockopt(ends[0], SOL_SOCKET, SO_SNDBUF, &unread,
			 sizeof(unread)) == 0);
	memcpy(&newcomer.peer, &peer, sizeof(peer));
	newcomer.fd = ends[0];
	fuzz_require(
	    worker_post_newcomer(world->workers[worker], &newcomer) == 0);
	return ends[1];
}

void
world_turn(struct world *world, unsigned int worker)
{
	worker_run_turn(world->workers[worker], false);
}

static void
world_visit_cb(struct connections *connections, void *argument)
{
	struct world_visit *visit = argument;

	connections_for_each(connections, visit->visit, visit->argument);
	free(visit);
}

void
world_for_each(struct world *world, unsigned int worker,
    void (*visit)(struct connection *connection, void *argument),
    void *argument)
{
	struct world_visit *posted = malloc(sizeof(*posted));

	fuzz_require(posted != NULL);
	*posted = (struct world_visit){ visit, argument };
	fuzz_require(worker_post_call(
			 world->workers[worker], world_visit_cb, posted) == 0);
}

uint64_t
world_count(const struct world *world, enum stats_counter counter)
{
	uint64_t sum = 0;

	for (unsigned int i = 0; i < WORLD_WORKERS; i++)
		sum += stats_read(worker_stats(world->workers[i]), counter);
	return sum;
}

void
world_close(struct world *world)
{
	for (unsigned int i = 0; i < WORLD_WORKERS; i++)
		worker_stop(world->workers[i]);
	for (unsigned int i = 0; i < WORLD_WORKERS; i++)
		worker_free(world->workers[i]);
	moderation_free(world->moderation);
	rooms_free(world->rooms);
	directory_free(world->directory);
}
