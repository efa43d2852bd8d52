/* SPDX-License-Identifier: MIT */
/*
 * How chatctl takes a reply apart and prints it, whatever is in it: the reply
 * itself, fields, tables, and JSON.
 */

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chatctl/cell.h"
#include "chatctl/chatd.h"
#include "chatctl/listing.h"
#include "chatctl/table.h"
#include "unit/unit.h"

/* Return what write() prints when it gets the table in body. */
static const char *
print(const char *body, void (*write)(const struct table *table, FILE *to))
{
	static char text[4096];
	struct table table;
	FILE *to = fmemopen(text, sizeof(text), "w");

	text[0] = '\0';
	ck_assert_ptr_nonnull(to);
	ck_assert_int_eq(table_parse(slice_of(body), &table), 0);
	write(&table, to);
	table_clear(&table);
	ck_assert_int_eq(fclose(to), 0);
	return text;
}

/* Print the table at a width that no line of it reaches. */
static void
print_listing(const struct table *table, FILE *to)
{
	listing_print(table, SIZE_MAX, to);
}

/* At this one some of them do. */
static void
print_narrow(const struct table *table, FILE *to)
{
	listing_print(table, 30, to);
}

/* ---- fields -------------------------------------------------------------- */

START_TEST(bytes_have_units)
{
	static const struct {
		uint64_t bytes;
		const char *text;
	} rows[] = {
		{ 0, "0B" },
		{ 1023, "1023B" },
		{ 1024, "1.0KiB" },
		{ 1536, "1.5KiB" },
		{ 10189, "10KiB" },
		{ 1048063, "1023KiB" },
		{ 1048064, "1.0MiB" },
		{ 5368709120, "5.0GiB" },
		{ UINT64_MAX, "16EiB" },
	};
	char text[CELL_FORMAT_BYTES];

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		ck_assert_str_eq(
		    cell_format_bytes(rows[i].bytes, text), rows[i].text);
}
END_TEST

START_TEST(seconds_have_units)
{
	static const struct {
		uint64_t seconds;
		const char *text;
	} rows[] = {
		{ 0, "0s" },
		{ 59, "59s" },
		{ 60, "1m00s" },
		{ 3599, "59m59s" },
		{ 3600, "1h00m" },
		{ 86399, "23h59m" },
		{ 86400, "1d00h" },
		{ 9000000, "104d04h" },
	};
	char text[CELL_FORMAT_BYTES];

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		ck_assert_str_eq(
		    cell_format_seconds(rows[i].seconds, text), rows[i].text);
}
END_TEST

START_TEST(numbers_are_whole)
{
	static const char *const wrong[] = { "", "-1", "+1", " 1", "1 ", "1x",
		"00", "01", "0x1", "1.0", "18446744073709551616" };
	uint64_t number;

	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		ck_assert_msg(
		    !cell_number(slice_of(wrong[i]), &number), "%s", wrong[i]);
	ck_assert(cell_number(slice_of("0"), &number) && number == 0);
	ck_assert(cell_number(slice_of("18446744073709551615"), &number) &&
		  number == UINT64_MAX);
}
END_TEST

/* ---- tables -------------------------------------------------------------- */

START_TEST(columns_are_aligned)
{
	ck_assert_str_eq(print("name\tqueue\tpeer\n"
			       "bob\t5\tx\n"
			       "\xe4\xb8\xad\xe6\x96\x87\t2048\t\n",
			     print_listing),
	    "name   queue  peer\n"
	    "bob       5B  x\n"
	    "\xe4\xb8\xad\xe6\x96\x87  2.0KiB  \n");
	ck_assert_str_eq(
	    print("key\tvalue\nuptime\t61\nversion\t2\n", print_listing),
	    "uptime   1m01s\n"
	    "version  2\n");
	ck_assert_str_eq(print("", print_listing), "");
}
END_TEST

START_TEST(columns_are_left_out_where_they_do_not_fit)
{
	static const char body[] = "name\tprotocol\tpeer\tnumber\tworker\n"
				   "alice\thello\t127.0.0.1:52596\t7\t0\n";

	ck_assert_str_eq(print(body, print_listing),
	    "name   protocol  peer             number  worker\n"
	    "alice  hello     127.0.0.1:52596       7       0\n");
	/* What matters most stays, even if it sticks out. */
	ck_assert_str_eq(print(body, print_narrow),
	    "name   peer             number\n"
	    "alice  127.0.0.1:52596       7\n");
	ck_assert_str_eq(print("worker\tbytes_in\tqueue\tmessages_delivered\n"
			       "1\t20480\t1048576\t123456789\n",
			     print_narrow),
	    "worker   queue  delivered\n"
	    "     1  1.0MiB  123456789\n");
	ck_assert_str_eq(
	    print("name\tpeer\nbob\t[2001:db8:1111:2222:3333::1]:52596\n",
		print_narrow),
	    "name  peer\n"
	    "bob   [2001:db8:1111:2222:3333::1]:52596\n");
}
END_TEST

START_TEST(a_long_value_goes_on_in_the_next_line)
{
	static const char body[] =
	    "key\tvalue\n"
	    "state\tserving\n"
	    "listeners\thello on [::1]:1, plain on [::1]:2, drop on [::1]:3\n";

	ck_assert_str_eq(print(body, print_listing),
	    "state      serving\n"
	    "listeners  hello on [::1]:1, plain on [::1]:2, "
	    "drop on [::1]:3\n");
	ck_assert_str_eq(print(body, print_narrow),
	    "state      serving\n"
	    "listeners  hello on [::1]:1,\n"
	    "           plain on [::1]:2,\n"
	    "           drop on [::1]:3\n");
	ck_assert_str_eq(
	    print("key\tvalue\nversion\t1234567890123456789012345\n",
		print_narrow),
	    "version  1234567890123456789012345\n");
}
END_TEST

START_TEST(a_table_may_be_malformed)
{
	ck_assert_str_eq(print("a\tb\n1\n1\t2\t3\n\t\n", print_listing),
	    "a  b\n1  \n1  2\n   \n");
	ck_assert_str_eq(
	    print("a\n\x1b[2J\n\xff\n", print_listing), "a\n\\x1B[2J\n\\xFF\n");
}
END_TEST

START_TEST(json_is_escaped)
{
	ck_assert_str_eq(print("name\tqueue\n\"\\\x1b\xc3\xa9\xff\t7\n42\tx\n",
			     table_print_json),
	    "[\n"
	    "\t{ \"name\": \"\\\"\\\\\\u001b\xc3\xa9\\ufffd\", "
	    "\"queue\": 7 },\n"
	    "\t{ \"name\": \"42\", \"queue\": \"x\" }\n"
	    "]\n");
	ck_assert_str_eq(
	    print("key\tvalue\nuptime\t61\nversion\t2\n", table_print_json),
	    "{\n\t\"uptime\": 61,\n\t\"version\": \"2\"\n}\n");
	/* This character would reverse the rest of the line. */
	ck_assert_str_eq(
	    print("key\tvalue\nx\t\xe2\x80\xae\n", table_print_json),
	    "{\n\t\"x\": \"\\u202e\"\n}\n");
	ck_assert_str_eq(print("", table_print_json), "{}\n");
	ck_assert_str_eq(print("name\n", table_print_json), "[\n]\n");
}
END_TEST

/* ---- replies ------------------------------------------------------------- */

static int
parse(const char *bytes, struct chatd_reply *reply)
{
	static char copy[256];

	strcpy(copy, bytes);
	return chatd_reply_parse(copy, strlen(copy), reply);
}

START_TEST(a_reply_has_a_first_line_and_an_end)
{
	static const char *const wrong[] = { "", "\n", "\n\n", "OK", "OK\n",
		"OK \n\n", "ok\n\n", "ERROR\n\n", "ERR x\n\n", "HELLO x\n\n",
		"ERROR x\n" };
	struct chatd_reply reply;

	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		ck_assert_msg(
		    parse(wrong[i], &reply) == -1, "\"%s\"", wrong[i]);
	ck_assert_int_eq(parse("OK\n\n", &reply), 0);
	ck_assert(reply.is_ok && reply.body.size == 0);
	ck_assert_int_eq(parse("OK\na\tb\n1\t2\n\n", &reply), 0);
	ck_assert(reply.is_ok && slice_is(reply.body, "a\tb\n1\t2\n"));
	ck_assert_int_eq(parse("ERROR no\n\n", &reply), 0);
	ck_assert(!reply.is_ok && slice_is(reply.reason, "no"));
	ck_assert_int_eq(parse("ERROR \n\n", &reply), 0);
	ck_assert(!reply.is_ok && reply.reason.size == 0);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, bytes_have_units);
	test_cases_add(tests, seconds_have_units);
	test_cases_add(tests, numbers_are_whole);
	test_cases_add(tests, columns_are_aligned);
	test_cases_add(tests, columns_are_left_out_where_they_do_not_fit);
	test_cases_add(tests, a_long_value_goes_on_in_the_next_line);
	test_cases_add(tests, a_table_may_be_malformed);
	test_cases_add(tests, json_is_escaped);
	test_cases_add(tests, a_reply_has_a_first_line_and_an_end);
}
