/* SPDX-License-Identifier: MIT */
/*
 * A directory whose names fold and which asks an engine: what becomes of those
 * who want other capitals in the name that they have.
 */

#include "unit/chatd/presence/scripted_engine.h"
#include "unit/unit.h"

static struct scripted_engine engine;

static void
set_up(void)
{
	scripted_engine_init(&engine, 4);
	directory_fold_names(engine.directory);
}

static void
tear_down(void)
{
	scripted_engine_clear(&engine);
}

START_TEST(other_capitals_are_asked_for)
{
	struct claim *alice = scripted_log_in(&engine, "alice", 1);

	scripted_log_in(&engine, "bob", 2);
	ck_assert_int_eq(scripted_rename(&engine, alice, "Alice"), CLAIM_LATER);
	scripted_expect(&engine, "rename Alice; ");
	scripted_expect_list(&engine, "alice,bob");
	ck_assert_int_eq(
	    scripted_claim(&engine, "ALICE", CLAIM_USER, 3), CLAIM_IN_USE);
	scripted_expect_at(&engine, "ALICE", 1);
	scripted_decide(&engine, CLAIM_GRANTED);
	scripted_expect_list(&engine, "Alice,bob");
	scripted_expect_at(&engine, "alice", 1);
	scripted_receive(&engine);
	ck_assert_int_eq(engine.answer.outcome, CLAIM_GRANTED);
	ck_assert(slice_is(claim_name(engine.answer.claim), "Alice"));
	ck_assert_uint_eq(directory_count(engine.directory), 2);
	scripted_expect_at(&engine, "alice", 1);
	directory_release(engine.directory, engine.answer.claim);
	scripted_expect(&engine, "released Alice; ");
	scripted_expect_at(&engine, "alice", 0);
	ck_assert_int_eq(
	    scripted_claim(&engine, "aLICE", CLAIM_USER, 3), CLAIM_LATER);
}
END_TEST

START_TEST(whoever_is_refused_other_capitals_keeps_theirs)
{
	struct claim *alice = scripted_log_in(&engine, "alice", 1);

	scripted_rename(&engine, alice, "Alice");
	scripted_decide(&engine, CLAIM_UNANSWERED);
	scripted_receive(&engine);
	ck_assert_int_eq(engine.answer.outcome, CLAIM_UNANSWERED);
	scripted_expect_list(&engine, "alice");
	scripted_expect_at(&engine, "ALICE", 1);
	/* They can ask again. */
	scripted_rename(&engine, alice, "ALICE");
	scripted_decide(&engine, CLAIM_GRANTED);
	scripted_receive(&engine);
	scripted_expect_list(&engine, "ALICE");
}
END_TEST

/* The name has been given back once, and the engine hears that once. */
START_TEST(whoever_leaves_meanwhile_gets_no_other_capitals)
{
	struct claim *alice = scripted_log_in(&engine, "alice", 1);

	scripted_rename(&engine, alice, "Alice");
	directory_release(engine.directory, alice);
	scripted_expect(&engine, "rename Alice; released alice; ");
	ck_assert_int_eq(
	    scripted_claim(&engine, "aLICE", CLAIM_USER, 2), CLAIM_LATER);
	scripted_decide(&engine, CLAIM_GRANTED);
	scripted_decide(&engine, CLAIM_GRANTED);
	scripted_receive(&engine);
	scripted_expect(&engine, "claim aLICE; ");
	scripted_expect_list(&engine, "aLICE");
	scripted_expect_at(&engine, "alice", 2);
}
END_TEST

/* A name that is kept must not be given back by who had it before. */
START_TEST(whoever_is_cut_meanwhile_has_the_name_kept)
{
	struct claim *alice = scripted_log_in(&engine, "alice", 1);
	struct claim *kept;

	scripted_rename(&engine, alice, "Alice");
	kept = directory_retire(engine.directory, alice);
	ck_assert_ptr_nonnull(kept);
	scripted_expect(&engine, "rename Alice; retired alice; ");
	scripted_decide(&engine, CLAIM_GRANTED);
	scripted_receive(&engine);
	scripted_expect(&engine, "");
	ck_assert_int_eq(
	    scripted_claim(&engine, "ALICE", CLAIM_USER, 2), CLAIM_IN_USE);
	directory_give_up(engine.directory, kept);
	scripted_expect(&engine, "given-up alice; ");
}
END_TEST

/* The owner leaves between the grant and the moment when they hear of it. */
START_TEST(whoever_leaves_before_they_hear_of_it_has_left)
{
	struct claim *alice = scripted_log_in(&engine, "alice", 1);

	scripted_rename(&engine, alice, "Alice");
	scripted_decide(&engine, CLAIM_GRANTED);
	directory_release(engine.directory, alice);
	scripted_expect(&engine, "rename Alice; ");
	scripted_receive(&engine);
	ck_assert_int_eq(engine.answer.outcome, CLAIM_GRANTED);
	directory_release(engine.directory, engine.answer.claim);
	scripted_expect(&engine, "released Alice; ");
	scripted_expect_list(&engine, "");
}
END_TEST

START_TEST(users_of_other_nodes_are_found_and_called_in_all_capitals)
{
	ck_assert_int_eq(scripted_learn(&engine, "Dave", 9), CLAIM_GRANTED);
	ck_assert_int_eq(scripted_learn(&engine, "erin", 8), CLAIM_GRANTED);
	ck_assert_int_eq(
	    scripted_claim(&engine, "dAVE", CLAIM_USER, 1), CLAIM_IN_USE);
	scripted_expect_at(&engine, "dave", 9);
	ck_assert_int_eq(
	    scripted_move(&engine, "Dave", 9, "DAVE"), CLAIM_GRANTED);
	scripted_expect_list(&engine, "DAVE,erin");
	scripted_expect_at(&engine, "dave", 9);
	ck_assert_int_eq(
	    scripted_move(&engine, "DAVE", 9, "ERIN"), CLAIM_IN_USE);
	ck_assert(scripted_forget(&engine, "DAVE", 9));
	scripted_expect_list(&engine, "erin");
	scripted_expect_at(&engine, "Dave", 0);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add_fixture(tests, set_up, tear_down);
	test_cases_add(tests, other_capitals_are_asked_for);
	test_cases_add(tests, whoever_is_refused_other_capitals_keeps_theirs);
	test_cases_add(tests, whoever_leaves_meanwhile_gets_no_other_capitals);
	test_cases_add(tests, whoever_is_cut_meanwhile_has_the_name_kept);
	test_cases_add(tests, whoever_leaves_before_they_hear_of_it_has_left);
	test_cases_add(
	    tests, users_of_other_nodes_are_found_and_called_in_all_capitals);
}
