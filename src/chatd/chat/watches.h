/* SPDX-License-Identifier: MIT */
#ifndef CHATD_WATCHES_H
#define CHATD_WATCHES_H

/*
 * Names that a connection watches, to be told by a MESSAGE_WATCHED when a user
 * comes by such a name, or goes: by whatever protocol, on any worker and node;
 * and by a MESSAGE_CHANGED about no room what is new on their card (card.h), if
 * that is known on this node.  A name that is looked for is watched, whether
 * there is a user or not.
 *
 * A connection has WATCHES_MAX of them at most.  Each costs 80 bytes, and a
 * name 160 more on each worker, until the connection ends; one that watches
 * nothing has nothing of this.  A card that somebody has still to be told of is
 * kept until then: so a watch keeps one card at most.  Who begins to watch is
 * charged for it, and who comes by a name that is watched for telling all
 * watchers, twice: they will go.  Whoever changes their card is charged for
 * telling them once.  Owner thread of connection only.
 */

#include <stdbool.h>
#include <stddef.h>

#include "chatd/presence/hash_table.h"
#include "common/list.h"
#include "common/slice.h"

/* As many as a client of IRC has friends and rivals. */
#define WATCHES_MAX 100

struct chat;
struct connection;

/* What is watched on one worker.  watches_init() begins it. */
struct watches {
	struct hash_table names;    /* struct watched_name */
	struct hash_table watchers; /* connections, by their addresses */
	struct list turns;          /* of names that there is news of */
};

/* A name, and whether it is a user's. */
struct watched {
	struct slice name; /* as they write it, or as it was asked for;
			      borrowed for the moment */
	bool is_there;
};

enum watch_outcome {
	WATCH_BEGUN, /* or it had been before */
	WATCHES_FULL,
	WATCH_OUT_OF_MEMORY,
};

/* Begin without any. */
void watches_init(struct watches *watches);

/* Free what is left when all connections have ended. */
void watches_clear(struct watches *watches);

/*
 * Have the connection watch name, of NAME_MAX_BYTES at most; and tell in
 * *watched_r how it is.
 */
enum watch_outcome watches_add(struct connection *connection, struct slice name,
    struct watched *watched_r);

/* Watch name no more, if it is; watch nothing any more. */
void watches_remove(struct connection *connection, struct slice name);
void watches_remove_all(struct connection *connection);

/*
 * Call visit for each name that the connection watches, in the order in which
 * it began to, until it ends.  visit must not change what it watches.
 */
void watches_walk(struct connection *connection,
    void (*visit)(const struct watched *watched, void *argument),
    void *argument);

/* Charge the connection, which has come by its name, for telling watchers. */
void watches_charge(struct connection *connection);

/*
 * Have those told who watch the name of connection, whose card says text where
 * it said something else, and charge the connection for that.
 */
void watches_tell_change(struct connection *connection, struct slice text);

#endif
