/* SPDX-License-Identifier: MIT */
/*
 * Texts that are under way: how many there may be, and in which order their
 * outcomes are given.
 */

#include "chatd/routing/flights.h"

#include "unit/unit.h"

static struct flight flight;
static uint64_t said, answered; /* the number in the last text's stamp */

static void
begin(void)
{
	flight = (struct flight){ .first = 0 };
	said = answered = 0;
}

static void
add(unsigned int count, size_t bytes)
{
	for (unsigned int i = 0; i < count; i++) {
		const struct stamp stamp = { .number = ++said };

		flight_add(&flight, bytes, &stamp);
	}
}

/* Expect this outcome of the count oldest texts, each with its own stamp. */
static void
expect(unsigned int count, bool was_taken)
{
	struct stamp stamp;

	for (unsigned int i = 0; i < count; i++) {
		ck_assert(flight_is_known(&flight));
		ck_assert_int_eq(flight_take(&flight, &stamp), was_taken);
		ck_assert_uint_eq(stamp.number, ++answered);
	}
}

static void
expect_nothing(void)
{
	ck_assert(!flight_is_known(&flight));
}

START_TEST(outcomes_are_given_in_the_order_of_texts)
{
	add(5, 10);
	flight_note(&flight, 3, 2, false);
	expect_nothing();
	flight_note(&flight, 1, 2, true);
	expect_nothing();
	flight_note(&flight, 0, 1, true);
	expect(3, true);
	ck_assert_uint_eq(flight.count, 2);
	expect(2, false);
	ck_assert_uint_eq(flight.count, 0);
	ck_assert_uint_eq(flight.bytes, 0);
}
END_TEST

START_TEST(all_of_a_full_flight_have_an_outcome)
{
	add(FLIGHT_TEXTS_MAX, 1);
	flight_note(&flight, 0, FLIGHT_TEXTS_MAX, true);
	expect(FLIGHT_TEXTS_MAX, true);
	expect_nothing();
}
END_TEST

START_TEST(numbers_go_on_without_end)
{
	flight.first = UINT32_MAX - 1;
	add(4, 10);
	flight_note(&flight, UINT32_MAX - 1, 3, false);
	expect(3, false);
	flight_note(&flight, 1, 1, true);
	expect(1, true);
}
END_TEST

START_TEST(what_is_not_under_way_has_no_outcome)
{
	add(4, 10);
	flight_note(&flight, 0, 5, true);
	flight_note(&flight, 4, 1, true);
	flight_note(&flight, UINT32_MAX, 1, true);
	expect_nothing();
}
END_TEST

START_TEST(a_flight_of_many_texts_goes_on_at_half)
{
	add(FLIGHT_TEXTS_MAX - 1, 1);
	ck_assert(!flight_is_held(&flight));
	add(1, 1);
	ck_assert(flight_is_held(&flight));
	flight_note(&flight, 0, FLIGHT_TEXTS_MAX / 2 - 1, true);
	expect(FLIGHT_TEXTS_MAX / 2 - 1, true);
	ck_assert(!flight_goes_on(&flight));
	flight_note(&flight, FLIGHT_TEXTS_MAX / 2 - 1, 1, true);
	expect(1, true);
	ck_assert(flight_goes_on(&flight));
	ck_assert(!flight_is_held(&flight));
	ck_assert(!flight_goes_on(&flight));
}
END_TEST

START_TEST(a_flight_of_many_bytes_goes_on_at_half)
{
	add(3, FLIGHT_BYTES_MAX / 3);
	ck_assert(!flight_is_held(&flight));
	add(1, FLIGHT_BYTES_MAX);
	ck_assert(flight_is_held(&flight));
	flight_note(&flight, 0, 3, true);
	expect(3, true);
	ck_assert(!flight_goes_on(&flight));
	flight_note(&flight, 3, 1, true);
	expect(1, true);
	ck_assert(flight_goes_on(&flight));
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add_fixture(tests, begin, NULL);
	test_cases_add(tests, outcomes_are_given_in_the_order_of_texts);
	test_cases_add(tests, all_of_a_full_flight_have_an_outcome);
	test_cases_add(tests, numbers_go_on_without_end);
	test_cases_add(tests, what_is_not_under_way_has_no_outcome);
	test_cases_add(tests, a_flight_of_many_texts_goes_on_at_half);
	test_cases_add(tests, a_flight_of_many_bytes_goes_on_at_half);
}
