/* SPDX-License-Identifier: MIT */
/* From the log of the engine to a copy of all names, rule by rule. */

#include "chatd/cluster/name_log.h"

#include <stdlib.h>

#include "cluster/name_witness.h"
#include "common/test_support.h"

static struct name_log *copied;
static struct name_witness witness;

static void
begin(void)
{
	copied = name_log_new(name_witness_events(), &witness, 42);
	ck_assert_ptr_nonnull(copied);
}

static void
end(void)
{
	name_log_free(copied);
	name_witness_clear(&witness);
}

static bool
take(const char *id, const char *field, const char *value)
{
	struct name_entry entry;

	test_require(name_entry_read(slice_of(id), slice_of(field),
			 slice_of(value), &entry) == 0,
	    "%s %s %s", id, field, value);
	return name_log_take(copied, &entry);
}

static void
add_node(const char *life, const char *value)
{
	struct node_record node;

	test_require(
	    node_record_read(slice_of(life), slice_of(value), &node) == 0, "%s",
	    value);
	test_require(name_log_add_node(copied, &node), "%s", value);
}

static void
add_name(const char *name, const char *value)
{
	struct name_owner owner;

	test_require(
	    name_owner_read(slice_of(name), slice_of(value), &owner) == 0, "%s",
	    value);
	test_require(
	    name_log_add_name(copied, slice_of(name), &owner), "%s", name);
}

static void
expect(const char *news)
{
	char *told = name_witness_take_news(&witness);

	test_require_equal(told, news);
	free(told);
}

/* Follow the log from 10, with two lives and without names. */
static void
follow(void)
{
	name_log_begin(copied, 10);
	add_node("1", "1 100 n1");
	add_node("2", "1 100 n2");
	test_require(name_log_end(copied, 10), "behind");
	expect("+1 +2");
}

START_TEST(nothing_is_taken_before_a_snapshot)
{
	test_require(name_log_is_behind(copied), "not behind");
	test_require(!take("1-0", "claimed", "a 1 1 user 7 1"), "taken");
	name_log_begin(copied, 10);
	test_require(!name_log_is_behind(copied), "behind");
	test_require(!name_log_is_right(copied), "right");
}
END_TEST

START_TEST(each_entry_is_told_at_once)
{
	follow();
	test_require(name_log_is_right(copied), "not right");
	take("11-0", "claimed", "alice 11 1 user 7 11");
	expect("alice");
	take("12-0", "claimed", "guest 12 2 guest 7 12");
	expect("guest");
	take("13-0", "renamed", "guest bob 13 2 user 7 12");
	expect("guest>bob");
	take("14-0", "released", "alice 1");
	expect("-alice");
	take("15-0", "came", "3 1 100 n3");
	expect("+3");
	take("16-0", "claimed", "carol 16 2 user 8 16");
	take("17-0", "claimed", "dave 17 3 user 8 17");
	take("18-0", "retired", "carol 2");
	expect("carol dave -carol");
	take("19-0", "gone", "2");
	expect("-bob -2");
	take("20-0", "invented", "whatever");
	expect("");
	ck_assert_uint_eq(name_log_sequence(copied), 20);
}
END_TEST

/* They are called after addresses, as no user can be. */
START_TEST(guests_have_names_of_their_own)
{
	static const char *const names[] = { "127.0.0.1:40000",
		"[fe80::1%eth0]:40000", "unix:17/0/1" };

	follow();
	for (unsigned int i = 0; i < 3; i++) {
		unsigned int sequence = 11 + i;

		take(test_format("%u-0", sequence), "claimed",
		    test_format(
			"%s %u 1 guest 7 %u", names[i], sequence, sequence));
		expect(names[i]);
	}
	take("14-0", "renamed", "127.0.0.1:40000 bob 14 1 user 7 11");
	expect("127.0.0.1:40000>bob");
}
END_TEST

START_TEST(what_was_kept_is_nobodys)
{
	follow();
	take("11-0", "claimed", "alice 11 1 kept 7 11");
	take("12-0", "released", "alice 1");
	expect("");
}
END_TEST

START_TEST(an_entry_is_taken_once)
{
	follow();
	test_require(take("11-0", "claimed", "alice 11 1 user 7 11"), "gap");
	test_require(take("11-0", "claimed", "alice 11 1 user 7 11"), "gap");
	test_require(take("10-0", "released", "alice 1"), "gap");
	expect("alice");
}
END_TEST

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
	test_require(name_log_is_right(copied), "not right");
	expect("+1 new future");
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
	test_require(name_log_is_right(copied), "not right");
	expect("");
}
END_TEST

START_TEST(an_engine_that_contradicts_itself_is_not_followed)
{
	follow();
	test_require(!take("11-0", "claimed", "a 11 9 user 7 11"), "taken");
	test_require(name_log_is_behind(copied), "not behind");
	name_log_begin(copied, 20);
	add_node("1", "1 100 n1");
	add_node("2", "1 100 n2");
	test_require(name_log_end(copied, 20), "behind");
	expect("");
}
END_TEST

START_TEST(an_engine_cannot_have_lives_without_end)
{
	bool is_taken = true;
	int count = 0;

	name_log_begin(copied, 10);
	while (is_taken && count < 100000) {
		struct node_record node = { (uint64_t)++count, slice_of("n"),
			1 };

		is_taken = name_log_add_node(copied, &node);
	}
	ck_assert_int_eq(count, 1025);
	test_require(name_log_is_behind(copied), "not behind");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add_fixture(tests, begin, end);
	test_cases_add(tests, nothing_is_taken_before_a_snapshot);
	test_cases_add(tests, each_entry_is_told_at_once);
	test_cases_add(tests, guests_have_names_of_their_own);
	test_cases_add(tests, what_was_kept_is_nobodys);
	test_cases_add(tests, an_entry_is_taken_once);
	test_cases_add(tests, a_gap_makes_a_snapshot_necessary);
	test_cases_add(
	    tests, a_name_that_changed_hands_in_a_gap_is_learned_anew);
	test_cases_add(tests, who_has_their_name_again_is_not_told_of);
	test_cases_add(tests, whose_name_it_was_is_told_once);
	test_cases_add(tests, a_snapshot_is_told_by_place);
	test_cases_add(tests, the_log_knows_better_than_a_page);
	test_cases_add(tests, the_end_of_a_life_says_nothing_of_heirs);
	test_cases_add(tests, names_of_the_dead_and_kept_names_are_not_copied);
	test_cases_add(
	    tests, a_new_epoch_that_has_the_same_names_tells_nothing);
	test_cases_add(
	    tests, an_engine_that_contradicts_itself_is_not_followed);
	test_cases_add(tests, an_engine_cannot_have_lives_without_end);
}
