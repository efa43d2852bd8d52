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
}

void
room_rules_destroy(struct room_rules *rules)
{
	room_rules_end(rules);
	pthread_mutex_destroy(&rules->lock);
}

bool
room_rules_enter(struct room_rules *rules)
{
	bool is_first;

	pthread_mutex_lock(&rules->lock);
	is_first = rules->members++ == 0;
	pthread_mutex_unlock(&rules->lock);
	return is_first;
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
