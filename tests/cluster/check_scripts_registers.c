/* SPDX-License-Identifier: MIT */
/* What Redis decides of registers: whose copy is right, and what is changed. */

#include "cluster/scripts_fixture.h"

#include <string.h>

#include "common/test_support.h"

#define KEY(name) SCRIPTS_PREFIX name

static struct scripts_world world;
static redisContext *redis;
static const char *one, *other; /* lives */

static void
begin(void)
{
	scripts_begin(&world);
	redis = world.redis;
	one = world.one;
	other = world.other;
}

/* Let life offer a register with alice and bob. */
static const char *
offer(const char *life, const char *version)
{
	scripts_expect(redis, "OFFERED", SCRIPT_OFFER, life, "1", "alice",
	    "0 1 alice $a", "bob", "0 2 bob $b");
	return scripts_ask(
	    redis, SCRIPT_ADOPT, life, "accounts", version, "2", NULL);
}

static const char *
change(
    const char *life, const char *key, const char *expected, const char *text)
{
	return scripts_ask(redis, SCRIPT_CHANGE, life, "accounts", key,
	    expected, text, "3", NULL);
}

static const char *
record(const char *key)
{
	return scripts_command(
	    redis, "HGET " KEY("register:accounts") " %s", key);
}

START_TEST(the_first_copy_becomes_the_registers)
{
	scripts_expect(redis, "OFFER", SCRIPT_OPEN, one, "accounts", "0", "2");
	test_require_equal(offer(one, "0"), "ADOPTED 5000003");
	test_require_equal(
	    scripts_last_entry(redis), "5000003-0 replaced accounts 5000003");
	test_require_equal(record("bob"), "0 2 bob $b");
	scripts_expect(redis, "SAME 5000003", SCRIPT_OPEN, other, "accounts",
	    "5000003", "2");
}
END_TEST

START_TEST(what_was_no_clusters_waits_until_the_epoch_has_settled)
{
	scripts_command(redis, "SET " KEY("settling") " 1 PX 100000");
	test_require_equal(scripts_word(scripts_ask(redis, SCRIPT_OPEN, one,
					    "accounts", "0", "2", NULL),
			       0),
	    "SETTLING");
	test_require_equal(offer(one, "0"), "LATE");
	/* What was a cluster's does not, and nothing is changed. */
	scripts_expect(
	    redis, "OFFER", SCRIPT_OPEN, one, "accounts", "4000", "2");
	test_require_equal(offer(one, "4000"), "ADOPTED 4000");
	test_require_equal(
	    scripts_word(change(one, "carol", "", "carol $c"), 0), "SETTLING");
	scripts_settle(redis);
	test_require_equal(
	    change(one, "carol", "", "carol $c"), "CHANGED 5000004");
}
END_TEST

START_TEST(the_highest_version_is_the_registers)
{
	test_require_equal(offer(one, "4000"), "ADOPTED 4000");
	scripts_expect(
	    redis, "SAME 4000", SCRIPT_OPEN, other, "accounts", "4000", "2");
	scripts_expect(
	    redis, "TAKE 4000", SCRIPT_OPEN, other, "accounts", "3999", "2");
	scripts_expect(
	    redis, "OFFER", SCRIPT_OPEN, other, "accounts", "4001", "1");
	scripts_expect(redis, "OFFERED", SCRIPT_OFFER, other, "1", "carol",
	    "0 1 carol $c");
	scripts_expect(redis, "ADOPTED 4001", SCRIPT_ADOPT, other, "accounts",
	    "4001", "1");
	test_require_equal(record("carol"), "0 1 carol $c");
	test_require_equal(record("alice"), "nil");
	/* Another one was faster. */
	test_require_equal(offer(one, "4001"), "LATE");
	test_require_equal(offer(one, "4000"), "LATE");
	test_require_equal(record("alice"), "nil");
}
END_TEST

START_TEST(what_the_cluster_never_had_is_foreign)
{
	scripts_expect(
	    redis, "ADOPTED 4000", SCRIPT_ADOPT, one, "accounts", "4000", "0");
	/* Nothing was ever changed, but the cluster has had something. */
	test_require_equal(
	    change(one, "alice", "", "alice $a"), "CHANGED 5000004");
	scripts_expect(
	    redis, "FOREIGN", SCRIPT_OPEN, other, "accounts", "0", "1");
	scripts_expect(
	    redis, "TAKE 5000004", SCRIPT_OPEN, other, "accounts", "0", "0");
	/* Changes of before the epoch that nobody has offered. */
	scripts_expect(
	    redis, "FOREIGN", SCRIPT_OPEN, other, "accounts", "4001", "1");
	scripts_expect(
	    redis, "TAKE 5000004", SCRIPT_OPEN, other, "accounts", "4001", "0");
	scripts_expect(
	    redis, "TAKE 5000004", SCRIPT_OPEN, other, "accounts", "4000", "1");
	scripts_expect(redis, "TAKE 5000004", SCRIPT_OPEN, other, "accounts",
	    "5000003", "1");
}
END_TEST

START_TEST(an_empty_register_does_not_keep_others_out)
{
	scripts_expect(
	    redis, "ADOPTED 5000003", SCRIPT_ADOPT, one, "accounts", "0", "0");
	scripts_expect(
	    redis, "OFFER", SCRIPT_OPEN, other, "accounts", "0", "2");
	test_require_equal(offer(other, "0"), "ADOPTED 5000004");
	/* This one has something now. */
	scripts_expect(
	    redis, "FOREIGN", SCRIPT_OPEN, one, "accounts", "0", "1");
	test_require_equal(offer(one, "0"), "LATE");
}
END_TEST

START_TEST(half_an_offer_is_none)
{
	scripts_expect(
	    redis, "OFFERED", SCRIPT_OFFER, one, "1", "alice", "0 1 alice $a");
	scripts_expect(
	    redis, "LATE", SCRIPT_ADOPT, one, "accounts", "4000", "2");
	test_require_equal(
	    scripts_command(redis, "EXISTS " KEY("offer:5001")), "0");
	test_require_equal(
	    scripts_command(redis, "EXISTS " KEY("registers")), "0");
}
END_TEST

START_TEST(a_version_that_is_ahead_of_the_clock_is_passed)
{
	test_require_equal(offer(one, "7000000"), "ADOPTED 7000000");
	test_require_equal(
	    change(one, "carol", "", "carol $c"), "CHANGED 7000002");
}
END_TEST

START_TEST(a_change_is_made_of_what_is_there)
{
	(void)offer(one, "4000");
	test_require_equal(
	    change(one, "alice", "alice $a", "alice $z"), "CHANGED 5000004");
	test_require_equal(scripts_last_entry(redis),
	    "5000004-0 recorded accounts alice 1 alice $z");
	test_require_equal(record("alice"), "5000004 1 alice $z");
	/* To be asked again does no harm, unless others came in between. */
	test_require_equal(
	    change(one, "alice", "alice $a", "alice $z"), "CHANGED 5000004");
	test_require_equal(
	    change(other, "alice", "alice $a", "alice $y"), "CONFLICT 5000004");
	test_require_equal(
	    change(other, "alice", "", "alice $y"), "CONFLICT 5000004");
	test_require_equal(
	    change(other, "bob", "bob $b", ""), "CHANGED 5000005");
	test_require_equal(
	    scripts_last_entry(redis), "5000005-0 erased accounts bob");
	test_require_equal(record("bob"), "nil");
	test_require_equal(
	    change(other, "bob", "bob $b", ""), "CHANGED 5000005");
}
END_TEST

START_TEST(there_are_no_more_than_may_be)
{
	(void)offer(one, "4000");
	test_require_equal(
	    change(one, "carol", "", "carol $c"), "CHANGED 5000004");
	test_require_equal(record("carol"), "5000004 5000004 carol $c");
	test_require_equal(change(one, "dave", "", "dave $d"), "FULL");
	test_require_equal(
	    change(one, "bob", "bob $b", "bob $c"), "CHANGED 5000005");
}
END_TEST

START_TEST(a_new_epoch_has_no_register)
{
	const char *life;

	(void)offer(one, "4000");
	scripts_expect(redis, "OFFERED", SCRIPT_OFFER, other, "1", "carol",
	    "0 1 carol $c");
	scripts_command(redis, "SET " KEY("epoch") " 0.0");
	life = scripts_enter(redis, "9000", "n3", NULL);
	test_require_equal(scripts_command(redis,
			       "EXISTS " KEY("registers") " " KEY(
				   "register:accounts") " " KEY("offer:5002")),
	    "0");
	scripts_expect(
	    redis, "OFFER", SCRIPT_OPEN, life, "accounts", "4000", "2");
}
END_TEST

START_TEST(whoever_is_gone_offers_nothing)
{
	scripts_expect(
	    redis, "OFFERED", SCRIPT_OFFER, one, "1", "alice", "0 1 alice $a");
	scripts_ask(redis, SCRIPT_LEAVE, one, NULL);
	test_require_equal(
	    scripts_command(redis, "EXISTS " KEY("offer:5001")), "0");
	test_require_equal(scripts_word(scripts_ask(redis, SCRIPT_OPEN, one,
					    "accounts", "0", "0", NULL),
			       0),
	    "FENCED");
}
END_TEST

START_TEST(nodes_have_decided_alike)
{
	const char *rules = "accounts=file,names_fold=yes";
	const char *answer;

	scripts_ask(redis, SCRIPT_LEAVE, one, NULL);
	answer = scripts_ask(redis, SCRIPT_ENTER, "0", "", "6000", "6000",
	    SCRIPTS_FORMAT, "n3", SCRIPTS_LEASE, rules, NULL);
	test_require_equal(answer, "RULES an-older-chatd");
	scripts_ask(redis, SCRIPT_LEAVE, other, NULL);
	answer = scripts_ask(redis, SCRIPT_ENTER, "0", "", "6000", "6000",
	    SCRIPTS_FORMAT, "n3", SCRIPTS_LEASE, rules, NULL);
	test_require_equal(scripts_word(answer, 0), "ENTERED");
	answer = scripts_ask(redis, SCRIPT_ENTER, "0", "", "6000", "6000",
	    SCRIPTS_FORMAT, "n4", SCRIPTS_LEASE, rules, NULL);
	test_require_equal(scripts_word(answer, 0), "ENTERED");
	scripts_expect(redis, "RULES accounts=file,names_fold=yes",
	    SCRIPT_ENTER, "0", "", "6000", "6000", SCRIPTS_FORMAT, "n5",
	    SCRIPTS_LEASE, "accounts=none,names_fold=yes");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	redis_require();
	test_cases_add_fixture(tests, begin, NULL);
	test_cases_add(tests, the_first_copy_becomes_the_registers);
	test_cases_add(
	    tests, what_was_no_clusters_waits_until_the_epoch_has_settled);
	test_cases_add(tests, the_highest_version_is_the_registers);
	test_cases_add(tests, what_the_cluster_never_had_is_foreign);
	test_cases_add(tests, an_empty_register_does_not_keep_others_out);
	test_cases_add(tests, half_an_offer_is_none);
	test_cases_add(tests, a_version_that_is_ahead_of_the_clock_is_passed);
	test_cases_add(tests, a_change_is_made_of_what_is_there);
	test_cases_add(tests, there_are_no_more_than_may_be);
	test_cases_add(tests, a_new_epoch_has_no_register);
	test_cases_add(tests, whoever_is_gone_offers_nothing);
	test_cases_add(tests, nodes_have_decided_alike);
}
