/* SPDX-License-Identifier: MIT */
/* From the log of the engine to a copy of all names, rule by rule. */

#include "chatd/cluster/copies/name_log.h"

#include "cluster/name_log_fixture.h"
#include "common/test_support.h"

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

/* Of both names there is one entry, which others have heard of. */
START_TEST(other_capitals_are_told_as_a_new_name)
{
	follow();
	take("11-0", "claimed", "Alice 11 1 user 7 11 Alice");
	take("12-0", "renamed", "Alice alice 12 1 user 7 11");
	expect("Alice Alice>alice");
	take("13-0", "renamed", "alice ALICE 13 1 user 7 11 ALICE");
	take("14-0", "released", "alice 1");
	expect("alice>ALICE -ALICE");
	take("15-0", "claimed", "aLICE 15 2 user 8 15 aLICE");
	expect("aLICE");
	take("16-0", "gone", "2");
	expect("-aLICE -2");
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
	test_cases_add_fixture(
	    tests, name_log_fixture_begin, name_log_fixture_end);
	test_cases_add(tests, nothing_is_taken_before_a_snapshot);
	test_cases_add(tests, each_entry_is_told_at_once);
	test_cases_add(tests, guests_have_names_of_their_own);
	test_cases_add(tests, other_capitals_are_told_as_a_new_name);
	test_cases_add(tests, what_was_kept_is_nobodys);
	test_cases_add(tests, an_entry_is_taken_once);
	test_cases_add(
	    tests, an_engine_that_contradicts_itself_is_not_followed);
	test_cases_add(tests, an_engine_cannot_have_lives_without_end);
}
