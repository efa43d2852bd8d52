/* SPDX-License-Identifier: MIT */
/*
 * A directory that asks an engine: what is promised meanwhile, and what becomes
 * of it when the engine and the asker act in either order.
 */

#include "unit/chatd/presence/scripted_engine.h"
#include "unit/unit.h"

#define MAX_CLIENTS 4

static struct scripted_engine engine;

static void
set_up(void)
{
	scripted_engine_init(&engine, MAX_CLIENTS);
}

static void
tear_down(void)
{
	scripted_engine_clear(&engine);
}

static void
release(struct claim *claim)
{
	directory_release(engine.directory, claim);
}

static uint64_t
count(void)
{
	return directory_count(engine.directory);
}

/* ---- claims -------------------------------------------------------------- */

START_TEST(a_claim_waits_for_the_engine)
{
	uint64_t version = directory_version(engine.directory);

	ck_assert_int_eq(
	    scripted_claim(&engine, "alice", CLAIM_USER, 1), CLAIM_LATER);
	scripted_expect(&engine, "claim alice; ");
	scripted_expect_at(&engine, "alice", 0);
	scripted_expect_list(&engine, "");
	ck_assert_uint_eq(directory_version(engine.directory), version);
	scripted_decide(&engine, CLAIM_GRANTED);
	/* Nobody finds them before they know that they are there. */
	scripted_expect_at(&engine, "alice", 0);
	scripted_expect_list(&engine, "alice");
	ck_assert_uint_ne(directory_version(engine.directory), version);
	ck_assert_uint_eq(engine.answer_count, 0);
	scripted_receive(&engine);
	ck_assert_uint_eq(engine.answer_count, 1);
	ck_assert_int_eq(engine.answer.outcome, CLAIM_GRANTED);
	scripted_expect_at(&engine, "alice", 1);
	ck_assert_uint_eq(claim_name(engine.answer.claim).size, 5);
}
END_TEST

START_TEST(a_name_that_waits_is_in_use)
{
	struct claim *bob = scripted_log_in(&engine, "bob", 2);

	scripted_claim(&engine, "alice", CLAIM_USER, 1);
	ck_assert_int_eq(
	    scripted_claim(&engine, "alice", CLAIM_USER, 3), CLAIM_IN_USE);
	ck_assert_int_eq(scripted_rename(&engine, bob, "alice"), CLAIM_IN_USE);
	scripted_expect(&engine, "claim alice; ");
	ck_assert_uint_eq(count(), 2);
}
END_TEST

START_TEST(a_claim_that_is_refused_leaves_nothing)
{
	scripted_claim(&engine, "alice", CLAIM_USER, 1);
	ck_assert_uint_eq(count(), 1);
	scripted_decide(&engine, CLAIM_IN_USE);
	ck_assert_uint_eq(count(), 0);
	scripted_receive(&engine);
	ck_assert_int_eq(engine.answer.outcome, CLAIM_IN_USE);
	ck_assert_ptr_null(engine.answer.claim);
	scripted_log_in(&engine, "alice", 1);
	scripted_expect_list(&engine, "alice");
}
END_TEST

START_TEST(a_claim_that_waits_takes_a_place)
{
	scripted_log_in(&engine, "a", 1);
	scripted_log_in(&engine, "b", 2);
	scripted_log_in(&engine, "c", 3);
	scripted_claim(&engine, "d", CLAIM_USER, 4);
	ck_assert_int_eq(
	    scripted_claim(&engine, "e", CLAIM_USER, 5), CLAIM_FULL);
	ck_assert_int_eq(
	    scripted_claim(&engine, "guest", CLAIM_GUEST, 5), CLAIM_LATER);
}
END_TEST

START_TEST(what_is_released_is_told_before_it_is_asked_for)
{
	struct claim *alice = scripted_log_in(&engine, "alice", 1);

	release(alice);
	ck_assert_int_eq(
	    scripted_claim(&engine, "alice", CLAIM_USER, 2), CLAIM_LATER);
	scripted_expect(&engine, "released alice; claim alice; ");
}
END_TEST

START_TEST(a_name_that_is_retired_is_kept)
{
	struct claim *alice = scripted_log_in(&engine, "alice", 1);
	struct claim *kept = directory_retire(engine.directory, alice);

	scripted_expect(&engine, "retired alice; ");
	scripted_expect_at(&engine, "alice", 0);
	scripted_expect_list(&engine, "");
	ck_assert_uint_eq(count(), 0);
	ck_assert_int_eq(
	    scripted_claim(&engine, "alice", CLAIM_USER, 2), CLAIM_IN_USE);
	directory_give_up(engine.directory, kept);
	ck_assert_int_eq(
	    scripted_claim(&engine, "alice", CLAIM_USER, 2), CLAIM_LATER);
	scripted_expect(&engine, "given-up alice; claim alice; ");
}
END_TEST

START_TEST(a_reservation_concerns_no_engine)
{
	struct claim_answer echo = directory_reserve(
	    engine.directory, (struct slice){ "echo", 4 });

	ck_assert_int_eq(echo.outcome, CLAIM_GRANTED);
	ck_assert_int_eq(
	    scripted_claim(&engine, "echo", CLAIM_USER, 1), CLAIM_IN_USE);
	directory_give_up(engine.directory, echo.claim);
	scripted_expect(&engine, "");
}
END_TEST

/* ---- renames ------------------------------------------------------------- */

START_TEST(a_rename_waits_and_keeps_the_place)
{
	struct claim *alice = scripted_log_in(&engine, "alice", 1);

	scripted_log_in(&engine, "bob", 2);
	ck_assert_int_eq(scripted_rename(&engine, alice, "carol"), CLAIM_LATER);
	scripted_expect_at(&engine, "alice", 1);
	scripted_expect_list(&engine, "alice,bob");
	scripted_decide(&engine, CLAIM_GRANTED);
	scripted_expect_at(&engine, "alice", 0);
	scripted_expect_at(&engine, "carol", 1);
	scripted_expect_list(&engine, "carol,bob");
	/* Whoever is renamed goes by the old name until they hear of it. */
	ck_assert(
	    slice_equals(claim_name(alice), (struct slice){ "alice", 5 }));
	scripted_receive(&engine);
	ck_assert_int_eq(engine.answer.outcome, CLAIM_GRANTED);
	ck_assert_uint_eq(count(), 2);
	scripted_expect(&engine, "rename carol; ");
}
END_TEST

START_TEST(a_rename_that_is_refused_changes_nothing)
{
	struct claim *alice = scripted_log_in(&engine, "alice", 1);

	scripted_rename(&engine, alice, "carol");
	scripted_decide(&engine, CLAIM_FULL);
	scripted_receive(&engine);
	ck_assert_int_eq(engine.answer.outcome, CLAIM_FULL);
	scripted_expect_list(&engine, "alice");
	scripted_expect_at(&engine, "alice", 1);
	ck_assert_uint_eq(count(), 1);
	ck_assert_int_eq(scripted_rename(&engine, alice, "carol"), CLAIM_LATER);
	scripted_expect(&engine, "rename carol; rename carol; ");
}
END_TEST

START_TEST(an_owner_may_leave_before_the_engine_grants)
{
	struct claim *alice = scripted_log_in(&engine, "alice", 1);

	scripted_rename(&engine, alice, "carol");
	release(alice);
	scripted_expect_at(&engine, "alice", 0);
	scripted_decide(&engine, CLAIM_GRANTED);
	scripted_expect(
	    &engine, "rename carol; released alice; released carol; ");
	scripted_expect_list(&engine, "");
	scripted_expect_at(&engine, "carol", 0);
	scripted_receive(&engine);
	ck_assert_ptr_null(engine.answer.claim);
	ck_assert_uint_eq(engine.answer_count, 2);
	ck_assert_uint_eq(count(), 0);
}
END_TEST

START_TEST(an_owner_may_leave_before_the_engine_refuses)
{
	struct claim *alice = scripted_log_in(&engine, "alice", 1);

	scripted_rename(&engine, alice, "carol");
	release(alice);
	scripted_decide(&engine, CLAIM_IN_USE);
	scripted_receive(&engine);
	scripted_expect(&engine, "rename carol; released alice; ");
	ck_assert_uint_eq(count(), 0);
}
END_TEST

/* The claim that is granted is the callback's, which finds nobody there. */
START_TEST(an_owner_may_leave_before_they_hear_of_it)
{
	struct claim *alice = scripted_log_in(&engine, "alice", 1);

	scripted_rename(&engine, alice, "carol");
	scripted_decide(&engine, CLAIM_GRANTED);
	release(alice);
	scripted_expect(&engine, "rename carol; ");
	scripted_receive(&engine);
	release(engine.answer.claim);
	scripted_expect(&engine, "released carol; ");
	scripted_expect_list(&engine, "");
	ck_assert_uint_eq(count(), 0);
}
END_TEST

START_TEST(a_name_that_is_exchanged_is_not_kept)
{
	struct claim *alice = scripted_log_in(&engine, "alice", 1);

	scripted_rename(&engine, alice, "carol");
	scripted_decide(&engine, CLAIM_GRANTED);
	ck_assert_ptr_null(directory_retire(engine.directory, alice));
	release(alice);
	ck_assert_int_eq(
	    scripted_claim(&engine, "alice", CLAIM_USER, 2), CLAIM_LATER);
}
END_TEST

START_TEST(a_name_is_kept_although_another_is_asked_for)
{
	struct claim *alice = scripted_log_in(&engine, "alice", 1);
	struct claim *kept;

	scripted_rename(&engine, alice, "carol");
	kept = directory_retire(engine.directory, alice);
	ck_assert_ptr_nonnull(kept);
	scripted_decide(&engine, CLAIM_GRANTED);
	scripted_expect(
	    &engine, "rename carol; retired alice; released carol; ");
	scripted_receive(&engine);
	ck_assert_int_eq(
	    scripted_claim(&engine, "alice", CLAIM_USER, 2), CLAIM_IN_USE);
	directory_give_up(engine.directory, kept);
}
END_TEST

/* Whether or not the engine grants it, the place is counted once. */
START_TEST(a_guest_takes_a_place_once)
{
	struct claim *guest;

	scripted_claim(&engine, "guest", CLAIM_GUEST, 1);
	scripted_decide(&engine, CLAIM_GRANTED);
	scripted_receive(&engine);
	guest = engine.answer.claim;
	ck_assert_uint_eq(count(), 0);
	scripted_rename(&engine, guest, "alice");
	scripted_decide(&engine, CLAIM_IN_USE);
	scripted_receive(&engine);
	ck_assert_uint_eq(count(), 0);
	scripted_rename(&engine, guest, "alice");
	scripted_decide(&engine, CLAIM_GRANTED);
	scripted_receive(&engine);
	ck_assert_uint_eq(count(), 1);
	ck_assert(!claim_is_guest(engine.answer.claim));
	release(engine.answer.claim);
	ck_assert_uint_eq(count(), 0);
}
END_TEST

/* ---- the rest ------------------------------------------------------------ */

START_TEST(a_name_is_looked_for_elsewhere)
{
	ck_assert_int_eq(scripted_ask(&engine, "bob"), DIRECTORY_ASKED);
	scripted_expect(&engine, "find bob; ");
	scripted_decide(&engine, CLAIM_GRANTED);
	ck_assert_uint_eq(engine.answer_count, 0);
	scripted_receive(&engine);
	ck_assert_uint_eq(engine.found.value, scripted_address(7).value);
}
END_TEST

START_TEST(what_is_abandoned_leaves_nothing)
{
	struct claim *alice = scripted_log_in(&engine, "alice", 1);

	scripted_claim(&engine, "bob", CLAIM_USER, 2);
	scripted_rename(&engine, alice, "carol");
	scripted_ask(&engine, "dave");
	for (size_t i = 0; i < engine.question_count; i++)
		directory_abandon(engine.directory, engine.questions[i]);
	engine.question_count = 0;
	scripted_expect_list(&engine, "alice");
	ck_assert_uint_eq(count(), 1);
	release(alice);
	ck_assert_int_eq(
	    scripted_claim(&engine, "carol", CLAIM_USER, 3), CLAIM_LATER);
}
END_TEST

static struct engine_question *kept_questions[DIRECTORY_QUESTIONS_MAX];
static size_t kept_count;

static void
keep_cb(void *state, struct engine_question *question)
{
	(void)state;
	kept_questions[kept_count++] = question;
}

START_TEST(what_is_open_has_a_ceiling)
{
	static const struct engine slow = { .name = "slow", .ask = keep_cb };

	directory_set_engine(
	    engine.directory, &slow, &engine, engine.mailboxes);
	for (size_t i = 0; i < DIRECTORY_QUESTIONS_MAX; i++)
		ck_assert_int_eq(scripted_ask(&engine, "b"), DIRECTORY_ASKED);
	ck_assert_int_eq(scripted_ask(&engine, "bob"), DIRECTORY_OUT_OF_MEMORY);
	ck_assert_int_eq(scripted_claim(&engine, "alice", CLAIM_GUEST, 1),
	    CLAIM_OUT_OF_MEMORY);
	directory_abandon(engine.directory, kept_questions[--kept_count]);
	ck_assert_int_eq(
	    scripted_claim(&engine, "alice", CLAIM_GUEST, 1), CLAIM_LATER);
	while (kept_count > 0)
		directory_abandon(
		    engine.directory, kept_questions[--kept_count]);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add_fixture(tests, set_up, tear_down);
	test_cases_add(tests, a_claim_waits_for_the_engine);
	test_cases_add(tests, a_name_that_waits_is_in_use);
	test_cases_add(tests, a_claim_that_is_refused_leaves_nothing);
	test_cases_add(tests, a_claim_that_waits_takes_a_place);
	test_cases_add(tests, what_is_released_is_told_before_it_is_asked_for);
	test_cases_add(tests, a_name_that_is_retired_is_kept);
	test_cases_add(tests, a_reservation_concerns_no_engine);
	test_cases_add(tests, a_rename_waits_and_keeps_the_place);
	test_cases_add(tests, a_rename_that_is_refused_changes_nothing);
	test_cases_add(tests, an_owner_may_leave_before_the_engine_grants);
	test_cases_add(tests, an_owner_may_leave_before_the_engine_refuses);
	test_cases_add(tests, an_owner_may_leave_before_they_hear_of_it);
	test_cases_add(tests, a_name_that_is_exchanged_is_not_kept);
	test_cases_add(tests, a_name_is_kept_although_another_is_asked_for);
	test_cases_add(tests, a_guest_takes_a_place_once);
	test_cases_add(tests, a_name_is_looked_for_elsewhere);
	test_cases_add(tests, what_is_abandoned_leaves_nothing);
	test_cases_add(tests, what_is_open_has_a_ceiling);
}
