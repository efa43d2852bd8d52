/* SPDX-License-Identifier: MIT */
#ifndef CHATD_ROOM_H
#define CHATD_ROOM_H

/*
 * Rooms: which there are, and who is in them.
 *
 * What all workers share of a room is its name, the list of its members in
 * order of joining, and on which workers it has any; these functions may be
 * called from any thread.  A room exists while it has a member or somebody
 * holds a reference.  Each worker keeps its own members in its part of the
 * room, which only it touches.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chatd/presence/roster.h"
#include "common/line.h"

struct connection;
struct room;
struct rooms;
struct timekeeper;

/* One connection's being in one room.  Owner: the connection's worker. */
struct membership {
	struct membership *next; /* of the same connection */
	struct room *room;
	struct connection *connection;
	unsigned int worker;
	size_t index;              /* among the room's members on that worker */
	struct roster_entry entry; /* entry.name is the name below */
	char *name;
};

/* Return the set of all rooms, or NULL with errno set. */
struct rooms *rooms_new(unsigned int worker_count);

/* Free the set, which must be empty of members; NULL is allowed. */
void rooms_free(struct rooms *rooms);

/* Return the set's timekeeper, for what is sent to rooms at intervals. */
struct timekeeper *rooms_timekeeper(struct rooms *rooms);

/*
 * Make connection, on worker, called name, a member of the room, which is made
 * if there is none.  Return the membership, which the worker owns, or NULL if
 * there is no memory.
 */
struct membership *room_join(struct rooms *rooms, struct slice room,
    unsigned int worker, struct connection *connection, struct slice name);

/* End membership and free it; the room goes with its last member. */
void room_leave(struct rooms *rooms, struct membership *membership);

/* The member is called name from now on.  Return 0, or -1 (no memory). */
int room_rename(struct membership *membership, struct slice name);

/* The room's name. */
struct slice room_name(const struct room *room);

/*
 * Return the room of this name with a reference that room_release() gives back,
 * or NULL if there is none.
 */
struct room *room_find(struct rooms *rooms, struct slice name);
void room_release(struct rooms *rooms, struct room *room);

/* Say whether the room has members on worker. */
bool room_has_members_on(const struct room *room, unsigned int worker);

/*
 * Call visit for every member on worker, whose thread must be the caller's.
 * Members may leave meanwhile; who joins meanwhile is not visited.
 */
void room_walk(struct room *room, unsigned int worker,
    void (*visit)(struct connection *connection, void *argument),
    void *argument);

/*
 * Return the names of all members in order of joining, with separator between
 * two, in memory that the caller frees, or NULL if there is no memory.
 */
char *room_list(struct room *room, char separator, size_t *size_r);

#endif
