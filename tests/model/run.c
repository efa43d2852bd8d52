/* SPDX-License-Identifier: MIT */
/*
 * A run is rounds.  In a round everybody does things at the same time, or one
 * after the other, when everything is certain.  At its end all that was asked
 * is answered, all that is owed is heard, and the daemon has let go of those
 * who have left: then the lists must be those of the model.
 */

#include "model/run.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>

#include "common/test_support.h"
#include "model/accounts.h"
#include "model/actor.h"
#include "model/drops.h"
#include "model/hearing.h"
#include "model/ledger.h"
#include "model/leftovers.h"
#include "model/moves.h"
#include "model/operator.h"
#include "model/servers.h"
#include "model/turned_away.h"

/* How often the daemon is asked whether those who have left are gone. */
#define TRIES_MAX 20000

/* Rounds in which one waits for the other are shorter. */
#define SERIAL_MOVES 60

static void
run_start(struct world *world, const struct plan *plan)
{
	servers_start(world, plan->workers);
	operator_order(world, "loglevel notice");
	servers_level(world);
	leftovers_note(world);
	world->actor_count = plan->actors;
	for (size_t i = 0; i < world->actor_count; i++)
		world->actors[i].has_rested = true;
}

/* ---- sockets ------------------------------------------------------------- */

/*
 * Serve whoever is ready; wait until somebody is, if may_wait.  Return false if
 * nobody was.
 */
static bool
run_serve(struct world *world, bool may_wait)
{
	struct pollfd fds[ACTORS_MAX];
	struct actor *served[ACTORS_MAX];
	size_t count = 0;
	int ready;

	for (size_t i = 0; i < world->actor_count; i++) {
		struct actor *actor = &world->actors[i];
		bool has_more = actor->peer.out.start < actor->peer.out.end;

		if (actor->peer.fd < 0)
			continue;
		served[count] = actor;
		fds[count].fd = actor->peer.fd;
		fds[count].revents = 0;
		fds[count++].events = (short)((actor->is_lazy ? 0 : POLLIN) |
					      (has_more ? POLLOUT : 0));
	}
	ready = may_wait ? test_poll(fds, count) : poll(fds, (nfds_t)count, 0);
	test_require(ready >= 0 || errno == EINTR, "poll: %s", strerror(errno));
	for (size_t i = 0; i < count; i++) {
		if ((fds[i].revents & POLLOUT) != 0)
			peer_flush(&served[i]->peer);
		if ((fds[i].revents & (POLLIN | POLLHUP | POLLERR)) != 0 &&
		    !served[i]->is_lazy)
			hearing_read(world, served[i]);
	}
	return ready > 0;
}

/* Return somebody who waits for an answer or for the end, or NULL. */
static struct actor *
run_find_busy(struct world *world)
{
	for (size_t i = 0; i < world->actor_count; i++) {
		struct actor *actor = &world->actors[i];

		if (actor->peer.fd >= 0 && (actor->state == ACTOR_LEAVING ||
					       actor_pending(actor) != NULL))
			return actor;
	}
	return NULL;
}

/* ---- the end of a round -------------------------------------------------- */

/*
 * Something never comes: show whether the kernel has it, the model has half of
 * it, or the daemon still keeps it.
 */
static void
run_show_what_waits(struct world *world, const struct actor *actor)
{
	const struct peer *peer = &actor->peer;
	int unread = -1;

	if (peer->fd >= 0)
		(void)ioctl(peer->fd, FIONREAD, &unread);
	fprintf(stderr,
	    "session %" PRIu32 ": state %d, socket %d, %d bytes unread, "
	    "%zu of no whole event, %zu not sent\n",
	    actor->session, (int)actor->state, peer->fd, unread,
	    peer->in.end - peer->in.start, peer->out.end - peer->out.start);
	operator_show(world, "connections");
	operator_show(world, "status");
}

/* Wait until everything is answered. */
static void
run_await_answers(struct world *world)
{
	struct actor *busy;

	for (size_t i = 0; i < world->actor_count; i++) {
		struct actor *actor = &world->actors[i];

		actor->is_lazy = false;
		/* Ask something that is answered after all that is not. */
		if (actor->state == ACTOR_PRESENT && !actor->is_waiting &&
		    actor_pending(actor) != NULL && actor->wire->is_silent)
			actor_list(world, actor);
		if (actor->peer.fd >= 0)
			peer_flush(&actor->peer);
	}
	while ((busy = run_find_busy(world)) != NULL) {
		if (run_serve(world, true))
			continue;
		run_show_what_waits(world, busy);
		world_fail(world, "session %" PRIu32 " (%s) waits for ever",
		    busy->session, busy->wire->protocol);
	}
}

/* Wait until the daemon has nothing left of those who have closed. */
static void
run_await_ends(struct world *world)
{
	uint64_t open = drops_count(), connections = 0;

	for (size_t i = 0; i < world->actor_count; i++)
		open += world->actors[i].peer.fd >= 0;
	for (int i = 0; i < TRIES_MAX; i++) {
		connections = operator_status(world, "connections");
		if (connections == open)
			break;
		run_serve(world, false);
	}
	if (connections != open)
		world_fail(world,
		    "there are %" PRIu64 " connections, not %" PRIu64,
		    connections, open);
	world_tick(world);
	for (size_t i = 0; i < world->actor_count; i++) {
		struct actor *actor = &world->actors[i];

		if (actor->state == ACTOR_LEAVING) {
			hearing_has_ended(world, actor);
			actor_end(actor);
		}
	}
}

static void
run_await_heard(struct world *world)
{
	struct entry *first = NULL;
	unsigned int slot = 0;

	while (ledger_count_owed(world, &first, &slot) > 0) {
		if (run_serve(world, true))
			continue;
		run_show_what_waits(world, &world->actors[slot]);
		world_fail(world,
		    "session %" PRIu32 " (%s) does not hear it: %s",
		    world->actors[slot].session,
		    world->actors[slot].wire->protocol,
		    ledger_describe(world, first));
	}
}

static void
run_settle(struct world *world)
{
	drops_settle(world);
	run_await_answers(world);
	run_await_ends(world);
	servers_level(world);
	run_await_heard(world);
	world_settle(world);
}

/* Have somebody look at each list, now that all of them are certain. */
static void
run_look(struct world *world)
{
	for (size_t i = 0; i < world->actor_count; i++) {
		struct actor *actor = &world->actors[i];

		if (actor->state != ACTOR_PRESENT || actor->wire != &wire_hello)
			continue;
		actor_list(world, actor);
		for (unsigned int room = 0; room < ROOMS; room++)
			actor_list_room(world, actor, room);
		break;
	}
	run_settle(world);
	if (dice_percent(&world->dice, 30))
		turned_away_check(world);
}

static void
run_end_round(struct world *world)
{
	run_settle(world);
	run_look(world);
	ledger_end_round(world);
	for (size_t i = 0; i < sizeof(world->names) / sizeof(void *); i++)
		for (struct name *name = world->names[i]; name != NULL;
		     name = name->next)
			stays_prune(&name->holders);
	for (size_t i = 0; i < ROOMS; i++) {
		stays_prune(&world->rooms[i].hearers);
		stays_prune(&world->rooms[i].members);
	}
	stays_prune(&world->everybody);
	for (size_t i = 0; i < world->actor_count; i++)
		world->actors[i].has_rested = true;
}

/* ---- rounds -------------------------------------------------------------- */

static void
run_round(struct world *world, const struct plan *plan, bool is_serial)
{
	unsigned int moves = is_serial ? SERIAL_MOVES : plan->moves;

	for (size_t i = 0; i < world->actor_count; i++)
		world->actors[i].is_lazy = !is_serial &&
					   dice_percent(&world->dice, 5);
	for (unsigned int i = 0; i < moves; i++) {
		moves_make(world, plan);
		if (dice_percent(&world->dice, 5))
			drops_move(world);
		if (is_serial)
			run_settle(world);
		else if (dice_percent(&world->dice, 20))
			run_serve(world, false);
	}
	run_end_round(world);
}

/* Everybody leaves, and then nothing of them is left. */
static void
run_end(struct world *world, const struct plan *plan, bool with_memory)
{
	for (size_t i = 0; i < world->actor_count; i++) {
		struct actor *actor = &world->actors[i];

		if (actor->state != ACTOR_AWAY)
			moves_leave(world, actor, plan->is_orderly);
	}
	drops_leave(world);
	run_end_round(world);
	leftovers_check(world, with_memory);
	accounts_check(world);
}

void
run_model(uint64_t seed, bool with_memory, bool folds)
{
	static struct world world;
	struct plan plan;

	world_init(&world, seed, folds);
	plan_draw(&world.dice, &plan, folds);
	run_start(&world, &plan);
	fprintf(stderr,
	    "MODEL_SEED=%" PRIu64 "%s: %u clients, %u workers, %u rounds\n",
	    seed, folds ? " MODEL_FOLDS=1" : "", plan.actors, plan.workers,
	    plan.rounds);
	for (size_t i = 0; plan.is_crowded && i < world.actor_count; i++)
		moves_come(&world, &plan, &world.actors[i]);
	for (unsigned int i = 0; i < plan.rounds; i++)
		run_round(&world, &plan, dice_percent(&world.dice, 25));
	run_end(&world, &plan, with_memory);
	servers_stop(&world);
	drops_check(&world);
	world_free(&world);
	test_undo();
}
