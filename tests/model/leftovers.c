/* SPDX-License-Identifier: MIT */
/*
 * One client more comes to look.  It is an actor like all others, so the model
 * judges what it finds.
 */

#include "model/leftovers.h"

#include <stdio.h>
#include <time.h>

#include "common/test_daemon.h"
#include "common/test_process.h"
#include "common/test_support.h"
#include "model/actor.h"
#include "model/hearing.h"
#include "model/servers.h"

/* Names that are tried; each takes a connection. */
#define NAMES_TRIED 12

/* What an empty daemon may have kept, and a crowd takes several times over. */
#define LEFT_KIB 2048

/* How long a look takes. */
#define LOOK_MS 20

void
leftovers_note(struct world *world)
{
	for (unsigned int i = 0; i < world->server_count; i++) {
		struct server *server = &world->servers[i];
		pid_t pid = test_daemon_pid(server->daemon);

		server->descriptors = test_process_count_descriptors(pid);
		server->kib = test_process_private_kib(pid);
	}
}

/* ---- names and rooms ----------------------------------------------------- */

/* Read until everything is answered, or up to the end of a visit. */
static void
leftovers_await(struct world *world, struct actor *actor)
{
	peer_flush(&actor->peer);
	while (actor_pending(actor) != NULL || actor->state == ACTOR_LEAVING) {
		if (!test_wait(actor->peer.fd, POLLIN))
			world_fail(world, "the last visitor is not answered");
		hearing_read(world, actor);
	}
}

static void
leftovers_visit(struct world *world, const char *name)
{
	struct actor *actor = &world->actors[0];

	actor_connect(world, actor, &wire_hello, LISTENER_HELLO);
	actor_ask_name(world, actor, name);
	leftovers_await(world, actor);
	if (actor->name == NULL)
		world_fail(world, "%s is not to be had", name);
	actor_list(world, actor);
	for (unsigned int room = 0; room < ROOMS; room++)
		actor_list_room(world, actor, room);
	leftovers_await(world, actor);
	actor_begin_end(world, actor, false);
	peer_finish(&actor->peer);
	leftovers_await(world, actor);
	servers_level(world);
	world_settle(world);
}

/* ---- what the process takes ---------------------------------------------- */

/* Say whether it is as before anybody came. */
static bool
leftovers_are_gone(const struct server *server, bool with_memory)
{
	pid_t pid = test_daemon_pid(server->daemon);

	return test_process_count_descriptors(pid) <= server->descriptors &&
	       (!with_memory ||
		   test_process_private_kib(pid) <= server->kib + LEFT_KIB);
}

static void
leftovers_await_gone(
    const struct world *world, const struct server *server, bool with_memory)
{
	pid_t pid = test_daemon_pid(server->daemon);

	for (int i = 0; i < TEST_PATIENCE_MS / LOOK_MS; i++) {
		if (leftovers_are_gone(server, with_memory))
			return;
		poll(NULL, 0, LOOK_MS);
	}
	world_fail(world, "%ld KiB, %ld before; %zu descriptors, %zu before",
	    test_process_private_kib(pid), server->kib,
	    test_process_count_descriptors(pid), server->descriptors);
}

void
leftovers_check(struct world *world, bool with_memory)
{
	char name[40];

	for (int i = 0; i < NAMES_TRIED; i++) {
		snprintf(name, sizeof(name), "user%u",
		    dice_roll(&world->dice, (uint32_t)world->actor_count));
		leftovers_visit(world, name);
	}
	/* A sanitizer keeps memory for reasons of its own. */
	with_memory = with_memory && !test_is_sanitized();
	for (unsigned int i = 0; i < world->server_count; i++)
		leftovers_await_gone(world, &world->servers[i], with_memory);
}
