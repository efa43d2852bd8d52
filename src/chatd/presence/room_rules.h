/* SPDX-License-Identifier: MIT */
#ifndef CHATD_ROOM_RULES_H
#define CHATD_ROOM_RULES_H

/*
 * What holds in a room, whichever protocol its members speak.
 *
 * Whoever enters a room without members makes its rules, and they end with the
 * last member, even if something else holds the room itself for longer.  The
 * lobby has none.  Any thread; each room has a lock of its own, which is held
 * while a topic is copied, and never while anybody is told anything.  Whether a
 * room is moderated is known without it, because each line said there asks.
 *
 * Only the operators of a room can make its rules grow, by a request each.  A
 * topic has ROOM_TOPIC_MAX_BYTES at most, a key ROOM_KEY_MAX_BYTES, and there
 * are limits->rooms_total_max rooms.
 */

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/slice.h"

/* What every client can show in a line. */
#define ROOM_TOPIC_MAX_BYTES 400

#define ROOM_KEY_MAX_BYTES 32

/* Bits of the flags of a room. */
#define ROOM_CLOSED    1u /* nobody enters uninvited */
#define ROOM_MODERATED 2u /* only operators and voices speak */

/* What may be asked of a room all at once. */
struct room_modes {
	unsigned int flags;
	uint32_t limit; /* of its members; 0: none */
	size_t key_size;
	char key[ROOM_KEY_MAX_BYTES]; /* that who enters must know; or empty */
};

struct room_rules {
	pthread_mutex_t lock; /* guards what follows */
	size_t members;       /* that have entered and not left */
	struct room_modes modes;
	char *topic; /* owned; NULL if there is none */
	size_t topic_size;
	atomic_uint flags; /* as in modes, for all to read */
};

/* What becomes of somebody who wants to enter. */
enum room_admission {
	ROOM_ENTERED,
	ROOM_FOUNDED, /* and there is nobody else */
	ROOM_IS_CLOSED,
	ROOM_WANTS_KEY, /* another one, at least */
	ROOM_IS_FULL,   /* its limit is reached */
	/* These are not for the rules to say. */
	ROOM_TOO_MANY_ROOMS, /* it would be one more than there may be */
	ROOM_OUT_OF_MEMORY,
};

/* Begin without members, and without rules. */
void room_rules_init(struct room_rules *rules);

/* Free what rules still have. */
void room_rules_destroy(struct room_rules *rules);

/*
 * Count one more member, who knows key, if the rules let them in: the first of
 * the above that applies stands against it.
 */
enum room_admission room_rules_enter(
    struct room_rules *rules, struct slice key);

/* Count one less; the rules go with the last one. */
void room_rules_leave(struct room_rules *rules);

/*
 * Let topic, of ROOM_TOPIC_MAX_BYTES at most, be the topic; an empty one takes
 * it away.  Return 0, or -1 if there is no memory; nothing has changed then.
 */
int room_rules_set_topic(struct room_rules *rules, struct slice topic);

/* Copy the topic to topic and return its size; 0 means that there is none. */
size_t room_rules_copy_topic(
    struct room_rules *rules, char topic[ROOM_TOPIC_MAX_BYTES]);

/* Copy key, limit and flags. */
void room_rules_copy_modes(
    struct room_rules *rules, struct room_modes *modes_r);

/* Let flags, which are bits, hold from now on, or hold no more. */
void room_rules_set_flags(
    struct room_rules *rules, unsigned int flags, bool holds);

/* Ask for key, of ROOM_KEY_MAX_BYTES at most, or for none if it is empty. */
void room_rules_set_key(struct room_rules *rules, struct slice key);

/* Let there be limit members at most; 0 is any number.  Nobody has to leave. */
void room_rules_set_limit(struct room_rules *rules, uint32_t limit);

/* Say whether all flags hold, which are bits. */
static inline bool
room_rules_have(const struct room_rules *rules, unsigned int flags)
{
	return (atomic_load_explicit(&rules->flags, memory_order_relaxed) &
		   flags) == flags;
}

#endif
