/* SPDX-License-Identifier: MIT */
/*
 * All rooms lie in one hash table under one lock, which is held for a look-up,
 * a join or a leave, but never while members are sent anything.  A line crosses
 * to another worker once, however many members the room has there; that worker
 * then walks its own part of the room.
 */

#include "chatd/presence/room.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "chatd/presence/room_part.h"
#include "chatd/presence/timekeeper.h"

/* A power of two.  Rooms are far fewer than members, so chains are short. */
#define ROOM_BUCKETS 1024

struct room {
	struct room *next;     /* in the bucket */
	struct roster *roster; /* has a lock of its own */
	size_t references;     /* members included; guarded by rooms->lock */
	size_t name_size;
	char *name; /* after the workers */
	struct room_worker {
		atomic_size_t count; /* of members there, for other workers */
		struct room_part part;
	} workers[];
};

struct rooms {
	pthread_mutex_t lock; /* guards buckets and references */
	unsigned int worker_count;
	struct timekeeper timekeeper;
	struct room *buckets[ROOM_BUCKETS];
};

/* FNV-1a is good enough: the names of rooms are few and short. */
static size_t
rooms_bucket(struct slice name)
{
	uint32_t hash = 2166136261u;

	for (size_t i = 0; i < name.size; i++)
		hash = (hash ^ (unsigned char)name.bytes[i]) * 16777619u;
	return hash & (ROOM_BUCKETS - 1);
}

static struct room **
rooms_link(struct rooms *rooms, struct slice name)
{
	struct room **link = &rooms->buckets[rooms_bucket(name)];

	while (*link != NULL &&
	       ((*link)->name_size != name.size ||
		   memcmp((*link)->name, name.bytes, name.size) != 0))
		link = &(*link)->next;
	return link;
}

static struct room *
room_new(unsigned int worker_count, struct slice name)
{
	size_t workers_size = worker_count * sizeof(struct room_worker);
	struct room *room = calloc(1, sizeof(*room) + workers_size + name.size);

	if (room == NULL)
		return NULL;
	room->roster = roster_new();
	if (room->roster == NULL) {
		free(room);
		return NULL;
	}
	room->name = (char *)room + sizeof(*room) + workers_size;
	room->name_size = name.size;
	memcpy(room->name, name.bytes, name.size);
	return room;
}

/* Return the room, made if there is none, with one more reference. */
static struct room *
rooms_enter(struct rooms *rooms, struct slice name)
{
	struct room **link;
	struct room *room;

	pthread_mutex_lock(&rooms->lock);
	link = rooms_link(rooms, name);
	if (*link == NULL)
		*link = room_new(rooms->worker_count, name);
	room = *link;
	if (room != NULL)
		room->references++;
	pthread_mutex_unlock(&rooms->lock);
	return room;
}

struct rooms *
rooms_new(unsigned int worker_count)
{
	struct rooms *rooms = calloc(1, sizeof(*rooms));

	if (rooms == NULL)
		return NULL;
	rooms->worker_count = worker_count;
	pthread_mutex_init(&rooms->lock, NULL);
	return rooms;
}

void
rooms_free(struct rooms *rooms)
{
	if (rooms == NULL)
		return;
	pthread_mutex_destroy(&rooms->lock);
	free(rooms);
}

struct timekeeper *
rooms_timekeeper(struct rooms *rooms)
{
	return &rooms->timekeeper;
}

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

struct membership *
room_join(struct rooms *rooms, struct slice name, unsigned int worker,
    struct connection *connection, struct slice member_name)
{
	struct membership *membership = calloc(1, sizeof(*membership));
	struct room *room = NULL;

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
	if (room_part_add(&room->workers[worker].part, membership) != 0)
		goto fail;
	if (!membership_is_listener(membership) &&
	    roster_add(room->roster, &membership->entry) != 0) {
		room_part_remove(&room->workers[worker].part, membership);
		goto fail;
	}
	atomic_fetch_add(&room->workers[worker].count, 1);
	return membership;

fail:
	if (room != NULL)
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
	if (!membership_is_listener(membership))
		roster_remove(room->roster, &membership->entry);
	room_part_remove(&worker->part, membership);
	membership_free(membership);
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

struct slice
room_name(const struct room *room)
{
	return (struct slice){ room->name, room->name_size };
}

struct room *
room_find(struct rooms *rooms, struct slice name)
{
	struct room *room;

	pthread_mutex_lock(&rooms->lock);
	room = *rooms_link(rooms, name);
	if (room != NULL)
		room->references++;
	pthread_mutex_unlock(&rooms->lock);
	return room;
}

void
room_hold(struct rooms *rooms, struct room *room)
{
	pthread_mutex_lock(&rooms->lock);
	room->references++;
	pthread_mutex_unlock(&rooms->lock);
}

void
room_release(struct rooms *rooms, struct room *room)
{
	bool is_last;

	pthread_mutex_lock(&rooms->lock);
	is_last = --room->references == 0;
	if (is_last)
		*rooms_link(rooms, room_name(room)) = room->next;
	pthread_mutex_unlock(&rooms->lock);
	if (!is_last)
		return;
	for (unsigned int i = 0; i < rooms->worker_count; i++)
		room_part_clear(&room->workers[i].part);
	roster_free(room->roster);
	free(room);
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

char *
room_list(struct room *room, char separator, size_t *size_r)
{
	const struct slice nobody = { 0 };
	uint64_t version;

	return roster_list(room->roster, nobody, separator, size_r, &version);
}
