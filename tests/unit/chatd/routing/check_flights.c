/* SPDX-License-Identifier: MIT */
/*
 * Texts that are under way: how many there may be, in which order their
 * outcomes are given, and what becomes of those that come back.
 */

#include "chatd/routing/flights.h"

#include <stdlib.h>
#include <string.h>

#include "unit/unit.h"

static struct flights flights;
static struct flight flight;
static uint64_t said, answered; /* the number in the last text's stamp */

static void
begin(void)
{
	flight = (struct flight){ .first = 0 };
	said = answered = 0;
	flights_init(&flights);
}

static void
end(void)
{
	flights_refuse_kept(&flights, &flight);
	free(flight.returns);
	ck_assert_uint_eq(flights.kept_bytes, 0);
	flights_clear(&flights);
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

/* ---- what comes back ----------------------------------------------------- */

/* Let this text come back, of size equal bytes. */
static void
come_back(uint32_t number, size_t size)
{
	char *text = malloc(size);

	ck_assert_ptr_nonnull(text);
	memset(text, 'a' + (int)number % 26, size);
	flights_keep(&flights, &flight, number,
	    &(struct chat_text){ .plain = { text, size } });
	free(text);
}

/* Expect that this text is the next one to go on; it is under way again. */
static void
expect_kept(uint32_t number, size_t size)
{
	struct returned_text text;

	ck_assert(flights_take_kept(&flights, &flight, &text));
	ck_assert_uint_eq(text.number, number);
	ck_assert_uint_eq(text.stamp.number, number + 1);
	ck_assert_uint_eq(text.text.plain.size, size);
	ck_assert_int_eq(text.bytes[0], 'a' + (int)number % 26);
	ck_assert_int_eq(text.bytes[size - 1], text.bytes[0]);
	free(text.bytes);
}

static void
expect_nothing_kept(void)
{
	struct returned_text text;

	ck_assert(!flight_has_landed(&flight));
	ck_assert(!flights_take_kept(&flights, &flight, &text));
}

START_TEST(what_comes_back_has_all_its_forms)
{
	const struct chat_text notice = { TEXT_NOTICE, 0, SLICE("hi"),
		SLICE("\x02hi") };
	struct returned_text text;

	add(2, chat_text_size(&notice));
	come_back(0, chat_text_size(&notice));
	flights_keep(&flights, &flight, 1, &notice);
	ck_assert_uint_eq(flights.kept_bytes, 2 * chat_text_size(&notice));
	expect_kept(0, chat_text_size(&notice));
	ck_assert(flights_take_kept(&flights, &flight, &text));
	ck_assert_int_eq(text.text.style, TEXT_NOTICE);
	ck_assert(slice_is(text.text.plain, "hi"));
	ck_assert(slice_is(text.text.raw, "\x02hi"));
	ck_assert_uint_eq(flights.kept_bytes, 0);
	free(text.bytes);
}
END_TEST

START_TEST(what_comes_back_goes_on_in_the_order_of_texts)
{
	add(5, 10);
	flight_note(&flight, 0, 2, true);
	come_back(4, 10);
	ck_assert(!flight_has_landed(&flight));
	come_back(2, 10);
	ck_assert(!flight_has_landed(&flight));
	come_back(3, 10);
	ck_assert(flight_has_landed(&flight));
	expect(2, true);
	ck_assert(flight_has_landed(&flight));
	for (uint32_t i = 2; i < 5; i++)
		expect_kept(i, 10);
	expect_nothing_kept();
	flight_note(&flight, 2, 3, true);
	expect(3, true);
}
END_TEST

START_TEST(a_full_flight_can_come_back)
{
	add(FLIGHT_TEXTS_MAX, 1);
	for (uint32_t i = 0; i < FLIGHT_TEXTS_MAX; i++)
		come_back(i, 1);
	ck_assert(flight_has_landed(&flight));
	flights_refuse_overtaken(&flights, &flight);
	for (uint32_t i = 0; i < FLIGHT_TEXTS_MAX; i++)
		expect_kept(i, 1);
	expect_nothing_kept();
}
END_TEST

START_TEST(nothing_follows_what_came_back)
{
	add(2, 10);
	come_back(0, 10);
	ck_assert(flight_is_held(&flight));
	ck_assert(!flight_goes_on(&flight));
	flight_note(&flight, 1, 1, false);
	flights_refuse_kept(&flights, &flight);
	expect(1, false);
	ck_assert(flight_goes_on(&flight));
	expect(1, false);
}
END_TEST

START_TEST(what_was_overtaken_does_not_go_on)
{
	add(4, 10);
	come_back(0, 10);
	come_back(1, 10);
	flight_note(&flight, 2, 1, true);
	come_back(3, 10);
	ck_assert(flight_has_landed(&flight));
	flights_refuse_overtaken(&flights, &flight);
	expect_kept(3, 10);
	expect_nothing_kept();
	expect(2, false);
	expect(1, true);
}
END_TEST

START_TEST(texts_go_elsewhere_so_often_and_no_more)
{
	add(2, 10);
	for (unsigned int i = 0; i < FLIGHT_MOVES_MAX; i++) {
		come_back(0, 10);
		expect_kept(0, 10);
		flight.moves++;
	}
	come_back(0, 10);
	expect_nothing_kept();
	expect(1, false);
	flight_note(&flight, 1, 1, true);
	expect(1, true);
	ck_assert_uint_eq(flight.moves, 0);
}
END_TEST

START_TEST(what_is_known_does_not_come_back)
{
	add(3, 10);
	flight_note(&flight, 1, 1, true);
	come_back(1, 10);
	come_back(3, 10);
	come_back(UINT32_MAX, 10);
	expect_nothing_kept();
	come_back(2, 10);
	come_back(2, 10);
	expect_kept(2, 10);
	expect_nothing_kept();
}
END_TEST

START_TEST(what_is_kept_has_a_ceiling)
{
	add(3, FLIGHTS_KEPT_BYTES_MAX / 2);
	for (uint32_t i = 0; i < 3; i++)
		come_back(i, FLIGHTS_KEPT_BYTES_MAX / 2);
	ck_assert_uint_eq(flights.kept_bytes, FLIGHTS_KEPT_BYTES_MAX);
	expect_kept(0, FLIGHTS_KEPT_BYTES_MAX / 2);
	ck_assert_uint_eq(flights.kept_bytes, FLIGHTS_KEPT_BYTES_MAX / 2);
	expect_kept(1, FLIGHTS_KEPT_BYTES_MAX / 2);
	expect_nothing_kept();
	flight_note(&flight, 0, 2, true);
	expect(2, true);
	expect(1, false);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add_fixture(tests, begin, end);
	test_cases_add(tests, outcomes_are_given_in_the_order_of_texts);
	test_cases_add(tests, all_of_a_full_flight_have_an_outcome);
	test_cases_add(tests, numbers_go_on_without_end);
	test_cases_add(tests, what_is_not_under_way_has_no_outcome);
	test_cases_add(tests, a_flight_of_many_texts_goes_on_at_half);
	test_cases_add(tests, a_flight_of_many_bytes_goes_on_at_half);
	test_cases_add(tests, what_comes_back_has_all_its_forms);
	test_cases_add(tests, what_comes_back_goes_on_in_the_order_of_texts);
	test_cases_add(tests, a_full_flight_can_come_back);
	test_cases_add(tests, nothing_follows_what_came_back);
	test_cases_add(tests, what_was_overtaken_does_not_go_on);
	test_cases_add(tests, texts_go_elsewhere_so_often_and_no_more);
	test_cases_add(tests, what_is_known_does_not_come_back);
	test_cases_add(tests, what_is_kept_has_a_ceiling);
}
