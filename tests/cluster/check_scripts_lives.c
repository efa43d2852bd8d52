/* SPDX-License-Identifier: MIT */
/* What Redis decides for a cluster: lives, epochs, and the want of memory. */

#include "cluster/scripts_fixture.h"

#include <stdlib.h>
#include <string.h>

#include "common/test_support.h"

#define KEY(name) SCRIPTS_PREFIX name

static struct scripts_world world;
static redisContext *redis;
static const char *epoch;
static const char *one, *other; /* lives */

static void
begin(void)
{
	scripts_begin(&world);
	redis = world.redis;
	epoch = world.epoch;
	one = world.one;
	other = world.other;
}

/* What a life enters with that had one in this epoch. */
static const char *
enter_again(const char *life, const char *known, const char *came)
{
	return scripts_ask(redis, SCRIPT_ENTER, life, known, "9000", came,
	    SCRIPTS_FORMAT, "n1", SCRIPTS_LEASE, NULL);
}

static void
lose_lease(const char *life)
{
	scripts_command(redis, "DEL " SCRIPTS_PREFIX "lease:%s", life);
}

START_TEST(a_life_without_a_lease_is_buried)
{
	scripts_claim_user(redis, one, "alice", "1");
	scripts_expect(redis, "ALIVE", SCRIPT_BURY, other, one);
	lose_lease(one);
	scripts_expect(redis, "RENEWED 1 5000003 0 5001", SCRIPT_RENEW, other,
	    SCRIPTS_LEASE);
	/* Neither may anybody bury who has no lease, for the clock jumped. */
	lose_lease(other);
	scripts_expect(redis, "NOT_NOW", SCRIPT_BURY, other, one);
	scripts_expect(redis, "RENEWED 0 5000003 0 5001", SCRIPT_RENEW, other,
	    SCRIPTS_LEASE);
	scripts_expect(redis, "BURIED", SCRIPT_BURY, other, one);
	test_require_equal(scripts_last_entry(redis), "5000004-0 gone 5001");
	scripts_expect(redis, "NOBODY", SCRIPT_BURY, other, one);
	scripts_require_users(redis, "0");
	/* Its names are free, although nobody has swept. */
	scripts_expect(redis, "NOBODY", SCRIPT_ASK, other, "alice");
	scripts_require_granted(
	    scripts_claim(redis, other, "alice", "user", "2", "1"));
}
END_TEST

/* How long the lease of life lasts, in ms. */
static unsigned long
lease_left(const char *life)
{
	const char *left = scripts_command(
	    redis, "PTTL " SCRIPTS_PREFIX "lease:%s", life);

	return strtoul(left, NULL, 10);
}

/* Fail unless life is told to look so long after the end of dying's lease. */
static void
require_look(const char *life, const char *dying, unsigned long later)
{
	unsigned long before = lease_left(dying);
	const char *answer = scripts_ask(
	    redis, SCRIPT_RENEW, life, SCRIPTS_LEASE, NULL);
	unsigned long look = strtoul(scripts_word(answer, 3), NULL, 10);
	unsigned long after = lease_left(dying);

	test_require(look >= after + later && look <= before + later,
	    "%s looks after %lu ms, when %s lasts for %lu", life, look, dying,
	    after);
}

START_TEST(the_end_of_the_shortest_other_lease_is_told)
{
	const char *third = scripts_enter(redis, "9000", "n3", NULL);

	scripts_command(redis, "PEXPIRE " SCRIPTS_PREFIX "lease:%s 50000", one);
	/* By then it is over; and the nodes do not look all at once. */
	require_look(other, one, 2);
	require_look(third, one, 3);
	/* One's own is of no matter, and longer ones of others neither. */
	scripts_command(
	    redis, "PEXPIRE " SCRIPTS_PREFIX "lease:%s 40000", third);
	require_look(one, third, 1);
	require_look(other, third, 2);
	/* Nor is one that is over: there is nothing to wait for. */
	lose_lease(third);
	require_look(other, one, 2);
	scripts_ask(redis, SCRIPT_LEAVE, third, NULL);
	scripts_ask(redis, SCRIPT_LEAVE, one, NULL);
	scripts_expect(
	    redis, "RENEWED 1 5000005 0", SCRIPT_RENEW, other, SCRIPTS_LEASE);
}
END_TEST

START_TEST(whoever_was_buried_is_fenced)
{
	const char *fenced = test_format("FENCED %s", epoch);
	const char *arguments[][6] = { { "1" }, { NULL }, { NULL },
		{ "a", "user", "1", "0", "0" }, { "a", "b", "1", "0" },
		{ "a", "1" }, { "a", "1" }, { other }, { "1" }, { "a" },
		{ NULL }, { "r", "0", "0" }, { "1", "a", "0 1 a" },
		{ "r", "0", "0" }, { "r", "a", "", "b", "1" } };

	lose_lease(one);
	scripts_ask(redis, SCRIPT_BURY, other, one, NULL);
	for (int i = SCRIPT_RENEW; i < SCRIPT_COUNT; i++) {
		const char **a = arguments[i - SCRIPT_RENEW];

		scripts_expect(redis, fenced, (enum script)i, one, a[0], a[1],
		    a[2], a[3], a[4]);
	}
	test_require_equal(enter_again(one, epoch, "5000"), fenced);
}
END_TEST

START_TEST(names_of_the_dead_are_swept_in_slices)
{
	for (int i = 0; i < 25; i++)
		scripts_claim_user(redis, one, test_format("user%d", i), "1");
	scripts_ask(redis, SCRIPT_LEAVE, one, NULL);
	scripts_claim_user(redis, other, "user7", "2");
	for (int i = 0; i < 3; i++)
		scripts_expect(redis, "SWEPT", SCRIPT_SWEEP, other, "10");
	scripts_expect(redis, "CLEAN", SCRIPT_SWEEP, other, "10");
	test_require_equal(
	    scripts_command(redis, "HKEYS " KEY("names")), "user7");
	test_require_equal(
	    scripts_command(redis, "EXISTS " KEY("of:5001")), "0");
}
END_TEST

START_TEST(nodes_of_two_formats_are_not_together)
{
	scripts_expect(redis, "FORMAT " SCRIPTS_FORMAT, SCRIPT_ENTER, "0", "",
	    "7000", "7000", "other", "n3", SCRIPTS_LEASE);
	scripts_claim_user(redis, one, "alice", "1");
	scripts_ask(redis, SCRIPT_LEAVE, one, NULL);
	scripts_ask(redis, SCRIPT_LEAVE, other, NULL);
	/* When nobody is left, nothing is either. */
	scripts_ask(redis, SCRIPT_ENTER, "0", "", "7000", "7000", "other", "n3",
	    SCRIPTS_LEASE, NULL);
	test_require_equal(scripts_command(redis, "EXISTS " KEY("names")), "0");
	scripts_expect(redis, "FORMAT other", SCRIPT_ENTER, "0", "", "7000",
	    "7000", SCRIPTS_FORMAT, "n1", SCRIPTS_LEASE);
}
END_TEST

START_TEST(entering_again_is_no_second_life)
{
	const char *entered = test_format("ENTERED 5001 5000002 %s", epoch);

	/* In the same epoch, on another connection: nothing is told. */
	test_require_equal(enter_again(one, epoch, "5000"), entered);
	test_require_equal(enter_again(one, "", "5000"), entered);
	/* Somebody else who has the same number. */
	test_require_equal(
	    enter_again(one, "", "5001"), test_format("FENCED %s", epoch));
}
END_TEST

START_TEST(every_run_of_a_server_is_a_new_epoch)
{
	const char *answer;

	/* What was confirmed after this, the file does not know. */
	scripts_claim_user(redis, one, "alice", "1");
	scripts_command(redis, "SAVE");
	scripts_claim_user(redis, one, "bob", "2");
	redis_kill(world.server);
	redis_restart(world.server, true);
	redis = scripts_connect(world.server);
	answer = enter_again(one, epoch, "5000");
	test_require_equal(scripts_word(answer, 0), "ENTERED");
	test_require_equal(scripts_word(answer, 1), one);
	test_require_equal(scripts_word(answer, 2), "9000001");
	test_require(strcmp(scripts_word(answer, 3), epoch) != 0, "no epoch");
	scripts_expect(redis, "NOBODY", SCRIPT_ASK, one, "alice");
	test_require_equal(
	    scripts_word(scripts_claim(redis, one, "x", "user", "1", "0"), 0),
	    "SETTLING");
	scripts_expect(redis, "GRANTED 9000002", SCRIPT_CLAIM, one, "bob",
	    "user", "2", "0", "5000004");
	/* The other one has not entered; a third one gets none of its names. */
	test_require_equal(
	    scripts_ask(redis, SCRIPT_RENEW, other, SCRIPTS_LEASE, NULL),
	    test_format("FENCED %s", scripts_word(answer, 3)));
	test_require_equal(scripts_enter(redis, "9100", "n3", NULL), "9001");
	/* Whoever comes back late is waited for, until it has all or ends. */
	scripts_settle(redis);
	scripts_expect(redis, "SETTLING 100", SCRIPT_CLAIM, one, "x", "user",
	    "1", "0", "0");
	scripts_expect(redis, "SETTLED", SCRIPT_SETTLE, one);
	scripts_expect(redis, "GRANTED 9000004", SCRIPT_CLAIM, one, "x", "user",
	    "1", "0", "0");
	scripts_ask(redis, SCRIPT_ENTER, other, epoch, "9200", "6000",
	    SCRIPTS_FORMAT, "n2", SCRIPTS_LEASE, NULL);
	scripts_expect(
	    redis, "SETTLING 100", SCRIPT_RENAME, one, "x", "y", "1", "0");
	scripts_expect(redis, "LEFT", SCRIPT_LEAVE, other);
	scripts_expect(
	    redis, "GRANTED 9000007", SCRIPT_RENAME, one, "x", "y", "1", "0");
	/* Sweeping what the other one had leaves alone whoever came back. */
	while (strcmp(scripts_ask(redis, SCRIPT_SWEEP, one, "10", NULL),
		   "CLEAN") != 0)
		continue;
	scripts_expect(
	    redis, "FOUND 9000002 5001 user 2 5000004", SCRIPT_ASK, one, "bob");
}
END_TEST

START_TEST(an_engine_that_was_emptied_is_another_epoch)
{
	scripts_command(redis, "FLUSHALL");
	scripts_expect(redis, "FENCED ", SCRIPT_RENEW, one, SCRIPTS_LEASE);
	test_require_equal(
	    scripts_word(enter_again(one, epoch, "5000"), 0), "ENTERED");
}
END_TEST

START_TEST(names_are_given_back_without_memory)
{
	scripts_claim_user(redis, one, "alice", "1");
	scripts_claim_user(redis, one, "bob", "2");
	scripts_command(redis, "CONFIG SET maxmemory 1");
	test_require(strncmp(scripts_claim(redis, one, "x", "user", "3", "0"),
			 "OOM", 3) == 0,
	    "there is memory");
	scripts_require_users(redis, "2");
	scripts_expect(
	    redis, "RELEASED 5000005", SCRIPT_RELEASE, one, "alice", "1");
	scripts_expect(
	    redis, "RETIRED 5000006", SCRIPT_RETIRE, one, "bob", "2");
	lose_lease(other);
	scripts_expect(redis, "RENEWED 1 5000006 0 5002", SCRIPT_RENEW, one,
	    SCRIPTS_LEASE);
	scripts_expect(redis, "BURIED", SCRIPT_BURY, one, other);
	scripts_expect(redis, "SWEPT", SCRIPT_SWEEP, one, "10");
	scripts_expect(redis, "LEFT", SCRIPT_LEAVE, one);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	redis_require();
	test_cases_add_fixture(tests, begin, NULL);
	test_cases_add(tests, a_life_without_a_lease_is_buried);
	test_cases_add(tests, the_end_of_the_shortest_other_lease_is_told);
	test_cases_add(tests, whoever_was_buried_is_fenced);
	test_cases_add(tests, names_of_the_dead_are_swept_in_slices);
	test_cases_add(tests, nodes_of_two_formats_are_not_together);
	test_cases_add(tests, entering_again_is_no_second_life);
	test_cases_add(tests, every_run_of_a_server_is_a_new_epoch);
	test_cases_add(tests, an_engine_that_was_emptied_is_another_epoch);
	test_cases_add(tests, names_are_given_back_without_memory);
}
