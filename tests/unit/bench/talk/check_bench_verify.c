/* SPDX-License-Identifier: MIT */
/* Sequence numbers, and the texts that carry them. */

#include "bench/talk/verify.h"

#include <stdio.h>
#include <string.h>

#include "bench/talk/numbered.h"
#include "unit/unit.h"

#define TEXT_SIZE 100

static struct verify v;
static struct numbered n;
static char text[TEXT_SIZE + 1];

static void
begin(void)
{
	verify_init(&v);
	numbered_write_text(text, TEXT_SIZE, "t00042");
	ck_assert_int_eq(numbered_init(&n, text, TEXT_SIZE), 0);
}

static void
end(void)
{
	verify_clear(&v);
	numbered_clear(&n);
}

START_TEST(counts_nothing_while_all_is_well)
{
	for (uint64_t i = 0; i < 1000; i++)
		ck_assert_int_eq(verify_take(&v, i), VERIFY_DUE);
	ck_assert_uint_eq(verify_count_lost(&v, 1000), 0);
	ck_assert_ptr_null(v.gaps);
}
END_TEST

START_TEST(counts_what_is_passed_over_and_what_never_comes)
{
	verify_take(&v, 0);
	ck_assert_int_eq(verify_take(&v, 5), VERIFY_AHEAD);
	ck_assert_int_eq(verify_take(&v, 6), VERIFY_DUE);
	ck_assert_uint_eq(verify_count_lost(&v, 7), 4);
	ck_assert_uint_eq(verify_count_lost(&v, 10), 7);
}
END_TEST

START_TEST(tells_late_from_doubled)
{
	verify_take(&v, 10);
	ck_assert_int_eq(verify_take(&v, 4), VERIFY_REORDERED);
	ck_assert_int_eq(verify_take(&v, 4), VERIFY_DOUBLED);
	ck_assert_int_eq(verify_take(&v, 10), VERIFY_DOUBLED);
	ck_assert_int_eq(verify_take(&v, 0), VERIFY_REORDERED);
	ck_assert_int_eq(verify_take(&v, 9), VERIFY_REORDERED);
	ck_assert_uint_eq(verify_count_lost(&v, 11), 7);
	for (uint64_t i = 0; i < 11; i++)
		verify_take(&v, i);
	ck_assert_uint_eq(verify_count_lost(&v, 11), 0);
	ck_assert_uint_eq(v.gap_count, 0);
}
END_TEST

START_TEST(bounds_its_memory_and_still_counts_correctly)
{
	for (uint64_t i = 0; i < 10000; i++)
		ck_assert_int_eq(verify_take(&v, 2 * i + 1), VERIFY_AHEAD);
	ck_assert_uint_eq(verify_count_lost(&v, 20000), 10000);
	ck_assert_uint_lt(v.gap_count, 1000);
}
END_TEST

START_TEST(makes_texts_of_the_requested_size)
{
	for (size_t size = NUMBERED_TEXT_MIN; size <= TEXT_SIZE; size++) {
		numbered_write_text(text, size, "t00042");
		ck_assert_uint_eq(strlen(text), size);
		ck_assert(text[size - 1] != ' ');
		ck_assert_ptr_null(strpbrk(text, "\r\n\001"));
	}
}
END_TEST

START_TEST(counts_up_like_a_number)
{
	char digits[NUMBERED_DIGITS + 1];

	for (uint64_t i = 0; i < 2000; i++) {
		(void)snprintf(
		    digits, sizeof(digits), "%012llu", (unsigned long long)i);
		ck_assert_int_eq(memcmp(n.number, digits, NUMBERED_DIGITS), 0);
		numbered_next(&n);
	}
	numbered_set(&n, 999999);
	numbered_next(&n);
	ck_assert_int_eq(memcmp(n.number, "000001000000", 12), 0);
}
END_TEST

START_TEST(matches_only_texts_that_differ_in_nothing_but_the_number)
{
	uint64_t number = 0;

	numbered_set(&n, 31415);
	ck_assert_int_eq(numbered_match(&n, text, TEXT_SIZE, &number), 1);
	ck_assert_uint_eq(number, 0);
	for (size_t size = 1; size < TEXT_SIZE; size++)
		ck_assert_int_eq(numbered_match(&n, text, size, &number), 0);
	for (size_t i = 0; i < TEXT_SIZE; i++) {
		text[i] ^= 0x40;
		ck_assert_int_eq(
		    numbered_match(&n, text, TEXT_SIZE, &number), -1);
		text[i] ^= 0x40;
	}
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add_fixture(tests, begin, end);
	test_cases_add(tests, counts_nothing_while_all_is_well);
	test_cases_add(tests, counts_what_is_passed_over_and_what_never_comes);
	test_cases_add(tests, tells_late_from_doubled);
	test_cases_add(tests, bounds_its_memory_and_still_counts_correctly);
	test_cases_add(tests, makes_texts_of_the_requested_size);
	test_cases_add(tests, counts_up_like_a_number);
	test_cases_add(
	    tests, matches_only_texts_that_differ_in_nothing_but_the_number);
}
