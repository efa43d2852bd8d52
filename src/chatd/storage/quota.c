/* SPDX-License-Identifier: MIT */
/*
 * What comes to stay during a count may or may not be part of it.  It is added
 * as if it were not: the error is on the safe side, and gone with the next
 * count.
 */

#include "chatd/storage/quota.h"

#include "common/clock.h"

/* Counting may take one part in this many of the time. */
#define QUOTA_COUNT_SHARE 100

void
quota_init(struct quota *quota, uint64_t most)
{
	*quota = (struct quota){ .most = most };
	pthread_mutex_init(&quota->lock, NULL);
}

void
quota_clear(struct quota *quota)
{
	pthread_mutex_destroy(&quota->lock);
}

void
quota_set_most(struct quota *quota, uint64_t most)
{
	pthread_mutex_lock(&quota->lock);
	quota->most = most;
	pthread_mutex_unlock(&quota->lock);
}

bool
quota_reserve(struct quota *quota, uint64_t bytes)
{
	bool has_room;

	pthread_mutex_lock(&quota->lock);
	has_room = quota->kept + quota->reserved + bytes <= quota->most;
	if (has_room)
		quota->reserved += bytes;
	pthread_mutex_unlock(&quota->lock);
	return has_room;
}

void
quota_settle(struct quota *quota, uint64_t bytes, bool is_kept)
{
	pthread_mutex_lock(&quota->lock);
	quota->reserved -= bytes;
	if (is_kept) {
		quota->kept += bytes;
		quota->kept_while_counting += bytes;
	}
	pthread_mutex_unlock(&quota->lock);
}

bool
quota_begin_count(struct quota *quota)
{
	uint64_t now = clock_monotonic_ns();
	bool should;

	pthread_mutex_lock(&quota->lock);
	should = !quota->is_counting && now >= quota->next_count;
	if (should) {
		quota->is_counting = true;
		quota->count_begun = now;
		quota->kept_while_counting = 0;
	}
	pthread_mutex_unlock(&quota->lock);
	return should;
}

void
quota_end_count(struct quota *quota, uint64_t bytes)
{
	uint64_t now = clock_monotonic_ns();

	pthread_mutex_lock(&quota->lock);
	quota->kept = bytes + quota->kept_while_counting;
	quota->is_counting = false;
	quota->next_count = now + (now - quota->count_begun) *
				      (QUOTA_COUNT_SHARE - 1);
	pthread_mutex_unlock(&quota->lock);
}

uint64_t
quota_kept(struct quota *quota)
{
	uint64_t kept;

	pthread_mutex_lock(&quota->lock);
	kept = quota->kept;
	pthread_mutex_unlock(&quota->lock);
	return kept;
}
