/* SPDX-License-Identifier: MIT */
/*
 * The order is that of coming.  It is certain between two users only if one had
 * come before the other asked to.
 */

#include "model/lists.h"

#include <string.h>

#include "model/servers.h"

/* A list that is being read. */
struct listing {
	struct world *world;
	const struct stays *members; /* of a room; NULL: all users */
	uint32_t session;            /* who asked for it */
	uint64_t from, to;           /* when it was made */
	uint64_t latest;             /* when the latest so far asked to come */
};

/* ---- what is known where the list was made ------------------------------- */

/*
 * Return from when on somebody is certainly listed who has this stay, and until
 * when a stay must have gone on that is listed.  Of those who are elsewhere it
 * was known when all was settled.
 */
static uint64_t
listing_certain_from(const struct listing *listing, const struct stay *stay)
{
	return world_is_near(listing->world, listing->session, stay->session)
		   ? stay->certain_from
		   : stay->known_from;
}

static uint64_t
listing_from(const struct listing *listing, const struct stay *stay)
{
	return world_is_near(listing->world, listing->session, stay->session)
		   ? listing->from
		   : listing->world->settled;
}

static bool
listing_may_have(const struct listing *listing, const struct stay *stay)
{
	return stay_is_possible(stay, listing_from(listing, stay), listing->to);
}

static bool
listing_must_have(const struct listing *listing, const struct stay *stay)
{
	return listing_certain_from(listing, stay) <= listing->from &&
	       listing->to <= stay->certain_to;
}

/* ---- a name -------------------------------------------------------------- */

/* Return whose the name is in this list, or NULL. */
static const struct stay *
listing_find(const struct listing *listing, const struct name *name)
{
	const struct stay *holder = name->holders.first, *member;

	for (; holder != NULL; holder = holder->next) {
		if (!listing_may_have(listing, holder))
			continue;
		member = listing->members != NULL
			     ? stays_find(listing->members, holder->session,
				   listing_from(listing, holder), listing->to)
			     : holder;
		if (member != NULL)
			return member;
	}
	return NULL;
}

/* Say whether another session may be meant. */
static bool
listing_is_contested(const struct listing *listing, const struct name *name,
    const struct stay *found)
{
	const struct stay *stay = name->holders.first;

	for (; stay != NULL; stay = stay->next)
		if (stay->session != found->session &&
		    listing_may_have(listing, stay))
			return true;
	stay = listing->members != NULL ? listing->members->first : NULL;
	for (; stay != NULL; stay = stay->next)
		if (stay != found && stay->session == found->session &&
		    listing_may_have(listing, stay))
			return true;
	return false;
}

static void
listing_check_order(
    struct listing *listing, const struct name *name, const struct stay *stay)
{
	const struct session *session =
	    &listing->world->sessions[stay->session];
	uint64_t claimed = session->claimed, named = session->named;

	/* A node lists members in the order in which it heard of them. */
	if (listing->members != NULL) {
		claimed = stay->possible_from;
		named = listing_certain_from(listing, stay);
	}
	if (named == 0 || named == NEVER)
		return;
	if (named < listing->latest)
		world_fail(listing->world, "%s is listed too late", name->text);
	if (claimed > listing->latest)
		listing->latest = claimed;
}

static void
listing_take(struct listing *listing, struct slice text)
{
	struct world *world = listing->world;
	struct name *name = world_name(world, text);
	const struct stay *stay = listing_find(listing, name);
	bool is_contested;

	if (stay == NULL)
		world_fail(world, "%s is listed, and not there", name->text);
	is_contested = listing_is_contested(listing, name, stay);
	/* A room may have yet to hear that who had the name elsewhere left. */
	if (name->listed == world->lists_read &&
	    (listing->members == NULL || world->server_count == 1 ||
		!is_contested))
		world_fail(world, "%s is listed twice", name->text);
	name->listed = world->lists_read;
	if (!is_contested)
		listing_check_order(listing, name, stay);
}

/* Fail if somebody who was there all the time was not listed. */
static void
listing_check_missing(const struct listing *listing)
{
	struct world *world = listing->world;
	const struct actor *actor;
	const struct stay *member;

	for (size_t i = 0; i < world->actor_count; i++) {
		actor = &world->actors[i];
		if (actor->holder == NULL || actor->name == NULL ||
		    !listing_must_have(listing, actor->holder))
			continue;
		member = listing->members != NULL ? listing->members->first
						  : actor->holder;
		while (listing->members != NULL && member != NULL &&
		       (member->session != actor->session ||
			   !listing_must_have(listing, member)))
			member = member->next;
		if (member != NULL && actor->name->listed != world->lists_read)
			world_fail(
			    world, "%s is not listed", actor->name->text);
	}
}

/* Take a name off the front of the list. */
static struct slice
lists_take(struct slice *rest, const char *separator)
{
	struct slice name = *rest;

	if (!wire_split(rest, separator, &name))
		rest->size = 0;
	return name;
}

void
lists_check(struct world *world, const struct actor *actor,
    const struct pending *pending, const struct event *event)
{
	bool is_room = pending->kind == REQUEST_LIST_ROOM;
	struct listing listing = {
		.world = world,
		.session = actor->session,
		.from = pending->began,
		.to = world->now,
	};
	const char separator[] = { event->separator, '\0' };
	struct slice rest = event->text;

	world->lists_read++;
	world->tally.lists++;
	if (is_room)
		listing.members = &world->rooms[pending->room].members;
	else if (!actor->wire->lists_people &&
		 !slice_is(lists_take(&rest, separator), world->echo->text))
		world_fail(world, "the echo user is not the first");
	while (event->kind != EVENT_NOBODY && rest.size > 0) {
		struct slice name = lists_take(&rest, separator);

		if (!servers_is_own_name(world, name))
			listing_take(&listing, name);
	}
	listing_check_missing(&listing);
}
