/* SPDX-License-Identifier: MIT */
/* Records come out as they went in, and nothing else comes out. */

#include "chatd/cluster/links/record.h"

#include <stdlib.h>
#include <string.h>

#include "common/name.h"
#include "unit/unit.h"

#define RECORDS 3000

/* Long enough for a size that needs one byte, and one that needs five. */
#define TEXT_BYTES 1000

static char bytes[TEXT_BYTES * 4];

static uint64_t random_state = 20261128;

/* Return a number from 0 to below - 1. */
static uint32_t
random_below(uint32_t below)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return (uint32_t)((random_state >> 32) * below >> 32);
}

static uint64_t
random_number(void)
{
	if (random_below(2) == 0)
		return 0;
	return ((uint64_t)random_below(UINT32_MAX) << 32 |
		   random_below(UINT32_MAX)) >>
	       random_below(64);
}

static struct slice
random_text(size_t max)
{
	static char text[TEXT_BYTES];

	for (size_t i = 0; i < sizeof(text) && text[i] == '\0'; i++)
		text[i] = (char)(1 + random_below(255));
	if (random_below(2) == 0)
		return (struct slice){ NULL, 0 };
	return (struct slice){ text, random_below((uint32_t)max + 1) };
}

static struct record
random_record(void)
{
	return (struct record){
		.kind = (enum record_kind)(1 + random_below(RECORD_RELEASE)),
		.own = random_below(2) == 0,
		.to = { random_number() },
		.by = { random_number() },
		.work = (uint32_t)random_number(),
		.size = (uint32_t)random_number(),
		.time_ms = random_number(),
		.id = random_number(),
		.origin = random_number(),
		.room = random_text(NAME_MAX_BYTES),
		.from = random_text(NAME_MAX_BYTES),
		.text = random_text(TEXT_BYTES),
		.raw = random_text(TEXT_BYTES),
		.style = (uint8_t)random_number(),
		.name = random_text(NAME_MAX_BYTES),
		.account = random_text(NAME_MAX_BYTES),
	};
}

static void
assert_same(const struct record *one, const struct record *other)
{
	ck_assert_int_eq(one->kind, other->kind);
	ck_assert_int_eq(one->own, other->own);
	ck_assert(address_equals(one->to, other->to));
	ck_assert(address_equals(one->by, other->by));
	ck_assert_uint_eq(one->work, other->work);
	ck_assert_uint_eq(one->size, other->size);
	ck_assert_uint_eq(one->time_ms, other->time_ms);
	ck_assert_uint_eq(one->id, other->id);
	ck_assert_uint_eq(one->origin, other->origin);
	ck_assert(slice_equals(one->room, other->room));
	ck_assert(slice_equals(one->from, other->from));
	ck_assert(slice_equals(one->text, other->text));
	ck_assert(slice_equals(one->raw, other->raw));
	ck_assert_int_eq(one->style, other->style);
	ck_assert(slice_equals(one->name, other->name));
	ck_assert(slice_equals(one->account, other->account));
}

/* Write record to bytes, and return them. */
static struct slice
write(const struct record *record)
{
	char *end = record_write(bytes, record);

	ck_assert_uint_le((size_t)(end - bytes), record_room(record));
	return (struct slice){ bytes, (size_t)(end - bytes) };
}

START_TEST(come_out_as_they_went_in)
{
	for (unsigned int i = 0; i < RECORDS; i++) {
		struct record record = random_record(), got;
		struct slice rest = write(&record);

		ck_assert_int_eq(record_take(&rest, &got), RECORD_READ);
		ck_assert_uint_eq(rest.size, 0);
		assert_same(&record, &got);
	}
}
END_TEST

START_TEST(half_of_one_is_none)
{
	struct record record = random_record(), got;
	struct slice whole;

	record.text = (struct slice)SLICE("hello");
	record.id = 7;
	whole = write(&record);
	for (size_t size = 1; size < whole.size; size++) {
		char *part = malloc(size);
		struct slice rest = { part, size };

		ck_assert_ptr_nonnull(part);
		memcpy(part, whole.bytes, size);
		ck_assert_int_eq(record_take(&rest, &got), RECORD_FAULTY);
		free(part);
	}
}
END_TEST

START_TEST(what_is_not_there_takes_no_room)
{
	const struct record record = { .kind = RECORD_LEFT };

	ck_assert_ptr_eq(record_write(bytes, &record), bytes + 5);
}
END_TEST

START_TEST(an_unknown_field_is_skipped_and_so_is_more_of_a_known_one)
{
	struct slice rest = SLICE(
	    "\x01\0\0\0\x1d"
	    "\xc8\x03xyz"
	    "\x02\x11\0\0\0\0\0\0\0\x05\0\0\0\0\0\0\x01\x02z"
	    "\x07\x03hey");
	struct record got;

	ck_assert_int_eq(record_take(&rest, &got), RECORD_READ);
	ck_assert_int_eq(got.kind, RECORD_DELIVERED);
	ck_assert_uint_eq(got.time_ms, 5);
	ck_assert_uint_eq(got.id, 0x102);
	ck_assert(slice_is(got.text, "hey"));
	ck_assert_uint_eq(rest.size, 0);
}
END_TEST

START_TEST(an_unknown_kind_is_skipped_whatever_is_in_it)
{
	struct slice rest = SLICE("\xc8\0\0\0\x03\xff\xff\xff\x04\0\0\0\0");
	struct record got;

	ck_assert_int_eq(record_take(&rest, &got), RECORD_UNKNOWN);
	ck_assert_int_eq(record_take(&rest, &got), RECORD_READ);
	ck_assert_int_eq(got.kind, RECORD_LEFT);
	ck_assert_uint_eq(rest.size, 0);
}
END_TEST

START_TEST(what_is_out_of_bounds_is_faulty)
{
	static const struct slice faulty[] = {
		/* addresses of fifteen bytes, and of none */
		SLICE("\x01\0\0\0\x11\x01\x0f"
		      "123456789012345"),
		SLICE("\x01\0\0\0\x02\x01\x00"),
		/* work, or size, that takes five bytes, and a flag that is 2 */
		SLICE("\x01\0\0\0\x12\x03\x10"
		      "\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\0"),
		SLICE("\x01\0\0\0\x12\x03\x10"
		      "\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0\0"),
		SLICE("\x01\0\0\0\x03\x04\x01\x02"),
		SLICE("\x01\0\0\0\x02\x04\x00"),
		/* a style of no byte */
		SLICE("\x01\0\0\0\x02\x0a\x00"),
		/* a field that is longer than its record, and half of one */
		SLICE("\x01\0\0\0\x03\x07\x02x"),
		SLICE("\x01\0\0\0\x01\x07"),
		/* a size of five bytes where one would do */
		SLICE("\x01\0\0\0\x06\x07\xff\0\0\0\0"),
	};
	struct record got;

	for (size_t i = 0; i < sizeof(faulty) / sizeof(faulty[0]); i++) {
		struct slice rest = faulty[i];

		ck_assert_int_eq(record_take(&rest, &got), RECORD_FAULTY);
	}
}
END_TEST

START_TEST(a_name_is_no_longer_than_names_are)
{
	char name[NAME_MAX_BYTES + 1];
	struct slice *names[4];
	struct record record = { .kind = RECORD_SAID }, got;

	names[0] = &record.room;
	names[1] = &record.from;
	names[2] = &record.name;
	names[3] = &record.account;
	memset(name, 'x', sizeof(name));
	for (size_t i = 0; i < 4; i++) {
		struct slice rest;

		*names[i] = (struct slice){ name, NAME_MAX_BYTES };
		rest = write(&record);
		ck_assert_int_eq(record_take(&rest, &got), RECORD_READ);
		names[i]->size++;
		rest = write(&record);
		ck_assert_int_eq(record_take(&rest, &got), RECORD_FAULTY);
		names[i]->size = 0;
	}
}
END_TEST

START_TEST(messages_cross_but_those_of_one_node)
{
	struct record record;
	struct message got;

	for (int kind = MESSAGE_DELIVERED; kind <= MESSAGE_RELEASE; kind++) {
		const struct message message = {
			.kind = (enum message_kind)kind,
			.own = true,
			.to = { 1 },
			.by = { 2 },
			.work = 3,
			.size = 4,
			.room = SLICE("tea"),
			.from = SLICE("alice"),
			.text = SLICE("hello"),
		};

		if (kind == MESSAGE_LISTS_DUE) {
			ck_assert(!record_from_message(&record, &message));
			continue;
		}
		ck_assert(record_from_message(&record, &message));
		ck_assert(record_to_message(&record, &got));
		ck_assert_int_eq(got.kind, kind);
		ck_assert(got.own && got.to.value == 1 && got.by.value == 2);
		ck_assert(got.work == 3 && got.size == 4);
		ck_assert(slice_is(got.room, "tea"));
		ck_assert(slice_is(got.from, "alice"));
		ck_assert(slice_is(got.text, "hello"));
	}
	record.kind = (enum record_kind)0;
	ck_assert(!record_to_message(&record, &got));
}
END_TEST

START_TEST(what_is_said_keeps_its_style)
{
	for (uint8_t style = 0; style < TEXT_STYLES; style++) {
		const struct message message = {
			.style = style,
			.text = SLICE("hello"),
			.raw = SLICE("\x02hello"),
		};
		struct record record = { .kind = RECORD_SAID };
		struct message got = { .kind = MESSAGE_SAID };

		record_set_text(&record, &message);
		record_give_text(&record, &got);
		ck_assert_int_eq(got.style, style);
		ck_assert(slice_is(got.text, "hello"));
		ck_assert(slice_is(got.raw, "\x02hello"));
	}
}
END_TEST

START_TEST(a_style_of_a_later_version_is_plain)
{
	const struct record record = {
		.style = TEXT_STYLES,
		.text = SLICE("hello"),
		.raw = SLICE("\x02hello"),
	};
	struct message got = { .kind = MESSAGE_SAID };

	record_give_text(&record, &got);
	ck_assert_int_eq(got.style, TEXT_PLAIN);
	ck_assert(slice_is(got.text, "hello"));
	ck_assert_uint_eq(got.raw.size, 0);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, come_out_as_they_went_in);
	test_cases_add(tests, half_of_one_is_none);
	test_cases_add(tests, what_is_not_there_takes_no_room);
	test_cases_add(
	    tests, an_unknown_field_is_skipped_and_so_is_more_of_a_known_one);
	test_cases_add(tests, an_unknown_kind_is_skipped_whatever_is_in_it);
	test_cases_add(tests, what_is_out_of_bounds_is_faulty);
	test_cases_add(tests, a_name_is_no_longer_than_names_are);
	test_cases_add(tests, what_is_said_keeps_its_style);
	test_cases_add(tests, a_style_of_a_later_version_is_plain);
	test_cases_add(tests, messages_cross_but_those_of_one_node);
}
