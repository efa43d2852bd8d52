/* SPDX-License-Identifier: MIT */
/* What a snapshot of all names, and the log beside it, are told as. */

#include "chatd/cluster/copies/name_log.h"

#include "cluster/name_log_fixture.h"
#include "common/test_support.h"

START_TEST(a_gap_makes_a_snapshot_necessary)
{
	follow();
	take("11-0", "claimed", "alice 11 1 user 7 11");
	take("12-0", "claimed", "bob 12 1 user 8 12");
	test_require(!take("14-0", "released", "alice 1"), "no gap");
	test_require(name_log_is_behind(copied), "not behind");
	test_require(!take("13-0", "released", "alice 1"), "taken");
	/* What is told then is what has changed since. */
	name_log_begin(copied, 20);
	add_node("1", "1 100 n1");
	add_node("3", "1 100 n3");
	add_name("carol", "15 3 user 9 15");
	add_name("alice", "11 1 user 7 11");
	expect("alice bob");
	test_require(name_log_end(copied, 20), "behind");
	expect("-bob -2 +3 carol");
	take("21-0", "released", "alice 1");
	expect("-alice");
}
END_TEST

START_TEST(a_name_that_changed_hands_in_a_gap_is_learned_anew)
{
	follow();
	take("11-0", "claimed", "alice 11 1 user 7 11");
	name_log_begin(copied, 20);
	add_node("1", "1 100 n1");
	add_node("2", "1 100 n2");
	add_name("alice", "15 2 user 7 15");
	name_log_end(copied, 20);
	expect("alice -alice alice");
}
END_TEST

START_TEST(who_has_their_name_again_is_not_told_of)
{
	follow();
	take("11-0", "claimed", "alice 11 1 user 7 11");
	take("12-0", "claimed", "carol 12 1 user 8 12");
	expect("alice carol");
	name_log_begin(copied, 20);
	add_node("1", "1 100 n1");
	add_node("2", "1 100 n2");
	/* There and back; and while somebody else has it in between. */
	take("21-0", "renamed", "alice bob 21 1 user 7 11");
	take("22-0", "renamed", "bob alice 22 1 user 7 11");
	take("23-0", "renamed", "carol dave 23 1 user 8 12");
	take("24-0", "claimed", "carol 24 2 user 9 24");
	take("25-0", "released", "carol 2");
	take("26-0", "renamed", "dave carol 26 1 user 8 12");
	name_log_end(copied, 26);
	expect("");
	take("27-0", "released", "alice 1");
	take("28-0", "gone", "1");
	expect("-alice -carol -1");
}
END_TEST

START_TEST(whose_name_it_was_is_told_once)
{
	follow();
	take("11-0", "claimed", "alice 11 1 user 7 11");
	expect("alice");
	name_log_begin(copied, 20);
	add_node("1", "1 100 n1");
	add_node("2", "1 100 n2");
	take("21-0", "released", "alice 1");
	take("22-0", "claimed", "alice 22 2 user 9 22");
	/* This snapshot is torn off, and another one finds the same. */
	name_log_begin(copied, 30);
	add_node("1", "1 100 n1");
	add_node("2", "1 100 n2");
	add_name("alice", "22 2 user 9 22");
	take("31-0", "renamed", "alice bob 31 2 user 9 22");
	name_log_end(copied, 31);
	expect("-alice bob");
	take("32-0", "renamed", "bob alice 32 2 user 9 22");
	take("33-0", "gone", "2");
	expect("bob>alice -alice -2");
}
END_TEST

START_TEST(a_snapshot_is_told_by_place)
{
	name_log_begin(copied, 10);
	add_node("1", "1 100 n1");
	add_name("c", "9 1 user 3 3");
	add_name("a", "8 1 user 1 8");
	add_name("b", "7 1 user 2 7");
	name_log_end(copied, 10);
	expect("+1 c b a");
}
END_TEST

/* While this node heard nothing they took other capitals, and back. */
START_TEST(a_snapshot_finds_other_capitals)
{
	follow();
	take("11-0", "claimed", "alice 11 1 user 7 11");
	take("12-0", "claimed", "bob 12 1 user 8 12");
	take("13-0", "claimed", "carol 13 2 user 9 13");
	expect("alice bob carol");
	name_log_begin(copied, 20);
	add_node("1", "1 100 n1");
	add_node("2", "1 100 n2");
	add_name("alice", "14 1 user 7 11 Alice");
	add_name("bob", "15 1 user 8 12 BOB");
	add_name("carol", "17 1 user 9 17 Carol");
	take("21-0", "renamed", "BOB bob 21 1 user 8 12");
	name_log_end(copied, 21);
	expect("-carol alice>Alice Carol");
	take("22-0", "renamed", "Alice alice 22 1 user 7 11");
	expect("Alice>alice");
}
END_TEST

START_TEST(who_is_told_out_of_order_is_noticed)
{
	follow();
	take("11-0", "claimed", "alice 11 1 user 7 11");
	take("12-0", "claimed", "bob 12 1 user 8 12");
	take("13-0", "claimed", "carol 13 2 user 9 13");
	take("14-0", "renamed", "alice ann 14 1 user 7 11");
	take("15-0", "released", "carol 2");
	test_require(name_log_is_in_order(copied), "out of order");
	ck_assert_uint_eq(name_log_last_place(copied), 13);
	/* This node has missed that bob has taken another name. */
	name_log_begin(copied, 20);
	add_node("1", "1 100 n1");
	add_node("2", "1 100 n2");
	add_name("ann", "14 1 user 7 11");
	add_name("bill", "16 1 user 8 12");
	add_name("dave", "18 2 user 9 18");
	name_log_end(copied, 20);
	test_require(name_log_is_in_order(copied), "told too early");
	expect("alice bob carol alice>ann -carol -bob bill dave");
	test_require(!name_log_is_in_order(copied), "in order");
	ck_assert_uint_eq(name_log_last_place(copied), 18);
	/* Once they are in order only who comes before others is not. */
	name_log_put_in_order(copied, 18);
	take("21-0", "claimed", "erin 21 1 user 5 21");
	test_require(name_log_is_in_order(copied), "out of order again");
	take("22-0", "claimed", "late 22 1 user 6 17");
	test_require(!name_log_is_in_order(copied), "in order again");
}
END_TEST

START_TEST(a_snapshot_is_told_in_parts)
{
	follow();
	take("11-0", "claimed", "old 11 2 user 1 11");
	expect("old");
	name_log_begin(copied, 20);
	add_node("1", "1 100 n1");
	add_name("a", "12 1 user 1 12");
	add_name("b", "13 1 user 2 13");
	add_name("c", "14 1 user 3 14");
	name_log_end(copied, 20);
	expect_some("");
	/* Who has gone, then the lives, then two who have come. */
	name_log_tell_some(copied, 4);
	expect_some("-old -2 a b");
	test_require(name_log_is_telling(copied), "not telling");
	test_require(!name_log_is_right(copied), "right");
	/* Another one in the middle of it knows what was told. */
	name_log_begin(copied, 30);
	add_node("1", "1 100 n1");
	add_name("b", "13 1 user 2 13");
	add_name("c", "14 1 user 3 14");
	add_name("d", "15 1 user 4 15");
	name_log_end(copied, 30);
	name_log_tell_some(copied, 1);
	take("31-0", "released", "d 1");
	expect_some("-a c d -d");
	test_require(name_log_is_right(copied), "not right");
}
END_TEST

START_TEST(the_log_knows_better_than_a_page)
{
	name_log_begin(copied, 10);
	add_node("1", "1 100 n1");
	add_node("2", "1 100 n2");
	add_name("early", "5 1 user 1 5");
	take("11-0", "released", "early 1");
	take("12-0", "released", "late 1");
	take("13-0", "renamed", "old new 13 1 user 2 3");
	take("14-0", "gone", "2");
	/* These pages were read before that. */
	add_name("late", "6 1 user 3 6");
	add_name("old", "3 1 user 2 3");
	add_name("dead", "4 2 user 2 4");
	/* And these after it. */
	add_name("new", "13 1 user 2 3");
	add_name("future", "15 1 user 4 15");
	name_log_end(copied, 15);
	expect("");
	test_require(!name_log_is_right(copied), "right");
	take("15-0", "claimed", "future 15 1 user 4 15");
	expect("+1 new future");
	test_require(name_log_is_right(copied), "not right");
}
END_TEST

/* The copy has missed that somebody else had claimed the name before that. */
START_TEST(the_end_of_a_life_says_nothing_of_heirs)
{
	follow();
	take("11-0", "claimed", "alice 11 2 user 7 11");
	name_log_begin(copied, 20);
	add_node("1", "1 100 n1");
	add_node("2", "1 100 n2");
	take("21-0", "gone", "2");
	add_name("alice", "15 1 user 9 15");
	name_log_end(copied, 21);
	expect("alice -alice -2 alice");
}
END_TEST

START_TEST(names_of_the_dead_and_kept_names_are_not_copied)
{
	name_log_begin(copied, 10);
	add_node("2", "1 100 n2");
	add_name("dead", "5 1 user 1 5");
	add_name("kept", "6 2 kept 1 6");
	add_name("twice", "7 2 user 2 7");
	add_name("twice", "7 2 user 2 7");
	name_log_end(copied, 10);
	expect("+2 twice");
}
END_TEST

START_TEST(a_new_epoch_that_has_the_same_names_tells_nothing)
{
	follow();
	take("11-0", "claimed", "alice 11 1 user 7 11");
	take("12-0", "claimed", "bob 12 2 user 7 12");
	expect("alice bob");
	/* Its sequence may also be a lower one. */
	name_log_begin(copied, 4);
	add_node("1", "1 100 n1");
	add_name("alice", "3 1 user 7 11");
	take("5-0", "came", "2 1 100 n2");
	take("6-0", "claimed", "bob 6 2 user 7 12");
	name_log_end(copied, 6);
	expect("");
	test_require(name_log_is_right(copied), "not right");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add_fixture(
	    tests, name_log_fixture_begin, name_log_fixture_end);
	test_cases_add(tests, a_gap_makes_a_snapshot_necessary);
	test_cases_add(
	    tests, a_name_that_changed_hands_in_a_gap_is_learned_anew);
	test_cases_add(tests, who_has_their_name_again_is_not_told_of);
	test_cases_add(tests, whose_name_it_was_is_told_once);
	test_cases_add(tests, a_snapshot_is_told_by_place);
	test_cases_add(tests, a_snapshot_finds_other_capitals);
	test_cases_add(tests, who_is_told_out_of_order_is_noticed);
	test_cases_add(tests, a_snapshot_is_told_in_parts);
	test_cases_add(tests, the_log_knows_better_than_a_page);
	test_cases_add(tests, the_end_of_a_life_says_nothing_of_heirs);
	test_cases_add(tests, names_of_the_dead_and_kept_names_are_not_copied);
	test_cases_add(
	    tests, a_new_epoch_that_has_the_same_names_tells_nothing);
}
