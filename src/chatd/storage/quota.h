/* SPDX-License-Identifier: MIT */
#ifndef CHATD_QUOTA_H
#define CHATD_QUOTA_H

/*
 * How many bytes there may be, and how many there are: those that have come to
 * stay, and those that are set aside for what is still arriving.
 *
 * Bytes that stay are added up.  That some have been taken away is found out by
 * counting, which the caller does while others go on adding.  Any thread.
 */

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

struct quota {
	pthread_mutex_t lock; /* guards the rest */
	uint64_t most;
	uint64_t kept;
	uint64_t reserved;
	uint64_t kept_while_counting; /* perhaps counted as well */
	uint64_t count_begun;         /* of clock_monotonic_ns() */
	uint64_t next_count;          /* the same: no count before then */
	bool is_counting;
};

/* Begin with no bytes, and allow most. */
void quota_init(struct quota *quota, uint64_t most);

/* Free what quota_init() made. */
void quota_clear(struct quota *quota);

/* Allow most bytes from now on; those that are there stay. */
void quota_set_most(struct quota *quota, uint64_t most);

/* Set bytes aside.  Return false, and set none aside, if there is no room. */
bool quota_reserve(struct quota *quota, uint64_t bytes);

/* Settle what becomes of bytes that were set aside: they stay, or not. */
void quota_settle(struct quota *quota, uint64_t bytes, bool is_kept);

/*
 * Say whether the caller should count; if so it must call quota_end_count().
 * Nobody should while somebody else does, nor so often that counting takes more
 * than a small share of the time.
 */
bool quota_begin_count(struct quota *quota);

/* Report a count: this many bytes stay, but for those of the meantime. */
void quota_end_count(struct quota *quota, uint64_t bytes);

/* Return how many bytes have come to stay. */
uint64_t quota_kept(struct quota *quota);

#endif
