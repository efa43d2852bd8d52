/* SPDX-License-Identifier: MIT */
/* The words and signs of a configuration file, without their meaning. */

#include "chatd/config/scanner.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit/unit.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

/* What a test has read: its words in brackets, and its signs. */
static char tokens[4096];

/* Read all of text.  Return the last token, and set *line_r to its line. */
static enum config_token
scan(const char *text, unsigned int *line_r)
{
	struct config_scanner scanner = { .next = text, .line = 1 };
	static char word[CONFIG_WORD_BYTES];
	enum config_token token;

	tokens[0] = '\0';
	for (;;) {
		size_t used = strlen(tokens);

		token = config_scanner_next(&scanner, word);
		if (token == CONFIG_TOKEN_END)
			break;
		snprintf(tokens + used, sizeof(tokens) - used,
		    token == CONFIG_TOKEN_WORD ? "[%s]" : "%s", word);
		if (token == CONFIG_TOKEN_BAD)
			break;
	}
	*line_r = scanner.line;
	return token;
}

struct example {
	const char *text;
	const char *tokens;
	unsigned int line; /* that the scanner ends on */
};

static const struct example examples[] = {
	{ "", "", 1 },
	{ " \t\r\n ", "", 2 },
	/* words and signs */
	{ "port=0", "[port]=[0]", 1 },
	{ "a\n=\r\nb", "[a]=[b]", 3 },
	{ "x{y}(z),+", "[x]{[y]}([z]),+", 1 },
	{ "a;b @[c] d\\e f|g \xc3\xa4", "[a;b][@[c]][d\\e][f|g][\xc3\xa4]", 1 },
	{ "a\"b\"'c'd", "[a][b][c][d]", 1 },
	{ "* *.x a*b", "[*][*.x][a*b]", 1 },
	/* comments */
	{ "a # b\nc", "[a][c]", 2 },
	{ "a#b", "[a]", 1 },
	{ "// a\nb // c", "[b]", 2 },
	{ "a//b c/ /d", "[a//b][c/][/d]", 1 },
	{ "\"a\"//b", "[a]", 1 },
	{ "a/* b\n * c */d /**/ /*/*/ e", "[a][d][e]", 2 },
	{ "#", "", 1 },
	{ "# /*\na", "[a]", 2 },
	/* strings */
	{ "\"\" ''", "[][]", 1 },
	{ "\"a # b // c /* d = '\" '\"'", "[a # b // c /* d = '][\"]", 1 },
	{ "\"a\nb\" 'c\nd'", "[a\nb][c\nd]", 3 },
	{ "\"a\\\nb\" 'c\\\nd'", "[ab][cd]", 3 },
	{ "'a\\'b\\\\c\\nd'", "[a'b\\c\\nd]", 1 },
	/* escapes */
	{ "\"\\a\\b\\e\\f\\n\\r\\t\\v\"", "[\a\b\033\f\n\r\t\v]", 1 },
	{ "\"\\\\ \\\" \\' \\q\"", "[\\ \" ' q]", 1 },
	{ "\"\\101\\1012\\53\\0539\"", "[AA2++9]", 1 },
	{ "\"\\x41\\x41f\\x5z\\xg\\x\"", "[AAf\005zxgx]", 1 },
	{ "\"\\377\\xff\"", "[\377\377]", 1 },
	/* variables */
	{ "\"a${CHECK}b\" ${CHECK}c", "[avalueb][value][c]", 1 },
	{ "\"${CHECK}${CHECK}\"", "[valuevalue]", 1 },
	{ "\"a${CHECK_NONE}b\" ${CHECK_NONE}", "[ab][]", 1 },
	{ "\"${CHECK_NONE:-x:-y}${CHECK:-z}\"", "[x:-yvalue]", 1 },
	{ "\"${CHECK_EMPTY:-x}\"", "[]", 1 },
	{ "'${CHECK}' \"\\${CHECK}\"", "[${CHECK}][${CHECK}]", 1 },
	{ "\"$ ${ ${CHECK\" \"}\"", "[$ ${ ${CHECK][}]", 1 },
	{ "$CHECK $ a${", "[$CHECK][$][a$]{", 1 },
	{ "${CHECK", "[$]{[CHECK]", 1 },
};

START_TEST(takes_a_text_apart)
{
	const struct example *example = &examples[_i];
	unsigned int line;

	setenv("CHECK", "value", 1);
	setenv("CHECK_EMPTY", "", 1);
	ck_assert_int_eq(scan(example->text, &line), CONFIG_TOKEN_END);
	ck_assert_str_eq(tokens, example->tokens);
	ck_assert_uint_eq(line, example->line);
}
END_TEST

/* tokens ends in what is wrong. */
static const struct example bad_examples[] = {
	{ "a\n\"b\n\n", "[a]the quotation mark is never closed", 2 },
	{ "'b\\'", "the quotation mark is never closed", 1 },
	{ "\"b\\", "the quotation mark is never closed", 1 },
	{ "a\n/* b\n\n", "[a]the comment is never closed", 2 },
	{ "/*/", "the comment is never closed", 1 },
	{ "\n\"\n\\400\"", "bad escape sequence '\\\\400'", 3 },
	{ "\"\\8\"", "bad escape sequence '\\\\8'", 1 },
	{ "\"\\0\"", "bad escape sequence '\\\\0'", 1 },
	{ "\"\\x00\"", "bad escape sequence '\\\\x00'", 1 },
};

START_TEST(says_what_is_wrong)
{
	const struct example *example = &bad_examples[_i];
	unsigned int line;

	ck_assert_int_eq(scan(example->text, &line), CONFIG_TOKEN_BAD);
	ck_assert_str_eq(tokens, example->tokens);
	ck_assert_uint_eq(line, example->line);
}
END_TEST

/* What stands around a word in each of its forms. */
static const struct {
	const char *before, *after;
} forms[] = { { "", "" }, { "'", "'" }, { "\"", "\"" },
	{ "\"${CHECK_NONE:-", "}\"" } };

/* Take the only token of a word of size bytes.  Leave it in word_r. */
static enum config_token
scan_word(int form, int size, char word_r[CONFIG_WORD_BYTES])
{
	static char bytes[2 * CONFIG_WORD_BYTES];
	static char text[3 * CONFIG_WORD_BYTES];
	struct config_scanner scanner = { .next = text, .line = 1 };

	memset(bytes, 'a', sizeof(bytes) - 1);
	snprintf(text, sizeof(text), "%s%.*s%s", forms[form].before, size,
	    bytes, forms[form].after);
	return config_scanner_next(&scanner, word_r);
}

START_TEST(bounds_a_word)
{
	static char word[CONFIG_WORD_BYTES];

	ck_assert_int_eq(
	    scan_word(_i, CONFIG_WORD_BYTES - 1, word), CONFIG_TOKEN_WORD);
	ck_assert_uint_eq(strlen(word), CONFIG_WORD_BYTES - 1);
	ck_assert_int_eq(
	    scan_word(_i, CONFIG_WORD_BYTES, word), CONFIG_TOKEN_BAD);
	ck_assert_str_eq(word, "found a word that is longer than 8KiB");
}
END_TEST

START_TEST(bounds_what_a_variable_holds)
{
	static char value[2 * CONFIG_WORD_BYTES], text[CONFIG_WORD_BYTES];
	unsigned int line;

	memset(value, 'a', sizeof(value) - 1);
	setenv("CHECK", value, 1);
	ck_assert_int_eq(scan("\"${CHECK}\"", &line), CONFIG_TOKEN_BAD);
	ck_assert_int_eq(scan("${CHECK}", &line), CONFIG_TOKEN_BAD);
	/* A name of that length is taken for one that there is not. */
	snprintf(text, sizeof(text), "${%.1000s:-x}", value);
	ck_assert_int_eq(scan(text, &line), CONFIG_TOKEN_END);
	ck_assert_str_eq(tokens, "[x]");
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add_loop(tests, takes_a_text_apart, 0, COUNT(examples));
	test_cases_add_loop(tests, says_what_is_wrong, 0, COUNT(bad_examples));
	test_cases_add_loop(tests, bounds_a_word, 0, COUNT(forms));
	test_cases_add(tests, bounds_what_a_variable_holds);
}
