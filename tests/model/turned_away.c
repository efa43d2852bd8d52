/* SPDX-License-Identifier: MIT */
/*
 * They are no actors: all that happens to them is certain.  Whether their name
 * is still free shows later, when an actor takes it.
 */

#include "model/turned_away.h"

#include <stdio.h>
#include <string.h>

#include "common/test_support.h"
#include "model/operator.h"
#include "model/peer.h"
#include "model/servers.h"

struct newcomer {
	unsigned int listener;
	const struct wire *wire;
	const char *refusal;
	size_t refusal_size;
};

#define REFUSAL(text) (text), sizeof(text) - 1

static const struct newcomer turned_away[] = {
	{ LISTENER_HELLO, &wire_hello, REFUSAL("BUSY\n") },
	{ LISTENER_SIZED, &wire_sized, REFUSAL("0017ERROR server full") },
	{ LISTENER_IRC, &wire_irc,
	    REFUSAL("ERROR :Closing link: Server full\r\n") },
	{ LISTENER_FRAMED, &wire_framed,
	    REFUSAL("\0\6\0\0\0\13serverserver full") },
};

/* Count the users, of whom guests are none. */
static size_t
turned_away_count_users(const struct world *world, unsigned int server)
{
	size_t count = 0;

	for (size_t i = 0; i < world->actor_count; i++) {
		const struct actor *actor = &world->actors[i];

		count += actor->name != NULL &&
			 world_server(world, actor->session) == server &&
			 strchr(actor->name->text, ':') == NULL;
	}
	return count;
}

/* Say whether the last that has come is the refusal. */
static bool
turned_away_is_refusal(const struct peer *peer, const struct newcomer *newcomer)
{
	size_t size = newcomer->refusal_size;

	return peer->in.end - peer->in.start >= size &&
	       memcmp(peer->in.bytes + peer->in.end - size, newcomer->refusal,
		   size) == 0;
}

static void
turned_away_try(
    struct world *world, unsigned int server, const struct newcomer *newcomer)
{
	const struct request request = {
		.kind = REQUEST_LOGIN, .name = "user0late", .own_name = ""
	};
	struct peer peer;

	servers_connect(world, &peer, server, newcomer->listener);
	newcomer->wire->write(&peer, &request);
	peer_flush(&peer);
	while (!peer.has_ended) {
		if (!test_wait(peer.fd, POLLIN))
			world_fail(world, "%s turns nobody away",
			    newcomer->wire->protocol);
		peer_fill(&peer);
	}
	if (peer.was_reset || !turned_away_is_refusal(&peer, newcomer))
		world_fail(world, "%s turns a newcomer away with \"%.*s\"",
		    newcomer->wire->protocol,
		    (int)(peer.in.end - peer.in.start),
		    peer.in.bytes + peer.in.start);
	peer_close(&peer);
	world->tally.full++;
}

static void
turned_away_check_server(struct world *world, unsigned int server)
{
	size_t users = turned_away_count_users(world, server);
	char order[60];

	if (operator_status_of(world, server, "users") != users)
		world_fail(
		    world, "there are %zu users, and not so many", users);
	/* There is no limit of none. */
	if (users == 0)
		return;
	snprintf(order, sizeof(order), "set max_clients %zu", users);
	if (!operator_order(world, order))
		world_fail(world, "the console refuses \"%s\"", order);
	for (size_t i = 0; i < sizeof(turned_away) / sizeof(turned_away[0]);
	     i++)
		if (turned_away[i].listener != LISTENER_IRC || world->folds)
			turned_away_try(world, server, &turned_away[i]);
	if (!operator_order(world, "set max_clients 10000"))
		world_fail(world, "the console does not set max_clients back");
}

void
turned_away_check(struct world *world)
{
	for (unsigned int i = 0; i < world->server_count; i++)
		turned_away_check_server(world, i);
}
