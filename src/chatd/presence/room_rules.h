/* SPDX-License-Identifier: MIT */
#ifndef CHATD_ROOM_RULES_H
#define CHATD_ROOM_RULES_H

/*
 * What holds in a room, whichever protocol its members speak.
 *
 * Whoever enters a room without members makes its rules, and they end with the
 * last member, even if something else holds the room itself for longer.  The
 * lobby has none.  Any thread; each room has a lock of its own, which is held
 * while a topic is copied, and never while anybody is told anything.
 *
 * Only the operators of a room can make its rules grow, by a request each.  A
 * topic has ROOM_TOPIC_MAX_BYTES at most, and there are limits->rooms_total_max
 * rooms.
 */

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#include "common/slice.h"

/* What every client can show in a line. */
#define ROOM_TOPIC_MAX_BYTES 400

struct room_rules {
	pthread_mutex_t lock; /* guards what follows */
	size_t members;       /* that have entered and not left */
	char *topic;          /* owned; NULL if there is none */
	size_t topic_size;
};

/* Begin without members, and without rules. */
void room_rules_init(struct room_rules *rules);

/* Free what rules still have. */
void room_rules_destroy(struct room_rules *rules);

/* Count one more member.  Return whether it is the only one. */
bool room_rules_enter(struct room_rules *rules);

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

#endif
