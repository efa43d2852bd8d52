/* SPDX-License-Identifier: MIT */
/* Who has died is buried when their lease ends, and not with some renewal. */

#include <poll.h>
#include <stdlib.h>

#include "chatd/cluster/engine/lease.h"
#include "cluster/cluster_fixture.h"
#include "cluster/scripts_fixture.h"
#include "common/clock.h"
#include "common/test_cases.h"
#include "common/test_support.h"

/* How long the other life lasts, from a renewal on: to a look after the next.
 */
#define DYING_MS (LEASE_RENEWS_MS + 300)

/* A lease that lasts for longer has just been renewed. */
#define FRESH_MS (LEASE_MS - LEASE_RENEWS_MS / 2)

static redisContext *redis;
static const char *node; /* its life */

/* How long the node's lease lasts now, a moment later, in ms. */
static long
lease_left(void)
{
	const char *left;

	poll(NULL, 0, 1);
	left = scripts_command(redis, "PTTL " SCRIPTS_PREFIX "lease:%s", node);
	return strtol(left, NULL, 10);
}

static bool
is_there(const char *life)
{
	const char *there = scripts_command(
	    redis, "HEXISTS " SCRIPTS_PREFIX "nodes %s", life);

	return strtol(there, NULL, 10) != 0;
}

static void
await_renewal(void)
{
	long before, left = lease_left();

	do {
		before = left;
		left = lease_left();
	} while (left <= before);
}

/*
 * Wait until life is buried, and say whether the node has renewed its own lease
 * meanwhile though it had just done so.
 */
static bool
is_looked_for(const char *life)
{
	long before = lease_left(), left;
	bool was_fresh = false, was_there;

	do {
		was_there = is_there(life);
		left = lease_left();
		if (left > before && before > FRESH_MS)
			was_fresh = true;
		before = left;
	} while (was_there);
	return was_fresh;
}

/* On a machine that is slow, the node may be too late for a look of its own. */
START_TEST(the_dead_are_looked_for_when_their_lease_ends)
{
	uint64_t end_ms = clock_monotonic_ms() + TEST_PATIENCE_MS;
	const char *dying;

	cluster_begin(1);
	redis = scripts_connect(cluster_redis());
	node = scripts_command(redis, "HKEYS " SCRIPTS_PREFIX "nodes");
	do {
		test_require(clock_monotonic_ms() < end_ms,
		    "the dead are buried with the usual renewals");
		await_renewal();
		dying = scripts_enter(redis, "1", "dying", NULL);
		scripts_command(redis, "PEXPIRE " SCRIPTS_PREFIX "lease:%s %d",
		    dying, DYING_MS);
	} while (!is_looked_for(dying));
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	redis_require();
	test_cases_add(tests, the_dead_are_looked_for_when_their_lease_ends);
}
