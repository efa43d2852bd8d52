/* SPDX-License-Identifier: MIT */
#ifndef CHATD_ROOM_H
#define CHATD_ROOM_H

/*
 * Rooms and their members.
 *
 * All workers share a room's name, the list of its members in order of joining,
 * and on which workers it has any; any thread may ask for these.  A room exists
 * for as long as it has a member or somebody holds a reference to it.  Each
 * worker keeps its own members in a part of the room that only it touches.
 *
 * A member without a name is a listener: it is walked like all others, and is
 * in no list.
 *
 * Whoever joins a room without members is its operator, unless it is kept
 * (room_keeping.h).  The lobby is nobody's:
 * it has neither operators nor rules.
 */

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chatd/presence/hash_table.h"
#include "chatd/presence/room_rules.h"
#include "chatd/presence/roster.h"
#include "common/list.h"
#include "common/slice.h"

/*
 * The room that everybody may be in: it takes no place among the rooms that
 * there may be.
 */
#define ROOM_LOBBY "lobby"

struct connection;
struct member_index;
struct room;
struct room_backlog;
struct rooms;
struct timekeeper;

/* A connection is in a room.  Owner: the connection's worker. */
struct membership {
	struct list place;          /* in the connection's memberships */
	struct hash_entry in_table; /* the same */
	struct room *room;
	struct connection *connection;
	unsigned int worker;
	size_t index;              /* among the room's members on that worker */
	uint64_t joined;           /* how many had joined there before it */
	struct roster_entry entry; /* in the list, unless it has no name */
	struct hash_entry by_name; /* in member_index.h, the same */
	atomic_uint ranks;         /* room_keeping.h; any thread reads them */
	char *name;                /* owned */
	size_t name_size;          /* 0: it is a listener */
};

/* Return the set of all rooms, or NULL with errno set. */
struct rooms *rooms_new(unsigned int worker_count);

/* Free the set, in which no room may be left; NULL is allowed. */
void rooms_free(struct rooms *rooms);

/*
 * Let names that differ in capital letters alone be one name from now on, those
 * of rooms and those of members: it is shown in the capitals that it had first.
 * Before the first room is made.
 */
void rooms_fold_names(struct rooms *rooms);

/* Say whether names of rooms that differ in capital letters alone are one. */
bool rooms_have_folded_names(const struct rooms *rooms);

/* Say whether one and other would be the same room.  Any thread. */
bool rooms_are_named_alike(
    const struct rooms *rooms, struct slice one, struct slice other);

/* Say whether the room of this name is the lobby.  Any thread. */
bool rooms_is_lobby(const struct rooms *rooms, struct slice name);

/*
 * Let there be this many rooms from now on, not counting the lobby; those that
 * are there stay.  At first there may be any number.  Any thread.
 */
void rooms_set_most(struct rooms *rooms, uint64_t most);

/* Return how many rooms there are, not counting the lobby.  Any thread. */
uint64_t rooms_count(const struct rooms *rooms);

/* Return the hash that the room of this name has, or would have. */
uint64_t rooms_hash(const struct rooms *rooms, struct slice name);

/*
 * Return how many rooms the fullest bucket of their table holds: what the
 * dearest look-up costs.  For tests.
 */
size_t rooms_longest_chain(struct rooms *rooms);

/*
 * Call visit for every room, in no order.  Those that are made or freed
 * meanwhile may be missed.  visit runs under a lock: it must be quick, and call
 * nothing of this file but room_name() and room_count_on().  Any thread.
 */
void rooms_walk(struct rooms *rooms,
    void (*visit)(const struct room *room, void *argument), void *argument);

/* All rooms together are so many parts, of about the same size. */
#define ROOMS_PARTS 512

/*
 * Return the rooms of one part, from 0, with a reference to each, in an array
 * that the caller frees; *count_r is how many there are.  A room is in the same
 * part for as long as there is one, so that whoever looks at all parts, one
 * after the other, sees each room once that is there all the time.  Return NULL
 * if there is no memory.  Any thread.
 */
struct room **rooms_hold_part(
    struct rooms *rooms, unsigned int part, size_t *count_r);

/* Return all members of rooms by their names; see member_index.h. */
struct member_index *rooms_members(struct rooms *rooms);

/* Return the timekeeper of what is sent to rooms at intervals. */
struct timekeeper *rooms_timekeeper(struct rooms *rooms);

/* Somebody who wants to become a member. */
struct room_visitor {
	struct connection *connection;
	unsigned int worker;         /* the connection's */
	struct room_entrant entrant; /* without a name: a listener */
};

/*
 * Make visitor a member of room, which is made if there is none.  Return the
 * membership, which the worker owns; or NULL if that is not possible, and set
 * *admission_r to what stands against it.  The worker's thread only.
 */
struct membership *room_join(struct rooms *rooms, struct slice room,
    const struct room_visitor *visitor, enum room_admission *admission_r);

/*
 * The same for somebody who has been let in by another machine, with these
 * ranks: no rule of the room stands against them here.  Return NULL if there is
 * no memory, or there are too many rooms.
 */
struct membership *room_join_elsewhere(struct rooms *rooms, struct slice room,
    const struct room_visitor *visitor, unsigned int ranks);

/*
 * End membership and free it; the room goes with its last member.  The member's
 * worker's thread only.
 */
void room_leave(struct rooms *rooms, struct membership *membership);

/*
 * Call the member name from now on; a listener comes to the end of the list
 * with it.  Return 0, or -1 if there is no memory; nothing has changed then.
 * The member's worker's thread only.
 */
int room_rename(struct membership *membership, struct slice name);

/* Say whether the member has no name.  The member's worker's thread only. */
static inline bool
membership_is_listener(const struct membership *membership)
{
	return membership->name_size == 0;
}

/* Return the member's name, which is the membership's. */
static inline struct slice
membership_name(const struct membership *membership)
{
	return (struct slice){ membership->name, membership->name_size };
}

/* Say whether the member has any of ranks.  Any thread. */
static inline bool
membership_has_rank(const struct membership *membership, unsigned int ranks)
{
	return (atomic_load_explicit(&membership->ranks, memory_order_relaxed) &
		   ranks) != 0;
}

/* Give the member ranks, which are bits, or take them away.  Any thread. */
static inline void
membership_set_ranks(
    struct membership *membership, unsigned int ranks, bool holds)
{
	if (holds)
		atomic_fetch_or(&membership->ranks, ranks);
	else
		atomic_fetch_and(&membership->ranks, ~ranks);
}

/* Return the room's name, which is valid for as long as the room. */
struct slice room_name(const struct room *room);

/* Return when the room was made on this machine, in seconds since 1970. */
uint64_t room_made_s(const struct room *room);

/* Return the hash of the room's name. */
uint64_t room_hash(const struct room *room);

/* Return the room of this name, with a reference to it, or NULL. */
struct room *room_find(struct rooms *rooms, struct slice name);

/*
 * Return the room of this name, made if there is none, with a reference to it.
 * Return NULL with errno set if that is not possible: ENOSPC means that there
 * are as many rooms as there may be.
 */
struct room *room_find_or_make(struct rooms *rooms, struct slice name);

/* Take one more reference to a room to which the caller has one. */
void room_hold(struct rooms *rooms, struct room *room);

/* Give back the reference that room_find() or room_hold() gave. */
void room_release(struct rooms *rooms, struct room *room);

/* Return how many members the room has on worker.  Any thread. */
size_t room_count_on(const struct room *room, unsigned int worker);

/* ---- the members on one worker, whose thread must be the caller's -------- */

/*
 * Call visit for every member on worker.  Members may leave meanwhile; those
 * who join meanwhile are not visited.
 */
void room_walk(struct room *room, unsigned int worker,
    void (*visit)(struct connection *connection, void *argument),
    void *argument);

/*
 * Begin a walk that goes on for several turns, until room_end_walk(); the
 * members keep their places meanwhile.
 */
void room_begin_walk(struct room *room, unsigned int worker);
void room_end_walk(struct room *room, unsigned int worker);

/*
 * Return the first member at *place, which starts at 0, or after it, and move
 * *place on; return NULL after the last.  Whoever has joined last is last.
 */
struct membership *room_next_member(
    struct room *room, unsigned int worker, size_t *place);

/* Return how often somebody on worker has joined the room so far. */
uint64_t room_joins(const struct room *room, unsigned int worker);

/*
 * Tell, or set, what the members on worker have still to be told: the chat's to
 * know.  NULL at first.
 */
struct room_backlog *room_backlog(const struct room *room, unsigned int worker);
void room_set_backlog(
    struct room *room, unsigned int worker, struct room_backlog *backlog);

/* ---- for all workers ----------------------------------------------------- */

/* Return the rules of a room, which the caller is in or holds. */
struct room_rules *room_rules(struct room *room);

/*
 * Say whether a member is called name.  That takes a walk through the list, at
 * the caller's cost.
 */
bool room_has_member(struct room *room, struct slice name);

/*
 * Give the member called name ranks, which are bits, or take them away, and set
 * *before_r to all that they had before.  Return false if there is no such
 * member.  It takes a walk, too.
 */
bool room_set_ranks(struct room *room, struct slice name, unsigned int ranks,
    bool holds, unsigned int *before_r);

/*
 * Call visit for every member that has a name, in order of joining.  It runs
 * under a lock: it must be quick, and call nothing of this file but
 * membership_has_rank().
 */
void room_walk_named(struct room *room,
    void (*visit)(const struct membership *membership, void *argument),
    void *argument);

#endif
