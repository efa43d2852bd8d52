/* SPDX-License-Identifier: MIT */
/*
 * The drop protocol without a daemon: what it makes of texts, in however small
 * pieces they come.
 */

#include <string.h>

#include "chatd/core/limits.h"
#include "chatd/core/protocol.h"
#include "chatd/protocols/protocols.h"
#include "fuzz/fake.h"
#include "unit/unit.h"

#define MESSAGE_MAX 16384

/* More than is kept back to wait for the rest. */
#define LONG_BYTES 5000

static const struct limits limits = { .drop_message_max = MESSAGE_MAX };
static struct connection *connection;

static void
set_up(void)
{
	connection = fake_open(drop_protocol(), &limits, false);
}

static void
tear_down(void)
{
	fake_close(connection);
}

/* Receive a string literal, which may hold NULs. */
#define receive(bytes) fake_receive(connection, bytes, sizeof(bytes) - 1)

static void
assert_slice(struct slice s, const char *want)
{
	ck_assert_msg(slice_is(s, want), "found \"%.*s\", want \"%s\"",
	    (int)s.size, s.bytes, want);
}

static void
assert_state(const char *answers, const char *filed, bool has_ended)
{
	assert_slice(fake_transcript(connection), answers);
	assert_slice(fake_filed(connection), filed);
	ck_assert_int_eq(fake_has_ended(connection), has_ended);
}

START_TEST(nothing_is_said_before_a_text_is_whole)
{
	receive("\0\0");
	assert_state("", "", false);
	receive("\0\2");
	assert_state("", "", false);
	receive("one\ntw");
	assert_state("", "", false);
	receive("o\n");
	assert_state("A", "one\ntwo\n", false);
}
END_TEST

START_TEST(the_next_text_may_follow_at_once)
{
	receive("\0\0\0\1one\n\0\0\0\1t");
	assert_state("A", "one\n", false);
	receive("wo\n\0\0");
	assert_state("AA", "one\ntwo\n", false);
	receive("\0\0");
	assert_state("AAQ", "one\ntwo\n", true);
}
END_TEST

START_TEST(nothing_is_heard_after_the_end)
{
	receive("\0\0\0\0\0\0\0\1late\n");
	assert_state("Q", "", true);
}
END_TEST

START_TEST(the_count_is_big_endian)
{
	char lines[256];

	memset(lines, '\n', sizeof(lines));
	receive("\0\0\1\0");
	fake_receive(connection, lines, sizeof(lines) - 1);
	assert_state("", "", false);
	receive("\n");
	assert_slice(fake_transcript(connection), "A");
	ck_assert_uint_eq(fake_filed(connection).size, 256);
}
END_TEST

START_TEST(a_count_with_its_highest_bit_set_is_large)
{
	receive("\200\0\0\0");
	assert_state("R", "", true);
}
END_TEST

/* MESSAGE_MAX is 0x4000. */
START_TEST(a_count_may_be_as_large_as_a_text)
{
	receive("\0\0\100\0");
	assert_state("", "", false);
	receive("x");
	assert_state("R", "", true);
}
END_TEST

START_TEST(a_count_must_not_be_larger_than_a_text)
{
	receive("\0\0\100\1");
	assert_state("R", "", true);
}
END_TEST

START_TEST(a_long_text_goes_to_the_disk_in_pieces)
{
	char piece[LONG_BYTES];
	struct slice filed;

	memset(piece, 'x', sizeof(piece));
	receive("\0\0\0\1");
	fake_receive(connection, piece, sizeof(piece));
	fake_receive(connection, piece, 10);
	assert_state("", "", false);
	receive("\n");
	filed = fake_filed(connection);
	assert_slice(fake_transcript(connection), "A");
	ck_assert_uint_eq(filed.size, LONG_BYTES + 11);
	ck_assert_int_eq(memcmp(filed.bytes, piece, LONG_BYTES), 0);
	ck_assert_int_eq(filed.bytes[LONG_BYTES + 10], '\n');
}
END_TEST

START_TEST(a_failing_disk_is_a_refusal)
{
	char piece[FAKE_TEXT_MAX];

	memset(piece, 'x', sizeof(piece));
	receive("\0\0\0\1");
	fake_receive(connection, piece, sizeof(piece));
	assert_state("", "", false);
	receive("\n\0\0\0\1unheard\n");
	assert_state("R", "", true);
}
END_TEST

START_TEST(a_text_may_be_typed_by_hand)
{
	ck_assert(!drop_protocol()->logs_in);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add_fixture(tests, set_up, tear_down);
	test_cases_add(tests, nothing_is_said_before_a_text_is_whole);
	test_cases_add(tests, the_next_text_may_follow_at_once);
	test_cases_add(tests, nothing_is_heard_after_the_end);
	test_cases_add(tests, the_count_is_big_endian);
	test_cases_add(tests, a_count_with_its_highest_bit_set_is_large);
	test_cases_add(tests, a_count_may_be_as_large_as_a_text);
	test_cases_add(tests, a_count_must_not_be_larger_than_a_text);
	test_cases_add(tests, a_long_text_goes_to_the_disk_in_pieces);
	test_cases_add(tests, a_failing_disk_is_a_refusal);
	test_cases_add(tests, a_text_may_be_typed_by_hand);
}
