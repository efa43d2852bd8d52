/* SPDX-License-Identifier: MIT */
/* What Redis decides for a cluster: whose a name is. */

#include "cluster/scripts_fixture.h"

#include <string.h>

#include "common/test_support.h"

#define KEY(name) SCRIPTS_PREFIX name

/* An address whose number has more digits than a number of Lua. */
#define ADDRESS "18446744073709551557"

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

START_TEST(a_new_epoch_counts_from_the_time)
{
	test_require_equal(one, "5001");
	test_require_equal(other, "5002");
	test_require_equal(scripts_last_entry(redis),
	    "5000002-0 came 5002 " SCRIPTS_FORMAT " 6000 n2");
	test_require(strstr(epoch, ".5000") != NULL, "%s", epoch);
	scripts_expect(redis, "SURVEY 5000002 5001 1 5000 n1 5002 1 6000 n2",
	    SCRIPT_SURVEY, one);
}
END_TEST

START_TEST(claims_wait_until_a_new_epoch_has_settled)
{
	scripts_command(redis, "SET " KEY("settling") " 1 PX 100000");
	test_require_equal(
	    scripts_word(
		scripts_claim(redis, one, "alice", "user", "1", "0"), 0),
	    "SETTLING");
	/* A name that somebody had before is theirs at once. */
	scripts_expect(redis, "GRANTED 5000003", SCRIPT_CLAIM, one, "bob",
	    "user", "2", "0", "77");
	test_require_equal(scripts_word(scripts_ask(redis, SCRIPT_RENAME, one,
					    "bob", "carol", "2", "0", NULL),
			       0),
	    "SETTLING");
	scripts_settle(redis);
	scripts_expect(
	    redis, "FOUND 5000003 5001 user 2 77", SCRIPT_ASK, other, "bob");
}
END_TEST

START_TEST(a_name_is_granted_once)
{
	scripts_expect(redis, "GRANTED 5000003", SCRIPT_CLAIM, one, "alice",
	    "user", ADDRESS, "0", "0");
	test_require_equal(scripts_last_entry(redis),
	    "5000003-0 claimed alice 5000003 5001 user " ADDRESS " 5000003");
	scripts_expect(redis, "IN_USE", SCRIPT_CLAIM, other, "alice", "user",
	    ADDRESS, "0", "0");
	scripts_expect(
	    redis, "IN_USE", SCRIPT_CLAIM, one, "alice", "user", "1", "0", "0");
	scripts_expect(redis, "FOUND 5000003 5001 user " ADDRESS " 5000003",
	    SCRIPT_ASK, other, "alice");
	scripts_expect(redis, "NOBODY", SCRIPT_ASK, other, "Alice");
}
END_TEST

START_TEST(a_claim_that_is_asked_again_is_the_same)
{
	scripts_claim_user(redis, one, "alice", "1");
	scripts_expect(redis, "GRANTED 5000003", SCRIPT_CLAIM, one, "alice",
	    "user", "1", "0", "0");
	scripts_expect(redis, "GRANTED 5000004", SCRIPT_RENAME, one, "alice",
	    "bob", "1", "0");
	scripts_expect(redis, "GRANTED 5000004", SCRIPT_RENAME, one, "alice",
	    "bob", "1", "0");
	scripts_expect(
	    redis, "RELEASED 5000005", SCRIPT_RELEASE, one, "bob", "1");
	scripts_expect(redis, "NOT_YOURS", SCRIPT_RELEASE, one, "bob", "1");
	scripts_require_users(redis, "0");
	test_require_equal(
	    scripts_word(scripts_last_entry(redis), 0), "5000005-0");
}
END_TEST

START_TEST(the_ceiling_of_users_is_exact)
{
	scripts_require_granted(
	    scripts_claim(redis, one, "a", "user", "1", "2"));
	scripts_require_granted(
	    scripts_claim(redis, other, "guest", "guest", "2", "2"));
	scripts_require_granted(
	    scripts_claim(redis, other, "b", "user", "3", "2"));
	scripts_expect(
	    redis, "FULL", SCRIPT_CLAIM, one, "c", "user", "4", "2", "0");
	/* In use is said first, even if there is no room. */
	scripts_expect(
	    redis, "IN_USE", SCRIPT_CLAIM, one, "b", "user", "4", "2", "0");
	/* Neither is there room for one who comes back. */
	scripts_expect(
	    redis, "FULL", SCRIPT_CLAIM, one, "c", "user", "4", "2", "9");
	scripts_require_granted(
	    scripts_claim(redis, one, "guest2", "guest", "4", "2"));
	scripts_expect(
	    redis, "FULL", SCRIPT_RENAME, one, "guest2", "d", "4", "2");
	/* A user who takes another name takes no second place. */
	scripts_expect(
	    redis, "GRANTED 5000007", SCRIPT_RENAME, one, "a", "e", "1", "2");
	scripts_ask(redis, SCRIPT_RETIRE, other, "b", "3", NULL);
	scripts_expect(redis, "GRANTED 5000009", SCRIPT_RENAME, one, "guest2",
	    "d", "4", "2");
	scripts_require_users(redis, "2");
	scripts_ask(redis, SCRIPT_LEAVE, one, NULL);
	scripts_require_users(redis, "0");
}
END_TEST

START_TEST(a_new_name_keeps_the_place)
{
	scripts_claim_user(redis, one, "alice", "1");
	scripts_claim_user(redis, other, "bob", "1");
	scripts_expect(
	    redis, "IN_USE", SCRIPT_RENAME, one, "alice", "bob", "1", "0");
	scripts_expect(redis, "NOT_YOURS", SCRIPT_RENAME, other, "alice",
	    "carol", "1", "0");
	scripts_expect(
	    redis, "NOT_YOURS", SCRIPT_RENAME, one, "alice", "carol", "2", "0");
	scripts_expect(redis, "GRANTED 5000005", SCRIPT_RENAME, one, "alice",
	    "carol", "1", "0");
	test_require_equal(scripts_last_entry(redis),
	    "5000005-0 renamed alice carol 5000005 5001 user 1 5000003");
	scripts_expect(redis, "NOBODY", SCRIPT_ASK, one, "alice");
	test_require_equal(
	    scripts_command(redis, "SMEMBERS " KEY("of:5001")), "carol");
}
END_TEST

START_TEST(only_its_owner_gives_a_name_back)
{
	scripts_claim_user(redis, one, "alice", "1");
	scripts_expect(redis, "NOT_YOURS", SCRIPT_RELEASE, other, "alice", "1");
	scripts_expect(redis, "NOT_YOURS", SCRIPT_RELEASE, one, "alice", "2");
	scripts_expect(redis, "NOT_YOURS", SCRIPT_RELEASE, one, "alice", "0");
	scripts_expect(redis, "NOT_YOURS", SCRIPT_RETIRE, other, "alice", "1");
	scripts_expect(
	    redis, "RELEASED 5000004", SCRIPT_RELEASE, one, "alice", "1");
	test_require_equal(
	    scripts_last_entry(redis), "5000004-0 released alice 5001");
	scripts_require_granted(
	    scripts_claim(redis, other, "alice", "user", "1", "0"));
}
END_TEST

START_TEST(a_name_that_is_kept_is_in_use)
{
	scripts_claim_user(redis, one, "alice", "1");
	scripts_expect(
	    redis, "RETIRED 5000004", SCRIPT_RETIRE, one, "alice", "1");
	scripts_expect(
	    redis, "RETIRED 5000004", SCRIPT_RETIRE, one, "alice", "1");
	test_require_equal(
	    scripts_last_entry(redis), "5000004-0 retired alice 5001");
	scripts_require_users(redis, "0");
	scripts_expect(redis, "IN_USE", SCRIPT_CLAIM, other, "alice", "user",
	    "1", "0", "0");
	scripts_expect(
	    redis, "NOT_YOURS", SCRIPT_RENAME, one, "alice", "bob", "1", "0");
	scripts_expect(redis, "NOT_YOURS", SCRIPT_RELEASE, other, "alice", "0");
	scripts_expect(
	    redis, "RELEASED 5000005", SCRIPT_RELEASE, one, "alice", "0");
	scripts_require_users(redis, "0");
	scripts_require_granted(
	    scripts_claim(redis, other, "alice", "user", "1", "0"));
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	redis_require();
	test_cases_add_fixture(tests, begin, NULL);
	test_cases_add(tests, a_new_epoch_counts_from_the_time);
	test_cases_add(tests, claims_wait_until_a_new_epoch_has_settled);
	test_cases_add(tests, a_name_is_granted_once);
	test_cases_add(tests, a_claim_that_is_asked_again_is_the_same);
	test_cases_add(tests, the_ceiling_of_users_is_exact);
	test_cases_add(tests, a_new_name_keeps_the_place);
	test_cases_add(tests, only_its_owner_gives_a_name_back);
	test_cases_add(tests, a_name_that_is_kept_is_in_use);
}
