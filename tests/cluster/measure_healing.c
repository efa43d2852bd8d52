/* SPDX-License-Identifier: MIT */
/*
 * How long it takes a cluster to get over what breaks, as users see it: alice
 * is on node 0, which is well, and bob on node 1.  No test, but for what must
 * not happen however long it takes; it prints the times of five rounds, in
 * seconds, and their median.
 */

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cluster/cables.h"
#include "cluster/cluster_fixture.h"
#include "cluster/redis_group.h"
#include "common/clock.h"
#include "common/test_cases.h"
#include "common/test_process.h"
#include "common/test_support.h"

#define ROUNDS 5

/* How long the engine is away, and how many users of each node see it. */
#define AWAY_MS 10000
#define CROWD   20

static struct test_client *alice, *bob;
static uint64_t begun_ms;

/* ---- times --------------------------------------------------------------- */

struct times {
	const char *what;
	double seconds[ROUNDS];
};

static void
times_note(struct times *times, int round)
{
	times->seconds[round] = (double)(clock_monotonic_ms() - begun_ms) /
				1000;
}

static int
compare(const void *a, const void *b)
{
	double first = *(const double *)a, second = *(const double *)b;

	return (first > second) - (first < second);
}

static void
times_print(struct times *times)
{
	printf("%-55s", times->what);
	for (int i = 0; i < ROUNDS; i++)
		printf(" %5.2f", times->seconds[i]);
	qsort(times->seconds, ROUNDS, sizeof(times->seconds[0]), compare);
	printf("  median %5.2f\n", times->seconds[ROUNDS / 2]);
	fflush(stdout);
}

/* ---- a node -------------------------------------------------------------- */

static void
let_them_meet(void)
{
	alice = cluster_login_later(0, "alice");
	bob = cluster_login_later(1, "bob");
	test_client_ask_until(alice, "SEND bob hi\n", "SEND-OK\n");
	test_client_expect(bob, "DELIVERY alice hi\n");
}

/* Let some of a second pass: a lease may be of any age when its node is lost.
 */
static void
let_leases_age(void)
{
	poll(NULL, 0, (int)test_random(1000));
}

static void
let_them_go(void)
{
	test_client_close(alice);
	test_client_close(bob);
}

/* Node 1 is lost: alice writes to bob, and then wants his name for another. */
static void
measure_loss(int round, struct times *answer, struct times *name)
{
	begun_ms = clock_monotonic_ms();
	test_client_ask(alice, "SEND bob again\n", "UNKNOWN\n");
	times_note(answer, round);
	test_client_close(cluster_login_later(0, "bob"));
	times_note(name, round);
}

START_TEST(a_node_is_killed)
{
	struct times answer = { .what = "node killed: its sender is answered" };
	struct times name = { .what = "node killed: its name is free" };

	cluster_begin(2);
	for (int i = 0; i < ROUNDS; i++) {
		let_them_meet();
		let_leases_age();
		cluster_kill_node(1);
		measure_loss(i, &answer, &name);
		cluster_start_node(1);
		let_them_go();
	}
	times_print(&answer);
	times_print(&name);
}
END_TEST

START_TEST(a_cable_is_cut)
{
	struct times answer = { .what = "cable cut: its sender is answered" };
	struct times name = { .what = "cable cut: its name is free" };

	cables_begin(2);
	cluster_begin(2);
	for (int i = 0; i < ROUNDS; i++) {
		let_them_meet();
		let_leases_age();
		cables_cut(1, true);
		measure_loss(i, &answer, &name);
		test_client_expect_end(bob);
		cables_cut(1, false);
		let_them_go();
	}
	times_print(&answer);
	times_print(&name);
}
END_TEST

/* ---- the engine ---------------------------------------------------------- */

static struct test_client *crowd[2][CROWD];

static void
crowd_come(void)
{
	for (unsigned int i = 0; i < CROWD; i++) {
		for (unsigned int node = 0; node < 2; node++)
			crowd[node][i] = cluster_login_later(
			    node, test_format("user%u-%u", node, i));
	}
	for (unsigned int i = 0; i < CROWD; i++)
		test_client_ask_until(crowd[0][i],
		    test_format("SEND user1-%u hi\n", i), "SEND-OK\n");
	for (unsigned int i = 0; i < CROWD; i++)
		test_client_expect(
		    crowd[1][i], test_format("DELIVERY user0-%u hi\n", i));
}

/*
 * All write to somebody on the other node while the engine is away, and each
 * text is delivered once if it was confirmed, and else not at all.
 */
static unsigned int
crowd_check(void)
{
	unsigned int confirmed = 0;

	for (unsigned int i = 0; i < CROWD; i++) {
		const char *answer = test_client_take_line(crowd[0][i]);

		if (strcmp(answer, "SEND-OK") == 0) {
			confirmed++;
			test_client_expect(crowd[1][i],
			    test_format("DELIVERY user0-%u away\n", i));
		} else {
			test_require_equal(answer, "UNKNOWN");
		}
		test_client_ask_until(crowd[0][i],
		    test_format("SEND user1-%u back\n", i), "SEND-OK\n");
		test_client_expect(
		    crowd[1][i], test_format("DELIVERY user0-%u back\n", i));
	}
	return confirmed;
}

static void
crowd_go(void)
{
	for (unsigned int i = 0; i < CROWD; i++) {
		for (unsigned int node = 0; node < 2; node++)
			test_client_close(crowd[node][i]);
	}
}

static void
measure_absence(int round, struct times *text, struct times *name)
{
	uint64_t back_ms;

	crowd_come();
	redis_kill(cluster_redis());
	for (unsigned int i = 0; i < CROWD; i++)
		test_client_send(
		    crowd[0][i], test_format("SEND user1-%u away\n", i));
	back_ms = clock_monotonic_ms() + AWAY_MS;
	while (clock_monotonic_ms() < back_ms)
		poll(NULL, 0, (int)(back_ms - clock_monotonic_ms()));
	redis_restart(cluster_redis(), false);
	begun_ms = clock_monotonic_ms();
	printf("engine away for 10 s: of %d texts %u are confirmed, and "
	       "delivered once\n",
	    CROWD, crowd_check());
	times_note(text, round);
	test_client_close(cluster_login_later(0, test_format("late%d", round)));
	times_note(name, round);
	crowd_go();
}

START_TEST(the_engine_is_away)
{
	struct times text = {
		.what =
		    "engine back: all texts are answered, nobody was dropped"
	};
	struct times name = { .what = "engine back: a name is had" };

	/* So that texts wait for all of the time. */
	cluster_configure(0, "cluster_timeout=1min");
	cluster_configure(1, "cluster_timeout=1min");
	cluster_begin(2);
	for (int i = 0; i < ROUNDS; i++)
		measure_absence(i, &text, &name);
	times_print(&text);
	times_print(&name);
}
END_TEST

/* ---- sentinels ----------------------------------------------------------- */

static void
await_whole(void)
{
	uint64_t end_ms = clock_monotonic_ms() + 3 * (uint64_t)TEST_PATIENCE_MS;

	do {
		test_require(clock_monotonic_ms() < end_ms,
		    "a server does not come back");
		poll(NULL, 0, 250);
	} while (!redis_group_is_whole());
}

/* Say whether alice is there still, when others can log in. */
static bool
measure_failover(int round, struct times *times)
{
	test_client_close(cluster_login_later(0, test_format("late%d", round)));
	times_note(times, round);
	test_client_send(alice, "WHO #nowhere\n");
	return test_client_take_line_or_end(alice) != NULL;
}

START_TEST(the_master_is_killed)
{
	struct times times = { .what = "master killed: a name is had" };
	unsigned int stayed = 0;

	cluster_begin_with_group(2);
	for (int i = 0; i < ROUNDS; i++) {
		await_whole();
		let_them_meet();
		redis_group_kill_master();
		begun_ms = clock_monotonic_ms();
		stayed += measure_failover(i, &times);
		redis_group_resume_master();
		let_them_go();
	}
	times_print(&times);
	printf(
	    "master killed: users stayed in %u rounds of %d\n", stayed, ROUNDS);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	redis_require();
	test_cases_set_timeout(tests, 300);
	test_cases_add(tests, a_node_is_killed);
	test_cases_add(tests, the_engine_is_away);
	test_cases_add(tests, the_master_is_killed);
	cables_require();
	test_cases_add(tests, a_cable_is_cut);
}
