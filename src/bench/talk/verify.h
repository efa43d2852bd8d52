/* SPDX-License-Identifier: MIT */
#ifndef CHATD_BENCH_VERIFY_H
#define CHATD_BENCH_VERIFY_H

/*
 * Whether the numbered messages of one sender reach one receiver once each and
 * in order.  The numbers begin at 0 and have no gaps.  Pure; one thread.
 *
 * The common case, the number that is due, may be a comparison and an addition
 * in the caller's loop (due == number, then due++); verify_take() is for the
 * rest.
 */

#include <stddef.h>
#include <stdint.h>

struct verify_gap;

struct verify {
	uint64_t due;            /* the number that must come next */
	struct verify_gap *gaps; /* owned; numbers passed over; may be NULL */
	size_t gap_count;
	uint64_t forgotten; /* passed over, but no longer in any gap */
};

enum verify_result {
	VERIFY_DUE,       /* just the one that was expected */
	VERIFY_AHEAD,     /* some were passed over: lost, or yet to come */
	VERIFY_REORDERED, /* it had been passed over */
	VERIFY_DOUBLED,   /* it has come before */
};

/* Prepare v, which is the caller's, for number 0. */
void verify_init(struct verify *v);

/* Free what v holds, but not v. */
void verify_clear(struct verify *v);

/*
 * Take note of number and say what it is.  A limited number of gaps is
 * remembered, so that a broken server cannot fill the memory: when there are
 * too many, the oldest counts as lost for good, and its numbers count as
 * doubled if they come after all.
 */
enum verify_result verify_take(struct verify *v, uint64_t number);

/* Return how many of the first sent numbers have not been seen. */
uint64_t verify_count_lost(const struct verify *v, uint64_t sent);

#endif
