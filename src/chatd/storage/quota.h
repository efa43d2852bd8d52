/* SPDX-License-Identifier: MIT */
#ifndef CHATD_QUOTA_H
#define CHATD_QUOTA_H

/*
 * How many bytes and files there may be, and how many there are: those that
 * have come to stay, and those that are set aside for what is still arriving.
 *
 * What stays is added up.  That some has been taken away is found out by
 * counting, which the caller does while others go on adding.  Any thread.
 */

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

struct quota_amount {
	uint64_t bytes;
	uint64_t files;
};

enum quota_answer {
	QUOTA_GRANTED,
	QUOTA_NO_BYTES, /* that many bytes would be too many */
	QUOTA_NO_FILES, /* that many files would be */
};

struct quota {
	pthread_mutex_t lock; /* guards the rest */
	struct quota_amount most;
	struct quota_amount kept;
	struct quota_amount reserved;
	struct quota_amount kept_while_counting; /* perhaps counted as well */
	uint64_t count_begun;                    /* of clock_monotonic_ns() */
	uint64_t next_count;   /* the same: no count before then */
	uint64_t next_recount; /* the same, when something was taken away */
	bool is_counting;
	bool is_recount; /* the count that is under way, because of that */
};

/* Begin with nothing, and allow most. */
void quota_init(struct quota *quota, struct quota_amount most);

/* Free what quota_init() made. */
void quota_clear(struct quota *quota);

/* Allow most from now on; what is there stays. */
void quota_set_most(struct quota *quota, struct quota_amount most);

/* Set amount aside, all of it or, if there is no room, nothing. */
enum quota_answer quota_reserve(
    struct quota *quota, struct quota_amount amount);

/*
 * Settle what becomes of an amount that was set aside: kept stays, which is
 * nothing of it, or all and perhaps more.
 */
void quota_settle(struct quota *quota, struct quota_amount reserved,
    struct quota_amount kept);

/*
 * Say whether the caller should count; if so it must call quota_end_count().
 * Nobody should while somebody else does, nor so often that counting takes more
 * than a small share of the time.  It may take a bigger share, and the first
 * time comes at once, if the caller knows that something was taken away.
 */
bool quota_begin_count(struct quota *quota, bool was_taken_away);

/* Report a count: this much stays, besides what came in the meantime. */
void quota_end_count(struct quota *quota, struct quota_amount counted);

/* Return how much has come to stay. */
struct quota_amount quota_kept(struct quota *quota);

#endif
