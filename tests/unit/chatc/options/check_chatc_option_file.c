/* SPDX-License-Identifier: MIT */
/*
 * Lines of a file with options: names, values, comments and mistakes.
 */

#include "chatc/options/option_file.h"

#include <stdio.h>

#include "unit/unit.h"

/* Take what should be the only option of a text. */
static struct option_file
only_option(const char *text)
{
	static char copy[256];
	struct option_file file = { .next = copy };

	(void)snprintf(copy, sizeof(copy), "%s", text);
	ck_assert(option_file_next(&file));
	return file;
}

START_TEST(takes_lines_apart)
{
	static const struct {
		const char *text;
		const char *name;
		const char *value;
	} rows[] = {
		{ "bell = yes\n", "bell", "yes" },
		{ "  bell=yes  ", "bell", "yes" },
		{ "bell\t=\tyes\r\n", "bell", "yes" },
		{ "bell = yes # always", "bell", "yes" },
		{ "server = [::1]:5378", "server", "[::1]:5378" },
		{ "log = my chat.log", "log", "my chat.log" },
		{ "log = a#b", "log", "a#b" },
		{ "log = \"a # b \" # c", "log", "a # b " },
		{ "log = 'a\"b'", "log", "a\"b" },
		{ "log = \"\"", "log", "" },
		{ "no-color = yes", "no-color", "yes" },
	};
	struct option_file file;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		file = only_option(rows[i].text);
		ck_assert_msg(file.error == NULL, "%s", rows[i].text);
		ck_assert_str_eq(file.name, rows[i].name);
		ck_assert_str_eq(file.value, rows[i].value);
		ck_assert(!option_file_next(&file));
	}
}
END_TEST

START_TEST(notices_mistakes)
{
	static const char *const rows[] = { "bell", "bell yes", "= yes",
		"Bell = yes", "bell =", "bell = # yes", "log = \"a", "log = \"",
		"log = \"a\" b" };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		ck_assert_msg(
		    only_option(rows[i]).error != NULL, "%s", rows[i]);
}
END_TEST

START_TEST(counts_lines)
{
	char text[] = "# mine\n\n  # yours\nbell = yes\n\nplain = no";
	struct option_file file = { .next = text };

	ck_assert(option_file_next(&file));
	ck_assert_uint_eq(file.line, 4);
	ck_assert(option_file_next(&file));
	ck_assert_uint_eq(file.line, 6);
	ck_assert_str_eq(file.name, "plain");
	ck_assert(!option_file_next(&file));
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, takes_lines_apart);
	test_cases_add(tests, notices_mistakes);
	test_cases_add(tests, counts_lines);
}
