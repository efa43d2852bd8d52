/* SPDX-License-Identifier: MIT */
/* Messages that travel in batches. */

#include "chatd/core/message.h"

#include <stdio.h>
#include <stdlib.h>

#include "unit/unit.h"

START_TEST(come_out_as_they_went_in)
{
	struct batch *batch = NULL, *full;
	struct message got;
	size_t offset = 0;
	char text[32];

	for (unsigned int i = 0; i < 50; i++) {
		const struct stamp stamp = { i + 1, i * UINT64_C(0x100000001),
			i + 2 };
		struct message message = {
			.kind = i % 2 ? MESSAGE_SAID : MESSAGE_DELIVERED,
			.own = i % 3 == 0,
			.to = address_make(i, i * 2, i + 1),
			.room = slice_of(i % 2 ? "lobby" : ""),
			.from = slice_of("alice"),
			.stamp = i % 5 == 0 ? NULL : &stamp,
			.style = (uint8_t)(i % TEXT_STYLES),
			.raw = slice_of(i % 7 ? "\x02raw" : ""),
		};

		snprintf(text, sizeof(text), "text %u", i);
		message.text = slice_of(text);
		ck_assert_int_eq(batch_append(&batch, &message, &full), 0);
		ck_assert_ptr_null(full);
	}
	for (unsigned int i = 0; i < 50; i++) {
		ck_assert(batch_next(batch, &offset, &got));
		ck_assert_int_eq(
		    got.kind, i % 2 ? MESSAGE_SAID : MESSAGE_DELIVERED);
		ck_assert_int_eq(got.own, i % 3 == 0);
		ck_assert(
		    address_equals(got.to, address_make(i, i * 2, i + 1)));
		ck_assert(slice_is(got.room, i % 2 ? "lobby" : ""));
		ck_assert(slice_is(got.from, "alice"));
		snprintf(text, sizeof(text), "text %u", i);
		ck_assert(slice_is(got.text, text));
		ck_assert_int_eq(got.style, i % TEXT_STYLES);
		ck_assert(slice_is(got.raw, i % 7 ? "\x02raw" : ""));
		ck_assert_int_eq(got.stamp == NULL, i % 5 == 0);
		if (got.stamp == NULL)
			continue;
		ck_assert_uint_eq(got.stamp->time_ms, i + 1);
		ck_assert_uint_eq(got.stamp->origin, i * UINT64_C(0x100000001));
		ck_assert_uint_eq(got.stamp->number, i + 2);
	}
	ck_assert(!batch_next(batch, &offset, &got));
	batch_free(batch);
}
END_TEST

START_TEST(a_full_batch_is_handed_back)
{
	const struct message message = { .text = slice_of("x") };
	struct batch *batch = NULL, *full = NULL;

	while (full == NULL)
		ck_assert_int_eq(batch_append(&batch, &message, &full), 0);
	ck_assert_ptr_ne(full, batch);
	ck_assert_uint_le(full->used, full->capacity);
	ck_assert_uint_gt(batch->used, 0);
	batch_free(full);
	batch_free(batch);
}
END_TEST

START_TEST(a_text_that_is_larger_than_a_batch_fits)
{
	size_t size = BATCH_BYTES * 3;
	char *text = calloc(1, size);
	struct message message = { .text = { text, size } }, got;
	struct batch *batch = NULL, *full;
	size_t offset = 0;

	ck_assert_ptr_nonnull(text);
	ck_assert_int_eq(batch_append(&batch, &message, &full), 0);
	ck_assert(batch_next(batch, &offset, &got));
	ck_assert_uint_eq(got.text.size, size);
	batch_free(batch);
	free(text);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, come_out_as_they_went_in);
	test_cases_add(tests, a_full_batch_is_handed_back);
	test_cases_add(tests, a_text_that_is_larger_than_a_batch_fits);
}
