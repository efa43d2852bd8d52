/* SPDX-License-Identifier: MIT */
/* Sizes, durations and rates, both ways. */

#include "common/quantity.h"

#include "unit/unit.h"

struct reading {
	const char *text;
	uint64_t value;
};

static const struct reading sizes[] = {
	{ "0", 0 },
	{ "512", 512 },
	{ "007", 7 },
	{ "512B", 512 },
	{ "64KiB", 65536 },
	{ "64 KiB", 65536 },
	{ "64\tKiB", 65536 },
	{ "64kB", 64000 },
	{ "1MiB", 1048576 },
	{ "3MB", 3000000 },
	{ "2GiB", UINT64_C(2147483648) },
	{ "2GB", UINT64_C(2000000000) },
	{ "18446744073709551615", UINT64_MAX },
	{ "17179869183GiB", UINT64_C(17179869183) << 30 },
};

static const struct reading durations[] = {
	{ "0", 0 },
	{ "30", 30000 },
	{ "30s", 30000 },
	{ "30 s", 30000 },
	{ "250ms", 250 },
	{ "2min", 120000 },
	{ "1h", 3600000 },
	{ "2d", 172800000 },
	{ "18446744073709551615ms", UINT64_MAX },
};

/* A minute; the same numbers are rates of bytes. */
static const struct reading rates[] = {
	{ "0", 0 },
	{ "10", 600 },
	{ "10/s", 600 },
	{ "1/min", 1 },
	{ "90/min", 90 },
	{ "0/min", 0 },
	{ "307445734561825860/s", UINT64_C(18446744073709551600) },
	{ "18446744073709551615/min", UINT64_MAX },
};

static const char *const no_rates[] = { "", "/s", "/min", "10/", "10/h",
	"10/ s", "10/s ", "10/S", "10/s/s", "-1/s", "10s", "10//s",
	"307445734561825861/s", "18446744073709551616/min",
	"0000000000000000000000000000000000000000001/s" };

/* Neither a size nor a duration. */
static const char *const nonsense[] = { "", " ", "KiB", "s", "-1", "+1", " 1",
	"1 ", "1  s", "1  B", "1.5s", "1.5MiB", "0x10", "1KIB", "1kib", "1Kib",
	"1mb", "1S", "1m", "1MIN", "1sec", "1s ", "1B ", "1 2", "1s1",
	"18446744073709551616", "99999999999999999999", "17179869184GiB",
	"213503982335d" };

START_TEST(reads_sizes)
{
	const struct reading *reading = &sizes[_i];
	uint64_t value = 1;

	ck_assert_int_eq(quantity_parse_size(reading->text, &value), 0);
	ck_assert_uint_eq(value, reading->value);
}
END_TEST

START_TEST(reads_durations)
{
	const struct reading *reading = &durations[_i];
	uint64_t value = 1;

	ck_assert_int_eq(quantity_parse_duration(reading->text, &value), 0);
	ck_assert_uint_eq(value, reading->value);
}
END_TEST

START_TEST(refuses_nonsense_and_leaves_the_result_alone)
{
	uint64_t value = 42;

	ck_assert_msg(quantity_parse_size(nonsense[_i], &value) == -1,
	    "size \"%s\"", nonsense[_i]);
	ck_assert_msg(quantity_parse_duration(nonsense[_i], &value) == -1,
	    "duration \"%s\"", nonsense[_i]);
	ck_assert_uint_eq(value, 42);
}
END_TEST

START_TEST(reads_rates)
{
	const struct reading *reading = &rates[_i];
	uint64_t value = 1;

	ck_assert_int_eq(quantity_parse_rate(reading->text, &value), 0);
	ck_assert_uint_eq(value, reading->value);
	value = 1;
	ck_assert_int_eq(quantity_parse_byte_rate(reading->text, &value), 0);
	ck_assert_uint_eq(value, reading->value);
}
END_TEST

START_TEST(refuses_what_is_no_rate_and_leaves_the_result_alone)
{
	uint64_t value = 42;

	ck_assert_msg(quantity_parse_rate(no_rates[_i], &value) == -1,
	    "rate \"%s\"", no_rates[_i]);
	ck_assert_msg(quantity_parse_byte_rate(no_rates[_i], &value) == -1,
	    "rate of bytes \"%s\"", no_rates[_i]);
	ck_assert_uint_eq(value, 42);
}
END_TEST

START_TEST(only_bytes_have_units_in_a_rate)
{
	uint64_t value = 42;

	ck_assert_int_eq(quantity_parse_rate("32KiB/s", &value), -1);
	ck_assert_int_eq(quantity_parse_byte_rate("32KiB/s", &value), 0);
	ck_assert_uint_eq(value, 32768 * 60);
	ck_assert_int_eq(quantity_parse_byte_rate("1MiB/min", &value), 0);
	ck_assert_uint_eq(value, 1048576);
}
END_TEST

START_TEST(shows_rates_a_second_where_that_is_exact)
{
	char buffer[32];

	ck_assert_str_eq(quantity_format_rate(0, buffer, 32), "0");
	ck_assert_str_eq(quantity_format_rate(600, buffer, 32), "10/s");
	ck_assert_str_eq(quantity_format_rate(1, buffer, 32), "1/min");
	ck_assert_str_eq(quantity_format_rate(90, buffer, 32), "90/min");
	ck_assert_str_eq(
	    quantity_format_byte_rate(32768 * 60, buffer, 32), "32KiB/s");
	ck_assert_str_eq(
	    quantity_format_byte_rate(1024, buffer, 32), "1KiB/min");
}
END_TEST

START_TEST(keeps_sizes_and_durations_apart)
{
	uint64_t value;

	ck_assert_int_eq(quantity_parse_size("1s", &value), -1);
	ck_assert_int_eq(quantity_parse_duration("1B", &value), -1);
}
END_TEST

START_TEST(shows_the_largest_exact_unit)
{
	char buffer[32];

	ck_assert_str_eq(quantity_format_size(0, buffer, 32), "0");
	ck_assert_str_eq(quantity_format_size(1, buffer, 32), "1B");
	ck_assert_str_eq(quantity_format_size(1024, buffer, 32), "1KiB");
	ck_assert_str_eq(quantity_format_size(1025, buffer, 32), "1025B");
	ck_assert_str_eq(quantity_format_size(65536, buffer, 32), "64KiB");
	ck_assert_str_eq(quantity_format_size(3000000, buffer, 32), "3MB");
	ck_assert_str_eq(
	    quantity_format_size(UINT64_C(5) << 30, buffer, 32), "5GiB");
	ck_assert_str_eq(quantity_format_duration(0, buffer, 32), "0");
	ck_assert_str_eq(quantity_format_duration(250, buffer, 32), "250ms");
	ck_assert_str_eq(quantity_format_duration(90000, buffer, 32), "90s");
	ck_assert_str_eq(quantity_format_duration(120000, buffer, 32), "2min");
	ck_assert_str_eq(quantity_format_duration(7200000, buffer, 32), "2h");
	ck_assert_str_eq(quantity_format_duration(86400000, buffer, 32), "1d");
}
END_TEST

START_TEST(reads_what_it_shows)
{
	char buffer[32];
	uint64_t value;

	for (uint64_t n = 1; n != 0 && n < UINT64_MAX / 7; n = n * 7 + 1) {
		quantity_format_size(n, buffer, sizeof(buffer));
		ck_assert_int_eq(quantity_parse_size(buffer, &value), 0);
		ck_assert_uint_eq(value, n);
		quantity_format_duration(n, buffer, sizeof(buffer));
		ck_assert_int_eq(quantity_parse_duration(buffer, &value), 0);
		ck_assert_uint_eq(value, n);
		quantity_format_rate(n, buffer, sizeof(buffer));
		ck_assert_int_eq(quantity_parse_rate(buffer, &value), 0);
		ck_assert_uint_eq(value, n);
		quantity_format_byte_rate(n, buffer, sizeof(buffer));
		ck_assert_int_eq(quantity_parse_byte_rate(buffer, &value), 0);
		ck_assert_uint_eq(value, n);
	}
}
END_TEST

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add_loop(tests, reads_sizes, 0, COUNT(sizes));
	test_cases_add_loop(tests, reads_durations, 0, COUNT(durations));
	test_cases_add_loop(tests, refuses_nonsense_and_leaves_the_result_alone,
	    0, COUNT(nonsense));
	test_cases_add_loop(tests, reads_rates, 0, COUNT(rates));
	test_cases_add_loop(tests,
	    refuses_what_is_no_rate_and_leaves_the_result_alone, 0,
	    COUNT(no_rates));
	test_cases_add(tests, only_bytes_have_units_in_a_rate);
	test_cases_add(tests, shows_rates_a_second_where_that_is_exact);
	test_cases_add(tests, keeps_sizes_and_durations_apart);
	test_cases_add(tests, shows_the_largest_exact_unit);
	test_cases_add(tests, reads_what_it_shows);
}
