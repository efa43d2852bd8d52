/* SPDX-License-Identifier: MIT */
/*
 * What comes to stay during a count may or may not be part of it.  It is added
 * as if it were not: the error is on the safe side, and gone with the next
 * count.
 */

#include "chatd/storage/quota.h"

#include "common/clock.h"

/* Counting on the off chance may take one part in this many of the time. */
#define QUOTA_COUNT_SHARE 100

/*
 * Counting for a reason may take this one.  Only those who may remove files can
 * give the reason, but whoever removes many of them gives it again and again.
 */
#define QUOTA_RECOUNT_SHARE 4

static void
quota_add(struct quota_amount *to, struct quota_amount amount)
{
	to->bytes += amount.bytes;
	to->files += amount.files;
}

void
quota_init(struct quota *quota, struct quota_amount most)
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
quota_set_most(struct quota *quota, struct quota_amount most)
{
	pthread_mutex_lock(&quota->lock);
	quota->most = most;
	pthread_mutex_unlock(&quota->lock);
}

/* Say whether amount has room; nothing needs none, whatever the limit is. */
static enum quota_answer
quota_check(const struct quota *quota, struct quota_amount amount)
{
	struct quota_amount sum = quota->kept;

	quota_add(&sum, quota->reserved);
	quota_add(&sum, amount);
	if (amount.bytes > 0 && sum.bytes > quota->most.bytes)
		return QUOTA_NO_BYTES;
	if (amount.files > 0 && sum.files > quota->most.files)
		return QUOTA_NO_FILES;
	return QUOTA_GRANTED;
}

enum quota_answer
quota_reserve(struct quota *quota, struct quota_amount amount)
{
	enum quota_answer answer;

	pthread_mutex_lock(&quota->lock);
	answer = quota_check(quota, amount);
	if (answer == QUOTA_GRANTED)
		quota_add(&quota->reserved, amount);
	pthread_mutex_unlock(&quota->lock);
	return answer;
}

void
quota_settle(
    struct quota *quota, struct quota_amount reserved, struct quota_amount kept)
{
	pthread_mutex_lock(&quota->lock);
	quota->reserved.bytes -= reserved.bytes;
	quota->reserved.files -= reserved.files;
	quota_add(&quota->kept, kept);
	quota_add(&quota->kept_while_counting, kept);
	pthread_mutex_unlock(&quota->lock);
}

bool
quota_begin_count(struct quota *quota, bool was_taken_away)
{
	uint64_t now = clock_monotonic_ns();
	bool should;

	pthread_mutex_lock(&quota->lock);
	should = !quota->is_counting &&
		 (now >= quota->next_count ||
		     (was_taken_away && now >= quota->next_recount));
	if (should) {
		quota->is_recount = was_taken_away;
		quota->is_counting = true;
		quota->count_begun = now;
		quota->kept_while_counting = (struct quota_amount){ 0 };
	}
	pthread_mutex_unlock(&quota->lock);
	return should;
}

void
quota_end_count(struct quota *quota, struct quota_amount counted)
{
	uint64_t now = clock_monotonic_ns();
	uint64_t took;

	pthread_mutex_lock(&quota->lock);
	quota->kept = counted;
	quota_add(&quota->kept, quota->kept_while_counting);
	quota->is_counting = false;
	took = now - quota->count_begun;
	quota->next_count = now + took * (QUOTA_COUNT_SHARE - 1);
	if (quota->is_recount)
		quota->next_recount = now + took * (QUOTA_RECOUNT_SHARE - 1);
	pthread_mutex_unlock(&quota->lock);
}

struct quota_amount
quota_kept(struct quota *quota)
{
	struct quota_amount kept;

	pthread_mutex_lock(&quota->lock);
	kept = quota->kept;
	pthread_mutex_unlock(&quota->lock);
	return kept;
}
