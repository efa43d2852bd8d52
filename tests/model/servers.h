/* SPDX-License-Identifier: MIT */
#ifndef CHATD_MODEL_SERVERS_H
#define CHATD_MODEL_SERVERS_H

/*
 * The daemons of a run: one, or two that are nodes of a cluster, of which each
 * has every second session.
 *
 * What happens on one node the other one hears of a moment later.  That moment
 * is not left to chance: once the nodes are level, each knows of all that was
 * before.
 */

#include <stddef.h>

#include "model/world.h"

/* Their listeners. */
enum {
	LISTENER_HELLO,
	LISTENER_SIZED,
	LISTENER_FRAMED,
	LISTENER_PLAIN,
	LISTENER_IRC, /* where names fold */
	LISTENER_DROP,
};

/* Start as many as test_nodes_count() says, with so many workers each. */
void servers_start(struct world *world, unsigned int workers);

/* Stop them. */
void servers_stop(struct world *world);

/* Connect peer to a listener of one of them. */
void servers_connect(const struct world *world, struct peer *peer,
    unsigned int server, unsigned int listener);

/*
 * Wait until each of them knows of all names, and of all members of rooms.  One
 * who is alone does.
 */
void servers_level(struct world *world);

/* Say whether the text names somebody who is there for that, for a moment. */
bool servers_is_own_name(const struct world *world, struct slice text);

#endif
