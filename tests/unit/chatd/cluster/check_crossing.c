/* SPDX-License-Identifier: MIT */
/* What senders are told of texts that have crossed: several at a time. */

#include "chatd/cluster/gateway/crossing.h"

#include "chatd/cluster/gateway/gateway_private.h"
#include "unit/chatd/cluster/gateway_fixture.h"
#include "unit/unit.h"

static struct gateway *gateway;

/* Have a text of the sender in this slot cross, with this outcome. */
static void
cross(uint32_t slot, uint32_t number, bool was_taken)
{
	struct crossing *crossing = crossing_begin(
	    gateway, address_make(0, slot, 1), number, 0);

	ck_assert_ptr_nonnull(crossing);
	crossing_close(gateway, crossing, was_taken);
}

/* Expect so many messages, the last one of these texts. */
static void
expect(unsigned int messages, uint32_t number, uint32_t count, bool was_taken)
{
	struct message last;

	crossing_tell_all(gateway);
	ck_assert_uint_eq(gateway_fixture_count(MESSAGE_ANSWERED), messages);
	last = gateway_fixture_last(MESSAGE_ANSWERED);
	ck_assert_uint_eq(last.size, number);
	ck_assert_uint_eq(last.work, count);
	ck_assert_int_eq(last.own, was_taken);
	ck_assert_uint_eq(gateway->crossing_count, 0);
	gateway_fixture_end();
}

START_TEST(texts_of_one_sender_are_told_of_together)
{
	gateway = gateway_fixture_begin();
	for (uint32_t i = 7; i < 17; i++)
		cross(1, i, true);
	expect(1, 7, 10, true);
}
END_TEST

START_TEST(what_was_refused_is_told_of_by_itself)
{
	gateway = gateway_fixture_begin();
	cross(1, 0, true);
	cross(1, 1, true);
	cross(1, 2, false);
	cross(1, 3, false);
	cross(1, 4, false);
	expect(2, 2, 3, false);
}
END_TEST

START_TEST(what_does_not_follow_is_told_of_by_itself)
{
	gateway = gateway_fixture_begin();
	cross(1, 0, true);
	cross(1, 2, true);
	cross(2, 3, true);
	expect(3, 3, 1, true);
}
END_TEST

START_TEST(a_line_is_told_of_by_itself)
{
	struct crossing *line;

	gateway = gateway_fixture_begin();
	cross(1, 0, true);
	line = crossing_begin(gateway, address_make(0, 1, 1), 0, 5);
	crossing_close(gateway, line, true);
	cross(1, 1, true);
	crossing_tell_all(gateway);
	ck_assert_uint_eq(gateway_fixture_last(MESSAGE_TOLD).work, 5);
	expect(2, 1, 1, true);
}
END_TEST

START_TEST(a_text_that_is_refused_comes_back)
{
	const struct record record = {
		.name = SLICE("bob"),
		.from = SLICE("alice"),
		.text = SLICE("hi"),
		.style = TEXT_NOTICE,
		.raw = SLICE("\x02hi"),
		.id = 3,
	};
	struct crossing *crossing;
	struct message returned;

	gateway = gateway_fixture_begin();
	crossing = crossing_begin(gateway, address_make(0, 1, 1), 7, 0);
	crossing_outcome_cb((uint64_t)(uintptr_t)crossing, OUTGOING_REFUSED,
	    &record, gateway_fixture_node());
	ck_assert_uint_eq(gateway->crossing_count, 0);
	ck_assert_uint_eq(gateway_fixture_count(MESSAGE_RETURNED), 1);
	returned = gateway_fixture_last(MESSAGE_RETURNED);
	ck_assert_uint_eq(returned.size, 7);
	ck_assert_int_eq(returned.style, TEXT_NOTICE);
	ck_assert_uint_eq(returned.raw.size, record.raw.size);
	ck_assert(address_equals(returned.to, address_make(0, 1, 1)));
	crossing = crossing_begin(gateway, address_make(0, 1, 1), 8, 0);
	crossing_outcome_cb((uint64_t)(uintptr_t)crossing, OUTGOING_LOST, NULL,
	    gateway_fixture_node());
	expect(1, 8, 1, false);
}
END_TEST

START_TEST(a_line_that_is_refused_is_told_of)
{
	const struct record record = { .text = SLICE("hi") };
	struct crossing *line;

	gateway = gateway_fixture_begin();
	line = crossing_begin(gateway, address_make(0, 1, 1), 0, 5);
	crossing_outcome_cb((uint64_t)(uintptr_t)line, OUTGOING_REFUSED,
	    &record, gateway_fixture_node());
	crossing_tell_all(gateway);
	ck_assert_uint_eq(gateway_fixture_last(MESSAGE_TOLD).work, 5);
	ck_assert_uint_eq(gateway_fixture_count(MESSAGE_RETURNED), 0);
	ck_assert_uint_eq(gateway->crossing_count, 0);
	gateway_fixture_end();
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, texts_of_one_sender_are_told_of_together);
	test_cases_add(tests, what_was_refused_is_told_of_by_itself);
	test_cases_add(tests, what_does_not_follow_is_told_of_by_itself);
	test_cases_add(tests, a_line_is_told_of_by_itself);
	test_cases_add(tests, a_text_that_is_refused_comes_back);
	test_cases_add(tests, a_line_that_is_refused_is_told_of);
}
