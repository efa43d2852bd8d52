/* SPDX-License-Identifier: MIT */
/* What Redis decides where names fold: who has a name has it in all capitals.
 */

#include "cluster/scripts_fixture.h"
#include "common/test_support.h"

#define KEY(name) SCRIPTS_PREFIX name

#define RULES "accounts=none,names_fold=yes"

static redisContext *redis;
static const char *one, *other; /* lives */

/* Enter, where all have decided this, and return the answer. */
static const char *
enter(const char *node_name, const char *lease, const char *rules)
{
	return scripts_ask(redis, SCRIPT_ENTER, "0", "", "5000", "5000",
	    SCRIPTS_FORMAT, node_name, lease, rules, NULL);
}

static void
begin(void)
{
	redis = scripts_connect(redis_start_usual());
	one = scripts_word(enter("n1", SCRIPTS_LEASE, RULES), 1);
	other = scripts_word(enter("n2", SCRIPTS_LEASE, RULES), 1);
	scripts_settle(redis);
}

START_TEST(a_name_is_granted_once_in_all_capitals)
{
	scripts_claim_user(redis, one, "Alice", "7");
	test_require_equal(scripts_last_entry(redis),
	    "5000003-0 claimed Alice 5000003 5001 user 7 5000003 Alice");
	scripts_expect(redis, "IN_USE", SCRIPT_CLAIM, other, "alice", "user",
	    "8", "0", "0");
	scripts_expect(
	    redis, "IN_USE", SCRIPT_CLAIM, one, "ALICE", "user", "8", "0", "0");
	scripts_expect(redis, "FOUND 5000003 5001 user 7 5000003 Alice",
	    SCRIPT_ASK, other, "aLICE");
	test_require_equal(
	    scripts_command(redis, "SMEMBERS " KEY("of:5001")), "alice");
	scripts_expect(
	    redis, "RELEASED 5000004", SCRIPT_RELEASE, one, "alice", "7");
	test_require_equal(
	    scripts_command(redis, "EXISTS " KEY("of:5001")), "0");
	scripts_claim_user(redis, other, "alice", "8");
	scripts_expect(redis, "FOUND 5000005 5002 user 8 5000005", SCRIPT_ASK,
	    one, "ALICE");
}
END_TEST

START_TEST(other_capitals_are_a_change)
{
	scripts_claim_user(redis, one, "alice", "7");
	scripts_claim_user(redis, one, "bob", "8");
	scripts_expect(redis, "GRANTED 5000005", SCRIPT_RENAME, one, "alice",
	    "Alice", "7", "2");
	test_require_equal(scripts_last_entry(redis),
	    "5000005-0 renamed alice Alice 5000005 5001 user 7 5000003 Alice");
	/* The same again is done already. */
	scripts_expect(redis, "GRANTED 5000005", SCRIPT_RENAME, one, "alice",
	    "Alice", "7", "2");
	scripts_expect(redis, "GRANTED 5000006", SCRIPT_RENAME, one, "Alice",
	    "alice", "7", "2");
	scripts_expect(redis, "FOUND 5000006 5001 user 7 5000003", SCRIPT_ASK,
	    one, "Alice");
	scripts_require_users(redis, "2");
	/* It is theirs alone, and that of nobody else. */
	scripts_expect(
	    redis, "IN_USE", SCRIPT_RENAME, one, "bob", "Alice", "8", "0");
	scripts_expect(redis, "NOT_YOURS", SCRIPT_RENAME, other, "alice",
	    "ALICE", "7", "0");
	scripts_expect(
	    redis, "NOT_YOURS", SCRIPT_RENAME, one, "alice", "ALICE", "8", "0");
}
END_TEST

START_TEST(a_name_is_kept_in_all_capitals)
{
	scripts_claim_user(redis, one, "Alice", "7");
	scripts_expect(
	    redis, "RETIRED 5000004", SCRIPT_RETIRE, one, "alice", "7");
	scripts_expect(redis, "IN_USE", SCRIPT_CLAIM, other, "ALICE", "user",
	    "8", "0", "0");
	scripts_expect(
	    redis, "NOT_YOURS", SCRIPT_RENAME, one, "Alice", "ALICE", "7", "0");
	scripts_expect(
	    redis, "RELEASED 5000005", SCRIPT_RELEASE, one, "aLiCe", "0");
	scripts_claim_user(redis, other, "ALICE", "8");
}
END_TEST

START_TEST(names_of_a_life_that_is_gone_are_swept_away)
{
	scripts_claim_user(redis, one, "Alice", "7");
	scripts_expect(redis, "LEFT", SCRIPT_LEAVE, one);
	scripts_claim_user(redis, other, "ALICE", "8");
	scripts_expect(redis, "SWEPT", SCRIPT_SWEEP, other, "100");
	scripts_expect(redis, "CLEAN", SCRIPT_SWEEP, other, "100");
	scripts_expect(redis, "FOUND 5000005 5002 user 8 5000005 ALICE",
	    SCRIPT_ASK, other, "alice");
	scripts_expect(redis, "LEFT", SCRIPT_LEAVE, other);
	scripts_command(redis, "SADD " KEY("gone") " 5002");
	test_require_equal(scripts_command(redis, "HLEN " KEY("names")), "1");
	one = scripts_word(enter("n3", SCRIPTS_LEASE, RULES), 1);
	test_require_equal(scripts_command(redis, "HLEN " KEY("names")), "0");
}
END_TEST

/* Names that were kept in the other way are not read in this one. */
START_TEST(whoever_has_decided_otherwise_ends_without_a_lease)
{
	test_require_equal(
	    enter("n3", SCRIPTS_LEASE, "accounts=none,names_fold=no"),
	    "RULES " RULES);
	scripts_claim_user(redis, one, "Alice", "7");
	scripts_command(redis, "DEL " KEY("lease:5001"));
	test_require_equal(
	    enter("n3", SCRIPTS_LEASE, "accounts=none,names_fold=no"),
	    "RULES " RULES);
	scripts_command(redis, "DEL " KEY("lease:5002"));
	one = scripts_word(
	    enter("n3", SCRIPTS_LEASE, "accounts=none,names_fold=no"), 1);
	scripts_expect(redis, "NOBODY", SCRIPT_ASK, one, "alice");
	test_require_equal(
	    scripts_word(scripts_ask(redis, SCRIPT_SETTLE, other, NULL), 0),
	    "FENCED");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	redis_require();
	test_cases_add_fixture(tests, begin, NULL);
	test_cases_add(tests, a_name_is_granted_once_in_all_capitals);
	test_cases_add(tests, other_capitals_are_a_change);
	test_cases_add(tests, a_name_is_kept_in_all_capitals);
	test_cases_add(tests, names_of_a_life_that_is_gone_are_swept_away);
	test_cases_add(
	    tests, whoever_has_decided_otherwise_ends_without_a_lease);
}
