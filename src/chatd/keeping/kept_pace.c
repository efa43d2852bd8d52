/* SPDX-License-Identifier: MIT */
/*
 * The job is posted once, and goes round for as long as there is anything to
 * do.
 */

#include "chatd/keeping/kept_pace.h"

#include <time.h>

#include "chatd/keeping/kept_rooms_private.h"
#include "common/clock.h"

#define KEPT_INTERVAL_NS (KEPT_ROOMS_INTERVAL_S * CLOCK_NS_PER_S)

void
kept_pace_call(struct kept_rooms *kept, bool has_changed)
{
	bool posts;

	pthread_mutex_lock(&kept->lock);
	if (has_changed)
		kept->is_dirty = true;
	else
		kept->has_news = true;
	posts = !kept->is_posted;
	kept->is_posted = true;
	if (!has_changed)
		pthread_cond_signal(&kept->is_called);
	pthread_mutex_unlock(&kept->lock);
	if (posts)
		disk_threads_post(kept->thread, &kept->job);
}

struct kept_round
kept_pace_wait(struct kept_rooms *kept)
{
	const struct timespec next = {
		.tv_sec = (time_t)(kept->next_ns / CLOCK_NS_PER_S),
		.tv_nsec = (long)(kept->next_ns % CLOCK_NS_PER_S),
	};
	struct kept_round round = { 0 };
	int error = 0;

	pthread_mutex_lock(&kept->lock);
	while (!kept->is_ending && !kept->has_news && error == 0)
		error = pthread_cond_timedwait(
		    &kept->is_called, &kept->lock, &next);
	kept->has_news = false;
	round.is_due = kept->is_ending || clock_monotonic_ns() >= kept->next_ns;
	round.writes = round.is_due && kept->is_dirty;
	/* What changes from here on may be too late for this write. */
	if (round.writes)
		kept->is_dirty = false;
	kept->is_writing = round.writes;
	pthread_mutex_unlock(&kept->lock);
	return round;
}

bool
kept_pace_settle(struct kept_rooms *kept, const struct kept_round *round,
    int error, bool goes_on)
{
	if (round->is_due)
		kept->next_ns = clock_monotonic_ns() + KEPT_INTERVAL_NS;
	pthread_mutex_lock(&kept->lock);
	if (round->writes) {
		kept->error = error;
		kept->failures += error != 0;
	}
	kept->is_writing = false;
	if (error != 0)
		kept->is_dirty = true;
	if (kept->is_ending)
		goes_on = kept->is_dirty && error == 0;
	else if (kept->is_dirty || kept->has_news)
		goes_on = true;
	kept->is_posted = goes_on;
	pthread_mutex_unlock(&kept->lock);
	return goes_on;
}
