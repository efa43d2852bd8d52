/* SPDX-License-Identifier: MIT */
#ifndef CHATD_ENGINES_H
#define CHATD_ENGINES_H

/* Which engine decides who gets a name.  Main thread only. */

#include <stddef.h>

struct config;
struct directory;
struct engine;
struct fence_moment;
struct gateway;
struct mailbox;
struct redis_target;
struct register_door;
struct rooms;

/* What an engine is made with, and for: borrowed for good. */
struct engine_site {
	const struct config *config;
	const struct redis_target *target; /* of engine = redis */
	struct directory *directory;
	struct rooms *rooms;
	struct mailbox **mailboxes; /* see struct gateway_options */
	unsigned int worker_count;
	struct fence_moment *fence;
	const char *node_name;
	const char *rules; /* see struct gateway_options, as the next two */
	struct register_door *const *doors;
	size_t door_count;
	/* See struct gateway_options. */
	void (*entered)(void *argument);
	void (*waiting)(const char *why, void *argument);
	void (*refused)(const char *why, void *argument);
	void *argument;
};

/* An engine, and what is known of it besides. */
struct engine_made {
	const struct engine *engine; /* NULL: the directory decides */
	void *state;
	struct gateway *gateway; /* the same, or NULL: there is no cluster */
};

/*
 * Make the state of the engine that the configuration asks for.  Return 0, or
 * -1 with errno set.
 */
int engines_make(const struct engine_site *site, struct engine_made *made_r);

#endif
