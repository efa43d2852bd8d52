/* SPDX-License-Identifier: MIT */
/* Lines of IRC, at every edge of their grammar. */

#include "chatd/protocols/irc/irc_line.h"

#include <stdlib.h>
#include <string.h>

#include "unit/unit.h"

#define S(text) ((struct slice)SLICE(text))

/* The bytes around the longest line and the longest tags. */
#define LONG_BYTES (IRC_CLIENT_LINE_MAX_BYTES + 16)

/* What becomes of a line; parameters ends with a NULL. */
struct grammar_case {
	const char *line, *tags, *source, *verb;
	const char *parameters[4];
};

static const struct grammar_case grammar_cases[] = {
	{ "PING", "", "", "PING", { NULL } },
	{ "PING ", "", "", "PING", { NULL } },
	{ "  PING", "", "", "PING", { NULL } },
	{ "privmsg bob hi", "", "", "privmsg", { "bob", "hi" } },
	{ "001 x", "", "", "001", { "x" } },
	{ "PRIVMSG #tea :a b  c ", "", "", "PRIVMSG", { "#tea", "a b  c " } },
	{ "PRIVMSG   #tea   :hi", "", "", "PRIVMSG", { "#tea", "hi" } },
	{ "TOPIC #tea :", "", "", "TOPIC", { "#tea", "" } },
	{ "TOPIC #tea ", "", "", "TOPIC", { "#tea" } },
	{ "TOPIC #tea   ", "", "", "TOPIC", { "#tea" } },
	{ "PRIVMSG b ::-) x", "", "", "PRIVMSG", { "b", ":-) x" } },
	{ "PRIVMSG a:b c:d :e", "", "", "PRIVMSG", { "a:b", "c:d", "e" } },
	{ "USER a\tb", "", "", "USER", { "a\tb" } },
	{ "NICK :", "", "", "NICK", { "" } },
	{ ":alice NICK bob", "", "alice", "NICK", { "bob" } },
	{ ":a!b@c  NICK  bob", "", "a!b@c", "NICK", { "bob" } },
	{ ": NICK bob", "", "", "NICK", { "bob" } },
	{ "@a=1 NICK bob", "a=1", "", "NICK", { "bob" } },
	{ "@a=1;b  :c  NICK  bob", "a=1;b", "c", "NICK", { "bob" } },
	{ "@ NICK bob", "", "", "NICK", { "bob" } },
	{ "@a=:x PING", "a=:x", "", "PING", { NULL } },
	{ " @a PING", "", "", "@a", { "PING" } },
};

START_TEST(lines_are_taken_apart)
{
	const struct grammar_case *want = &grammar_cases[_i];
	struct irc_line line;
	struct slice parameter;

	ck_assert_int_eq(
	    irc_line_parse(slice_of(want->line), &line), IRC_LINE_VALID);
	ck_assert(slice_is(line.tags, want->tags));
	ck_assert(slice_is(line.source, want->source));
	ck_assert(slice_is(line.verb, want->verb));
	for (size_t i = 0; want->parameters[i] != NULL; i++) {
		ck_assert(
		    irc_line_take_parameter(&line.parameters, &parameter));
		ck_assert_msg(slice_is(parameter, want->parameters[i]),
		    "\"%s\": \"%.*s\"", want->line, (int)parameter.size,
		    parameter.bytes);
	}
	parameter = S("as it was");
	ck_assert(!irc_line_take_parameter(&line.parameters, &parameter));
	ck_assert(!irc_line_take_parameter(&line.parameters, &parameter));
	ck_assert(slice_is(parameter, "as it was"));
}
END_TEST

static void
assert_refused(struct slice text, enum irc_line_status want)
{
	struct irc_line line = { .verb = SLICE("as it was") };

	ck_assert_int_eq(irc_line_parse(text, &line), want);
	ck_assert(slice_is(line.verb, "as it was"));
}

START_TEST(a_line_without_a_verb_is_empty)
{
	static const char *const texts[] = { "", " ", "   ", ":", ":alice",
		":alice ", "@", "@a=1", "@a=1 ", "@a=1 :alice", "@ :" };

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_refused(slice_of(texts[i]), IRC_LINE_EMPTY);
	assert_refused((struct slice){ NULL, 0 }, IRC_LINE_EMPTY);
}
END_TEST

START_TEST(no_line_has_another_in_it)
{
	assert_refused(S("PING \0x"), IRC_LINE_MALFORMED);
	assert_refused(S("PING x\rQUIT"), IRC_LINE_MALFORMED);
	assert_refused(S("PING x\nQUIT"), IRC_LINE_MALFORMED);
	assert_refused(S("PING x\r"), IRC_LINE_MALFORMED);
	assert_refused(S("@a=\r PING"), IRC_LINE_MALFORMED);
	assert_refused(S("\0"), IRC_LINE_MALFORMED);
}
END_TEST

/* Parse a line with so many bytes of tags, where there are any, and others. */
static enum irc_line_status
parse_long(size_t tags, size_t bytes)
{
	char *text = malloc(LONG_BYTES);
	struct irc_line line;
	enum irc_line_status status;
	size_t size = 0;

	ck_assert_ptr_nonnull(text);
	if (tags > 0) {
		memset(text, 't', tags + 1);
		text[0] = '@';
		text[tags + 1] = ' ';
		size = tags + 2;
	}
	memset(text + size, 'x', bytes);
	memcpy(text + size, "PING ", 5);
	status = irc_line_parse((struct slice){ text, size + bytes }, &line);
	if (status == IRC_LINE_VALID) {
		ck_assert_uint_eq(line.tags.size, tags);
		ck_assert_uint_eq(line.parameters.rest.size, bytes - 4);
	}
	free(text);
	return status;
}

START_TEST(lines_and_tags_have_bounds_of_their_own)
{
	ck_assert_int_eq(parse_long(0, 510), IRC_LINE_VALID);
	ck_assert_int_eq(parse_long(0, 511), IRC_LINE_TOO_LONG);
	ck_assert_int_eq(parse_long(4094, 510), IRC_LINE_VALID);
	ck_assert_int_eq(parse_long(4095, 100), IRC_LINE_TOO_LONG);
	ck_assert_int_eq(parse_long(4094, 511), IRC_LINE_TOO_LONG);
	ck_assert_int_eq(parse_long(1, 511), IRC_LINE_TOO_LONG);
	ck_assert_uint_eq(IRC_CLIENT_LINE_MAX_BYTES, 4096 + 510);
}
END_TEST

START_TEST(long_tags_are_too_long_without_a_line_as_well)
{
	char text[LONG_BYTES];

	memset(text, 't', sizeof(text));
	text[0] = '@';
	assert_refused(
	    (struct slice){ text, 1 + IRC_TAGS_MAX_BYTES }, IRC_LINE_EMPTY);
	assert_refused(
	    (struct slice){ text, 2 + IRC_TAGS_MAX_BYTES }, IRC_LINE_TOO_LONG);
}
END_TEST

START_TEST(the_fifteenth_parameter_is_all_that_is_left)
{
	struct slice parameter = S("");
	struct irc_line line;

	ck_assert_int_eq(irc_line_parse(S("X 1 2 3 4 5 6 7 8 9 10 11 12 13 14 "
					  " 15 16 :17 "),
			     &line),
	    IRC_LINE_VALID);
	for (int i = 0; i < IRC_PARAMETERS_MAX - 1; i++)
		ck_assert(
		    irc_line_take_parameter(&line.parameters, &parameter));
	ck_assert(slice_is(parameter, "14"));
	ck_assert(irc_line_take_parameter(&line.parameters, &parameter));
	ck_assert(slice_is(parameter, "15 16 :17 "));
	ck_assert(!irc_line_take_parameter(&line.parameters, &parameter));
}
END_TEST

START_TEST(the_fifteenth_parameter_may_have_its_colon)
{
	struct slice parameter = S("");
	struct irc_line line;

	ck_assert_int_eq(irc_line_parse(S("X 1 2 3 4 5 6 7 8 9 10 11 12 13 14 "
					  ":15 16"),
			     &line),
	    IRC_LINE_VALID);
	for (int i = 0; i < IRC_PARAMETERS_MAX; i++)
		ck_assert(
		    irc_line_take_parameter(&line.parameters, &parameter));
	ck_assert(slice_is(parameter, "15 16"));
	ck_assert(!irc_line_take_parameter(&line.parameters, &parameter));
}
END_TEST

START_TEST(parameters_go_on_where_they_were_left)
{
	struct irc_parameters more = { SLICE(" b :c d"), 14 };
	struct slice parameter;

	ck_assert(irc_line_take_parameter(&more, &parameter));
	ck_assert(slice_is(parameter, "b :c d"));
}
END_TEST

START_TEST(verbs_are_raised)
{
	char room[IRC_VERB_BYTES];
	struct slice longest = S("abcdefghijklmnop");
	struct slice too_long = S("abcdefghijklmnopq");
	struct slice raised = irc_line_raise_verb(S("pRivMsg"), room);

	ck_assert(slice_is(raised, "PRIVMSG"));
	ck_assert_ptr_eq(raised.bytes, room);
	ck_assert(
	    slice_is(irc_line_raise_verb(S("a{z`9\xe9"), room), "A{Z`9\xe9"));
	ck_assert(
	    slice_is(irc_line_raise_verb(longest, room), "ABCDEFGHIJKLMNOP"));
	raised = irc_line_raise_verb(too_long, room);
	ck_assert_ptr_eq(raised.bytes, too_long.bytes);
	ck_assert_uint_eq(raised.size, too_long.size);
}
END_TEST

static void
assert_tag(struct slice *tags, const char *key, const char *value)
{
	struct irc_tag tag;

	ck_assert(irc_line_take_tag(tags, &tag));
	ck_assert(slice_is(tag.key, key));
	ck_assert(slice_is(tag.value, value));
}

START_TEST(tags_come_one_after_the_other)
{
	struct slice tags = S("a;b=;+c/d=e=f;;=lost;g=\\:;;");
	struct irc_tag tag;

	assert_tag(&tags, "a", "");
	assert_tag(&tags, "b", "");
	assert_tag(&tags, "+c/d", "e=f");
	assert_tag(&tags, "g", "\\:");
	ck_assert(!irc_line_take_tag(&tags, &tag));
	tags = S("");
	ck_assert(!irc_line_take_tag(&tags, &tag));
	tags = S("=");
	ck_assert(!irc_line_take_tag(&tags, &tag));
}
END_TEST

START_TEST(of_tags_that_are_twice_there_the_last_one_counts)
{
	struct slice tags = S("a=1;b=2;a=3;ab=4;c;b=");
	struct slice value = S("as it was");

	ck_assert(!irc_line_find_tag(tags, "d", &value));
	ck_assert(!irc_line_find_tag(tags, "A", &value));
	ck_assert(slice_is(value, "as it was"));
	ck_assert(irc_line_find_tag(tags, "a", &value));
	ck_assert(slice_is(value, "3"));
	ck_assert(irc_line_find_tag(tags, "b", &value));
	ck_assert(slice_is(value, ""));
	ck_assert(irc_line_find_tag(tags, "c", &value));
	ck_assert(slice_is(value, ""));
}
END_TEST

START_TEST(values_are_unescaped)
{
	static const struct {
		const char *value, *meaning;
	} cases[] = {
		{ "", "" },
		{ "plain+:=,", "plain+:=," },
		{ "\\:\\s\\\\\\r\\n", "; \\\r\n" },
		{ "a\\bc", "abc" },
		{ "a\\", "a" },
		{ "\\", "" },
		{ "\\\\", "\\" },
		{ "\\\\s", "\\s" },
		{ "a\\\\\\", "a\\" },
		{ "\xc3\xa9", "\xc3\xa9" },
	};
	char room[32];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		ck_assert_msg(
		    slice_is(irc_line_unescape(slice_of(cases[i].value), room),
			cases[i].meaning),
		    "%s", cases[i].value);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add_loop(tests, lines_are_taken_apart, 0,
	    sizeof(grammar_cases) / sizeof(grammar_cases[0]));
	test_cases_add(tests, a_line_without_a_verb_is_empty);
	test_cases_add(tests, no_line_has_another_in_it);
	test_cases_add(tests, lines_and_tags_have_bounds_of_their_own);
	test_cases_add(tests, long_tags_are_too_long_without_a_line_as_well);
	test_cases_add(tests, the_fifteenth_parameter_is_all_that_is_left);
	test_cases_add(tests, the_fifteenth_parameter_may_have_its_colon);
	test_cases_add(tests, parameters_go_on_where_they_were_left);
	test_cases_add(tests, verbs_are_raised);
	test_cases_add(tests, tags_come_one_after_the_other);
	test_cases_add(tests, of_tags_that_are_twice_there_the_last_one_counts);
	test_cases_add(tests, values_are_unescaped);
}
