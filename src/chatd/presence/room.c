/* SPDX-License-Identifier: MIT */
/*
 * The members of a room.  A line crosses to another worker once, however many
 * members the room has there; that worker then walks its own part of the room.
 */

#include "chatd/presence/room_private.h"

#include <errno.h>
#include <stdlib.h>

/* ---- members ------------------------------------------------------------- */

static void
membership_free(struct membership *membership)
{
	free(membership->name);
	free(membership);
}

static char *
membership_copy_name(struct slice name)
{
	char *copy = malloc(name.size + 1);

	if (copy != NULL)
		slice_write(copy, name);
	return copy;
}

static int
membership_set_name(struct membership *membership, struct slice name)
{
	membership->name = membership_copy_name(name);
	if (membership->name == NULL)
		return -1;
	membership->entry.name = (struct slice){ membership->name, name.size };
	return 0;
}

static struct room_worker *
membership_worker(const struct membership *membership)
{
	return &membership->room->workers[membership->worker];
}

/* Count membership among those who hold the room's rules. */
static void
room_enter_rules(struct room *room, struct membership *membership)
{
	if (room->takes_place && room_rules_enter(&room->rules))
		atomic_store(&membership->ranks, ROOM_OPERATOR);
}

static void
room_leave_rules(struct room *room)
{
	if (room->takes_place)
		room_rules_leave(&room->rules);
}

/* Put membership into the list and into its worker's part of the room. */
static int
room_place(struct room *room, struct membership *membership)
{
	struct room_worker *worker = membership_worker(membership);

	if (room_part_add(&worker->part, membership) != 0)
		return -1;
	if (!membership_is_listener(membership) &&
	    roster_add(room->roster, &membership->entry) != 0) {
		room_part_remove(&worker->part, membership);
		return -1;
	}
	atomic_fetch_add(&worker->count, 1);
	return 0;
}

struct membership *
room_join(struct rooms *rooms, struct slice name, unsigned int worker,
    struct connection *connection, struct slice member_name)
{
	struct membership *membership = calloc(1, sizeof(*membership));
	struct room *room = NULL;
	int saved_errno;

	if (membership == NULL)
		return NULL;
	membership->worker = worker;
	membership->connection = connection;
	if (membership_set_name(membership, member_name) != 0)
		goto fail;
	room = rooms_enter(rooms, name);
	if (room == NULL)
		goto fail;
	membership->room = room;
	room_enter_rules(room, membership);
	if (room_place(room, membership) == 0)
		return membership;
	room_leave_rules(room);

fail:
	saved_errno = errno;
	if (room != NULL)
		room_release(rooms, room);
	membership_free(membership);
	errno = saved_errno;
	return NULL;
}

void
room_leave(struct rooms *rooms, struct membership *membership)
{
	struct room_worker *worker = membership_worker(membership);
	struct room *room = membership->room;

	atomic_fetch_sub(&worker->count, 1);
	if (!membership_is_listener(membership))
		roster_remove(room->roster, &membership->entry);
	room_part_remove(&worker->part, membership);
	membership_free(membership);
	room_leave_rules(room);
	room_release(rooms, room);
}

/* Give a listener the name at copy, and its place in the list. */
static int
room_show(struct membership *membership, char *copy, size_t size)
{
	membership->entry.name = (struct slice){ copy, size };
	if (roster_add(membership->room->roster, &membership->entry) != 0) {
		membership->entry.name = (struct slice){ 0 };
		free(copy);
		return -1;
	}
	free(membership->name);
	membership->name = copy;
	return 0;
}

int
room_rename(struct membership *membership, struct slice name)
{
	char *copy = membership_copy_name(name);

	if (copy == NULL)
		return -1;
	if (membership_is_listener(membership))
		return room_show(membership, copy, name.size);
	roster_rename(membership->room->roster, &membership->entry,
	    (struct slice){ copy, name.size });
	free(membership->name);
	membership->name = copy;
	return 0;
}

size_t
room_count_on(const struct room *room, unsigned int worker)
{
	return atomic_load_explicit(
	    &room->workers[worker].count, memory_order_relaxed);
}

/* ---- the members on one worker ------------------------------------------- */

static struct room_part *
room_part_of(struct room *room, unsigned int worker)
{
	return &room->workers[worker].part;
}

void
room_begin_walk(struct room *room, unsigned int worker)
{
	room_part_begin_walk(room_part_of(room, worker));
}

void
room_end_walk(struct room *room, unsigned int worker)
{
	room_part_end_walk(room_part_of(room, worker));
}

struct membership *
room_next_member(struct room *room, unsigned int worker, size_t *place)
{
	return room_part_next(room_part_of(room, worker), place);
}

uint64_t
room_joins(const struct room *room, unsigned int worker)
{
	return room->workers[worker].part.joins;
}

void
room_walk(struct room *room, unsigned int worker,
    void (*visit)(struct connection *connection, void *argument),
    void *argument)
{
	struct room_part *part = room_part_of(room, worker);
	uint64_t joins = part->joins;
	struct membership *member;
	size_t place = 0;

	room_part_begin_walk(part);
	while ((member = room_part_next(part, &place)) != NULL) {
		if (member->joined < joins)
			visit(member->connection, argument);
	}
	room_part_end_walk(part);
}

struct room_backlog *
room_backlog(const struct room *room, unsigned int worker)
{
	return room->workers[worker].part.backlog;
}

void
room_set_backlog(
    struct room *room, unsigned int worker, struct room_backlog *backlog)
{
	room->workers[worker].part.backlog = backlog;
}

/* ---- for all workers ----------------------------------------------------- */

struct room_rules *
room_rules(struct room *room)
{
	return &room->rules;
}

bool
room_has_member(struct room *room, struct slice name)
{
	return roster_find(room->roster, name, NULL, NULL);
}

char *
room_list(struct room *room, char separator, size_t *size_r)
{
	const struct slice nobody = { 0 };
	uint64_t version;

	return roster_list(room->roster, nobody, separator, size_r, &version);
}
