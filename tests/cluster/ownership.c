/* SPDX-License-Identifier: MIT */
/*
 * Intervals of a name stand in the order in which they begin.  As long as none
 * overlap, each must end before the next begins, so that neighbours are all
 * that has to be compared.
 */

#include "cluster/ownership.h"

#include <inttypes.h>
#include <stdlib.h>

#include "common/test_support.h"

struct interval {
	uint64_t begins_ns;
	uint64_t until_ns;
	unsigned int node;
};

struct owned_name {
	struct interval *intervals; /* owned */
	size_t count;
	size_t room;
};

static struct owned_name names[OWNERSHIP_NAMES_MAX];

/* Fail if a is not over when b begins, which is the next. */
static void
require_apart(
    unsigned int name, const struct interval *a, const struct interval *b)
{
	test_require(a->until_ns < b->begins_ns,
	    "name %u has two owners: one on node %u from %" PRIu64
	    " to %" PRIu64 " us or later, one on node %u from %" PRIu64 " us",
	    name, a->node, a->begins_ns / 1000, a->until_ns / 1000, b->node,
	    b->begins_ns / 1000);
}

struct holding
ownership_begin(unsigned int name, unsigned int node, uint64_t now_ns)
{
	struct owned_name *owned = &names[name];
	struct interval *next;

	if (owned->count == owned->room) {
		owned->room = owned->room * 2 + 16;
		owned->intervals = realloc(
		    owned->intervals, owned->room * sizeof(*owned->intervals));
		ck_assert_ptr_nonnull(owned->intervals);
	}
	next = &owned->intervals[owned->count];
	*next = (struct interval){ now_ns, now_ns, node };
	if (owned->count > 0)
		require_apart(name, next - 1, next);
	return (struct holding){ name, owned->count++ };
}

void
ownership_extend(const struct holding *holding, uint64_t until_ns)
{
	struct owned_name *owned = &names[holding->name];
	struct interval *interval = &owned->intervals[holding->index];

	if (until_ns <= interval->until_ns)
		return;
	interval->until_ns = until_ns;
	if (holding->index + 1 < owned->count)
		require_apart(holding->name, interval, interval + 1);
}

size_t
ownership_count(void)
{
	size_t count = 0;

	for (size_t i = 0; i < OWNERSHIP_NAMES_MAX; i++)
		count += names[i].count;
	return count;
}
