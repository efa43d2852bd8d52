/* SPDX-License-Identifier: MIT */
/* Numbers on the wire, the most significant byte first. */

#include "common/big_endian.h"

#include <string.h>

#include "unit/unit.h"

struct number {
	const char *bytes;
	size_t size;
	uint64_t value;
};

static const struct number numbers[] = {
	{ "", 0, 0 },
	{ "\x2a", 1, 42 },
	{ "\x01\x02", 2, 0x0102 },
	{ "\xff\xfe", 2, 0xfffe },
	{ "\x80\x00\x00\x00", 4, 0x80000000 },
	{ "\xff\xff\xff\xff", 4, 0xffffffff },
	{ "\x01\x02\x03\x84", 4, 0x01020384 },
	{ "\xff\x00\x00\x00\x00\x00\x00\x01", 8, 0xff00000000000001 },
	{ "\x01\x82\x03\x04\x85\x06\x07\x08", 8, 0x0182030485060708 },
};

#define NUMBERS ((int)(sizeof(numbers) / sizeof(numbers[0])))

START_TEST(reads_the_most_significant_byte_first)
{
	const struct number *number = &numbers[_i];

	ck_assert_uint_eq(
	    big_endian_read(number->bytes, number->size), number->value);
}
END_TEST

START_TEST(writes_what_it_reads_and_no_byte_more)
{
	const struct number *number = &numbers[_i];
	char buffer[9];

	memset(buffer, 'x', sizeof(buffer));
	ck_assert_ptr_eq(big_endian_write(buffer, number->size, number->value),
	    buffer + number->size);
	ck_assert_mem_eq(buffer, number->bytes, number->size);
	ck_assert_int_eq(buffer[number->size], 'x');
}
END_TEST

START_TEST(drops_what_does_not_fit)
{
	char buffer[2];

	big_endian_write(buffer, 2, 0x123456);
	ck_assert_mem_eq(buffer, "\x34\x56", 2);
}
END_TEST

START_TEST(four_and_eight_bytes_are_the_same_at_once)
{
	const struct number *number = &numbers[_i];
	char buffer[8];

	if (number->size == 4) {
		ck_assert_uint_eq(
		    big_endian_read_32(number->bytes), number->value);
		ck_assert_ptr_eq(
		    big_endian_write_32(buffer, (uint32_t)number->value),
		    buffer + 4);
		ck_assert_mem_eq(buffer, number->bytes, 4);
	} else if (number->size == 8) {
		ck_assert_uint_eq(
		    big_endian_read_64(number->bytes), number->value);
		ck_assert_ptr_eq(
		    big_endian_write_64(buffer, number->value), buffer + 8);
		ck_assert_mem_eq(buffer, number->bytes, 8);
	}
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add_loop(
	    tests, reads_the_most_significant_byte_first, 0, NUMBERS);
	test_cases_add_loop(
	    tests, writes_what_it_reads_and_no_byte_more, 0, NUMBERS);
	test_cases_add_loop(
	    tests, four_and_eight_bytes_are_the_same_at_once, 0, NUMBERS);
	test_cases_add(tests, drops_what_does_not_fit);
}
