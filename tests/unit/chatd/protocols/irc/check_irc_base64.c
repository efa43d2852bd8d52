/* SPDX-License-Identifier: MIT */
/* Base64: the examples of RFC 4648, and what is none. */

#include "chatd/protocols/irc/irc_base64.h"

#include <string.h>

#include "unit/unit.h"

/* What comes of a text; NULL: it is refused. */
static const struct {
	const char *text, *bytes;
} rows[] = {
	{ "", "" },
	{ "Zg==", "f" },
	{ "Zm8=", "fo" },
	{ "Zm9v", "foo" },
	{ "Zm9vYg==", "foob" },
	{ "Zm9vYmE=", "fooba" },
	{ "Zm9vYmFy", "foobar" },
	{ "/+8A", "\xff\xef" },
	{ "Zg=", NULL },
	{ "Zg", NULL },
	{ "Z", NULL },
	{ "Z===", NULL },
	{ "====", NULL },
	{ "Zg==Zg==", NULL },
	{ "Zm9=Zm9v", NULL },
	{ "Zh==", NULL },
	{ "Zm9=", NULL },
	{ "Zm-v", NULL },
	{ "Zm v", NULL },
};

START_TEST(decodes_what_is_base64)
{
	char text[16];
	size_t size = 0;

	strcpy(text, rows[_i].text);
	ck_assert_int_eq(irc_base64_decode(text, strlen(text), &size),
	    rows[_i].bytes != NULL);
	if (rows[_i].bytes == NULL)
		return;
	ck_assert_uint_ge(size, strlen(rows[_i].bytes));
	ck_assert_int_eq(
	    memcmp(text, rows[_i].bytes, strlen(rows[_i].bytes)), 0);
}
END_TEST

START_TEST(a_nul_is_a_byte_but_no_digit)
{
	char text[] = "AAAA";
	char other[] = "AA\0A";
	size_t size;

	ck_assert(irc_base64_decode(text, 4, &size));
	ck_assert_uint_eq(size, 3);
	ck_assert_int_eq(memcmp(text, "\0\0\0", 3), 0);
	ck_assert(!irc_base64_decode(other, 4, &size));
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add_loop(tests, decodes_what_is_base64, 0,
	    (int)(sizeof(rows) / sizeof(rows[0])));
	test_cases_add(tests, a_nul_is_a_byte_but_no_digit);
}
