/* SPDX-License-Identifier: MIT */
#ifndef CHATD_KEPT_ROOM_LIST_H
#define CHATD_KEPT_ROOM_LIST_H

/*
 * The rooms that are kept, in the order in which they came to be.
 *
 * There are two locks.  A worker takes one for a moment, to add a room.  The
 * other one is held for walks, which look at the rules of every room: so no
 * worker waits for a walk, and a room is freed by whoever walks.
 */

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chatd/presence/room_keeping.h"
#include "common/list.h"
#include "common/slice.h"

struct room;
struct rooms;

/* A room that is kept, or was until lately. */
struct kept_room {
	struct list place;   /* the list's */
	struct room *room;   /* with a reference to it */
	atomic_bool is_over; /* it is not kept any longer, and is to be freed */
	bool is_given_up;    /* before that: somebody here has asked for it */
	size_t owner_size;   /* the list's, as the next */
	char owner[NAME_MAX_BYTES];  /* for whom it counts */
	struct room_keeping keeping; /* under the lock of the room's rules */
};

struct kept_room_list {
	pthread_mutex_t walk; /* held before the other one, by no worker */
	pthread_mutex_t lock; /* guards the rest */
	struct list rooms;    /* by place */
	uint64_t count;
	uint64_t most;
};

/* Begin without rooms; there are to be most of them. */
void kept_room_list_init(struct kept_room_list *list, uint64_t most);

/* End without rooms. */
void kept_room_list_destroy(struct kept_room_list *list);

/* Return how many rooms there are, with those that are over.  Any thread. */
uint64_t kept_room_list_count(struct kept_room_list *list);

/*
 * Add a room, which owner owns; empty: nobody.  The caller takes a reference to
 * room for it.  Return NULL with errno set: ENOSPC if there are as many as may
 * be, or most_of_owner of owner, which takes a walk through the owners; 0 is
 * any number of them.  Any thread.
 */
struct kept_room *kept_room_list_add(struct kept_room_list *list,
    struct room *room, struct slice owner, unsigned int most_of_owner);

/* Let room count for owner; or let no room count for owner.  Any thread. */
void kept_room_list_set_owner(
    struct kept_room_list *list, const struct room *room, struct slice owner);
void kept_room_list_forget_owner(
    struct kept_room_list *list, struct slice owner);

/* Between these two the caller walks; any thread but a worker's. */
void kept_room_list_begin_walk(struct kept_room_list *list);
void kept_room_list_end_walk(struct kept_room_list *list);

/* Return the room after this one, the first one if it is NULL; or NULL. */
struct kept_room *kept_room_list_next(
    struct kept_room_list *list, const struct kept_room *room);

/*
 * Take the room, whose rules do not know of it any longer, out and free it,
 * with its reference to a room of rooms.
 */
void kept_room_list_remove(
    struct kept_room_list *list, struct kept_room *room, struct rooms *rooms);

#endif
