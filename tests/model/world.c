/* SPDX-License-Identifier: MIT */
/* The things of a world, and where they are found. */

#include "model/world.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/test_support.h"
#include "model/trace.h"

#define NAME_PLACES (sizeof(((struct world *)NULL)->names) / sizeof(void *))

void
world_fail(const struct world *world, const char *format, ...)
{
	char message[4096];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(message, sizeof(message), format, arguments);
	va_end(arguments);
	trace_show();
	test_fail("MODEL_SEED=%" PRIu64 ", moment %" PRIu64 ": %s", world->seed,
	    world->now, message);
}

void
world_init(struct world *world, uint64_t seed, bool folds)
{
	static const char *const rooms[ROOMS] = { "#lobby", "#attic", "#cellar",
		"#yard" };

	memset(world, 0, sizeof(*world));
	world->seed = seed;
	world->dice.state = seed;
	world->folds = folds;
	world->capitals.state = ~seed;
	for (size_t i = 0; i < ROOMS; i++)
		world->rooms[i].name = rooms[i];
	for (unsigned int i = 0; i < ACTORS_MAX; i++) {
		world->actors[i].slot = i;
		world->actors[i].peer.fd = -1;
	}
	world->echo = world_name(world, (struct slice)SLICE("echobot"));
	world->server = world_name(world, (struct slice)SLICE("server"));
	world_add_session(world);
}

static void
session_free(struct session *session)
{
	free(session->entries);
	free(session->heard);
	for (size_t i = 0; i < ROOMS; i++)
		free(session->heard_in[i]);
}

static void
name_free(struct name *name)
{
	stays_clear(&name->holders);
	free(name->text);
	free(name);
}

void
world_free(struct world *world)
{
	struct name *name;

	for (size_t i = 0; i < NAME_PLACES; i++)
		while ((name = world->names[i]) != NULL) {
			world->names[i] = name->next;
			name_free(name);
		}
	for (size_t i = 0; i < ROOMS; i++) {
		stays_clear(&world->rooms[i].hearers);
		stays_clear(&world->rooms[i].members);
	}
	stays_clear(&world->everybody);
	for (uint32_t i = 0; i < world->session_count; i++)
		session_free(&world->sessions[i]);
	for (size_t i = 0; i < world->entry_count; i++) {
		free(world->entries[i]->heard);
		free(world->entries[i]);
	}
	for (size_t i = 0; i < ACTORS_MAX; i++) {
		if (world->actors[i].peer.fd >= 0)
			peer_close(&world->actors[i].peer);
		free(world->actors[i].pending);
	}
	free(world->sessions);
	free(world->entries);
	free(world->owed);
}

uint64_t
world_tick(struct world *world)
{
	return ++world->now;
}

struct name *
world_name(struct world *world, struct slice text)
{
	size_t hash = text.size;
	struct name *name, **place;

	for (size_t i = 0; i < text.size; i++)
		hash = hash * 31 + (unsigned char)text.bytes[i];
	place = &world->names[hash % NAME_PLACES];
	for (name = *place; name != NULL; name = name->next)
		if (slice_is(text, name->text))
			return name;
	name = calloc(1, sizeof(*name));
	ck_assert_ptr_nonnull(name);
	name->text = strndup(text.bytes, text.size);
	name->next = *place;
	*place = name;
	return name;
}

bool
world_is_same(const struct world *world, struct slice text, const char *name)
{
	if (!world->folds)
		return slice_is(text, name);
	return text.size == strlen(name) &&
	       strncasecmp(text.bytes, name, text.size) == 0;
}

const char *
world_spell(struct world *world, const char *name, char *spelled, size_t size)
{
	if (!world->folds || dice_percent(&world->capitals, 50))
		return name;
	snprintf(spelled, size, "%s", name);
	for (char *at = spelled; *at != '\0'; at++)
		if (dice_percent(&world->capitals, 50))
			*at = (char)toupper((unsigned char)*at);
	return spelled;
}

unsigned int
world_room(const struct world *world, struct slice name)
{
	for (unsigned int i = 0; i < ROOMS; i++)
		if (world_is_same(world, name, world->rooms[i].name))
			return i;
	world_fail(
	    world, "there is no room \"%.*s\"", (int)name.size, name.bytes);
}

unsigned int
world_server(const struct world *world, uint32_t session)
{
	return session % world->server_count;
}

bool
world_is_near(const struct world *world, uint32_t session, uint32_t other)
{
	return world_server(world, session) == world_server(world, other);
}

void
world_settle(struct world *world)
{
	world->settled = world_tick(world);
	for (size_t i = 0; i < NAME_PLACES; i++)
		for (struct name *name = world->names[i]; name != NULL;
		     name = name->next)
			stays_settle(&name->holders, world->settled);
	for (size_t i = 0; i < ROOMS; i++) {
		stays_settle(&world->rooms[i].hearers, world->settled);
		stays_settle(&world->rooms[i].members, world->settled);
	}
}

uint32_t
world_add_session(struct world *world)
{
	uint32_t session = world->session_count++;

	/* It has room for a power of two of them. */
	if ((session & (session - 1)) == 0) {
		world->sessions = realloc(
		    world->sessions, (session == 0 ? 1 : 2 * (size_t)session) *
					 sizeof(*world->sessions));
		ck_assert_ptr_nonnull(world->sessions);
	}
	world->sessions[session] = (struct session){ .claimed = NEVER };
	return session;
}
