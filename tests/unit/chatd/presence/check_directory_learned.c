/* SPDX-License-Identifier: MIT */
/*
 * Users of other nodes in the directory: what the engine says has an order, and
 * the order decides whose a name is.
 */

#include <stdio.h>
#include <string.h>

#include "unit/chatd/presence/scripted_engine.h"
#include "unit/unit.h"

static struct scripted_engine engine;

static void
set_up(void)
{
	scripted_engine_init(&engine, 2);
}

static void
tear_down(void)
{
	scripted_engine_clear(&engine);
}

START_TEST(users_of_other_nodes_are_in_the_list_in_order)
{
	uint64_t version = directory_version(engine.directory);

	ck_assert_int_eq(scripted_learn(&engine, "dave", 9), CLAIM_GRANTED);
	ck_assert_uint_ne(directory_version(engine.directory), version);
	scripted_log_in(&engine, "alice", 1);
	ck_assert_int_eq(scripted_learn(&engine, "erin", 8), CLAIM_GRANTED);
	scripted_expect_list(&engine, "dave,alice,erin");
	scripted_expect_at(&engine, "dave", 9);
	ck_assert_uint_eq(directory_count(engine.directory), 1);
	ck_assert_int_eq(
	    scripted_claim(&engine, "erin", CLAIM_USER, 2), CLAIM_IN_USE);
	ck_assert_int_eq(
	    scripted_move(&engine, "dave", 9, "frank"), CLAIM_GRANTED);
	scripted_expect_list(&engine, "frank,alice,erin");
	scripted_expect_at(&engine, "dave", 0);
	scripted_expect_at(&engine, "frank", 9);
	ck_assert(scripted_forget(&engine, "frank", 9));
	scripted_expect_list(&engine, "alice,erin");
	scripted_expect_at(&engine, "frank", 0);
	/* The engine knows what it has said. */
	scripted_expect(&engine, "");
}
END_TEST

/* Return the place of a name as if it began with it: "3carol". */
static uint64_t
place_cb(struct slice name, void *argument)
{
	ck_assert_ptr_eq(argument, &engine);
	if (name.bytes[0] < '0' || name.bytes[0] > '9')
		return UINT64_MAX;
	return (uint64_t)(name.bytes[0] - '0');
}

START_TEST(the_list_can_be_put_in_another_order)
{
	struct claim *bob;
	uint64_t version;

	bob = scripted_log_in(&engine, "bob", 1);
	scripted_learn(&engine, "4dave", 9);
	scripted_claim(&engine, "3carol", CLAIM_GUEST, 3);
	scripted_decide(&engine, CLAIM_GRANTED);
	scripted_learn(&engine, "1alice", 8);
	scripted_log_in(&engine, "erin", 2);
	version = directory_version(engine.directory);
	ck_assert_int_eq(
	    directory_sort(engine.directory, place_cb, &engine), 0);
	ck_assert_uint_ne(directory_version(engine.directory), version);
	scripted_expect_list(&engine, "1alice,3carol,4dave,bob,erin");
	directory_release(engine.directory, bob);
	ck_assert(scripted_forget(&engine, "1alice", 8));
	scripted_learn(&engine, "2bob", 8);
	scripted_expect_list(&engine, "3carol,4dave,erin,2bob");
	scripted_expect_at(&engine, "4dave", 9);
}
END_TEST

START_TEST(only_what_was_learned_is_moved_and_forgotten)
{
	scripted_log_in(&engine, "alice", 1);
	scripted_learn(&engine, "dave", 9);
	ck_assert(!scripted_forget(&engine, "alice", 1));
	ck_assert(!scripted_forget(&engine, "dave", 8));
	ck_assert(!scripted_forget(&engine, "nobody", 9));
	ck_assert_int_eq(
	    scripted_move(&engine, "alice", 1, "bob"), CLAIM_IN_USE);
	ck_assert_int_eq(
	    scripted_move(&engine, "dave", 8, "bob"), CLAIM_IN_USE);
	scripted_expect_list(&engine, "alice,dave");
}
END_TEST

START_TEST(a_name_of_a_user_here_is_not_learned)
{
	scripted_log_in(&engine, "alice", 1);
	scripted_learn(&engine, "dave", 9);
	ck_assert_int_eq(scripted_learn(&engine, "alice", 8), CLAIM_IN_USE);
	ck_assert_int_eq(scripted_learn(&engine, "dave", 8), CLAIM_IN_USE);
	ck_assert_int_eq(
	    scripted_move(&engine, "dave", 9, "alice"), CLAIM_IN_USE);
	scripted_expect_list(&engine, "alice,dave");
	scripted_expect_at(&engine, "alice", 1);
	scripted_expect_at(&engine, "dave", 9);
}
END_TEST

START_TEST(a_reserved_name_is_not_learned)
{
	directory_reserve(engine.directory, (struct slice){ "echo", 4 });
	ck_assert_int_eq(scripted_learn(&engine, "echo", 9), CLAIM_IN_USE);
}
END_TEST

/* ---- against claims that wait -------------------------------------------- */

START_TEST(what_is_learned_comes_before_a_claim_that_waits)
{
	scripted_claim(&engine, "dave", CLAIM_USER, 1);
	ck_assert_int_eq(scripted_learn(&engine, "dave", 9), CLAIM_GRANTED);
	scripted_expect_at(&engine, "dave", 9);
	scripted_decide(&engine, CLAIM_IN_USE);
	scripted_receive(&engine);
	ck_assert_int_eq(engine.answer.outcome, CLAIM_IN_USE);
	scripted_expect_at(&engine, "dave", 9);
	scripted_expect_list(&engine, "dave");
	ck_assert_uint_eq(directory_count(engine.directory), 0);
}
END_TEST

START_TEST(a_claim_that_waits_outlives_what_was_learned)
{
	scripted_claim(&engine, "dave", CLAIM_USER, 1);
	scripted_learn(&engine, "dave", 9);
	scripted_forget(&engine, "dave", 9);
	scripted_expect_at(&engine, "dave", 0);
	scripted_decide(&engine, CLAIM_GRANTED);
	scripted_receive(&engine);
	ck_assert_int_eq(engine.answer.outcome, CLAIM_GRANTED);
	scripted_expect_at(&engine, "dave", 1);
	directory_release(engine.directory, engine.answer.claim);
	scripted_expect_at(&engine, "dave", 0);
	scripted_expect_list(&engine, "");
}
END_TEST

/* Two claims of one name can wait, and the engine has the last word. */
START_TEST(of_two_claims_that_wait_one_is_granted)
{
	bool is_first = _i == 0;

	scripted_claim(&engine, "dave", CLAIM_USER, 1);
	scripted_learn(&engine, "dave", 9);
	scripted_forget(&engine, "dave", 9);
	ck_assert_int_eq(
	    scripted_claim(&engine, "dave", CLAIM_USER, 2), CLAIM_LATER);
	scripted_decide(&engine, is_first ? CLAIM_GRANTED : CLAIM_IN_USE);
	scripted_decide(&engine, is_first ? CLAIM_IN_USE : CLAIM_GRANTED);
	scripted_receive(&engine);
	scripted_expect_at(&engine, "dave", is_first ? 1 : 2);
	scripted_expect_list(&engine, "dave");
	ck_assert_uint_eq(directory_count(engine.directory), 1);
}
END_TEST

START_TEST(a_rename_that_waits_may_be_overtaken)
{
	struct claim *alice = scripted_log_in(&engine, "alice", 1);

	scripted_rename(&engine, alice, "dave");
	scripted_learn(&engine, "erin", 9);
	ck_assert_int_eq(
	    scripted_move(&engine, "erin", 9, "dave"), CLAIM_GRANTED);
	scripted_decide(&engine, CLAIM_IN_USE);
	scripted_receive(&engine);
	scripted_expect_list(&engine, "alice,dave");
	scripted_expect_at(&engine, "dave", 9);
}
END_TEST

START_TEST(what_cannot_be_granted_is_given_back)
{
	scripted_claim(&engine, "dave", CLAIM_USER, 1);
	scripted_learn(&engine, "dave", 9);
	scripted_decide(&engine, CLAIM_GRANTED);
	scripted_receive(&engine);
	ck_assert_int_eq(engine.answer.outcome, CLAIM_IN_USE);
	ck_assert_ptr_null(engine.answer.claim);
	scripted_expect(&engine, "claim dave; released dave; ");
	scripted_expect_at(&engine, "dave", 9);
	ck_assert_uint_eq(directory_count(engine.directory), 0);
}
END_TEST

START_TEST(a_name_that_is_kept_may_be_learned)
{
	struct claim *alice = scripted_log_in(&engine, "alice", 1);
	struct claim *kept = directory_retire(engine.directory, alice);

	ck_assert_int_eq(scripted_learn(&engine, "alice", 9), CLAIM_GRANTED);
	directory_give_up(engine.directory, kept);
	scripted_expect_at(&engine, "alice", 9);
	scripted_expect_list(&engine, "alice");
}
END_TEST

/* ---- names of this node -------------------------------------------------- */

static char visited[200];

static void
visit_cb(struct slice name, enum claim_kind kind, struct address address,
    void *argument)
{
	size_t used = strlen(visited);

	ck_assert_ptr_eq(argument, &engine);
	snprintf(visited + used, sizeof(visited) - used, "%.*s%s%s ",
	    (int)name.size, name.bytes, kind == CLAIM_GUEST ? "(guest)" : "",
	    address.value == 0 ? "(kept)" : "");
}

START_TEST(the_names_of_this_node_are_walked)
{
	struct claim *bob;

	scripted_learn(&engine, "dave", 9);
	bob = scripted_log_in(&engine, "bob", 2);
	scripted_log_in(&engine, "alice", 1);
	/* The guest does not know yet. */
	scripted_claim(&engine, "guest", CLAIM_GUEST, 3);
	scripted_decide(&engine, CLAIM_GRANTED);
	directory_retire(engine.directory, bob);
	scripted_claim(&engine, "carol", CLAIM_USER, 4);
	directory_reserve(engine.directory, (struct slice){ "echo", 4 });
	directory_walk_local(engine.directory, visit_cb, &engine);
	ck_assert_str_eq(visited, "guest(guest) alice bob(kept) ");
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add_fixture(tests, set_up, tear_down);
	test_cases_add(tests, users_of_other_nodes_are_in_the_list_in_order);
	test_cases_add(tests, the_list_can_be_put_in_another_order);
	test_cases_add(tests, only_what_was_learned_is_moved_and_forgotten);
	test_cases_add(tests, a_name_of_a_user_here_is_not_learned);
	test_cases_add(tests, a_reserved_name_is_not_learned);
	test_cases_add(tests, what_is_learned_comes_before_a_claim_that_waits);
	test_cases_add(tests, a_claim_that_waits_outlives_what_was_learned);
	test_cases_add_loop(
	    tests, of_two_claims_that_wait_one_is_granted, 0, 2);
	test_cases_add(tests, a_rename_that_waits_may_be_overtaken);
	test_cases_add(tests, what_cannot_be_granted_is_given_back);
	test_cases_add(tests, a_name_that_is_kept_may_be_learned);
	test_cases_add(tests, the_names_of_this_node_are_walked);
}
