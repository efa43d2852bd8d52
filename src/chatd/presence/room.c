/* SPDX-License-Identifier: MIT */
/*
 * The members of a room.  A line crosses to another worker once, however many
 * members the room has there; that worker then walks its own part of the room.
 */

#include "chatd/presence/room_private.h"

#include <errno.h>
#include <stdlib.h>

#include "chatd/presence/member_index.h"
#include "common/container.h"

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
	membership->name_size = name.size;
	return 0;
}

static struct room_worker *
membership_worker(const struct membership *membership)
{
	return &membership->room->workers[membership->worker];
}

/* Count membership among those who hold the room's rules, if these let it. */
static enum room_admission
room_enter_rules(struct room *room, struct membership *membership,
    const struct room_entrant *entrant)
{
	enum room_admission admission = ROOM_ENTERED;
	unsigned int ranks = 0;

	if (room->takes_place)
		admission = room_rules_enter(&room->rules, entrant, &ranks);
	if (entrant->account.size > 0)
		ranks |= ROOM_OWNS_NAME;
	atomic_store(&membership->ranks, ranks);
	return admission;
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
	if (!membership_is_listener(membership))
		member_index_add(room->members, membership);
	atomic_fetch_add(&worker->count, 1);
	return 0;
}

/* Let membership enter the room and be in it; or say what is against that. */
static enum room_admission
room_admit(struct room *room, struct membership *membership,
    const struct room_entrant *entrant)
{
	enum room_admission admission;

	membership->room = room;
	admission = room_enter_rules(room, membership, entrant);
	if (admission != ROOM_ENTERED && admission != ROOM_FOUNDED)
		return admission;
	if (room_place(room, membership) == 0)
		return admission;
	room_leave_rules(room);
	return ROOM_OUT_OF_MEMORY;
}

static struct membership *
membership_new(const struct room_visitor *visitor)
{
	struct membership *membership = calloc(1, sizeof(*membership));

	if (membership == NULL)
		return NULL;
	membership->worker = visitor->worker;
	membership->connection = visitor->connection;
	if (membership_set_name(membership, visitor->entrant.person.name) == 0)
		return membership;
	membership_free(membership);
	return NULL;
}

struct membership *
room_join(struct rooms *rooms, struct slice name,
    const struct room_visitor *visitor, enum room_admission *admission_r)
{
	struct membership *membership = membership_new(visitor);
	struct room *room;

	*admission_r = ROOM_OUT_OF_MEMORY;
	if (membership == NULL)
		return NULL;
	room = room_find_or_make(rooms, name);
	if (room == NULL) {
		if (errno == ENOSPC)
			*admission_r = ROOM_TOO_MANY_ROOMS;
		membership_free(membership);
		return NULL;
	}
	*admission_r = room_admit(room, membership, &visitor->entrant);
	if (*admission_r == ROOM_ENTERED || *admission_r == ROOM_FOUNDED)
		return membership;
	room_release(rooms, room);
	membership_free(membership);
	return NULL;
}

struct membership *
room_join_elsewhere(struct rooms *rooms, struct slice name,
    const struct room_visitor *visitor, unsigned int ranks)
{
	struct membership *membership = membership_new(visitor);
	struct room *room;

	if (membership == NULL)
		return NULL;
	room = room_find_or_make(rooms, name);
	if (room == NULL) {
		membership_free(membership);
		return NULL;
	}
	membership->room = room;
	atomic_store(&membership->ranks, ranks);
	if (room->takes_place)
		room_rules_enter_elsewhere(&room->rules);
	if (room_place(room, membership) == 0)
		return membership;
	room_leave_rules(room);
	room_release(rooms, room);
	membership_free(membership);
	return NULL;
}

void
room_leave(struct rooms *rooms, struct membership *membership)
{
	struct room_worker *worker = membership_worker(membership);
	struct room *room = membership->room;

	atomic_fetch_sub(&worker->count, 1);
	if (!membership_is_listener(membership)) {
		member_index_remove(room->members, membership);
		roster_remove(room->roster, &membership->entry);
	}
	room_part_remove(&worker->part, membership);
	membership_free(membership);
	room_leave_rules(room);
	room_release(rooms, room);
}

/* A copy of a name, for a membership to have. */
struct room_name_copy {
	char *bytes;
	size_t size;
};

/* Exchange the member's name for the copy, which has the old one then. */
static void
room_rename_cb(struct roster_entry *entry, void *argument)
{
	struct membership *membership = container_of(
	    entry, struct membership, entry);
	struct room_name_copy *copy = argument;
	char *old = membership->name;

	membership->name = copy->bytes;
	membership->name_size = copy->size;
	copy->bytes = old;
}

/* Give a listener the name, and its place in the list. */
static int
room_show(struct membership *membership, struct room_name_copy *copy)
{
	room_rename_cb(&membership->entry, copy);
	if (roster_add(membership->room->roster, &membership->entry) == 0)
		return 0;
	copy->size = 0;
	room_rename_cb(&membership->entry, copy);
	return -1;
}

int
room_rename(struct membership *membership, struct slice name)
{
	struct room_name_copy copy = { membership_copy_name(name), name.size };
	struct room *room = membership->room;
	int result = 0;

	if (copy.bytes == NULL)
		return -1;
	if (membership_is_listener(membership)) {
		result = room_show(membership, &copy);
	} else {
		member_index_remove(room->members, membership);
		roster_rename(
		    room->roster, &membership->entry, room_rename_cb, &copy);
	}
	if (result == 0)
		member_index_add(room->members, membership);
	free(copy.bytes);
	return result;
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
	return roster_find(room->roster, room->folds_names, name, NULL, NULL);
}

/* Ranks for the member that a name is looked up for. */
struct room_ranks {
	unsigned int ranks;
	bool holds;
	unsigned int before;
};

static void
room_set_ranks_cb(struct roster_entry *entry, void *argument)
{
	struct membership *membership = container_of(
	    entry, struct membership, entry);
	struct room_ranks *given = argument;

	given->before = atomic_load(&membership->ranks);
	membership_set_ranks(membership, given->ranks, given->holds);
}

bool
room_set_ranks(struct room *room, struct slice name, unsigned int ranks,
    bool holds, unsigned int *before_r)
{
	struct room_ranks given = { ranks, holds, 0 };
	bool is_there = roster_find(
	    room->roster, room->folds_names, name, room_set_ranks_cb, &given);

	*before_r = given.before;
	return is_there;
}

/* What room_walk_named() was given. */
struct room_named_walk {
	void (*visit)(const struct membership *membership, void *argument);
	void *argument;
};

static void
room_visit_named_cb(struct roster_entry *entry, void *argument)
{
	const struct room_named_walk *walk = argument;

	walk->visit(
	    container_of(entry, struct membership, entry), walk->argument);
}

void
room_walk_named(struct room *room,
    void (*visit)(const struct membership *membership, void *argument),
    void *argument)
{
	struct room_named_walk walk = { visit, argument };

	roster_walk(room->roster, room_visit_named_cb, &walk);
}
