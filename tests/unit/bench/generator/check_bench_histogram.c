/* SPDX-License-Identifier: MIT */
/* The histogram of chatd-bench: above all, the bound of its error. */

#include "bench/generator/histogram.h"

#include <stdlib.h>

#include "unit/unit.h"

static struct histogram *h;

static void
begin(void)
{
	h = histogram_new();
	ck_assert_ptr_nonnull(h);
}

static void
end(void)
{
	histogram_free(h);
}

/* Fail if found is further from value than the contract allows. */
static void
assert_near(uint64_t found, uint64_t value)
{
	uint64_t distance = found > value ? found - value : value - found;

	ck_assert_msg(distance <= value / 256, "found %llu for %llu",
	    (unsigned long long)found, (unsigned long long)value);
}

START_TEST(is_empty_at_first)
{
	ck_assert_uint_eq(histogram_count(h), 0);
	ck_assert_uint_eq(histogram_min(h), 0);
	ck_assert_uint_eq(histogram_max(h), 0);
	ck_assert_uint_eq(histogram_percentile(h, 50), 0);
	ck_assert(histogram_mean(h) == 0);
}
END_TEST

START_TEST(is_exact_for_small_values)
{
	for (uint64_t value = 0; value < 256; value++)
		histogram_record(h, value, 1);
	for (uint64_t value = 0; value < 256; value++)
		ck_assert_uint_eq(
		    histogram_percentile(h, (double)(value + 1) / 2.56), value);
}
END_TEST

START_TEST(keeps_the_error_within_its_bound)
{
	for (uint64_t value = 1; value < HISTOGRAM_MAX / 3;
	     value += value / 7 + 1) {
		struct histogram *one = histogram_new();

		/* Near ends would make the middle exact by clamping. */
		histogram_record(one, 0, 1);
		histogram_record(one, value, 2);
		histogram_record(one, HISTOGRAM_MAX, 1);
		assert_near(histogram_percentile(one, 50), value);
		histogram_free(one);
	}
}
END_TEST

START_TEST(finds_percentiles_of_a_known_distribution)
{
	for (uint64_t value = 1; value <= 100000; value++)
		histogram_record(h, value, 1);
	assert_near(histogram_percentile(h, 50), 50000);
	assert_near(histogram_percentile(h, 90), 90000);
	assert_near(histogram_percentile(h, 99), 99000);
	assert_near(histogram_percentile(h, 99.9), 99900);
	ck_assert_uint_eq(histogram_percentile(h, 0), 1);
	ck_assert_uint_eq(histogram_percentile(h, 100), 100000);
	ck_assert(histogram_mean(h) == 50000.5);
}
END_TEST

START_TEST(counts_a_value_as_often_as_told)
{
	histogram_record(h, 10, 99);
	histogram_record(h, 20, 1);
	histogram_record(h, 30, 0);
	ck_assert_uint_eq(histogram_count(h), 100);
	ck_assert_uint_eq(histogram_percentile(h, 99), 10);
	ck_assert_uint_eq(histogram_percentile(h, 99.5), 20);
	ck_assert_uint_eq(histogram_max(h), 20);
}
END_TEST

START_TEST(takes_values_that_are_too_large_as_the_largest)
{
	histogram_record(h, UINT64_MAX, 1);
	ck_assert_uint_eq(histogram_max(h), HISTOGRAM_MAX);
	ck_assert_uint_eq(histogram_percentile(h, 50), HISTOGRAM_MAX);
}
END_TEST

START_TEST(merges)
{
	struct histogram *other = histogram_new();

	histogram_record(h, 1000, 1);
	histogram_merge(h, other);
	ck_assert_uint_eq(histogram_count(h), 1);
	histogram_record(other, 5, 1);
	histogram_record(other, 2000000, 2);
	histogram_merge(h, other);
	ck_assert_uint_eq(histogram_count(h), 4);
	ck_assert_uint_eq(histogram_min(h), 5);
	ck_assert_uint_eq(histogram_max(h), 2000000);
	assert_near(histogram_percentile(h, 50), 1000);
	histogram_free(other);
}
END_TEST

/* Compare a step with the last one, argument: both figures must rise. */
static void
check_step(uint64_t value, uint64_t below_or_at, void *argument)
{
	uint64_t *last = argument;

	ck_assert_uint_gt(value, last[0]);
	ck_assert_uint_gt(below_or_at, last[1]);
	last[0] = value;
	last[1] = below_or_at;
}

START_TEST(walks_from_small_to_large)
{
	uint64_t last[2] = { 0, 0 };

	histogram_record(h, 700, 3);
	histogram_record(h, 7, 2);
	histogram_record(h, 70000, 1);
	histogram_walk(h, check_step, last);
	assert_near(last[0], 70000);
	ck_assert_uint_eq(last[1], 6);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add_fixture(tests, begin, end);
	test_cases_add(tests, is_empty_at_first);
	test_cases_add(tests, is_exact_for_small_values);
	test_cases_add(tests, keeps_the_error_within_its_bound);
	test_cases_add(tests, finds_percentiles_of_a_known_distribution);
	test_cases_add(tests, counts_a_value_as_often_as_told);
	test_cases_add(tests, takes_values_that_are_too_large_as_the_largest);
	test_cases_add(tests, merges);
	test_cases_add(tests, walks_from_small_to_large);
}
