/* SPDX-License-Identifier: MIT */
/*
 * The daemon's watches.h, as far as protocols use it: everybody is there but
 * "nobody", and alice and nobody are watched.  There is no room for "full".
 */

#include "chatd/chat/watches.h"

#include "fuzz/fake_private.h"

enum watch_outcome
watches_add(
    struct connection *connection, struct slice name, struct watched *watched_r)
{
	(void)connection;
	if (slice_is(name, "full"))
		return WATCHES_FULL;
	*watched_r = (struct watched){ name, !slice_is(name, "nobody") };
	return WATCH_BEGUN;
}

void
watches_remove(struct connection *connection, struct slice name)
{
	(void)connection;
	(void)name;
}

void
watches_remove_all(struct connection *connection)
{
	(void)connection;
}

void
watches_walk(struct connection *connection,
    void (*visit)(const struct watched *watched, void *argument),
    void *argument)
{
	const struct watched watched[] = { { SLICE("alice"), true },
		{ SLICE("nobody"), false } };

	(void)connection;
	for (int i = 0; i < 2; i++)
		visit(&watched[i], argument);
}
