/* SPDX-License-Identifier: MIT */
/*
 * Members are counted here, under the lock of the rules, and not taken from the
 * room's list: so who is first and who is last is decided together with what
 * follows from it.
 */

#include "chatd/presence/room_rules.h"

#include <stdlib.h>
#include <string.h>

void
room_rules_init(struct room_rules *rules)
{
	memset(rules, 0, sizeof(*rules));
	pthread_mutex_init(&rules->lock, NULL);
}

static void
room_rules_end(struct room_rules *rules)
{
	free(rules->topic);
	rules->topic = NULL;
	rules->topic_size = 0;
	rules->modes = (struct room_modes){ 0 };
	atomic_store(&rules->flags, 0);
}

void
room_rules_destroy(struct room_rules *rules)
{
	room_rules_end(rules);
	pthread_mutex_destroy(&rules->lock);
}

static bool
room_rules_accept_key(const struct room_rules *rules, struct slice key)
{
	const struct slice own = { rules->modes.key, rules->modes.key_size };

	return own.size == 0 || slice_equals(key, own);
}

/* Decide what becomes of somebody who enters; under the lock. */
static enum room_admission
room_rules_judge(const struct room_rules *rules, struct slice key)
{
	const struct room_modes *modes = &rules->modes;

	if (rules->members == 0)
		return ROOM_FOUNDED;
	if ((modes->flags & ROOM_CLOSED) != 0)
		return ROOM_IS_CLOSED;
	if (!room_rules_accept_key(rules, key))
		return ROOM_WANTS_KEY;
	if (modes->limit > 0 && rules->members >= modes->limit)
		return ROOM_IS_FULL;
	return ROOM_ENTERED;
}

enum room_admission
room_rules_enter(struct room_rules *rules, struct slice key)
{
	enum room_admission admission;

	pthread_mutex_lock(&rules->lock);
	admission = room_rules_judge(rules, key);
	if (admission == ROOM_FOUNDED || admission == ROOM_ENTERED)
		rules->members++;
	pthread_mutex_unlock(&rules->lock);
	return admission;
}

void
room_rules_leave(struct room_rules *rules)
{
	pthread_mutex_lock(&rules->lock);
	if (--rules->members == 0)
		room_rules_end(rules);
	pthread_mutex_unlock(&rules->lock);
}

int
room_rules_set_topic(struct room_rules *rules, struct slice topic)
{
	char *copy = NULL;

	if (topic.size > 0) {
		copy = malloc(topic.size);
		if (copy == NULL)
			return -1;
		memcpy(copy, topic.bytes, topic.size);
	}
	pthread_mutex_lock(&rules->lock);
	free(rules->topic);
	rules->topic = copy;
	rules->topic_size = topic.size;
	pthread_mutex_unlock(&rules->lock);
	return 0;
}

size_t
room_rules_copy_topic(
    struct room_rules *rules, char topic[ROOM_TOPIC_MAX_BYTES])
{
	size_t size;

	pthread_mutex_lock(&rules->lock);
	size = rules->topic_size;
	if (size > 0)
		memcpy(topic, rules->topic, size);
	pthread_mutex_unlock(&rules->lock);
	return size;
}

void
room_rules_copy_modes(struct room_rules *rules, struct room_modes *modes_r)
{
	pthread_mutex_lock(&rules->lock);
	*modes_r = rules->modes;
	pthread_mutex_unlock(&rules->lock);
}

void
room_rules_set_flags(struct room_rules *rules, unsigned int flags, bool holds)
{
	pthread_mutex_lock(&rules->lock);
	if (holds)
		rules->modes.flags |= flags;
	else
		rules->modes.flags &= ~flags;
	atomic_store(&rules->flags, rules->modes.flags);
	pthread_mutex_unlock(&rules->lock);
}

void
room_rules_set_key(struct room_rules *rules, struct slice key)
{
	pthread_mutex_lock(&rules->lock);
	if (key.size > 0)
		memcpy(rules->modes.key, key.bytes, key.size);
	rules->modes.key_size = key.size;
	pthread_mutex_unlock(&rules->lock);
}

void
room_rules_set_limit(struct room_rules *rules, uint32_t limit)
{
	pthread_mutex_lock(&rules->lock);
	rules->modes.limit = limit;
	pthread_mutex_unlock(&rules->lock);
}
