/* SPDX-License-Identifier: MIT */
/*
 * Members are counted here, under the lock of the rules, and not taken from the
 * room's list: so who is first and who is last is decided together with what
 * follows from it.
 */

#include "chatd/presence/room_rules.h"

#include <errno.h>
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
	name_list_clear(&rules->bans);
	name_list_clear(&rules->invited);
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

/* Decide what stands against somebody whom nobody has invited. */
static enum room_admission
room_rules_judge_uninvited(
    const struct room_rules *rules, struct slice name, struct slice key)
{
	if (name_list_matches(&rules->bans, name))
		return ROOM_BANS_VISITOR;
	if ((rules->modes.flags & ROOM_CLOSED) != 0)
		return ROOM_IS_CLOSED;
	return room_rules_accept_key(rules, key) ? ROOM_ENTERED
						 : ROOM_WANTS_KEY;
}

/* Decide what becomes of somebody who enters; under the lock. */
static enum room_admission
room_rules_judge(
    const struct room_rules *rules, struct slice name, struct slice key)
{
	enum room_admission admission = ROOM_ENTERED;
	uint32_t limit = rules->modes.limit;

	if (rules->members == 0)
		return ROOM_FOUNDED;
	if (!name_list_has(&rules->invited, name))
		admission = room_rules_judge_uninvited(rules, name, key);
	if (admission == ROOM_ENTERED && limit > 0 && rules->members >= limit)
		return ROOM_IS_FULL;
	return admission;
}

enum room_admission
room_rules_enter(struct room_rules *rules, struct slice name, struct slice key)
{
	enum room_admission admission;

	pthread_mutex_lock(&rules->lock);
	admission = room_rules_judge(rules, name, key);
	if (admission == ROOM_FOUNDED || admission == ROOM_ENTERED) {
		rules->members++;
		name_list_remove(&rules->invited, name);
	}
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

int
room_rules_ban(struct room_rules *rules, struct slice mask)
{
	int result = 0;

	pthread_mutex_lock(&rules->lock);
	if (rules->bans.count >= ROOM_BANS_MAX &&
	    !name_list_has(&rules->bans, mask)) {
		errno = ENOSPC;
		result = -1;
	} else {
		result = name_list_add(&rules->bans, mask);
	}
	if (result == 0)
		name_list_remove(&rules->invited, mask);
	pthread_mutex_unlock(&rules->lock);
	return result;
}

void
room_rules_unban(struct room_rules *rules, struct slice mask)
{
	pthread_mutex_lock(&rules->lock);
	name_list_remove(&rules->bans, mask);
	pthread_mutex_unlock(&rules->lock);
}

size_t
room_rules_copy_bans(struct room_rules *rules, char bans[ROOM_BANS_MAX_BYTES])
{
	size_t size;

	pthread_mutex_lock(&rules->lock);
	size = rules->bans.size;
	if (size > 0)
		memcpy(bans, rules->bans.bytes, size);
	pthread_mutex_unlock(&rules->lock);
	/* There is a separator after the last one, too. */
	return size > 0 ? size - 1 : 0;
}

int
room_rules_invite(struct room_rules *rules, struct slice name)
{
	int result;

	pthread_mutex_lock(&rules->lock);
	if (rules->invited.count >= ROOM_INVITED_MAX &&
	    !name_list_has(&rules->invited, name))
		name_list_remove_first(&rules->invited);
	result = name_list_add(&rules->invited, name);
	pthread_mutex_unlock(&rules->lock);
	return result;
}
