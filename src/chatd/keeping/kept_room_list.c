/* SPDX-License-Identifier: MIT */
/*
 * For whom a room counts stands here once more, beside the owner that its rules
 * know: so whoever adds one compares names under one lock.
 */

#include "chatd/keeping/kept_room_list.h"

#include <errno.h>
#include <stdlib.h>

#include "chatd/presence/room.h"
#include "common/container.h"

void
kept_room_list_init(struct kept_room_list *list, uint64_t most)
{
	pthread_mutex_init(&list->walk, NULL);
	pthread_mutex_init(&list->lock, NULL);
	list_init(&list->rooms);
	list->count = 0;
	list->most = most;
}

void
kept_room_list_destroy(struct kept_room_list *list)
{
	pthread_mutex_destroy(&list->lock);
	pthread_mutex_destroy(&list->walk);
}

uint64_t
kept_room_list_count(struct kept_room_list *list)
{
	uint64_t count;

	pthread_mutex_lock(&list->lock);
	count = list->count;
	pthread_mutex_unlock(&list->lock);
	return count;
}

static struct kept_room *
kept_room_at(const struct list *place)
{
	return container_of(place, struct kept_room, place);
}

static bool
kept_room_is_of(const struct kept_room *room, struct slice owner)
{
	const struct slice its = { room->owner, room->owner_size };

	return slice_equals(its, owner);
}

/* Say whether there may be no more, or no more of owner; under the lock. */
static bool
kept_room_list_is_full(const struct kept_room_list *list, struct slice owner,
    unsigned int most_of_owner)
{
	const struct list *place;
	unsigned int count = 0;

	if (list->count >= list->most)
		return true;
	if (most_of_owner == 0)
		return false;
	for (place = list->rooms.next; place != &list->rooms;
	     place = place->next)
		count += kept_room_is_of(kept_room_at(place), owner);
	return count >= most_of_owner;
}

static void
kept_room_set_owner(struct kept_room *room, struct slice owner)
{
	slice_write(room->owner, owner);
	room->owner_size = owner.size;
}

struct kept_room *
kept_room_list_add(struct kept_room_list *list, struct room *room,
    struct slice owner, unsigned int most_of_owner)
{
	struct kept_room *added = calloc(1, sizeof(*added));
	bool is_full;

	if (added == NULL)
		return NULL;
	added->room = room;
	kept_room_set_owner(added, owner);
	room_keeping_set_owner(&added->keeping, owner);
	pthread_mutex_lock(&list->lock);
	is_full = kept_room_list_is_full(list, owner, most_of_owner);
	if (!is_full) {
		list_append(&list->rooms, &added->place);
		list->count++;
	}
	pthread_mutex_unlock(&list->lock);
	if (!is_full)
		return added;
	free(added);
	errno = ENOSPC;
	return NULL;
}

void
kept_room_list_set_owner(
    struct kept_room_list *list, const struct room *room, struct slice owner)
{
	pthread_mutex_lock(&list->lock);
	for (struct list *place = list->rooms.next; place != &list->rooms;
	     place = place->next) {
		if (kept_room_at(place)->room == room)
			kept_room_set_owner(kept_room_at(place), owner);
	}
	pthread_mutex_unlock(&list->lock);
}

void
kept_room_list_forget_owner(struct kept_room_list *list, struct slice owner)
{
	pthread_mutex_lock(&list->lock);
	for (struct list *place = list->rooms.next; place != &list->rooms;
	     place = place->next) {
		if (kept_room_is_of(kept_room_at(place), owner))
			kept_room_at(place)->owner_size = 0;
	}
	pthread_mutex_unlock(&list->lock);
}

/* ---- walks --------------------------------------------------------------- */

void
kept_room_list_begin_walk(struct kept_room_list *list)
{
	pthread_mutex_lock(&list->walk);
}

void
kept_room_list_end_walk(struct kept_room_list *list)
{
	pthread_mutex_unlock(&list->walk);
}

struct kept_room *
kept_room_list_next(struct kept_room_list *list, const struct kept_room *room)
{
	const struct list *next;

	pthread_mutex_lock(&list->lock);
	next = room == NULL ? list->rooms.next : room->place.next;
	pthread_mutex_unlock(&list->lock);
	return next == &list->rooms ? NULL : kept_room_at(next);
}

void
kept_room_list_remove(
    struct kept_room_list *list, struct kept_room *room, struct rooms *rooms)
{
	pthread_mutex_lock(&list->lock);
	list_remove(&room->place);
	list->count--;
	pthread_mutex_unlock(&list->lock);
	room_keeping_clear(&room->keeping);
	room_release(rooms, room->room);
	free(room);
}
